"""`opaque`: a place that could not be looked into, and that could hide a use of what goes."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for key, spot in case.spots:
        yield Fact(f"{spot.reason}: {spot.detail}", case.world.locate(spot.path, spot.range), key)


RULE = Rule(
    "opaque",
    ("place that could not be looked into", "places that could not be looked into"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.CODE,
    _find,
)
