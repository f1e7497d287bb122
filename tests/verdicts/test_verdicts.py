"""The verdict cases: each page in this folder is run through the whole pipeline."""

from pathlib import Path

import pytest
from page import Case, Expected, read_page

from protoref.analysis import Analysis
from protoref.deletion.rules.registry import RULES
from protoref.model.report import Report
from protoref.model.verdict import Verdict
from protoref.pipeline import RunOptions, analyse, find_targets, report, survey
from protoref.snapshot.memory import MemoryTree
from summed import check_sums

PAGES = [page for page in sorted(Path(__file__).parent.glob("*.md")) if page.name != "README.md"]
PAGES.append(Path(__file__).parents[2] / "docs" / "limits-by-example.md")
CASES = [case for page in PAGES for case in read_page(page)]


def test_pages_say_what_the_table_says() -> None:
    said = {line.split()[0] for case in CASES for expected in case.expected for line in expected.lines}
    ids = {rule.name(gone=gone) for rule in RULES for gone in (False, True)}
    assert said - ids == {"SAFE", "REVIEW", "BLOCKED"} | {word for word in said if word.endswith(":")}
    assert len({case.name for case in CASES}) == len(CASES)
    assert {rule.id for rule in RULES} <= said


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    tree, options = MemoryTree(case.files, case.deleted), RunOptions(jobs=1)
    found = survey(tree, options)
    analysis = analyse(found, options)
    check_sums(analysis)
    assert case.expected or case.sites is not None
    if case.sites is not None:
        assert _sites(analysis) == case.sites
    for expected in case.expected:
        wider, keys = find_targets(tree, found, expected.targets, options)
        answer = report(analysis if wider is found else analyse(wider, options), "can-delete", keys)
        assert _told(answer, expected) == list(expected.lines), expected.where


def _sites(analysis: Analysis) -> list[str]:
    """Every serialisation site: place, form, direction, message (with `?` where it is possible only), and the sink."""
    lines = []
    for path in sorted(analysis.linked):
        for site in analysis.linked[path].sites:
            line = analysis.library.source(path).position(site.range.start).line
            sure, sink = "" if site.certain else "?", f" -> {site.sink}" if site.sink else ""
            lines.append(f"{path}:{line} {site.form} {site.direction} {site.message}{sure}{sink}")
    return lines


def _told(answer: Report, expected: Expected) -> list[str]:
    """The verdict, every finding, and what the page asks about besides."""
    assert answer.deletion is not None
    asked_for = [target.judgement.verdict for target in answer.targets if target.requested and target.judgement]
    assert max(asked_for, key=tuple(Verdict).index) is answer.deletion.verdict  # whichever of the two somebody reads
    lines = [answer.deletion.verdict.value.upper()]
    for finding in answer.deletion.findings:
        place = finding.place
        where = "" if place is None else f" {place.path}:{place.line}" if place.line else f" {place.path}"
        lines.append(f"{finding.rule}{where}")
    target = next(target for target in answer.targets if target.requested)
    judgement = target.judgement
    assert judgement is not None
    shown = {one.key: one.symbol for one in answer.targets}
    extra = {
        "use:": judgement.use,
        "kept-by:": " ".join(judgement.kept_by),
        "storage:": judgement.storage,
        "larger:": " ".join(shown.get(key, key) for key in answer.deletion.larger),
        "with-them:": (answer.deletion.larger_verdict or "").upper(),
    }
    asked = [line.split()[0] for line in expected.lines if line.split()[0] in extra]
    return [*lines, *(f"{word} {extra[word]}" for word in asked)]
