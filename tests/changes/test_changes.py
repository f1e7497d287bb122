"""The change cases: each page in this folder is run through the whole pipeline, both states of it."""

from pathlib import Path

import pytest
from change_page import Case, read_page

from protoref.changes.rules.registry import RULES
from protoref.comparing import review_change
from protoref.model.report import Report
from protoref.pipeline import RunOptions
from protoref.reporting.changes import findings_of
from protoref.snapshot.memory import MemoryTree

PAGES = [page for page in sorted(Path(__file__).parent.glob("*.md")) if page.name != "README.md"]
CASES = [case for page in PAGES for case in read_page(page)]


def test_pages_show_each_rule() -> None:
    said = {line.split()[0] for case in CASES for expected in case.expected for line in expected.lines}
    assert {rule.id for rule in RULES} <= said
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert case.expected
    for expected in case.expected:
        answer = review_change(
            MemoryTree(case.after), MemoryTree(case.before), RunOptions(jobs=1), trust_head=expected.trust
        )
        assert _told(answer) == list(expected.lines), expected.where


def _told(answer: Report) -> list[str]:
    """The verdict, every finding, and what else there is to say."""
    assert answer.review is not None
    lines = [answer.review.verdict.value.upper()]
    for finding in findings_of(answer):
        place = finding.place
        where = (
            ""
            if place is None
            else f" {place.path}:{place.line}:{max(place.column, 1)}"
            if place.line
            else f" {place.path}"
        )
        lines.append(f"{finding.rule}{where}")
    extra = {
        "existing:": str(answer.review.existing or ""),
        "unused:": " ".join(answer.review.unused),
        "moved:": " ".join(path for pair in answer.review.moved for path in pair),
    }
    return [*lines, *(f"{word} {value}" for word, value in extra.items() if value)]
