"""`removed-without-reserved`: a field or value goes, and its number or name is free for something else."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair, Reserved
from protoref.changes.rules.base import Fact, Rule
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for owner in pair.owners():
        reserved = pair.after.reserved.get(owner, Reserved())
        taken = pair.after.numbered(owner)
        for symbol in pair.removed(owner):
            if symbol.number is None or symbol.number in taken:
                continue  # renamed, or reused: rules of their own
            number, name = reserved.holds(symbol.number), symbol.name in reserved.names
            if not number:
                word = f"number {symbol.number}" if name else f"number {symbol.number} and its name"
                yield Fact(f"was removed, and its {word} not reserved", symbol.full_name, owner)
            elif not name:
                yield Fact("was removed, and its name not reserved (JSON and text)", symbol.full_name, owner)


RULE = Rule(
    "removed-without-reserved",
    ("removal without reserved", "removals without reserved"),
    Severity.REVIEW,
    Severity.REVIEW,
    True,
    _find,
)
