"""`mention`: a document, a list of code owners or a path filter speaks of what goes."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.occurrence import OccurrenceClass
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for key, entry in case.entries(OccurrenceClass.MENTION):
        yield Fact(f"{entry.name} {entry.reason}", entry.place, key)


RULE = Rule(
    "mention",
    ("mention", "mentions"),
    Severity.TODO,
    Severity.TODO,
    Question.MENTIONS,
    _find,
)
