"""Puts a document's identifiers together to paths, in code as well as in token trees."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from protoref.indexers.rust.index import Path, Position, Segment, Token, TokenKind
from protoref.indexers.rust.scope_table import ScopeTable
from protoref.indexers.rust.use_trees import blank_comments, plain

_COLON = ord(":")
_DOT = ord(".")
_MATCH_LIMIT = 20_000
"""How many bytes back the `<` of a qualified path is looked for."""
_DECLARES = re.compile(rb"\b(?:fn|struct|enum|union|trait|mod|type|const|static|let|let\s+mut)\s+\Z")
_CALLED = re.compile(rb"\s*(?:::\s*<[^;{}()]*>\s*)?\(")
_FIELD_NAME = re.compile(rb"\s*:(?!:)")


class Leaf(NamedTuple):
    """An identifier as the parser sees it; `kind` is the name of its capture."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Regions:
    """Sorted regions that do not overlap, and whether an offset is in one."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def outermost(cls, ranges: Sequence[tuple[int, int]]) -> Regions:
        """Those ranges that are in no other."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(ranges, key=lambda region: (region[0], -region[1])):
            if not ends or start >= ends[-1]:
                starts.append(start)
                ends.append(end)
        return cls(starts, ends)

    def __contains__(self, offset: int) -> bool:
        number = bisect_right(self.starts, offset) - 1
        return number >= 0 and offset < self.ends[number]


@dataclass(slots=True)
class Context:
    """What the queries say about places, by the start of an identifier or path."""

    skipped: Regions
    """Imports: their identifiers are read elsewhere."""
    hidden: Regions
    """Visibilities, and patterns of macros."""
    trees: Regions
    """Token trees of macro calls."""
    bodies: Regions
    """Definitions of macros."""
    attributes: Regions
    positions: Mapping[int, Position]
    declared: frozenset[int] | set[int]
    bound: frozenset[int] | set[int]
    labels: frozenset[int] | set[int]
    associated: frozenset[int] | set[int]
    methods: frozenset[int] | set[int]


@dataclass(slots=True)
class _Building:
    segments: list[Segment]
    leading: str
    kind: str
    position: Position | None


@dataclass(slots=True)
class Found:
    """Paths, tokens, and the method calls in token trees (their names)."""

    paths: list[Path] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    tree_methods: list[Token] = field(default_factory=list)


def assemble(data: bytes, leaves: Sequence[Leaf], context: Context, scopes: ScopeTable) -> Found:
    """Sorts identifiers (by start) into paths and tokens."""
    found = Found()
    building: list[_Building] = []
    by_end: dict[int, _Building] = {}
    before = 0
    for leaf in leaves:
        start, end, kind = leaf.start, leaf.end, leaf.kind
        if start in context.skipped:
            before = end
            continue
        name = plain(data[start:end])
        if start in context.hidden:
            found.tokens.append(Token(name, start, end, TokenKind.HIDDEN, scopes.at(start)))
            before = end
            continue
        if kind in ("name.field", "name.shorthand") or start in context.declared:
            found.tokens.append(Token(name, start, end, _token_kind(start, kind, context), scopes.at(start)))
            before = end
            continue
        if start in context.labels or start in context.associated:
            what = TokenKind.LABEL if start in context.labels else TokenKind.ASSOCIATED
            found.tokens.append(Token(name, start, end, what, scopes.at(start)))
            before = end
            continue
        place = _place(start, context)
        if place is not None and (token := _in_tree(data, name, start, end, scopes)):
            found.tokens.append(token)
            if token.kind is TokenKind.METHOD:
                found.tree_methods.append(token)
            before = end
            continue
        last = data[start - 1] if start else 0
        segment = Segment(name, start, end)
        if last == _COLON or (last in b" \t\r\n/" and b"::" in data[before:start]):
            owner, leading = _continues(data, start, by_end)
            if owner is not None:
                owner.segments.append(segment)
                owner.kind = kind
                by_end[end] = owner
                before = end
                continue
        else:
            leading = "$" if last == ord("$") and name == "crate" else ""
        if start in context.bound and name[:1].islower():
            found.tokens.append(Token(name, start, end, TokenKind.BINDING, scopes.at(start)))
        elif name != "self" or leading or data[end : end + 2] == b"::" or place is not None:
            one = _Building([segment], leading, kind, place)
            building.append(one)
            by_end[end] = one
        before = end
    for one in building:
        first = one.segments[0].start
        position = one.position or _position(data, first, one, context)
        found.paths.append(Path(tuple(one.segments), position, scopes.at(first), one.leading))
    return found


def _token_kind(start: int, kind: str, context: Context) -> TokenKind:
    if start in context.declared:
        return TokenKind.DECLARATION
    if start in context.methods:
        return TokenKind.METHOD
    return TokenKind.BINDING if kind == "name.shorthand" and start in context.bound else TokenKind.FIELD


def _place(start: int, context: Context) -> Position | None:
    """The kind of token tree around a place, or None in parsed code."""
    if start in context.bodies:
        return Position.BODY
    if start in context.trees:
        return Position.TREE
    return Position.ATTRIBUTE if start in context.attributes else None


def _in_tree(data: bytes, name: str, start: int, end: int, scopes: ScopeTable) -> Token | None:
    """What an identifier in a token tree is, if its neighbours tell that it is in no path."""
    before = data[max(0, start - 24) : start].rstrip(b" \t\r\n")
    if before.endswith(b".") and not before.endswith(b".."):
        kind = TokenKind.METHOD if _CALLED.match(data, end) else TokenKind.FIELD
        return Token(name, start, end, kind, scopes.at(start))
    if _DECLARES.search(data, max(0, start - 24), start):
        return Token(name, start, end, TokenKind.DECLARATION, scopes.at(start))
    if not before.endswith(b"::") and _FIELD_NAME.match(data, end):
        return Token(name, start, end, TokenKind.FIELD, scopes.at(start))
    return None


def _continues(data: bytes, start: int, by_end: Mapping[int, _Building]) -> tuple[_Building | None, str]:
    """The path that an identifier behind `::` goes on, or what its own path starts with."""
    window = blank_comments(data[max(0, start - 400) : start]).rstrip()
    if not window.endswith(b"::"):
        return None, ""
    window = window[:-2].rstrip()
    at = max(0, start - 400) + len(window)
    if at in by_end:
        return by_end[at], ""
    if not window.endswith(b">"):
        return None, "::"
    opened = _opening(data, at - 1)
    if opened < 0:
        return None, ">"
    head = data[max(0, opened - 200) : opened].rstrip()
    at = max(0, opened - 200) + len(head)
    if head.endswith(b"::"):
        head = head[:-2].rstrip()
        at = max(0, opened - 200) + len(head)
    return (by_end[at], "") if at in by_end else (None, ">")


def _opening(data: bytes, closing: int) -> int:
    """The `<` that belongs to a `>`, or -1."""
    depth = 0
    for at in range(closing, max(-1, closing - _MATCH_LIMIT), -1):
        byte = data[at]
        if byte == ord(">") and data[at - 1] not in b"-=":
            depth += 1
        elif byte == ord("<"):
            depth -= 1
            if depth == 0:
                return at
        elif byte in b";{}":
            return -1
    return -1


def _position(data: bytes, first: int, one: _Building, context: Context) -> Position:
    position = context.positions.get(first)
    if position is None and one.leading == "::":
        position = context.positions.get(data.rfind(b"::", 0, first))
    if position is not None:
        return position
    if len(one.segments) == 1 and first in context.bound:
        return Position.PATTERN
    return Position.TYPE if one.kind == "name.type" else Position.EXPRESSION
