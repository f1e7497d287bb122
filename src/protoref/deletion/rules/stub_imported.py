"""`stub-imported`: generated code that stays imports generated code that goes."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for stub in sorted(case.target_set.stubs):
        for place in case.world.stub_importers.get(stub, ()):
            if place.path not in case.target_set.paths:
                yield Fact(f"imports {stub}, which goes", place)


RULE = Rule(
    "stub-imported",
    ("import by generated code that stays", "imports by generated code that stays"),
    Severity.BLOCKER,
    Severity.BLOCKER,
    Question.GENERATED,
    _find,
)
