"""Reads local variables and parameters, with what their type can be seen from."""

from __future__ import annotations

from protoref.indexers.rust.expressions import Expressions
from protoref.indexers.rust.index import Binding
from protoref.indexers.rust.parsing import Captures, Node
from protoref.indexers.rust.scope_table import ScopeTable
from protoref.indexers.rust.use_trees import plain

_WRAPPERS = frozenset({b"Some", b"Ok"})
"""Patterns that take a value out of what `?` would take it out of as well."""


class _Bindings:
    def __init__(self, data: bytes, scopes: ScopeTable, expressions: Expressions) -> None:
        self.data = data
        self.scopes = scopes
        self.expressions = expressions
        self.found: dict[int, Binding] = {}

    def name(self, pattern: Node | None) -> Node | None:
        """The one identifier that a pattern binds: `x`, `mut x`, `Some(x)`, `Ok(mut x)`."""
        for _ in range(4):
            if pattern is None or pattern.type == "identifier":
                return pattern
            if pattern.type == "tuple_struct_pattern":
                kind = pattern.child_by_field_name("type")
                if kind is None or self.data[kind.start_byte : kind.end_byte] not in _WRAPPERS:
                    return None
            elif pattern.type not in ("mut_pattern", "ref_pattern", "reference_pattern", "match_pattern"):
                return None
            inner = pattern.named_children
            pattern = inner[-1] if inner else None
        return None

    def add(self, node: Node, visible: int, kind: Node | None, init: int) -> None:
        """Records a variable."""
        start = node.start_byte
        name = plain(self.data[start : node.end_byte])
        at, to = (kind.start_byte, kind.end_byte) if kind is not None else (-1, -1)
        self.found[start] = Binding(name, start, visible, self.scopes.at(start), at, to, init)


def read_bindings(
    data: bytes, found: Captures, scopes: ScopeTable, expressions: Expressions
) -> tuple[tuple[Binding, ...], set[int]]:
    """All bindings by start, and the starts of all identifiers that stand where a pattern may bind them."""
    result = _Bindings(data, scopes, expressions)
    for node in found.get("binding.parameter", ()):
        name = result.name(node.child_by_field_name("pattern"))
        if name is not None:
            result.add(name, node.end_byte, node.child_by_field_name("type"), -1)
    for capture in ("binding.let", "binding.condition"):
        for node in sorted(found.get(capture, ()), key=lambda one: one.start_byte):
            name = result.name(node.child_by_field_name("pattern"))
            if name is None:
                continue
            kind, value = node.child_by_field_name("type"), node.child_by_field_name("value")
            result.add(name, node.end_byte, kind, expressions.of(value) if kind is None else -1)
    for node in found.get("binding.match", ()):
        _read_match(node, result)
    bound = set()
    for node in found.get("bind", ()):
        bound.add(node.start_byte)
        if node.start_byte not in result.found:
            result.add(node, node.end_byte, None, -1)
    return tuple(sorted(result.found.values(), key=lambda one: one.start)), bound


def _read_match(node: Node, result: _Bindings) -> None:
    """`match value { Ok(x) => ..., other => ... }`: the arms' variables take their type from the value."""
    body, value = node.child_by_field_name("body"), node.child_by_field_name("value")
    if body is None or value is None:
        return
    init = None
    for arm in body.named_children:
        if arm.type != "match_arm":
            continue
        pattern = arm.child_by_field_name("pattern")
        inner = pattern.named_children if pattern is not None else []
        name = result.name(inner[0]) if inner else None
        if name is not None:
            if init is None:
                init = result.expressions.of(value)
            result.add(name, name.end_byte, None, init)
