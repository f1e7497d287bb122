"""`stub`, later `orphan-stub`: a generated file of what goes. It has to go as well: left behind, it hides the deletion."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.finding import Place
from protoref.model.schema import file_key
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for path in sorted(case.target_set.stubs):
        stub = case.world.stubs[path]
        symbol = file_key(stub.schema) if stub.schema else None
        yield Fact(f"generated from {stub.source or stub.schema or 'it'}", Place(path, 1, 1, 1, 1), symbol)


RULE = Rule(
    "stub",
    ("generated file", "generated files"),
    Severity.TODO,
    Severity.REVIEW,
    Question.GENERATED,
    _find,
    id_after="orphan-stub",
)
