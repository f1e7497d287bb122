"""`unresolved`: a generated name of what goes stands where resolution had to stop."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.occurrence import OccurrenceClass
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for key, entry in case.entries(OccurrenceClass.UNRESOLVED):
        yield Fact(f"{entry.name}: {entry.reason}", entry.place, key)


RULE = Rule(
    "unresolved",
    ("unresolved name", "unresolved names"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.CODE,
    _find,
)
