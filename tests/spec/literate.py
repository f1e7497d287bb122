"""Reads literate cases: pages of Markdown with small files, and carets that say what stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

USAGES = frozenset(
    [
        "import",
        "reexport",
        "call",
        "type",
        "base",
        "alias",
        "pattern",
        "implement",
        "attribute",
        "macro",
        "string",
        "build",
        "other",
    ]
)
"""Words behind a target that check how it is used."""

_HEADING = re.compile(r"^#{2,}\s+(?P<title>.+?)\s*$")
_FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})\s*(?P<language>\w*)\s*(?P<path>\S*)\s*$")
_CARETS = re.compile(r"^(?P<before>\s*(?:#|//)?\s*)(?P<mark>\^+|<-)\s*(?P<says>.*?)\s*$")
_WHOLE = re.compile(r"^\s*(?:#|//)!\s*opaque\b\s*(?P<says>.*?)\s*$")


@dataclass(frozen=True)
class Expectation:
    """What a page says about a place.

    Attributes:
        path: the document.
        line: 1-based, in the document without caret lines.
        column: 1-based, in code points; 0 where the whole document is meant.
        length: of the place in code points, 0 where it is the word that starts there.
        what: `reference`, `unrelated`, `unresolved` or `opaque`.
        targets: for a reference and for an opaque spot: shown symbols.
        usage: how it is used, or empty.
        possible: it is a possible reference.
        alias: it stands there under another name, or None where the page does not say.
        where: file and line of the page.
    """

    path: str
    line: int
    column: int
    length: int
    what: str
    targets: tuple[str, ...] = ()
    usage: str = ""
    possible: bool = False
    alias: bool | None = None
    where: str = ""


@dataclass
class Case:
    """A heading, the files below it (and those above the first heading), and what is expected of them."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)


class PageError(Exception):
    """A page that cannot be read."""


def read_page(page: Path, root: Path) -> list[Case]:
    """The cases of a page.

    Raises:
        PageError: a block without path, or carets below nothing.
    """
    shared = Case("")
    cases: list[Case] = []
    current = shared
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        heading, fence = _HEADING.match(lines[number]), _FENCE.match(lines[number])
        if heading:
            name = f"{page.relative_to(root).with_suffix('')}: {heading['title']}"
            current = Case(name, dict(shared.files), list(shared.expectations))
            cases.append(current)
        elif fence:
            start = number + 1
            number = start
            while number < len(lines) and lines[number].strip() != fence["fence"]:
                number += 1
            if fence["path"]:
                _add_file(current, fence["path"], lines[start:number], f"{page.name}:{start + 1}", start + 1)
        number += 1
    return [case for case in cases if case.files]


def _add_file(case: Case, path: str, lines: list[str], where: str, first: int) -> None:
    kept: list[str] = []
    for offset, line in enumerate(lines):
        place = f"{where.partition(':')[0]}:{first + offset}"
        whole = _WHOLE.match(line)
        if whole:
            case.expectations.append(Expectation(path, 0, 0, 0, "opaque", _targets(whole["says"]), where=place))
            continue
        carets = _CARETS.match(line)
        if carets is None:
            kept.append(line)
            continue
        if not kept:
            raise PageError(f"{place}: carets, but no line above them")
        column, length = len(carets["before"]) + 1, len(carets["mark"])
        if carets["mark"] == "<-":
            column, length = len(line) - len(line.lstrip()) + 1, 0
        case.expectations.append(_expectation(path, len(kept), column, length, carets["says"], place))
    if path in case.files:
        raise PageError(f"{where}: {path} stands there twice")
    case.files[path] = "\n".join(kept) + "\n"


def _targets(says: str) -> tuple[str, ...]:
    return tuple(word for word in says.replace(",", " ").split())


def _expectation(path: str, line: int, column: int, length: int, says: str, where: str) -> Expectation:
    words = _targets(says)
    if not words:
        raise PageError(f"{where}: carets that say nothing")
    if words[0] in ("unrelated", "unresolved", "opaque"):
        return Expectation(path, line, column, length, words[0], words[1:] if words[0] == "opaque" else (), where=where)
    usage = next((word for word in words if word in USAGES - {"alias"}), "")
    targets = tuple(word for word in words if word not in USAGES and word not in ("possible", "alias", "certain"))
    alias = True if "alias" in words else None
    return Expectation(path, line, column, length, "reference", targets, usage, "possible" in words, alias, where)
