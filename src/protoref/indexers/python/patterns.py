"""Walk over the patterns of `match` statements."""

from __future__ import annotations

import libcst as cst

from protoref.indexers.python.builder import Builder
from protoref.indexers.python.expressions import visit
from protoref.indexers.python.index import BindingKind, Context, Label


def visit_pattern(b: Builder, node: cst.CSTNode) -> None:
    """Walk over a pattern: classes and values are read, captures are bound (their values are not followed)."""
    with b.deeper():
        if isinstance(node, cst.MatchValue | cst.MatchSingleton):
            visit(b, node.value, Context.PATTERN)
        elif isinstance(node, cst.MatchAs):
            if node.pattern is not None:
                visit_pattern(b, node.pattern)
            elif node.name is None:
                b.take("_")
            if node.name is not None:
                _capture(b, node.name)
        elif isinstance(node, cst.MatchStar):
            if node.name is None:
                b.take("_")
            else:
                _capture(b, node.name)
        elif isinstance(node, cst.MatchOr):
            for option in node.patterns:
                visit_pattern(b, option.pattern)
        elif isinstance(node, cst.MatchList | cst.MatchTuple):
            for item in node.patterns:
                visit_pattern(b, item.value if isinstance(item, cst.MatchSequenceElement) else item)
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


def _capture(b: Builder, node: cst.Name) -> None:
    b.bind(node.value, b.take(node.value), BindingKind.CAPTURE)
