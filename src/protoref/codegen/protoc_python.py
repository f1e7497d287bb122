"""protoc's Python: `a/b-c.proto` becomes the module `a.b_c_pb2`, whatever its package.

Read in protobuf's compiler/python (names.cc, helpers.cc, generator.cc) and measured with grpcio-tools 1.85.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, services, unique
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, SchemaFile, Symbol

FAMILY: str = "protoc_python"
LANGUAGE: str = "python"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file."""
    for files in by_import_path(catalog):
        import_path = files[0].import_path
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=module_name(import_path),
            path=module_path(import_path),
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
            reexports=public_imports(files, catalog),
        )


def strip_proto(import_path: str) -> str:
    """The path without `.proto` (or `.protodevel`)."""
    for suffix in (".protodevel", ".proto"):
        if import_path.endswith(suffix):
            return import_path.removesuffix(suffix)
    return import_path


def module_name(import_path: str) -> str:
    """The dotted name of a schema file's module (`a/b-c.d.proto` -> `a.b_c.d_pb2`)."""
    return strip_proto(import_path).replace("-", "_").replace("/", ".") + "_pb2"


def module_path(import_path: str, suffix: str = ".py") -> str:
    """The file that the module is written to: every dot of its name becomes a folder (`a/b_c/d_pb2.py`)."""
    return module_name(import_path).replace(".", "/") + suffix


def public_imports(files: Iterable[SchemaFile], catalog: Catalog) -> tuple[str, ...]:
    """The modules that `import public` passes on (`from m import *`)."""
    found: dict[str, None] = {}
    for file in files:
        for imported in file.imports:
            if imported.modifier == "public":
                target = catalog.files.get(imported.target or "")
                found[module_name(target.import_path if target else imported.path)] = None
    return tuple(found)


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file: types, nested types, enum values, extensions, fields and their numbers."""
    paths: dict[Key, str] = {}
    entries = _map_entries(file)
    for symbol in file.symbols:
        if symbol.parent is not None and symbol.parent not in paths:
            continue  # what a service owns, or what stands in something that has no name
        owner = paths[symbol.parent] + "." if symbol.parent is not None else ""
        own = owner + symbol.name
        if symbol.map_entry:
            yield GeneratedName(own, entries.get(symbol.full_name, symbol.parent or symbol.full_name), Form.TYPE)
        elif symbol.kind in (Kind.MESSAGE, Kind.ENUM):
            paths[symbol.full_name] = own
            yield GeneratedName(own, symbol.full_name, Form.TYPE)
        elif symbol.kind is Kind.ENUM_VALUE:
            # The value is an attribute of its enum, and of whatever the enum stands in (protobuf's own scope).
            outer = owner.rstrip(".").rpartition(".")[0]
            yield GeneratedName(own, symbol.full_name, Form.VALUE)
            yield GeneratedName(f"{outer}.{symbol.name}" if outer else symbol.name, symbol.full_name, Form.VALUE)
        elif symbol.kind is Kind.FIELD:
            yield GeneratedName(own, symbol.full_name, Form.FIELD)
            yield _number(owner, symbol)
        elif symbol.kind is Kind.EXTENSION:
            yield GeneratedName(own, symbol.full_name, Form.VALUE)
            yield _number(owner, symbol)
    if file.option("py_generic_services") == "true":
        yield from _generic_services(file)


def _number(owner: str, field: Symbol) -> GeneratedName:
    return GeneratedName(f"{owner}{field.name.upper()}_FIELD_NUMBER", field.full_name, Form.CONSTANT)


def _map_entries(file: SchemaFile) -> dict[Key, Key]:
    """The map field that each synthetic entry message belongs to.

    protoc names the entry after the field: `by_name` -> `ByNameEntry` (descriptor's `MapEntryName`).
    """
    if not any(symbol.map_entry for symbol in file.symbols):
        return {}
    fields = {
        (symbol.parent, symbol.name.replace("_", "").lower() + "entry"): symbol.full_name
        for symbol in file.symbols
        if symbol.kind is Kind.FIELD
    }
    return {
        symbol.full_name: field
        for symbol in file.symbols
        if symbol.map_entry and (field := fields.get((symbol.parent, symbol.name.lower())))
    }


def _generic_services(file: SchemaFile) -> Iterator[GeneratedName]:
    for service, rpcs in services(file):
        for own, form in ((service.name, Form.SERVER), (f"{service.name}_Stub", Form.CLIENT)):
            yield GeneratedName(own, service.full_name, form)
            for rpc in rpcs:
                yield GeneratedName(f"{own}.{rpc.name}", rpc.full_name, Form.METHOD)
