"""The one place that speaks to tree-sitter: bytes in, captures by name out."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TypeAlias

import tree_sitter_rust
from tree_sitter import Language, Parser, Query, QueryCursor
from tree_sitter import Node as _Node

from protoref.indexers.rust.queries import query_text

Node: TypeAlias = _Node
Captures: TypeAlias = dict[str, list[_Node]]


_DEEPEST = 60_000
"""Levels of a tree: with more than 65,535 the queries take a time that grows with their square."""
_A_BYTE = 2
"""Nodes at the most that one byte more of nesting makes."""
_MOST_TOKENS = 500_000
"""Names, numbers and signs of a document: about three megabytes of code. Each may take a kilobyte to look at."""
_TOKEN = re.compile(rb"[\w\x80-\xff]++|[^\w\s\x80-\xff]")


class UnreadableError(Exception):
    """A document's code is nested too deeply to be looked at, or there is too much of it."""


@cache
def _language() -> Language:
    return Language(tree_sitter_rust.language())


@cache
def _query() -> Query:
    return Query(_language(), query_text("rust"))


def captures(data: bytes) -> Captures:
    """Parses a document and runs all queries over it. Names without a capture are missing.

    Lists are in order of their starts, the outer of two nodes first, so that an index is the same each time; those of
    identifiers (`name`, `name.*`) are in no order: they are many, and put together with others.

    Raises:
        UnreadableError: see there.
    """
    return parsed(data)[0]


def parsed(data: bytes) -> tuple[Captures, bool]:
    """The same, and whether the parser could read all of it.

    Raises:
        UnreadableError: see there.
    """
    if _is_too_much(data):
        raise UnreadableError
    root = Parser(_language()).parse(data).root_node
    if _is_too_deep(root):
        raise UnreadableError
    found = QueryCursor(_query()).captures(root)
    for name, nodes in found.items():
        if not name.startswith("name"):
            nodes.sort(key=_place)
    return found, not root.has_error


def _is_too_much(data: bytes) -> bool:
    return len(data) > _MOST_TOKENS and next(islice(_TOKEN.finditer(data), _MOST_TOKENS, None), None) is not None


def _is_too_deep(root: Node) -> bool:
    """Whether there are too many levels; only nodes that are long enough to hold the missing ones are looked into."""
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > _DEEPEST:
            return True
        if (node.end_byte - node.start_byte) * _A_BYTE >= _DEEPEST - depth:
            waiting += [(child, depth + 1) for child in node.children]
    return False


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def patterns() -> tuple[str, ...]:
    """The text of each pattern of the queries, comments left out, in order."""
    query, text = _query(), query_text("rust").encode()
    found = []
    for number in range(query.pattern_count):
        part = text[query.start_byte_for_pattern(number) : query.end_byte_for_pattern(number)].decode()
        found.append("\n".join(line for line in part.splitlines() if not line.startswith(";")).strip())
    return tuple(found)


def captured(pattern: str, data: bytes) -> list[tuple[str, str]]:
    """What one pattern alone captures in a text: (name, text), in order. For looking at queries."""
    root = Parser(_language()).parse(data).root_node
    found = QueryCursor(Query(_language(), pattern)).captures(root)
    places = sorted((node.start_byte, node.end_byte, name) for name, nodes in found.items() for node in nodes)
    return [(name, data[start:end].decode("utf-8", "surrogateescape")) for start, end, name in places]


_ITEMS = frozenset({"empty_statement", "line_comment", "block_comment", "attribute_item", "inner_attribute_item"})


def parses(data: bytes, *, statements: bool) -> bool:
    """Whether a text is flawless code: items alone, or what may stand in a function."""
    if statements:
        return not Parser(_language()).parse(b"async fn f() {" + data + b"\n}").root_node.has_error
    root = Parser(_language()).parse(data).root_node
    nodes = [node.named_children[0] if node.type == "expression_statement" else node for node in root.named_children]
    kinds = {node.type for node in nodes} - _ITEMS
    return (
        bool(kinds)
        and not root.has_error
        and all(kind.endswith(("_item", "_declaration", "macro_invocation")) for kind in kinds)
    )
