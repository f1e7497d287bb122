"""`who-uses` for people: references by file or by symbol, what else names the target, and how that is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from protoref.model.generated import StubState
from protoref.model.report import Report, TargetReport
from protoref.model.schema import Key, Kind
from protoref.reporting import sections
from protoref.reporting.facts import (
    Group,
    Use,
    certainty_of,
    groups,
    kinds_of,
    languages_of,
    package_of,
    roles_of,
    spot_text,
)
from protoref.reporting.layout import Line, Look, Span, line, paint, plural
from protoref.reporting.listing import listed

_MOST_PLACES = 4
"""Definitions in a headline: a package may have hundreds."""


def render(report: Report, look: Look) -> str:
    """The answer for each requested target, one below the other."""
    lines: list[Line] = []
    told: set[Key] = set()
    for group in groups(report):
        if lines:
            lines.append(())
        lines += _answer(report, group, look, told)
        if group.target.kind is Kind.FILE:
            told.update(member.key for member in group.members)
    lines += sections.problems(report, look)
    return paint(lines, look)


def _answer(report: Report, group: Group, look: Look, told: Collection[Key]) -> list[Line]:
    """One target. The symbols of a copy are those of the first one (`told`): their references are not said twice."""
    lines = [_head(report, group), ()]
    above = [use for use in group.uses if use.target.key in told] if group.target.kind is Kind.FILE else []
    if above:
        group = replace(group, uses=tuple(use for use in group.uses if use.target.key not in told))
    code, schemas = group.code, group.schemas
    if code:
        lines += listed(code, look)
    if schemas or (look.everything and group.inside):
        lines.append(line("  in schemas:"))
        shown = tuple(sorted((*schemas, *group.inside), key=lambda u: u.place)) if look.everything else schemas
        lines += listed(shown, look, 4)
    lines += sections.doubts(report, group)
    if look.everything:
        lines += sections.whole_ledger(report, group)
    if lines[-1] != ():
        lines.append(())
    if above:
        lines.append(line(f"A copy: {plural(len(above), 'reference')} to the symbols it shares are listed above."))
    if code or schemas or not above:
        lines += _sums(report, group, code, schemas)
    if not (code or schemas or above):
        lines += sections.searched(report, group, look)
    lines += sections.also(report, group, look)
    lines += sections.accounted(report, group)
    return lines


_WITHOUT_PROTO = {
    StubState.ORPHAN: "its .proto is gone",
    StubState.EXTERNAL: "its .proto is not here",
}


def _defined(target: TargetReport) -> list[Span | str]:
    """Where a target is defined: a file is its path, a symbol's place is worth a click. Of many the first ones."""
    places = sorted(set(target.definitions))
    told = [place.path if target.kind in {Kind.FILE, Kind.PACKAGE} else spot_text(place) for place in places]
    shown: list[Span | str] = [Span(where, "path") for where in told[:_MOST_PLACES] if where != target.symbol]
    return [*shown, f"and {len(told) - _MOST_PLACES} more"] if len(told) > _MOST_PLACES else shown


def _head(report: Report, group: Group) -> Line:
    target = group.target
    parts: list[Span | str] = [Span(target.symbol, "head")]
    if target.kind is not Kind.FILE:
        parts.append(target.kind.value.replace("_", " "))
    if target.outside:
        parts.append("outside of the root")
    parts += _defined(target)
    if target.kind is Kind.FILE:
        states = {stub.state for stub in report.stubs if stub.path in group.own_paths}
        parts += [words for state, words in _WITHOUT_PROTO.items() if state in states]
        if package := package_of(group):
            parts.append(f"package {package}")
        parts += [f"imported as {path}" for path in sorted(target.import_paths) if path != target.symbol]
    if kinds := kinds_of(group):
        parts.append(kinds)
    spaced: list[Span | str] = []
    for number, part in enumerate(parts):
        spaced += ["   ", part] if number else [part]
    return line(*spaced)


def _sums(report: Report, group: Group, code: Sequence[Use], schemas: Sequence[Use]) -> list[Line]:
    lines: list[Line] = []
    if code:
        files = len({use.place.path for use in code})
        lines.append(
            line(
                Span(f"{plural(len(code), 'reference')} in {plural(files, 'file')}", "head"),
                f": {languages_of(code)}; {roles_of(code)}; {certainty_of(code)}.",
            )
        )
        aliases = sum(use.located.reference.alias for use in code)
        if aliases:
            lines.append(line(f"{aliases} of them under another name (an alias)."))
    else:
        lines.append(line(Span("No reference in code", "head"), sections.scope_words(report)))
    if schemas:
        files = len({use.place.path for use in schemas})
        lines.append(line(f"{plural(len(schemas), 'reference')} in {plural(files, 'schema')} (.proto)."))
    return lines
