"""The seed corpus: what stands in our own pages of literate cases and in the recorded output of generators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
_FENCED = re.compile(r"^(`{3,}|~{3,}) *(\w+)[^\n]*\n(.*?)^\1 *$", re.DOTALL | re.MULTILINE)


@cache
def fenced(language: str) -> tuple[bytes, ...]:
    """The blocks of one language on all pages, each once, in order."""
    pages = [*sorted(TESTS.rglob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
    found = (match for page in pages for match in _FENCED.finditer(page.read_text(encoding="utf-8")))
    return tuple(dict.fromkeys(match[3].encode() for match in found if match[2] == language))


def files(folder: str, suffix: str) -> Iterator[bytes]:
    """The files below a folder of the repository whose names end like this, in order."""
    for path in sorted((ROOT / folder).rglob(f"*{suffix}")):
        yield path.read_bytes()
