"""`code-reference`: code that stays names what goes, for certain. Tests count as well: they would break."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.deletion.rules.uses import facts
from protoref.model.occurrence import Certainty, Reference
from protoref.model.verdict import Question, Severity

RESOLVED = frozenset({"python", "rust", "notebook"})
"""Languages whose names are resolved."""


def _find(case: Case) -> Iterator[Fact]:
    return facts(case, _is_code)


def _is_code(reference: Reference) -> bool:
    return reference.language in RESOLVED and reference.certainty is Certainty.CERTAIN


RULE = Rule(
    "code-reference",
    ("reference in code", "references in code"),
    Severity.BLOCKER,
    Severity.BLOCKER,
    Question.CODE,
    _find,
)
