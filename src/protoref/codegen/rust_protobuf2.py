"""rust-protobuf 2: a module a schema file, nested names joined by underscores.

Read in protobuf-codegen 2.28 (file.rs, scope.rs, rust.rs, field/mod.rs, extensions.rs) and checked against recorded
output. Accessors (`get_user_id()`, `set_user_id()`) are left out; the fields of proto2 are private.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, children, declared, unique
from protoref.codegen.rust_protobuf import KEYWORDS, module_name
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, SchemaFile, Symbol

FAMILY: str = "rust_protobuf2"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ("rust",)


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file, even where that has nothing in it."""
    for files in by_import_path(catalog):
        module = module_of(files[0].import_path)
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=module,
            path=f"{module}.rs",
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
        )


def module_of(import_path: str) -> str:
    """The module of a file (`a/type.proto` -> `type_pb`)."""
    name = module_name(import_path)
    return f"{name}_pb" if name in KEYWORDS else name


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file: `HTTPReq_inner_thing`, `HTTPReq_oneof_pay_by`, extensions in a module `exts`."""
    by_parent = children(file)
    scopes: dict[Key | None, str] = {None: ""}  # the names of the messages around, each with its `_`
    for symbol in declared(file):
        scope = scopes.get(symbol.parent)
        if scope is None:
            continue
        owned = by_parent.get(symbol.full_name, [])
        if symbol.kind is Kind.MESSAGE and not symbol.map_entry:
            scopes[symbol.full_name] = f"{scope}{symbol.name}_"
            own = scope + symbol.name if scope else _escaped(symbol.name, "message")
            yield GeneratedName(own, symbol.full_name, Form.TYPE)
            yield from _members(own, owned, file.syntax == "proto3")
        elif symbol.kind is Kind.ENUM:
            own = scope + symbol.name if scope else _escaped(symbol.name, "enum")
            yield GeneratedName(own, symbol.full_name, Form.TYPE)
            for value in owned:
                if value.kind is Kind.ENUM_VALUE:
                    yield GeneratedName(f"{own}::{_escaped(value.name, 'value')}", value.full_name, Form.VALUE)
        elif symbol.kind is Kind.EXTENSION and symbol.parent is None and not symbol.group:
            yield GeneratedName(f"exts::{_escaped(symbol.name, 'field')}", symbol.full_name, Form.CONSTANT)


def _members(struct: str, owned: list[Symbol], public: bool) -> Iterator[GeneratedName]:
    """Fields and oneofs. An `optional` field of proto3 is a oneof of its own."""
    arms: dict[str, list[Symbol]] = {}
    keys: dict[str, Key] = {}
    for field in owned:
        if field.kind is not Kind.FIELD or field.group:
            continue
        if field.oneof is not None:
            name = field.oneof.rpartition(".")[2]
            keys[name] = field.oneof
        elif public and field.label == "optional":
            name = f"_{field.name}"
            keys[name] = field.full_name
        else:
            if public:
                yield GeneratedName(f"{struct}::{_escaped(field.name, 'field')}", field.full_name, Form.FIELD)
            continue
        arms.setdefault(name, []).append(field)
    for name, fields in arms.items():
        if public:
            yield GeneratedName(f"{struct}::{_escaped(name, 'field')}", keys[name], Form.FIELD)
        own = f"{struct}_oneof_{name}"
        yield GeneratedName(own, keys[name], Form.TYPE)
        for field in fields:
            yield GeneratedName(f"{own}::{_escaped(field.name, 'field')}", field.full_name, Form.VALUE)


def _escaped(name: str, kind: str) -> str:
    return f"{kind}_{name}" if name in KEYWORDS else name
