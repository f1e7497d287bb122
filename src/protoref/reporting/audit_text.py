"""`audit` for people: a row for each schema file, then stubs and what is left open."""

from __future__ import annotations

from collections import Counter

from protoref.model.finding import Place
from protoref.model.generated import StubState
from protoref.model.occurrence import Certainty, OccurrenceClass
from protoref.model.report import Report, TargetReport
from protoref.reporting import sections
from protoref.reporting.facts import Group, copies_of, groups, spot_text, unused
from protoref.reporting.layout import VERDICT_STYLES, Line, Look, Span, line, paint, plural, table

_ALWAYS = (StubState.CURRENT, StubState.DRIFTED, StubState.ORPHAN)
_TOLD = frozenset({"stub-drift", "orphan-stub"})
"""Findings that say what the list of stubs says already."""


def render(report: Report, look: Look) -> str:
    """The table, the stubs that somebody should look at, the repository's findings and what could not be read."""
    files = groups(report, files=True)
    if not files:
        lines: list[Line] = [line("No schema here: no .proto file and no generated file with one inside.")]
        return paint([*lines, *sections.problems(report, look)], look)
    copied = any(len(copies_of(group)) > 1 for group in files)
    titles = ("file", "class", "if deleted", "references", "unused symbols", *(("copies",) if copied else ()))
    rows = [[Span(title, "head") for title in titles]]
    for group in files:
        row = [
            Span(group.target.symbol, "name"),
            *_judged(group.target),
            Span(_references(group)),
            Span(_unused(group)),
        ]
        rows.append([*row, Span(_copies(group))] if copied else row)
    lines = table(rows)
    if look.everything:
        lines += _symbols(files)
    lines += _stubs(report)
    lines += _findings(report)
    lines.append(line(f"{_stub_sums(report)}     {_open(report)}"))
    lines += sections.problems(report, look)
    return paint((each for number, each in enumerate(lines) if each or lines[number - 1]), look)


def _judged(target: TargetReport) -> list[Span]:
    """What kind of schema it is, and what its deletion would mean; both empty for schemas outside of the root."""
    judgement = target.judgement
    if judgement is None:
        return [Span("-"), Span("-")]
    storage = judgement.storage.value if judgement.storage is not None else "-"
    return [Span(storage), Span(judgement.verdict.value.upper(), VERDICT_STYLES[judgement.verdict])]


def _references(group: Group) -> str:
    code = group.code
    if not code:
        users = _schemas(group)
        return f"0 in code, {plural(users, 'schema')}" if users else "0"
    possible = sum(use.located.reference.certainty is Certainty.POSSIBLE for use in code)
    note = f" ({possible} possible)" if possible else ""
    return f"{len(code)} in {plural(len({use.place.path for use in code}), 'file')}{note}"


def _schemas(group: Group) -> int:
    """How many schemas use a file. Of a copy those that import this very one, where they can be told apart."""
    uses = group.schemas
    importers = {use.place.path for use in uses if use.target is group.target}
    return len(importers if importers and len(copies_of(group)) > 1 else {use.place.path for use in uses})


def _copies(group: Group) -> str:
    count = len(copies_of(group))
    return f"one of {count}" if count > 1 else "-"


def _unused(group: Group) -> str:
    idle, types = unused(group)
    return f"{len(idle)} of {types}" if idle else "-"


def _symbols(files: tuple[Group, ...]) -> list[Line]:
    """With ``--all``: every symbol with what its deletion would mean and its references."""
    rows = [[Span(title, "head") for title in ("symbol", "kind", "use", "class", "if deleted", "references")]]
    rows += [
        [
            Span(member.symbol, "name"),
            Span(member.kind.value.replace("_", " ")),
            Span(_use(member)),
            *_judged(member),
            Span(str(len(member.references))),
        ]
        for group in files
        for member in group.members
        if member is not group.target
    ]
    return [(), *table(rows), ()]


def _use(member: TargetReport) -> str:
    """Who keeps a symbol alive, with the schema that contains it."""
    judgement = member.judgement
    if judgement is None or judgement.use is None:
        return "-"
    return f"{judgement.use} ({judgement.kept_by[-1]})" if judgement.kept_by else judgement.use.value


def _stubs(report: Report) -> list[Line]:
    rows = [
        [
            Span("  " + stub.path, "path"),
            Span(stub.state.value, "doubt"),
            Span(_stub_words(report, stub.path, stub.source)),
        ]
        for stub in sorted(report.stubs, key=lambda stub: stub.path)
        if stub.state in {StubState.DRIFTED, StubState.ORPHAN, StubState.UNPROVEN}
    ]
    return [(), line("stubs to look at:"), *table(rows), ()] if rows else []


def _stub_words(report: Report, path: str, source: str) -> str:
    schema = report.stub_schemas.get(path) or source
    return f"of {schema}" if schema else "of no schema that is known"


def _findings(report: Report) -> list[Line]:
    rows = [
        [
            Span("  " + spot_text(finding.place or Place(".")), "path"),
            Span(f"{finding.rule} ({finding.severity})", "doubt"),
            Span(finding.message),
        ]
        for finding in sorted(report.findings, key=lambda f: (f.place or Place(""), f.rule, f.message))
        if finding.rule not in _TOLD
    ]
    return [(), line("findings:"), *table(rows), ()] if rows else []


def _stub_sums(report: Report) -> str:
    counts = Counter(stub.state for stub in report.stubs)
    parts = []
    for state in StubState:
        if state in _ALWAYS or counts[state]:
            name = "orphans" if state is StubState.ORPHAN and counts[state] != 1 else state.value
            parts.append(f"{counts[state]} {name}")
    return f"stubs: {', '.join(parts)}"


def _open(report: Report) -> str:
    """Unresolved occurrences, each place counted once however many schemas could be meant; and opaque spots."""
    places = {
        entry.place
        for target in report.targets
        if target.ledger
        for entry in target.ledger.entries
        if entry.occurrence_class is OccurrenceClass.UNRESOLVED
    }
    spots = len(report.coverage.opaque)
    return f"unresolved: {plural(len(places), 'occurrence')}" + (
        f"     opaque: {plural(spots, 'place')}" if spots else ""
    )
