"""Reads declarations: items with their scopes, fields, impl blocks, and what attributes say of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping

from msgspec import Struct, field

from protoref.indexers.rust.index import Field, Impl, Item, ItemKind, ScopeKind
from protoref.indexers.rust.macro_globs import called, globs
from protoref.indexers.rust.mounting import inclusions
from protoref.indexers.rust.parsing import Captures, Node
from protoref.indexers.rust.scope_table import Region, ScopeTable
from protoref.indexers.rust.use_trees import blank_comments, plain

_OPENS = {
    ItemKind.FN: ScopeKind.FN,
    ItemKind.TRAIT: ScopeKind.TRAIT,
    ItemKind.STRUCT: ScopeKind.ITEM,
    ItemKind.ENUM: ScopeKind.ITEM,
    ItemKind.UNION: ScopeKind.ITEM,
    ItemKind.TYPE: ScopeKind.ITEM,
    ItemKind.MACRO: ScopeKind.MACRO,
}
_TYPE_FIELD = {ItemKind.FN: "return_type", ItemKind.TYPE: "type", ItemKind.CONST: "type", ItemKind.STATIC: "type"}
_PATH = re.compile(rb"\bpath\s*=\s*\"([^\"]*)\"")
_BINDS = re.compile(rb"\b(?:use\b|type\s+\$)")
_TEST = re.compile(rb"\bcfg\s*\(\s*(?:all\s*\(\s*)?test\b|^#!?\[\s*(?:\w+\s*::\s*)*(?:test|bench|rstest)\b")


class Attributes(Struct):
    """What the attributes in front of an item say, by the item's start."""

    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)
    test: set[int] = field(default_factory=set)
    exported: set[int] = field(default_factory=set)


class Declarations(Struct):
    """Everything that declarations contribute to the index."""

    items: list[Item] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    impls: list[Impl] = field(default_factory=list)
    declared: set[int] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)
    tests: set[int] = field(default_factory=set)


def item_nodes(found: Captures) -> list[tuple[ItemKind, Node]]:
    """All declarations with their kind, in order of appearance."""
    nodes = [(kind, node) for kind in ItemKind for node in found.get(f"item.{kind.value}", ())]
    return sorted(nodes, key=lambda pair: (pair[1].start_byte, -pair[1].end_byte))


def item_regions(nodes: list[tuple[ItemKind, Node]], impls: list[Node]) -> list[Region]:
    """The scopes that declarations open."""
    regions: list[Region] = [(ScopeKind.IMPL, node.start_byte, node.end_byte) for node in impls]
    for kind, node in nodes:
        if kind is ItemKind.MOD:
            body = node.child_by_field_name("body")
            if body is not None:
                regions.append((ScopeKind.MOD, body.start_byte, body.end_byte))
        elif kind in _OPENS:
            regions.append((_OPENS[kind], node.start_byte, node.end_byte))
    return regions


def read_attributes(data: bytes, nodes: list[Node], item_starts: list[int]) -> Attributes:
    """Joins attributes to the item that follows them, past other attributes and comments."""
    found = Attributes()
    target_of_next: int | None = None
    next_start = len(data)
    for node in sorted(nodes, key=lambda one: one.start_byte, reverse=True):
        start, end = node.start_byte, node.end_byte
        number = bisect_left(item_starts, end)
        item = item_starts[number] if number < len(item_starts) else len(data)
        nearest = min(item, next_start)
        target = item if item <= next_start else target_of_next
        if nearest == len(data) or blank_comments(data[end:nearest]).strip():
            target = None
        target_of_next, next_start = target, start
        if target is None:
            continue
        text = data[start:end]
        if b"path" in text and (path := _PATH.search(text)):
            found.paths[target] = (path[1].decode("utf-8", "surrogateescape"), *found.paths.get(target, ()))
        if b"test" in text or b"bench" in text:
            if _TEST.search(text):
                found.test.add(target)
        elif b"macro_export" in text:
            found.exported.add(target)
    return found


def is_test_file(data: bytes, inner: list[Node]) -> bool:
    """Whether an inner attribute at the top says that the document is compiled for tests only."""
    return any(
        node.start_byte < 4000 and _TEST.search(data, node.start_byte, node.end_byte) is not None for node in inner
    )


def read_items(
    data: bytes,
    nodes: list[tuple[ItemKind, Node]],
    found: Captures,
    scopes: ScopeTable,
    visibility: Mapping[int, str],
) -> Declarations:
    """Reads all declarations."""
    result = Declarations()
    attributes = read_attributes(data, found.get("attribute", []), [node.start_byte for _, node in nodes])
    structs: list[tuple[int, int, int]] = []
    enums: list[tuple[int, int, int]] = []
    for kind, node in nodes:
        name = node.child_by_field_name("name")
        if name is None:
            continue
        start, end = node.start_byte, node.end_byte
        body, inline = _body(kind, node, scopes)
        own = body >= 0 and kind is not ItemKind.MOD
        scope = scopes.parents[body] if own else scopes.at(start)
        kind_of_type = node.child_by_field_name(_TYPE_FIELD[kind]) if kind in _TYPE_FIELD else None
        at, to = (kind_of_type.start_byte, kind_of_type.end_byte) if kind_of_type is not None else (-1, -1)
        owner = _owner(enums, start) if kind is ItemKind.VARIANT else -1
        text = plain(data[name.start_byte : name.end_byte])
        test = start in attributes.test
        if kind is ItemKind.STRUCT:
            structs.append((start, end, len(result.items)))
        elif kind is ItemKind.ENUM:
            enums.append((start, end, len(result.items)))
        result.declared.add(name.start_byte)
        if body >= 0:
            result.names[body] = text
            if test:
                result.tests.add(body)
        result.items.append(
            Item(
                kind,
                text,
                name.start_byte,
                name.end_byte,
                scope,
                visibility.get(start, ""),
                body,
                at,
                to,
                owner,
                attributes.paths.get(start, ()),
                test,
                inline,
                start in attributes.exported,
                kind is ItemKind.MACRO and _BINDS.search(blank_comments(data[start:end])) is not None,
                tuple(inclusions(blank_comments(data[start:end]))) if kind is ItemKind.MACRO else (),
                tuple(globs(blank_comments(data[start:end]), start)) if kind is ItemKind.MACRO else (),
                called(blank_comments(data[name.end_byte : end])) if kind is ItemKind.MACRO else (),
            )
        )
    _read_fields(data, found.get("field", []), structs, result)
    for node in found.get("fields.ordered", []):
        owner = _owner(structs, node.start_byte)
        if owner >= 0:
            kinds = node.children_by_field_name("type")
            result.fields += [Field(owner, str(at), one.start_byte, one.end_byte) for at, one in enumerate(kinds)]
    for node in found.get("impl", []):
        _read_impl(node, scopes, result)
    return result


def _body(kind: ItemKind, node: Node, scopes: ScopeTable) -> tuple[int, bool]:
    if kind is ItemKind.MOD:
        body = node.child_by_field_name("body")
        if body is None:
            return -1, False
        return scopes.number(ScopeKind.MOD, body.start_byte, body.end_byte), True
    if kind in _OPENS:
        return scopes.number(_OPENS[kind], node.start_byte, node.end_byte), False
    return -1, False


def _owner(ranges: list[tuple[int, int, int]], offset: int) -> int:
    """The item whose range, the last to start before an offset, contains it; -1 if it does not."""
    number = bisect_right(ranges, (offset, 1 << 62, 0)) - 1
    return ranges[number][2] if number >= 0 and offset < ranges[number][1] else -1


def _read_fields(data: bytes, nodes: list[Node], structs: list[tuple[int, int, int]], result: Declarations) -> None:
    for node in nodes:
        name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None or kind is None:
            continue
        result.declared.add(name.start_byte)
        owner = _owner(structs, node.start_byte)
        if owner >= 0:
            text = plain(data[name.start_byte : name.end_byte])
            result.fields.append(Field(owner, text, kind.start_byte, kind.end_byte))


def _read_impl(node: Node, scopes: ScopeTable, result: Declarations) -> None:
    trait, kind = node.child_by_field_name("trait"), node.child_by_field_name("type")
    if kind is None:
        return
    scope = scopes.number(ScopeKind.IMPL, node.start_byte, node.end_byte)
    start = trait.start_byte if trait is not None else -1
    given = kind.child_by_field_name("type_arguments") if kind.type == "generic_type" else None
    arguments = [one for one in given.named_children if one.type != "lifetime"] if given is not None else []
    spans = tuple((one.start_byte, one.end_byte) for one in arguments)
    result.impls.append(Impl(scope, start, kind.start_byte, kind.end_byte, spans))
