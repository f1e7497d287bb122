"""Lines of styled text, columns, and how both become a string. Rich is loaded for colour alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct, field
from msgspec.structs import force_setattr

from protoref.model.verdict import Verdict
from protoref.reporting.escape import escape

GAP = 3
"""Blanks between columns."""

_LEAST_EXCERPT = 8
"""An excerpt shorter than this says nothing: then rather a long line."""

STYLES = {
    "head": "bold",
    "path": "cyan",
    "place": "green",
    "dim": "dim",
    "good": "green",
    "doubt": "yellow",
    "bad": "bold red",
    "name": "bold",
}

VERDICT_STYLES = {Verdict.SAFE: "good", Verdict.REVIEW: "doubt", Verdict.BLOCKED: "bad"}


class Look(Struct, frozen=True):
    """How a report is to look.

    Attributes:
        color: whether colours are used; they never carry meaning alone.
        width: columns of the terminal, or None where lines may be of any length. Only excerpts of source lines are cut.
        everything: whether the whole ledger is listed (``--all``).
        by: ``file`` or ``symbol``, how references are grouped.
    """

    color: bool = False
    width: int | None = None
    everything: bool = False
    by: str = "file"


class Span(Struct, frozen=True):
    """A piece of a line: `text`, already visible by construction, and the name of its style (a key of `STYLES`)."""

    text: str
    style: str = ""
    cut: bool = field(default=False)
    """Whether it may be shortened to fit the width."""

    def __post_init__(self) -> None:
        # The one gate: whatever reaches a line is escaped, whoever made it.
        force_setattr(self, "text", escape(self.text))


Line = tuple[Span, ...]


def line(*parts: Span | str) -> Line:
    """A line of spans; plain strings get no style."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def width_of(text: str) -> int:
    """How many columns of a terminal `text` takes: two for wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def table(rows: Sequence[Sequence[Span]], *, indent: int = 0, right: Iterable[int] = ()) -> list[Line]:
    """`rows` as lines with their columns aligned.

    Args:
        rows: cells; rows may be of different lengths, the last cell of a row is not padded.
        indent: blanks before each row.
        right: numbers of the columns that are aligned at their right side.
    """
    to_right = frozenset(right)
    widths: dict[int, int] = {}
    for row in rows:
        for number, cell in enumerate(row[:-1]):
            widths[number] = max(widths.get(number, 0), width_of(cell.text))
    lines: list[Line] = []
    for row in rows:
        spans: list[Span] = [Span(" " * indent)] if indent else []
        for number, cell in enumerate(row):
            blanks = Span(" " * max(0, widths.get(number, 0) - width_of(cell.text)))
            last = number == len(row) - 1
            if number in to_right:
                spans += [blanks, cell]
            else:
                spans += [cell] if last else [cell, blanks]
            if not last:
                spans.append(Span(" " * GAP))
        lines.append(tuple(spans))
    return lines


def paint(lines: Iterable[Line], look: Look) -> str:
    """`lines` as one string that ends with a line end."""
    return "".join(f"{_painted(_fitted(_harmless(each), look.width), look.color)}\n" for each in lines)


def _harmless(spans: Line) -> Line:
    """A line that GitHub's runner does not take for a command: those begin with `::`, after any blanks."""
    if not "".join(span.text for span in spans).lstrip().startswith("::"):
        return spans
    number = next(number for number, span in enumerate(spans) if span.text.strip())
    first = spans[number]
    shown = first.text.replace(":", "\\x3a", 1)
    return (*spans[:number], Span(shown, first.style, first.cut), *spans[number + 1 :])


def _fitted(spans: Line, width: int | None) -> Line:
    """`spans` with those that may be cut shortened to `width` columns; no path or name is ever cut."""
    if width is None:
        return spans
    over = sum(width_of(span.text) for span in spans) - width
    fitted: list[Span] = []
    for span in reversed(spans):
        if over > 0 and span.cut:
            shorter = _shortened(span.text, width_of(span.text) - over)
            over -= width_of(span.text) - width_of(shorter)
            fitted.append(Span(shorter, span.style))
        else:
            fitted.append(span)
    return tuple(reversed(fitted))


def _shortened(text: str, width: int) -> str:
    """`text` in `width` columns with an ellipsis at its end, but never less than eight characters of it."""
    taken = 1
    for kept, char in enumerate(text):
        taken += width_of(char)
        if taken > width and kept >= _LEAST_EXCERPT:
            return f"{text[:kept].rstrip()}…"
    return text


def _painted(spans: Line, color: bool) -> str:
    if not color:
        return "".join(span.text for span in spans).rstrip()
    from rich.color import ColorSystem  # noqa: PLC0415  # loaded for colour alone: it costs 30 ms
    from rich.style import Style  # noqa: PLC0415

    return "".join(
        Style.parse(STYLES[span.style]).render(span.text, color_system=ColorSystem.STANDARD)
        if span.style
        else span.text
        for span in spans
    ).rstrip()


def plural(count: int, one: str, many: str = "") -> str:
    """``1 file``, ``2 files``; thousands are not separated, so that numbers stay searchable."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def joined(items: Sequence[str]) -> str:
    """``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
