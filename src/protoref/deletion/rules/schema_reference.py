"""`schema-reference`: a schema that stays imports what goes, or has a field, rpc, extension or option of it."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.deletion.rules.uses import facts
from protoref.model.occurrence import Certainty, Reference
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    return facts(case, _is_schema)


def _is_schema(reference: Reference) -> bool:
    return reference.language == "proto" and reference.certainty is Certainty.CERTAIN


RULE = Rule(
    "schema-reference",
    ("use by a schema that stays", "uses by schemas that stay"),
    Severity.BLOCKER,
    Severity.BLOCKER,
    Question.CODE,
    _find,
)
