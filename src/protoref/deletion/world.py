"""Everything that a deletion is judged by, whatever the set: what the earlier stages found out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from msgspec import Struct, field

from protoref.deletion.reachability import Liveness, liveness
from protoref.deletion.target_set import Families
from protoref.model.build import BuildGlob
from protoref.model.check import CheckResult
from protoref.model.finding import Place
from protoref.model.generated import Stub, StubState
from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.report import LedgerEntry, LocatedReference
from protoref.model.schema import NOWHERE, Catalog, Key
from protoref.model.source import Range
from protoref.model.storage import Storage
from protoref.model.suppression import Suppression
from protoref.model.verdict import Evidence


class World(Struct, frozen=True, dict=True):
    """A repository, ready for questions about deletions.

    Attributes:
        catalog: all schemas.
        stubs: committed generated files, by path.
        references: gives all references to one symbol, file or package, those in text included.
        entries: gives what a target's ledger holds but no reference covers: unresolved occurrences, build inputs, mentions.
        opaque: all opaque spots.
        locate: gives the place of a range of a document; of no range the whole document.
        stub_importers: by path of a generated file, the places in generated files that import it.
        globs: build inputs that take schemas by a pattern or a folder.
        storage: by full name of a message, what is known about stored bytes of it.
        parts: by field, oneof, enum, value and extension, the messages in whose bytes they take part.
        published: signs that the schemas are used elsewhere, by root path of the schema file.
        consumers_attested: keys of the files, packages and symbols whose consumers somebody has attested about.
        checks: the commands that show whether builds and tests pass.
        checked: what those that were run said, in the same order; empty where nobody asked for it.
        suppressions: what people have acknowledged.
        made_in_rust: root paths of the schema files that a build of Rust may make code of which some document mounts.
        own_files: protoref's own configuration: what it says of schemas is no use of theirs.
    """

    catalog: Catalog
    stubs: Mapping[str, Stub]
    references: Callable[[Key], tuple[LocatedReference, ...]]
    entries: Callable[[Key], tuple[LedgerEntry, ...]]
    opaque: tuple[OpaqueSpot, ...]
    locate: Callable[[str, Range | None], Place]
    stub_importers: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    globs: tuple[BuildGlob, ...] = ()
    storage: Mapping[Key, Storage] = field(default_factory=dict)
    parts: Mapping[Key, tuple[Key, ...]] = field(default_factory=dict)
    published: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    consumers_attested: frozenset[Key] = frozenset()
    checks: tuple[str, ...] = ()
    checked: tuple[CheckResult, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    made_in_rust: frozenset[str] = frozenset()
    own_files: frozenset[str] = frozenset()

    def acknowledged(self, rule: str, place: Place | None, symbol: Key | None) -> str:
        """Why a finding asks for no review, as somebody says; empty where nobody does."""
        path = place.path if place is not None else ""
        candidates = (*self._suppressions.get(path, ()), *self._suppressions.get(None, ()))
        return next((one.reason for one in candidates if one.covers(rule, place, symbol)), "")

    @cached_property
    def _suppressions(self) -> Mapping[str | None, tuple[Suppression, ...]]:
        """By document; those that speak of all of them by None."""
        found: dict[str | None, list[Suppression]] = defaultdict(list)
        for one in self.suppressions:
            for path in one.documents if one.documents is not None else (None,):
                found[path].append(one)
        return {path: tuple(ones) for path, ones in found.items()}

    @cached_property
    def families(self) -> Families:
        """Who belongs to whom."""
        return Families(self.catalog)

    @cached_property
    def orphans(self) -> frozenset[str]:
        """Schema files that only generated code tells of."""
        return frozenset(
            stub.schema for stub in self.stubs.values() if stub.state is StubState.ORPHAN and stub.schema is not None
        )

    def defined_at(self, key: Key) -> Place | None:
        """Where a symbol is defined first, or None where no text says so."""
        found = self.catalog.definitions.get(key)
        if not found or found[0].file.elsewhere or found[0].gone:
            return None
        name = found[0].symbol.name_range
        return self.locate(found[0].file.path, None if name == NOWHERE else name)

    @cached_property
    def liveness(self) -> Mapping[Key, Liveness]:
        """Who keeps each type and file alive."""
        return liveness(self.catalog, lambda key: [located.reference for located in self.references(key)])

    @cached_property
    def _reaching(self) -> Mapping[Key, tuple[OpaqueSpot, ...]]:
        found: dict[Key, list[OpaqueSpot]] = defaultdict(list)
        for spot in self.opaque:
            for key in spot.reach:
                found[key].append(spot)
        return {key: tuple(spots) for key, spots in found.items()}

    def spots(self, keys: frozenset[Key]) -> tuple[OpaqueSpot, ...]:
        """The opaque spots that could hide a use of one of the keys."""
        wanted = (
            spot for key in (*EVERYTHING, *sorted(keys & self._reaching.keys())) for spot in self._reaching.get(key, ())
        )
        return tuple(dict.fromkeys(wanted))
