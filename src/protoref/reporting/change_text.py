"""`ci` for people at a terminal: the verdict, the schemas that a change touches, what it leaves behind, what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from protoref.model.change import Change
from protoref.model.finding import Finding
from protoref.model.report import Report
from protoref.model.verdict import Severity
from protoref.reporting import sections
from protoref.reporting.changes import Row, heading, is_silent, rows, sort_findings, why
from protoref.reporting.deletions import next_command
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import spot_text
from protoref.reporting.layout import VERDICT_STYLES, Line, Look, Span, line, paint, plural, table

_MOST_FINDINGS = 40
_STYLES = {Severity.BLOCKER: "bad", Severity.REVIEW: "doubt", Severity.TODO: "", Severity.INFO: "dim"}


def render(report: Report, look: Look) -> str:
    """The whole answer. `report.review` is set."""
    review = report.review
    assert review is not None
    verdict = Span(review.verdict.value.upper(), VERDICT_STYLES[review.verdict])
    lines: list[Line] = [line(verdict, f"   {heading(report)}   (compared with {review.base[:7]})")]
    found = rows(report)
    if found:
        lines += [(), *_table(found)]
    for row in found:
        if row.findings:
            lines += [(), line(Span(row.name, "name")), *_findings(row.findings, look)]
    general = sort_findings(report.findings)
    if general:
        lines += [(), line(Span("elsewhere", "name")), *_findings(general, look)]
    lines += _closing(report)
    lines += sections.problems(report, look)
    return paint(lines, look)


def _table(found: Sequence[Row]) -> list[Line]:
    titles = [Span(title, "dim") for title in ("schema", "change", "verdict", "why")]
    cells = [
        [
            Span(row.name, "name"),
            Span(row.words),
            Span(row.verdict.value.upper(), VERDICT_STYLES[row.verdict]),
            Span(why(row.findings, gone=row.change is Change.DELETED)),
        ]
        for row in found
    ]
    return table([titles, *cells], indent=2)


def _findings(findings: Sequence[Finding], look: Look) -> Iterator[Line]:
    """By document, as a person opens them; the documents with the worst first."""
    shown = findings if look.everything else findings[:_MOST_FINDINGS]
    cells = [
        [
            Span(spot_text(one.place) if one.place is not None else "-", "path"),
            Span(one.rule, _STYLES[Severity(one.severity)]),
            Span(excerpt(one.message), cut=True),
        ]
        for _, block in groupby(shown, key=lambda one: one.severity)
        for one in block
    ]
    yield from table(cells, indent=4)
    if len(shown) < len(findings):
        yield line(f"    ... {len(findings) - len(shown)} more (--all lists them)")


def _closing(report: Report) -> Iterator[Line]:
    review = report.review
    assert review is not None
    if is_silent(report):
        yield ()
        yield line("The change touches no schema and nothing that was generated from one.")
    if review.unused:
        yield ()
        yield line(f"Nothing uses {', '.join(review.unused)} any more.")
    if review.existing:
        yield ()
        yield line(f"{plural(review.existing, 'finding')} that were there before: protoref audit lists them.")
    lost = [target.symbol for target in report.targets if target.requested]
    if review.deletion is not None and lost:
        yield ()
        words, step = next_command(review.deletion)
        if step and not step.startswith("protoref who-uses"):
            yield line(f"{words}: ", Span(step, "name"))
        yield line("The checklist of the deletion: ", Span(f"protoref can-delete {' '.join(lost[:8])}", "name"))
