"""References line by line: by document, by symbol, or as an overview where there are too many to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from protoref.model.occurrence import Certainty
from protoref.model.schema import Kind
from protoref.model.source import Role
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import ROLES, Use, short_symbol, spot_text, usage_word
from protoref.reporting.layout import Line, Look, Span, line, plural, table

_MOST_LISTED = 300
"""References of one target that a person may want to read one by one; of more, each document gets a line."""

_MOST_SYMBOLS = 4
"""Names beside a document in an overview."""


def listed(uses: Sequence[Use], look: Look, indent: int = 2) -> list[Line]:
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
            more = f" and {len(symbols) - _MOST_SYMBOLS} more" if len(symbols) > _MOST_SYMBOLS else ""
            about = ", ".join(symbols[:_MOST_SYMBOLS]) + more
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
