"""One deletion: the set, and what the world holds about it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from protoref.deletion.target_set import TargetSet
from protoref.deletion.world import World
from protoref.model.finding import Place
from protoref.model.occurrence import Certainty, OccurrenceClass, OpaqueSpot
from protoref.model.report import LedgerEntry, LocatedReference
from protoref.model.schema import OWNED, Key, Kind, file_key

_WITHOUT_LEDGER = OWNED - {Kind.ENUM_VALUE}
"""Names that generated code shares with everything else (`id`, `get`): only references that were resolved count."""


class Case(Struct, frozen=True, dict=True):
    """A set and its world.

    Attributes:
        world: the repository.
        target_set: what goes.
        gone: the members that have gone already: of these is judged what is left.
    """

    world: World
    target_set: TargetSet
    gone: frozenset[Key] = frozenset()

    @cached_property
    def references(self) -> tuple[LocatedReference, ...]:
        """References to what goes from what stays, sorted by place; each place once for each symbol."""
        found = {
            (located.place, located.reference.symbol): located
            for located in (*self._to_members(), *self._to_copied())
            if self._stays(located)
        }
        return tuple(found[key] for key in sorted(found))

    def _to_members(self) -> Iterator[LocatedReference]:
        for key in self.target_set.keys:
            yield from self.world.references(key)

    def _to_copied(self) -> Iterator[LocatedReference]:
        """Uses of symbols that live on in another copy: those of documents that reach them through the one that goes."""
        if not self.target_set.copied:
            return
        catalog, files = self.world.catalog, self.target_set.files
        through = {path: self._documents(path) for group in catalog.copies for path in group}
        gone = {document for path in files for document in through.get(path, ())}
        kept = {document for path, documents in through.items() if path not in files for document in documents}
        for key in sorted(self.target_set.copied):
            for located in self.world.references(key):
                document = located.place.path
                if document in gone:
                    yield located
                elif document not in kept and located.reference.user == "" and self._may_read(located):
                    yield replace(located, reference=replace(located.reference, certainty=Certainty.POSSIBLE))

    def _may_read(self, located: LocatedReference) -> bool:
        """Whether code that names no copy may reach its symbols through the one that goes.

        Rust has one module a package, made of what a build script compiles or of a committed file: where the copy that goes
        is in none of them for certain, code has what it has from another one.
        """
        return located.reference.language != "rust" or self._rust_is_made_of_it

    @cached_property
    def _rust_is_made_of_it(self) -> bool:
        files = self.target_set.files
        named = any(
            entry.place.path.endswith(".rs")
            for path in files
            for entry in self.world.entries(file_key(path))
            if entry.occurrence_class is OccurrenceClass.BUILD
        )
        taken = any(glob.path.endswith(".rs") and not files.isdisjoint(glob.covers) for glob in self.world.globs)
        made = not files.isdisjoint(self.world.made_in_rust)
        return named or taken or made or any(path.endswith(".rs") for path in self.target_set.stubs)

    def _documents(self, path: str) -> set[str]:
        """The documents that import what was generated from one schema file."""
        return {located.place.path for located in self.world.references(file_key(path))}

    def is_gone(self, member: Key | None) -> bool:
        """Whether a member has gone already; of what is said about no single one (None), whether any has."""
        return bool(self.gone) if member is None else member in self.gone

    def _stays(self, located: LocatedReference) -> bool:
        """Whether the one who refers is still there afterwards."""
        return located.place.path not in self._silent and not self._goes(located.reference.user)

    @cached_property
    def _silent(self) -> frozenset[str]:
        """Documents that name nothing for anybody: they go themselves, or are protoref's own."""
        return self.target_set.paths | self.world.own_files

    def _goes(self, user: Key) -> bool:
        return bool(user) and user in self.target_set.keys

    def entries(self, wanted: OccurrenceClass) -> tuple[tuple[Key, LedgerEntry], ...]:
        """What no reference covers (unresolved occurrences, build inputs, mentions), each place once, sorted.

        Args:
            wanted: the class.

        Returns:
            Entries in what stays, each with the member in whose ledger it is.
        """
        return tuple(one for one in self._entries if one[1].occurrence_class is wanted)

    @cached_property
    def _entries(self) -> tuple[tuple[Key, LedgerEntry], ...]:
        found: dict[tuple[Place, OccurrenceClass], tuple[Key, LedgerEntry]] = {}
        for key in self._accounts():
            for entry in self.world.entries(key):
                if entry.place.path not in self._silent:
                    found.setdefault((entry.place, entry.occurrence_class), (key, entry))
        return tuple(found[place] for place in sorted(found))

    def _accounts(self) -> Iterator[Key]:
        """The targets whose ledgers together hold all of the set: a file's takes in its symbols'."""
        files = self.target_set.files
        for key in sorted(self.target_set.keys):
            if key.startswith("file:"):
                yield key
            elif not key.startswith("package:"):
                definitions = self.world.catalog.definitions[key]
                in_files = all(definition.file.path in files for definition in definitions)
                if not in_files and definitions[0].symbol.kind not in _WITHOUT_LEDGER:
                    yield key

    @cached_property
    def spots(self) -> tuple[tuple[Key | None, OpaqueSpot], ...]:
        """The opaque spots that could hide a use, each with a member in its reach (None: it reaches all).

        Those in what goes hide none, but for a schema that could not be read whole: who uses it is not known.
        """
        keys = self.target_set.keys | self.target_set.copied
        return tuple(
            (next((key for key in spot.reach if key in keys), None), spot)
            for spot in self.world.spots(keys)
            if spot.path not in self._silent or file_key(spot.path) in spot.reach
        )

    @property
    def stored(self) -> tuple[tuple[Key, Key], ...]:
        """Members with a message whose bytes they are part of: messages themselves, fields of messages that stay, ..."""
        keys = self.target_set.keys
        found = []
        for key in sorted(keys):
            if key in self.world.storage:
                found.append((key, key))
            found += [(key, message) for message in self.world.parts.get(key, ()) if message not in keys]
        return tuple(found)
