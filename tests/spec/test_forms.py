"""The tables of forms in the documents: every case that they name exists."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
_ROW = re.compile(r"\| \[[\w ]+\]\((?P<page>\.\./tests/[\w/]+\.md)\): (?P<case>.+?) \|$", re.MULTILINE)


@pytest.mark.parametrize("document", sorted(DOCS.glob("forms-*.md")), ids=lambda path: path.name)
def test_each_form_has_its_case(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    rows = [
        line for line in text.splitlines() if line.startswith("| ") and "---" not in line and "| case |" not in line
    ]
    named = [(match["page"], match["case"]) for match in _ROW.finditer(text)]
    assert len(named) == len(rows) > 20
    for page, case in named:
        headings = re.findall(r"(?m)^## (.+)$", (DOCS / page).resolve().read_text(encoding="utf-8"))
        assert case in headings, f"{page} has no case {case!r}"
