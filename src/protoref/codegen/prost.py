"""prost: one module a package, names recast for Rust.

Read in prost-build 0.14.6 (code_generator.rs, ident.rs, module.rs, config.rs) and checked against its recorded output.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, children, unique
from protoref.codegen.casing import prost_file_part, prost_snake, prost_type, prost_variant
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, SchemaFile, Symbol

FAMILY: str = "prost"
LANGUAGE: str = "rust"


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package; prost writes none for a package without types."""
    for package, files in by_package(catalog):
        found = unique(name for file in files for name in names(file))
        if found:
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module=package,
                path=module_path(package),
                schemas=tuple(file.path for file in files),
                names=found,
            )


def module_path(package: str) -> str:
    """The file of a package, in OUT_DIR or wherever it is committed (`x.y.rs`, `acme.r#type.rs`; no package: `_.rs`)."""
    return ".".join(prost_file_part(part) for part in package.split(".")) + ".rs" if package else "_.rs"


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file.

    A message's nested types, enums and oneofs stand in a module beside it (`HTTPReq.inner_thing` ->
    `http_req::InnerThing`); fields outside of oneofs, and the oneofs themselves, are fields of the struct.
    Extensions and map entries have no counterpart.
    """
    by_parent = children(file)
    scopes: dict[Key | None, str] = {None: ""}  # the module that a message's nested items stand in, with its `::`
    for symbol in file.symbols:
        scope = scopes.get(symbol.parent)
        if scope is None:
            continue
        if symbol.kind is Kind.MESSAGE and not symbol.map_entry:
            module = scope + prost_snake(symbol.name)
            scopes[symbol.full_name] = module + "::"
            yield GeneratedName(scope + prost_type(symbol.name), symbol.full_name, Form.TYPE)
            owned = by_parent.get(symbol.full_name, [])
            if any(_stands_in_module(item, owned) for item in owned):
                yield GeneratedName(module, symbol.full_name, Form.MODULE)
            yield from _members(scope + prost_type(symbol.name), module, owned)
        elif symbol.kind is Kind.ENUM:
            yield from _enum(scope, symbol, by_parent.get(symbol.full_name, []))


def _stands_in_module(item: Symbol, siblings: list[Symbol]) -> bool:
    if item.kind is Kind.ONEOF:
        return any(field.oneof == item.full_name for field in siblings)
    return item.kind is Kind.ENUM or (item.kind is Kind.MESSAGE and not item.map_entry)


def _members(struct: str, module: str, owned: list[Symbol]) -> Iterator[GeneratedName]:
    """The fields of a message, and its oneofs with their arms.

    Args:
        struct: path of the message's struct.
        module: path of the module of its nested items.
        owned: what stands directly in the message.
    """
    types = {prost_type(item.name) for item in owned if item.kind in (Kind.MESSAGE, Kind.ENUM)}
    arms: dict[Key, list[Symbol]] = {}
    for field in owned:
        if field.kind is not Kind.FIELD:
            continue
        if field.oneof is None:
            yield GeneratedName(f"{struct}::{prost_snake(field.name)}", field.full_name, Form.FIELD)
        else:
            arms.setdefault(field.oneof, []).append(field)
    for oneof in owned:
        if oneof.kind is not Kind.ONEOF or oneof.full_name not in arms:
            continue
        yield GeneratedName(f"{struct}::{prost_snake(oneof.name)}", oneof.full_name, Form.FIELD)
        name = prost_type(oneof.name)
        own = f"{module}::{name}OneOf" if name in types else f"{module}::{name}"
        yield GeneratedName(own, oneof.full_name, Form.TYPE)
        for field in arms[oneof.full_name]:
            yield GeneratedName(f"{own}::{prost_type(field.name)}", field.full_name, Form.VALUE)


def _enum(scope: str, enum: Symbol, owned: list[Symbol]) -> Iterator[GeneratedName]:
    """An enum and its variants; of values with the same number only the first becomes one."""
    own = scope + prost_type(enum.name)
    yield GeneratedName(own, enum.full_name, Form.TYPE)
    numbers: set[int] = set()
    for value in owned:
        if value.kind is not Kind.ENUM_VALUE or value.number in numbers:
            continue
        if value.number is not None:
            numbers.add(value.number)
        yield GeneratedName(f"{own}::{prost_variant(prost_type(enum.name), value.name)}", value.full_name, Form.VALUE)
