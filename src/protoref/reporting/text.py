"""`who-uses` for people: references by file or by symbol, what else names the target, and how that is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from protoref.model.generated import StubState
from protoref.model.occurrence import Certainty
from protoref.model.report import Report, TargetReport
from protoref.model.schema import Key, Kind
from protoref.model.source import Role
from protoref.reporting import sections
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import (
    ROLES,
    Group,
    Use,
    certainty_of,
    groups,
    kinds_of,
    languages_of,
    package_of,
    roles_of,
    short_symbol,
    spot_text,
    usage_word,
)
from protoref.reporting.layout import Line, Look, Span, line, paint, plural, table

_MOST_PLACES = 4
"""Definitions in a headline: a package may have hundreds."""

_MOST_LISTED = 300
"""References of one target that a person may want to read one by one; of more, each document gets a line."""


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
        lines += _listed(code, look)
    if schemas or (look.everything and group.inside):
        lines.append(line("  in schemas:"))
        shown = tuple(sorted((*schemas, *group.inside), key=lambda u: u.place)) if look.everything else schemas
        lines += _listed(shown, look, 4)
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


def _listed(uses: Sequence[Use], look: Look, indent: int = 2) -> list[Line]:
    """A line for each use; of very many, one for each document or symbol (`--all` lists them nevertheless)."""
    if len(uses) > _MOST_LISTED and not look.everything:
        return _overview(uses, look, indent)
    return _by_symbol(uses, indent) if look.by == "symbol" else _by_file(uses, indent)


def _overview(uses: Sequence[Use], look: Look, indent: int) -> list[Line]:
    """How many uses each document (or symbol) has, most first."""
    blocks: dict[str, list[Use]] = {}
    for use in uses:
        blocks.setdefault(use.target.symbol if look.by == "symbol" else use.place.path, []).append(use)
    rows = []
    for name, block in sorted(blocks.items(), key=lambda item: (-len(item[1]), item[0])):
        if look.by == "symbol":
            about = f"in {plural(len({use.place.path for use in block}), 'file')}"
        else:
            symbols = list(dict.fromkeys(short_symbol(use.target) for use in block))
            more = f" and {len(symbols) - _MOST_PLACES} more" if len(symbols) > _MOST_PLACES else ""
            about = ", ".join(symbols[:_MOST_PLACES]) + more
        possible = sum(use.located.reference.certainty is Certainty.POSSIBLE for use in block)
        rows.append(
            [
                Span(str(len(block)), "place"),
                Span(name, "name" if look.by == "symbol" else "path"),
                Span("" if not possible else "all possible" if possible == len(block) else f"{possible} possible"),
                Span(about),
            ]
        )
    told = line(f"{' ' * indent}{len(uses)} references are too many for a list (--all lists them):")
    return [told, *table(rows, indent=indent + 2, right=(0,))]


def _by_file(uses: Sequence[Use], indent: int = 2) -> list[Line]:
    """Uses below the path of their document: a person opens files."""
    blocks = [(path, list(block)) for path, block in groupby(uses, key=lambda use: use.place.path)]
    rows = _aligned(
        [[_row(use, f"{use.place.line}:{use.place.column}", block) for use in block] for _, block in blocks]
    )
    lines: list[Line] = []
    for (path, block), cells in zip(blocks, rows, strict=True):
        role = _common_role(block)
        note = f"   ({ROLES[role]})" if role not in {Role.PRODUCTION, None} else ""
        lines.append(line(" " * indent, Span(path, "path"), Span(note, "dim")))
        lines += [line(" " * (indent + 2), *row) for row in cells]
    return lines


def _by_symbol(uses: Sequence[Use], indent: int = 2) -> list[Line]:
    """Uses below their symbol."""
    modules = (Kind.FILE, Kind.PACKAGE)  # what contains the rest comes first
    ordered = sorted(uses, key=lambda use: (use.target.kind not in modules, use.target.symbol, use.place))
    blocks = [(s, list(block)) for s, block in groupby(ordered, key=lambda use: use.target.symbol)]
    rows = _aligned([[_row(use, spot_text(use.place), ()) for use in block] for _, block in blocks], right=())
    lines: list[Line] = []
    for (symbol, _), cells in zip(blocks, rows, strict=True):
        lines.append(line(" " * indent, Span(symbol, "name")))
        lines += [line(" " * (indent + 2), *row) for row in cells]
    return lines


def _row(use: Use, where: str, block: Sequence[Use]) -> list[Span]:
    """Place, usage, (by file) symbol, and the line; `block`: the uses below the same path, empty by symbol."""
    reference = use.located.reference
    notes = [usage_word(reference.usage)]
    if reference.certainty is Certainty.POSSIBLE:
        notes.append("(possible)")
    if reference.role is not Role.PRODUCTION and (not block or _common_role(block) is None):
        notes.append(f"[{reference.role.value}]")
    cells = [Span(where, "place"), Span(" ".join(notes), "doubt" if len(notes) > 1 and "(possible)" in notes else "")]
    if block:
        cells.append(Span(short_symbol(use.target), "name"))
    cells.append(Span(excerpt(use.located.text), "dim", cut=True))
    return cells


def _common_role(block: Iterable[Use]) -> Role | None:
    roles = {use.located.reference.role for use in block}
    return roles.pop() if len(roles) == 1 else None


def _aligned(blocks: list[list[list[Span]]], right: tuple[int, ...] = (0,)) -> list[list[Line]]:
    """Rows of several blocks in columns common to all of them."""
    lines = iter(table([row for block in blocks for row in block], right=right))
    return [[next(lines) for _ in block] for block in blocks]


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
