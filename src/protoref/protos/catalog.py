"""All schema files -> the catalog: imports, type references, definitions, packages and copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from protoref.model.schema import Catalog, Definition, Key, SchemaFile, TypeRef
from protoref.protos.nearest import ImportTable, group_copies
from protoref.protos.resolution import SymbolTable, visible_files
from protoref.protos.shipped import brings_its_own

_FILE, _PACKAGE = "file:", "package:"


def build_catalog(files: Iterable[SchemaFile]) -> Catalog:
    """Resolve everything that schema files say about each other.

    Args:
        files: as read, each path once (of several files with one path the last counts), import paths inferred.

    Returns:
        The catalog; what it has as `files` are copies with imports and type references resolved.
    """
    given = {file.path: file for file in files}
    given = {path: given[path] for path in sorted(given)}
    imports = ImportTable(given.values())
    linked = {
        path: replace(file, imports=tuple(replace(entry, target=imports.target(file, entry)) for entry in file.imports))
        for path, file in given.items()
    }
    table = SymbolTable(linked.values())
    visible = visible_files(linked)
    resolved = {
        path: replace(file, type_refs=tuple(_resolved(file, table, visible[path]))) for path, file in linked.items()
    }
    definitions: dict[str, list[Definition]] = {}
    packages: dict[str, list[str]] = {}
    for path, file in resolved.items():
        if file.package:
            packages.setdefault(file.package, []).append(path)
        for symbol in file.symbols:
            definitions.setdefault(symbol.full_name, []).append(Definition(file, symbol))
    return Catalog(
        files=resolved,
        # Where one is here, it speaks for those that were here once.
        definitions={name: tuple(sorted(found, key=_is_gone)) for name, found in sorted(definitions.items())},
        packages={name: tuple(paths) for name, paths in sorted(packages.items())},
        copies=group_copies(resolved),
    )


def _resolved(file: SchemaFile, table: SymbolTable, visible: frozenset[str]) -> Iterator[TypeRef]:
    shipped = brings_its_own(file)
    return (replace(ref, target=table.resolve(ref, visible, shipped=shipped)) for ref in file.type_refs)


def _is_gone(definition: Definition) -> bool:
    return definition.gone


def shown_name(catalog: Catalog, key: Key) -> str:
    """How a key is shown to people.

    Args:
        catalog: all schemas.
        key: of a symbol, file or package.

    Returns:
        A file's import path if that is unique here, else its root path; a package's name; a symbol's full name.
    """
    if key.startswith(_PACKAGE):
        return key.removeprefix(_PACKAGE)
    if not key.startswith(_FILE):
        return key
    path = key.removeprefix(_FILE)
    file = catalog.files.get(path)
    if file is None:
        return path
    sharing = sum(1 for other in catalog.files.values() if other.import_path == file.import_path)
    return file.import_path if sharing == 1 else path


def symbols_of(catalog: Catalog, key: Key) -> tuple[str, ...]:
    """What a file, package, message, enum or service contains, at any depth; map entries and itself excluded.

    Args:
        catalog: all schemas.
        key: of a file, package or symbol; one that is not here contains nothing.

    Returns:
        Full names in order of declaration, each once, whatever the number of copies.
    """
    prefix = "" if key.startswith((_FILE, _PACKAGE)) else key + "."
    return tuple(
        dict.fromkeys(
            symbol.full_name
            for file in files_of(catalog, key)
            for symbol in file.symbols
            if not symbol.map_entry and symbol.full_name.startswith(prefix)
        )
    )


def files_of(catalog: Catalog, key: Key) -> tuple[SchemaFile, ...]:
    """The schema files that a key means, or that define it; none where it is not here."""
    if key.startswith(_FILE):
        file = catalog.files.get(key.removeprefix(_FILE))
        return (file,) if file else ()
    if key.startswith(_PACKAGE):
        return tuple(catalog.files[path] for path in catalog.packages.get(key.removeprefix(_PACKAGE), ()))
    return tuple(definition.file for definition in catalog.definitions.get(key, ()))
