"""`number-reused`: a number or name that meant something else, or was reserved, is given to a new field or value."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair, Reserved
from protoref.changes.rules.base import Fact, Rule
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for owner in pair.owners():
        reserved = pair.before.reserved.get(owner, Reserved())
        old = pair.before.numbered(owner)
        for symbol in pair.after.members.get(owner, ()):
            if symbol.full_name in pair.before.symbols:
                continue
            if reserved.holds(symbol.number):
                yield Fact(f"takes the number {symbol.number}, which was reserved", symbol.full_name, owner)
            elif symbol.name in reserved.names:
                yield Fact("takes a name that was reserved", symbol.full_name, owner)
            elif (last := old.get(-1 if symbol.number is None else symbol.number)) is not None and (
                last.full_name not in pair.after.symbols and pair.renamed(last) is None
            ):
                message = f"takes the number {symbol.number} of {last.name}, whose bytes mean something else"
                yield Fact(message, symbol.full_name, owner)


RULE = Rule(
    "number-reused", ("number used again", "numbers used again"), Severity.BLOCKER, Severity.BLOCKER, True, _find
)
