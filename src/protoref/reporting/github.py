"""Annotations of GitHub Actions: a workflow command a finding. The runner shows them at the lines of a pull request.

Source of the escapes: `toCommandValue` and `escapeProperty` of the runner's own toolkit (packages/core/src/command.ts).
"""

from __future__ import annotations

from protoref.model.finding import Finding
from protoref.model.report import Report
from protoref.model.verdict import Severity
from protoref.reporting.changes import findings_of
from protoref.reporting.escape import excerpt
from protoref.reporting.layout import plural
from protoref.rulebook import title

MOST = 10
"""A step shows no more annotations of one kind than this."""

_LEVELS = {Severity.BLOCKER: "error", Severity.REVIEW: "warning", Severity.TODO: "notice", Severity.INFO: "notice"}
_LONGEST = 500


def render(report: Report) -> str:
    """A line for each of the most severe findings; of more than `MOST` the last line says how many are left."""
    found = findings_of(report)
    shown = found if len(found) <= MOST else found[: MOST - 1]
    lines = [_annotation(one) for one in shown]
    if len(shown) < len(found):
        more = plural(len(found) - len(shown), "more finding")
        lines.append(f"::notice title=protoref::{_value(f'{more}: the summary of the job has them')}")
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding) -> str:
    properties = {}
    place = finding.place
    if place is not None and place.path:
        properties["file"] = place.path
        if place.line:
            properties |= {"line": str(place.line), "col": str(max(place.column, 1))}
            if place.end_line == place.line:
                properties["endColumn"] = str(place.end_column)
            elif place.end_line:
                properties["endLine"] = str(place.end_line)
    properties["title"] = f"{finding.rule}: {title(finding.rule)}"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[Severity(finding.severity)]} {written}::{_value(finding.message)}"


def _value(text: str) -> str:
    shown = excerpt(text, _LONGEST)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
