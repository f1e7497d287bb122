"""Puts a document's identifiers together to paths, in code as well as in token trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct, field

from protoref.indexers.rust.index import Path, Position, Segment, Token, TokenKind
from protoref.indexers.rust.scope_table import ScopeTable
from protoref.indexers.rust.tree_groups import TreeGroups
from protoref.indexers.rust.use_trees import blank_comments, plain

_COLON = ord(":")
_DOLLAR = ord("$")
_HASH = ord("#")
_BLANK = frozenset(b" \t\r\n/")
_MATCH_LIMIT = 20_000
"""How many bytes back the `<` of a qualified path is looked for."""
_DECLARES = re.compile(rb"\b(?:fn|struct|enum|union|trait|const|static|let|let\s+mut)\s+\Z")
"""What declares the name behind it as something of its own; `mod` and `type` may lead to generated code."""
_CALLED = re.compile(rb"\s*(?:::\s*<[^;{}()]*>\s*)?\(")
_FIELD_NAME = re.compile(rb"\s*:(?!:)")


Leaf = tuple[int, int, str]
"""An identifier as the parser sees it: start, end, and the name of its capture."""


class Region(Enum):
    """Regions in which identifiers are read in their own way."""

    IMPORT = "import"
    """Read elsewhere."""
    HIDDEN = "hidden"
    """Visibilities, and patterns of macros."""
    TREE = "tree"
    """Token trees of macro calls."""
    BODY = "body"
    """Definitions of macros."""
    ATTRIBUTE = "attribute"


_PLACES = {Region.TREE: Position.TREE, Region.BODY: Position.BODY, Region.ATTRIBUTE: Position.ATTRIBUTE}


def outermost(regions: Iterable[tuple[int, int, Region]]) -> list[tuple[int, int, Region]]:
    """Those regions that are in no other, sorted. What a macro's pattern hides is hidden inside of its definition, too."""
    kept: list[tuple[int, int, Region]] = []
    for start, end, kind in sorted(regions, key=lambda one: (one[0], -one[1])):
        if kept and start < kept[-1][1]:
            if kind is not Region.HIDDEN or kept[-1][2] is not Region.BODY:
                continue
            outer_start, outer_end, outer = kept.pop()
            kept += [(outer_start, start, outer), (start, end, kind), (end, outer_end, outer)]
        else:
            kept.append((start, end, kind))
    return kept


class Context(Struct):
    """What the queries say about places, by the start of an identifier or path; regions as `outermost` gives them."""

    regions: list[tuple[int, int, Region]]
    positions: Mapping[int, Position]
    declared: frozenset[int] | set[int]
    bound: frozenset[int] | set[int]
    labels: frozenset[int] | set[int]
    associated: frozenset[int] | set[int]
    methods: frozenset[int] | set[int]


class _Building(Struct):
    segments: list[Segment]
    leading: str
    kind: str
    position: Position | None
    scope: int


class Found(Struct):
    """Paths, tokens, and the method calls in token trees (their names)."""

    paths: list[Path] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    tree_methods: list[Token] = field(default_factory=list)


def assemble(data: bytes, leaves: Sequence[Leaf], context: Context, scopes: ScopeTable) -> Found:
    """Sorts identifiers (by start) into paths and tokens; the comments in the text are blank."""
    found = Found()
    building: list[_Building] = []
    by_end: dict[int, _Building] = {}
    names: dict[bytes, str] = {}
    groups = TreeGroups(data, ((start, end) for start, end, region in context.regions if region in _PLACES))
    regions = iter([*context.regions, (len(data) + 1, len(data) + 1, Region.IMPORT)])
    region_start, region_end, region = next(regions)
    scope, scope_end, next_scope = 0, 0, 0
    before = 0
    for leaf_start, end, kind in leaves:
        start = leaf_start
        while start >= region_end:
            region_start, region_end, region = next(regions)
        inside = start >= region_start
        if inside and region is Region.IMPORT:
            continue
        raw = data[start:end]
        if raw == b"$crate":
            start, raw = start + 1, b"crate"
        name = names.get(raw)
        if name is None:
            name = names[raw] = plain(raw)
        if start >= scope_end or start >= next_scope:
            scope, scope_end, next_scope = scopes.around(start)
        place = _PLACES.get(region) if inside else None
        token = None
        if inside and region is Region.HIDDEN:
            token = Token(name, start, end, TokenKind.HIDDEN, scope)
        elif kind in ("name.field", "name.shorthand") or start in context.declared:
            token = Token(name, start, end, _token_kind(start, kind, context), scope)
        elif start in context.labels:
            token = Token(name, start, end, TokenKind.LABEL, scope)
        elif start in context.associated:
            token = Token(name, start, end, TokenKind.ASSOCIATED, scope)
        elif place is not None:
            token = _in_tree(data, name, start, end, scope)
            if token is not None and token.kind is TokenKind.METHOD:
                found.tree_methods.append(token)
        if token is not None:
            found.tokens.append(token)
            before = end
            continue
        last = data[start - 1] if start else 0
        if last == _HASH and place is not None:  # `pb::#name` in `quote!`
            owner, _ = _continues(data, start - 1, by_end)
            if owner is not None:
                owner.segments.append(Segment(data[start - 1 : end].decode("utf-8", "surrogateescape"), start - 1, end))
                by_end[end] = owner
                before = end
                continue
        leading = ""
        if last == _COLON or (last in _BLANK and b"::" in data[before:start]):
            owner, leading = _continues(data, start, by_end)
            if owner is not None:
                owner.segments.append(Segment(name, start, end))
                owner.kind = kind
                by_end[end] = owner
                before = end
                continue
        elif last == _DOLLAR and name == "crate":
            leading = "$"
        elif place is not None and (group := by_end.get(groups.owner_end(leaf_start))) is not None and name != "self":
            one = _Building([*group.segments, Segment(name, start, end)], group.leading, kind, place, scope)
            building.append(one)
            by_end[end] = one
            before = end
            continue
        if start in context.bound and not name[:1].isupper():
            found.tokens.append(Token(name, start, end, TokenKind.BINDING, scope))
        elif name != "self" or leading or data[end : end + 2] == b"::" or place is not None:
            one = _Building([Segment(name, start, end)], leading, kind, place, scope)
            building.append(one)
            by_end[end] = one
        before = end
    for one in building:
        first = one.segments[0].start
        position = one.position or _position(data, first, one, context)
        found.paths.append(Path(tuple(one.segments), position, one.scope, one.leading))
    return found


def _token_kind(start: int, kind: str, context: Context) -> TokenKind:
    if start in context.declared:
        return TokenKind.DECLARATION
    if start in context.methods:
        return TokenKind.METHOD
    return TokenKind.BINDING if kind == "name.shorthand" and start in context.bound else TokenKind.FIELD


def _in_tree(data: bytes, name: str, start: int, end: int, scope: int) -> Token | None:
    """What an identifier in a token tree is, if its neighbours tell that it is in no path."""
    before = data[max(0, start - 24) : start].rstrip(b" \t\r\n")
    if before.endswith(b".") and not before.endswith(b".."):
        kind = TokenKind.METHOD if _CALLED.match(data, end) else TokenKind.FIELD
        return Token(name, start, end, kind, scope)
    if _DECLARES.search(data, max(0, start - 24), start):
        return Token(name, start, end, TokenKind.DECLARATION, scope)
    if not before.endswith(b"::") and _FIELD_NAME.match(data, end):
        return Token(name, start, end, TokenKind.FIELD, scope)
    return None


def _continues(data: bytes, start: int, by_end: Mapping[int, _Building]) -> tuple[_Building | None, str]:
    """The path that an identifier behind `::` goes on, or what its own path starts with."""
    if start - 2 in by_end and data[start - 2 : start] == b"::":
        return by_end[start - 2], ""
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
    if opened < 0:  # a comparison with a path that starts with `::`
        return None, "::"
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
        elif byte in b";{}|" or (byte == ord("&") and data[at - 1] == byte):
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
