"""Path patterns with git's semantics, refused where matching could take forever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

_LONGEST = 1000
_STARS = 3
"""Stars in one path part, and double stars in a pattern. Matching backtracks: its cost grows with the path's length to
the power of the stars, and patterns may come from strangers."""


def why_refused(pattern: str) -> str | None:
    """Why a pattern is not to be used, in words; None for a good one."""
    if len(pattern) > _LONGEST:
        return f"longer than {_LONGEST} characters"
    parts = pattern.split("/")
    if sum(1 for part in parts if part == "**") > _STARS:
        return "too many double stars"
    if any(part != "**" and len(re.findall(r"\*+", part)) > _STARS for part in parts):
        return "too many stars"
    try:
        GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error, OverflowError):
        return "not a pattern"
    return None


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one `.gitignore` or one configured role.

    Attributes:
        spec: those that are used.
        refused: the others.
    """

    spec: GitIgnoreSpec
    refused: tuple[str, ...] = ()

    def verdict(self, path: str) -> bool | None:
        """Whether the last pattern that fits takes the path in (True) or out (False); None where none fits.

        A folder's path ends with a slash.
        """
        return self.spec.check_file(path).include


def compile_patterns(lines: Iterable[str]) -> Patterns:
    """Compile the lines of a `.gitignore`; bad ones are left out, so that more files are read, never fewer."""
    good: list[str] = []
    refused: list[str] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        (refused if why_refused(line) else good).append(line)
    return Patterns(GitIgnoreSpec.from_lines(good), tuple(refused))
