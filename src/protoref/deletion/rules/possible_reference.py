"""`possible-reference`: something may name what goes: a string, data, another language without a proven stub."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.deletion.rules.uses import facts
from protoref.model.occurrence import Certainty, Reference
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    return facts(case, _is_possible)


def _is_possible(reference: Reference) -> bool:
    return reference.certainty is Certainty.POSSIBLE


RULE = Rule(
    "possible-reference",
    ("possible reference", "possible references"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.CODE,
    _find,
)
