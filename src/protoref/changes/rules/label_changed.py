"""`label-changed`: a field becomes repeated, required, optional, or is it no more."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair, Side
from protoref.changes.rules.base import Fact, Rule
from protoref.model.schema import Kind, Symbol
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for old, new in pair.kept(Kind.FIELD):
        before, after = _label(pair.before, old), _label(pair.after, new)
        if before != after and old.oneof == new.oneof:
            mild = {before, after} <= {"", "optional"}
            yield Fact(
                f"is {after or 'singular'}, and was {before or 'singular'}", new.full_name, new.parent or "", mild
            )


def _label(side: Side, symbol: Symbol) -> str:
    """`optional` goes without saying everywhere but in proto3."""
    return "" if symbol.label == "optional" and side.file.syntax != "proto3" else symbol.label


RULE = Rule("label-changed", ("changed label", "changed labels"), Severity.REVIEW, Severity.INFO, True, _find)
