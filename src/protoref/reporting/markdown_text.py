"""Text of strangers in Markdown: as code where it is a name or a line, as prose where it is part of a sentence of ours.

Forges look for mentions (`@name`), issues (`#1`) and addresses in what is rendered, so escapes of Markdown do not stop them: an
invisible blank behind the sign does. In code spans nothing is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from protoref.reporting.escape import excerpt

_TICKS = re.compile(r"`+")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()+!|~&])")
_FOLLOWED = re.compile(r"(?i)([@#](?=\w)|:(?=//)|www(?=\.)|\bgh(?=-\d))")
_BLANK = "\u200b"


def code(text: str, limit: int = 200) -> str:
    """Text of strangers as a code span that fits into a table's cell; at most `limit` code points of it."""
    shown = excerpt(text, limit).replace("<!--", "\\x3c!--")  # comments of ours are found again by theirs
    if not shown:
        return ""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(shown)), default=0) + 1)
    pad = " " if shown[0] == "`" or shown[-1] == "`" else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}".replace("|", "\\|")


def prose(text: str) -> str:
    """A sentence of ours that may quote strangers: nothing in it is Markdown, and it calls nobody."""
    shown = _FOLLOWED.sub(rf"\1{_BLANK}", excerpt(text, 400))
    return _SPECIAL.sub(r"\\\1", shown)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def folded(summary: str, body: str) -> str:
    """`body` behind a line that opens it; `summary` is HTML."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"
