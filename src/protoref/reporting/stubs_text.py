"""`stubs` for people: every generated file by its state, how it drifted, and who still uses what is orphaned."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.codegen import PROGRAMS
from protoref.model.generated import Stub, StubState
from protoref.model.report import Report
from protoref.reporting import sections
from protoref.reporting.facts import groups, spot_text
from protoref.reporting.layout import Line, Look, Span, line, paint, plural, table

_ORDER = (StubState.ORPHAN, StubState.DRIFTED, StubState.UNPROVEN, StubState.EXTERNAL, StubState.CURRENT)
"""What somebody has to look at comes first."""

_SAYS = {
    StubState.ORPHAN: "made from schemas that are gone: they hide the deletion",
    StubState.DRIFTED: "not what their schemas say: generate them again",
    StubState.UNPROVEN: "with a generator's mark that their content does not prove: read like any code",
    StubState.EXTERNAL: "made from schemas that live elsewhere",
    StubState.CURRENT: "as their schemas say",
}
_MOST_USERS = 20


def render(report: Report, look: Look) -> str:
    """A block for each state. The targets of the report are the schemas of orphans."""
    lines: list[Line] = []
    for state in _ORDER:
        stubs = [stub for stub in report.stubs if stub.state is state]
        if stubs:
            style = "good" if state is StubState.CURRENT else "doubt"
            lines += [line(Span(f"{len(stubs)} {state.value}", style), f": {_SAYS[state]}")]
            lines += _rows(report, stubs)
            lines += _users(report, look) if state is StubState.ORPHAN else []
            lines.append(())
    missing = [finding for finding in report.findings if finding.rule == "stub-missing"]
    if missing:
        lines.append(line(Span(f"{len(missing)} missing", "doubt"), ": what most others of their folder have"))
        lines += table([[Span(f.place.path if f.place else "", "path"), Span(f.message)] for f in missing], indent=2)
        lines.append(())
    if not lines:
        lines = [line("No generated file is committed here.")]
    return paint([*lines[:-1], *sections.problems(report, look)] if not lines[-1] else lines, look)


def _rows(report: Report, stubs: list[Stub]) -> Iterator[Line]:
    rows = [
        [
            Span(stub.path, "path"),
            Span(PROGRAMS.get(stub.generator, stub.generator)),
            Span(report.stub_schemas.get(stub.path) or stub.source or "no schema that is known"),
        ]
        for stub in sorted(stubs, key=lambda stub: stub.path)
    ]
    for row, stub in zip(table(rows, indent=2), sorted(stubs, key=lambda stub: stub.path), strict=True):
        yield row
        yield from (line(f"    {each}") for each in stub.drift)


def _users(report: Report, look: Look) -> Iterator[Line]:
    """The code that names what orphans hold, a line a document."""
    for group in groups(report):
        first = {use.place.path: use for use in reversed(group.code)}
        if not first:
            yield line("  ", Span(group.target.symbol, "name"), ": no code uses it")
            continue
        yield line("  ", Span(group.target.symbol, "name"), f": used in {plural(len(first), 'file')}, such as")
        shown = sorted(first) if look.everything else sorted(first)[:_MOST_USERS]
        yield from (line("    ", Span(spot_text(first[path].place), "path")) for path in shown)
        if len(shown) < len(first):
            yield line(f"    ... {len(first) - len(shown)} more (--all lists them)")
