"""Attributes that pass the item below them to a `macro_rules!` macro, as those of the crate macro_rules_attribute do."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator

from protoref.indexers.rust.index import ItemKind, MacroCall, Position, RustIndex


def attribute_calls(index: RustIndex, macros: Container[str]) -> Iterator[MacroCall]:
    """A call for each macro that an attribute of a document names: `#[apply(Conv)]`, `#[derive(Conv!)]`.

    Args:
        index: of the document.
        macros: names of the repository's macros.
    """
    items = {item.start: item for item in index.items if item.kind is not ItemKind.VARIANT}
    members = (
        item.start for item in index.items if item.kind is ItemKind.VARIANT
    )  # an attribute of theirs is a derive's
    starts = sorted({*items, *members, *(one.type_start for one in index.fields)})
    for path in index.paths:
        last = path.segments[-1]
        if path.position is not Position.ATTRIBUTE or last.name not in macros:
            continue
        behind = bisect_right(starts, last.end)
        item = items.get(starts[behind]) if behind < len(starts) else None
        if item is not None:
            end = index.scopes[item.body].end if item.body >= 0 else max(item.end, item.type_end)
            yield MacroCall(last.name, last.name, last.start, item.start, end, path.scope, wraps=True)
