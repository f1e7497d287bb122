"""The one place that speaks to tree-sitter: bytes in, captures by name out."""

from __future__ import annotations

from functools import cache
from typing import TypeAlias

import tree_sitter_rust
from tree_sitter import Language, Parser, Query, QueryCursor
from tree_sitter import Node as _Node

from protoref.indexers.rust.queries import query_text

Node: TypeAlias = _Node
Captures: TypeAlias = dict[str, list[_Node]]


@cache
def _language() -> Language:
    return Language(tree_sitter_rust.language())


@cache
def _query() -> Query:
    return Query(_language(), query_text("rust"))


def captures(data: bytes) -> Captures:
    """Parses a document and runs all queries over it. Names without a capture are missing; lists are in no order."""
    tree = Parser(_language()).parse(data)
    return QueryCursor(_query()).captures(tree.root_node)


def capture_names() -> frozenset[str]:
    """The names of all captures in the queries."""
    query = _query()
    return frozenset(query.capture_name(number) for number in range(query.capture_count))


def pattern_count() -> int:
    """How many patterns the queries have."""
    return int(_query().pattern_count)
