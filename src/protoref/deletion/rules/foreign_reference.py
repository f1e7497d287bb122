"""`foreign-reference`: code in another language uses what its proven stub defines for the schema."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.deletion.rules.code_reference import RESOLVED
from protoref.deletion.rules.uses import facts
from protoref.model.occurrence import Certainty, Reference
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    return facts(case, _is_foreign)


def _is_foreign(reference: Reference) -> bool:
    return reference.language not in RESOLVED | {"proto"} and reference.certainty is Certainty.CERTAIN


RULE = Rule(
    "foreign-reference",
    ("reference in another language", "references in other languages"),
    Severity.BLOCKER,
    Severity.BLOCKER,
    Question.CODE,
    _find,
)
