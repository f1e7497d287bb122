"""What the generator families share: their interface, and schema files grouped as generators see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from protoref.model.generated import GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, SchemaFile, Symbol

Made = Mapping[str, tuple[GeneratedModule, ...]]
"""What families made already, by family."""

NOTHING: Made = MappingProxyType({})


class Family(Protocol):
    """One generator: a module of this package.

    Attributes:
        FAMILY: the generator's name, that of its module here.
        LANGUAGE: ``python`` or ``rust``.
    """

    FAMILY: str
    LANGUAGE: str

    def modules(self, catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
        """What the generator makes of every schema in the catalog, in a stable order.

        Args:
            catalog: all schemas.
            made: what other families made of the same catalog; whoever declares their names once more can take
                them from there.
        """
        ...


class OnDemand(Family, Protocol):
    """A generator that few use: its names are looked for only where it is run, or where a file of it is committed.

    Attributes:
        OPTIONS: protoc's options for it, without ``--`` and ``_out``; its plugin is called ``protoc-gen-`` and one of these.
            None where build scripts run it as a crate (`crates`) alone.
    """

    OPTIONS: tuple[str, ...]


def by_import_path(catalog: Catalog) -> Iterator[tuple[SchemaFile, ...]]:
    """Groups of files that a generator with a module a file turns into the same module, in order of their first path.

    Files share a group if they are copies of one schema and have the same import path. Two schemas that merely
    share an import path stay apart: each has a module of its own, of the same name.
    """
    group_of = {path: number for number, paths in enumerate(catalog.copies) for path in paths}
    groups: dict[tuple[str, int | str], list[SchemaFile]] = {}
    for path, file in catalog.files.items():
        groups.setdefault((file.import_path, group_of.get(path, path)), []).append(file)
    yield from map(tuple, groups.values())


def by_package(catalog: Catalog) -> Iterator[tuple[str, tuple[SchemaFile, ...]]]:
    """Packages with their files, for generators with a module a package, in order of their names."""
    packages: dict[str, list[SchemaFile]] = {}
    for file in catalog.files.values():
        packages.setdefault(file.package, []).append(file)
    for package in sorted(packages):
        yield package, tuple(packages[package])


def unique(names: Iterable[GeneratedName]) -> tuple[GeneratedName, ...]:
    """The names without repetitions, in order of their first appearance; what copies have in common is named once."""
    return tuple(dict.fromkeys(names))


def declared(file: SchemaFile) -> Iterator[Symbol]:
    """The symbols of a file in order of appearance; what is declared again (by a broken merge, say) is left out.

    The `children` of both stand together, so to visit each would take the square of their number.
    """
    seen: set[tuple[Key, Kind, Key | None]] = set()
    for symbol in file.symbols:
        one = (symbol.full_name, symbol.kind, symbol.oneof)
        if one not in seen:
            seen.add(one)
            yield symbol


def children(file: SchemaFile) -> dict[Key | None, list[Symbol]]:
    """The symbols that a file declares, by their parent's full name (None: the top), in order of appearance."""
    by_parent: dict[Key | None, list[Symbol]] = {}
    for symbol in declared(file):
        by_parent.setdefault(symbol.parent, []).append(symbol)
    return by_parent


def services(file: SchemaFile) -> Iterator[tuple[Symbol, tuple[Symbol, ...]]]:
    """The services of a file, each with its rpcs."""
    by_parent = children(file)
    for symbol in declared(file):
        if symbol.kind is Kind.SERVICE:
            yield symbol, tuple(rpc for rpc in by_parent.get(symbol.full_name, ()) if rpc.kind is Kind.RPC)
