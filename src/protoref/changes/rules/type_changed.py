"""`type-changed`: a field has another type, or a name stands for another kind of thing.

Which types understand each other's bytes: "Updating A Message Type" in the language guide of protobuf.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.schema import TYPES, Kind
from protoref.model.verdict import Severity

_COMPATIBLE = (
    frozenset({"int32", "uint32", "int64", "uint64", "bool"}),
    frozenset({"sint32", "sint64"}),
    frozenset({"string", "bytes"}),
    frozenset({"fixed32", "sfixed32"}),
    frozenset({"fixed64", "sfixed64"}),
)


def _find(pair: Pair) -> Iterator[Fact]:
    for old, new in pair.kept(Kind.FIELD):
        before, after = pair.before.type_of(old), pair.after.type_of(new)
        if before != after:
            mild = any({before, after} <= group for group in _COMPATIBLE)
            yield Fact(f"changes its type from {before} to {after}", new.full_name, new.parent or "", mild)
    for name, old in pair.before.symbols.items():
        new = pair.after.symbols.get(name, old)
        if old.kind in TYPES and new.kind is not old.kind:
            yield Fact(f"was {_article(old.kind)} and is {_article(new.kind)} now", name, name)


def _article(kind: Kind) -> str:
    return f"{'an' if kind is Kind.ENUM else 'a'} {kind.value.replace('_', ' ')}"


RULE = Rule("type-changed", ("changed type", "changed types"), Severity.BLOCKER, Severity.REVIEW, True, _find)
