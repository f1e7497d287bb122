"""Two catalogs -> which schema files and symbols are deleted, added, moved and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from protoref.model.change import FilePair, SchemaChanges
from protoref.model.schema import TYPES, Catalog, Key, Origin, SchemaFile

_ALIKE = 0.5
"""A file that is elsewhere with at least this share of its types has moved."""


def compare(before: Catalog, after: Catalog) -> SchemaChanges:
    """What changed in the schemas under a root.

    A file whose types are found in a new file of the same package has moved. Symbols are compared by their full names: what
    has moved to another file is not lost. Where a committed stub alone tells a schema, the stub is the file.
    """
    old, new = _own(before), _own(after)
    away = [file for path, file in old.items() if path not in new and not _lives_on(file, after)]
    fresh = [file for path, file in new.items() if path not in old and file.origin is Origin.PROTO]
    moved = dict(_moves(away, fresh))
    came = set(moved.values())
    kept = [FilePair(old[path], new[path]) for path in old.keys() & new.keys() if old[path].origin is new[path].origin]
    kept += [FilePair(old[path], new[goal]) for path, goal in moved.items()]
    kept.sort(key=lambda pair: pair.after.path)
    return SchemaChanges(
        deleted=tuple(file for file in away if file.path not in moved),
        added=tuple(file for file in fresh if file.path not in came),
        kept=tuple(kept),
        lost=_slices(kept, lambda name: name not in after.definitions),
        relocated=_slices(kept, after.definitions.__contains__),
        new=tuple(
            definition
            for definitions in after.definitions.values()
            for definition in definitions
            if definition.symbol.full_name not in before.definitions and not definition.symbol.map_entry
        ),
    )


def _own(catalog: Catalog) -> dict[str, SchemaFile]:
    return {path: file for path, file in catalog.files.items() if not file.elsewhere}


def _lives_on(file: SchemaFile, after: Catalog) -> bool:
    """Whether a schema that only a stub told is told by something else now."""
    return file.origin is Origin.DESCRIPTOR and any(name in after.definitions for name in _types(file))


def _moves(away: Iterable[SchemaFile], fresh: Iterable[SchemaFile]) -> Iterator[tuple[str, str]]:
    """Where files have gone: each to the one that holds most of its types, the most alike pairs first."""
    targets = [(file, _types(file)) for file in fresh]
    pairs = []
    for file in away:
        names = _types(file)
        for other, theirs in targets:
            if names and other.package == file.package and (share := len(names & theirs) / len(names)) >= _ALIKE:
                pairs.append((-share, file.path, other.path))
    gone: set[str] = set()
    taken: set[str] = set()
    for _, path, goal in sorted(pairs):
        if path not in gone and goal not in taken:
            gone.add(path)
            taken.add(goal)
            yield path, goal


def _types(file: SchemaFile) -> frozenset[str]:
    return frozenset(symbol.full_name for symbol in file.symbols if symbol.kind in TYPES and not symbol.map_entry)


def _slices(kept: Iterable[FilePair], wanted: Callable[[Key], bool]) -> dict[str, SchemaFile]:
    """By later path, what a file itself declares no more, as far as it is wanted.

    With another package every name is another: then the file as a whole is what changes.
    """
    found = {}
    for pair in kept:
        if pair.before.package == pair.after.package:
            own = {symbol.full_name for symbol in pair.after.symbols}
            gone = {one.full_name for one in pair.before.symbols if one.full_name not in own and wanted(one.full_name)}
            if gone:
                symbols = tuple(one for one in pair.before.symbols if one.full_name in gone)
                refs = tuple(ref for ref in pair.before.type_refs if ref.user in gone)
                found[pair.after.path] = replace(pair.before, symbols=symbols, type_refs=refs)
    return found
