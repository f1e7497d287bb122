"""One line a fact, ``path:line:column: what``: for editors, grep and scripts that need no JSON."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.model.occurrence import OccurrenceClass
from protoref.model.report import Report
from protoref.reporting.changes import findings_of
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import Group, Use, groups, spot_text, unused
from protoref.reporting.layout import Line, Look, Span, line, paint, plural

_TOLD_AS_REFERENCES = frozenset({OccurrenceClass.REFERENCE, OccurrenceClass.FOREIGN})


def render(report: Report, look: Look) -> str:
    """A line for each reference, then for each unresolved occurrence; with ``--all`` for each entry of the ledger."""
    lines: dict[Line, None] = {}  # what two targets share is said once
    for group in groups(report):
        for each in (*_references(group.uses), *_entries(group, look)):
            lines[each] = None
    return paint(lines, look)


def render_audit(report: Report, look: Look) -> str:
    """A line for each schema file."""
    lines = []
    for group in groups(report, files=True):
        idle, types = unused(group)
        where = min(group.own_paths, default="") or group.target.symbol
        lines.append(
            line(
                Span(where, "path"),
                f": {plural(len(group.code), 'reference')} in {plural(len({u.place.path for u in group.code}), 'file')}",
                f", {len(idle)} of {types} symbols unused",
            )
        )
    return paint(lines, look)


def render_findings(report: Report, look: Look) -> str:
    """A line for each finding about a deletion or a change, the worst first, then the verdict."""
    judged = report.review or report.deletion
    assert judged is not None
    lines = [
        line(
            Span(spot_text(finding.place) if finding.place is not None else ".", "path"),
            f": {finding.severity} {finding.rule}: ",
            Span(excerpt(finding.message), cut=True),
        )
        for finding in findings_of(report)
    ]
    return paint([*lines, line(judged.verdict.value)], look)


def _references(uses: Iterable[Use]) -> list[Line]:
    return [
        line(
            Span(spot_text(use.place), "path"),
            f": {use.located.reference.certainty.value} {use.located.reference.usage.value} ",
            Span(use.target.symbol, "name"),
            ": ",
            Span(excerpt(use.located.text), cut=True),
        )
        for use in uses
    ]


def _entries(group: Group, look: Look) -> list[Line]:
    ledger = group.target.ledger
    if ledger is None:
        return []
    lines = [
        line(
            Span(spot_text(entry.place), "path"),
            f": {entry.occurrence_class.value} ",
            Span(entry.name, "name"),
            f" ({entry.reason}): " if entry.reason else ": ",
            Span(excerpt(entry.text), cut=True),
        )
        for entry in ledger.entries
        if entry.occurrence_class not in _TOLD_AS_REFERENCES
        and (look.everything or entry.occurrence_class is OccurrenceClass.UNRESOLVED)
    ]
    if look.everything:
        lines += [
            line(Span(path, "path"), f": {plural(count, 'homonym')} of {group.target.symbol}")
            for path, count in sorted(ledger.homonyms.items())
        ]
    return lines
