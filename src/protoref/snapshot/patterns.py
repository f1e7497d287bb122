"""Path patterns with git's semantics, refused where matching could take forever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pathspec import GitIgnoreSpec

from protoref.config import why_refused


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
