"""Walk over the patterns of `match` statements."""

from __future__ import annotations

import libcst as cst

from protoref.indexers.python.builder import Builder
from protoref.indexers.python.expressions import visit
from protoref.indexers.python.index import NONE, BindingKind, Context, Label


def visit_pattern(b: Builder, node: cst.CSTNode, value: int = NONE, path: tuple[int, ...] = ()) -> None:
    """Walk over a pattern: classes and values are read, captures are bound.

    Args:
        b: the index so far.
        node: the pattern.
        value: the expression that is matched, or that the pattern's value is a part of; -1 where it is lost.
        path: how the value is taken apart (`Binding.path`).
    """
    with b.deeper():
        if isinstance(node, cst.MatchValue | cst.MatchSingleton):
            visit(b, node.value, Context.PATTERN)
        elif isinstance(node, cst.MatchAs):
            if node.pattern is not None:
                visit_pattern(b, node.pattern, value, path)
            elif node.name is None:
                b.take("_")
            if node.name is not None:
                _capture(b, node.name, value, path)
        elif isinstance(node, cst.MatchStar):
            if node.name is None:
                b.take("_")
            else:
                _capture(b, node.name)
        elif isinstance(node, cst.MatchOr):
            for option in node.patterns:
                visit_pattern(b, option.pattern, value, path)
        elif isinstance(node, cst.MatchList | cst.MatchTuple):
            _sequence(b, node, value, path)
        elif isinstance(node, cst.MatchMapping):
            for element in node.elements:
                visit(b, element.key, Context.PATTERN)
                visit_pattern(b, element.pattern)
            if node.rest is not None:
                _capture(b, node.rest)
        elif isinstance(node, cst.MatchClass):
            visit(b, node.cls, Context.PATTERN)
            for positional in node.patterns:
                visit_pattern(b, positional.value)
            for keyword in node.kwds:
                b.labels.append(Label(keyword.key.value, b.take(keyword.key.value), "keyword of a pattern"))
                visit_pattern(b, keyword.pattern)
        else:
            visit(b, node, Context.PATTERN)


def _sequence(b: Builder, node: cst.MatchList | cst.MatchTuple, value: int, path: tuple[int, ...]) -> None:
    """`[first, *_, last]`: behind a star nobody counts any more."""
    starred = False
    for number, item in enumerate(node.patterns):
        inner = item.value if isinstance(item, cst.MatchSequenceElement) else item
        starred = starred or isinstance(inner, cst.MatchStar)
        visit_pattern(b, inner, value, (*path, NONE if starred else number))


def _capture(b: Builder, node: cst.Name, value: int = NONE, path: tuple[int, ...] = ()) -> None:
    b.bind(node.value, b.take(node.value), BindingKind.CAPTURE, value=value, path=path)
