"""`number-changed`: a field or value has another number: to old bytes it is something else."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import NUMBERED, Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for kind in sorted(NUMBERED):
        for old, new in pair.kept(kind):
            if old.number != new.number:
                message = f"changes its number from {old.number} to {new.number}"
                yield Fact(message, new.full_name, new.parent or "")


RULE = Rule("number-changed", ("changed number", "changed numbers"), Severity.BLOCKER, Severity.REVIEW, True, _find)
