"""The layout that most Rust generators share: what is nested in a message stands in a module beside its struct.

`HTTPReq.inner_thing` is `http_req::InnerThing` in prost's spelling, `httpreq::Inner_thing` in rust-protobuf's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set

from msgspec import Struct

from protoref.codegen.base import children, declared
from protoref.model.generated import Form, GeneratedName
from protoref.model.schema import Key, Kind, SchemaFile, Symbol


class Spelling(Struct, frozen=True):
    """How a generator spells names; each function is given names as they stand in the schema.

    Attributes:
        message: a message's struct.
        enum: an enum.
        module: the module of what is nested in a message.
        field: a field, also that of a oneof.
        oneof: a oneof's enums, also given the names that the types nested in the same message got.
        arm: a variant of these enums.
        value: a variant of an enum, given the enum's name and the value's.
        copies: a message's further types for the same message (`View`), given its struct's name and the names of all
            messages beside it.
        aliases: of values with the same number all become variants, not only the first.
        groups: the fields of proto2 groups are there; their messages always are.
    """

    message: Callable[[str], str]
    enum: Callable[[str], str]
    module: Callable[[str], str]
    field: Callable[[str], str]
    oneof: Callable[[str, frozenset[str]], tuple[str, ...]]
    arm: Callable[[str], str]
    value: Callable[[str, str], str]
    copies: Callable[[str, frozenset[str]], tuple[str, ...]] = lambda own, beside: ()
    aliases: bool = False
    groups: bool = True


def names(file: SchemaFile, spelling: Spelling) -> Iterator[GeneratedName]:
    """All names of one schema file but those of its services and extensions.

    A module is there only where something stands in it. Map entries have no counterpart.
    """
    by_parent = children(file)
    scopes: dict[Key | None, str] = {None: ""}  # the module that a message's nested items stand in, with its `::`
    beside: dict[Key | None, frozenset[str]] = {}  # the messages that stand in one scope
    for symbol in declared(file):
        scope = scopes.get(symbol.parent)
        if scope is None:
            continue
        owned = by_parent.get(symbol.full_name, [])
        if symbol.kind is Kind.MESSAGE and not symbol.map_entry:
            struct = spelling.message(symbol.name)
            module = scope + spelling.module(symbol.name)
            scopes[symbol.full_name] = module + "::"
            if symbol.parent not in beside:
                siblings = by_parent[symbol.parent]
                beside[symbol.parent] = frozenset(
                    one.name for one in siblings if one.kind is Kind.MESSAGE and not one.map_entry
                )
            for own in (struct, *spelling.copies(struct, beside[symbol.parent])):
                yield GeneratedName(scope + own, symbol.full_name, Form.TYPE)
            armed = {field.oneof for field in owned}
            if any(_stands_in_module(item, armed) for item in owned):
                yield GeneratedName(module, symbol.full_name, Form.MODULE)
            yield from _members(scope + struct, module, owned, spelling)
        elif symbol.kind is Kind.ENUM:
            yield from _enum(scope, symbol, owned, spelling)


def _stands_in_module(item: Symbol, armed: Set[Key | None]) -> bool:
    if item.kind is Kind.ONEOF:
        return item.full_name in armed
    return item.kind is Kind.ENUM or (item.kind is Kind.MESSAGE and not item.map_entry)


def _members(struct: str, module: str, owned: list[Symbol], spelling: Spelling) -> Iterator[GeneratedName]:
    """The fields of a message, and its oneofs with their arms.

    Args:
        struct: path of the message's struct.
        module: path of the module of its nested items.
        owned: what stands directly in the message.
        spelling: how names are spelled.
    """
    spelled: Mapping[Kind, Callable[[str], str]] = {Kind.MESSAGE: spelling.message, Kind.ENUM: spelling.enum}
    types = frozenset(spelled[item.kind](item.name) for item in owned if item.kind in spelled and not item.map_entry)
    grouped = frozenset() if spelling.groups else _groups(owned)
    arms: dict[Key, list[Symbol]] = {}
    for field in owned:
        if field.kind is not Kind.FIELD or field.full_name in grouped:
            continue
        if field.oneof is None:
            yield GeneratedName(f"{struct}::{spelling.field(field.name)}", field.full_name, Form.FIELD)
        else:
            arms.setdefault(field.oneof, []).append(field)
    for oneof in owned:
        if oneof.kind is not Kind.ONEOF or oneof.full_name not in arms:
            continue
        yield GeneratedName(f"{struct}::{spelling.field(oneof.name)}", oneof.full_name, Form.FIELD)
        for name in spelling.oneof(oneof.name, types):
            own = f"{module}::{name}"
            yield GeneratedName(own, oneof.full_name, Form.TYPE)
            for field in arms[oneof.full_name]:
                yield GeneratedName(f"{own}::{spelling.arm(field.name)}", field.full_name, Form.VALUE)


def _groups(owned: list[Symbol]) -> frozenset[Key]:
    """The fields that proto2 groups declare."""
    return frozenset(item.full_name for item in owned if item.kind is Kind.FIELD and item.group)


def _enum(scope: str, enum: Symbol, owned: list[Symbol], spelling: Spelling) -> Iterator[GeneratedName]:
    """An enum and its variants."""
    name = spelling.enum(enum.name)
    yield GeneratedName(scope + name, enum.full_name, Form.TYPE)
    numbers: set[int] = set()
    for value in owned:
        if value.kind is not Kind.ENUM_VALUE or (value.number in numbers and not spelling.aliases):
            continue
        if value.number is not None:
            numbers.add(value.number)
        yield GeneratedName(f"{scope}{name}::{spelling.value(enum.name, value.name)}", value.full_name, Form.VALUE)
