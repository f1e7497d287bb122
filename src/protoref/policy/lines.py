"""At which line of a TOML text a key stands. `tomllib` does not tell, and people need it to mend what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER = re.compile(r"[ \t]*(?P<open>\[\[?)(?P<name>[^\]\n]*)\]")
_KEY = re.compile(
    r"""[ \t]*(?P<name>(?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
)
_PART = re.compile(r"""[\w-]+|"[^"\n]*"|'[^'\n]*'""")
_BLOCK = re.compile(r'"""|\'\'\'')

Step = str | int
"""A key, or the number (1-based) of a table in an array of tables."""


class Lines:
    """The lines of one configuration.

    Args:
        text: the whole file.
        prefix: the keys of the table that the configuration is (`tool`, `protoref`); none where it is the file.
    """

    def __init__(self, text: str, prefix: tuple[str, ...] = ()) -> None:
        self._prefix = prefix
        self._found: dict[tuple[Step, ...], int] = {}
        for steps, number in _keys(text):
            for end in range(1, len(steps) + 1):
                self._found.setdefault(steps[:end], number)

    def of(self, *steps: Step) -> int:
        """The line (1-based) at which a key is set, or else the nearest table above it; 0 where none is found."""
        wanted: tuple[Step, ...] = (*self._prefix, *steps)
        while len(wanted) > len(self._prefix):
            if wanted in self._found:
                return self._found[wanted]
            wanted = wanted[:-1]
        return 0


def _keys(text: str) -> Iterator[tuple[tuple[Step, ...], int]]:
    """Every header and every key that starts a line, as steps from the top, with its line. Blocks of text are passed over."""
    table: tuple[Step, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        skipped, inside = inside, inside != (len(_BLOCK.findall(line)) % 2 == 1)
        if skipped:
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            names = _parts(header["name"])
            table = names
            if header["open"] == "[[":
                counts[names] = counts.get(names, 0) + 1
                table = (*names, counts[names])
            yield table, number
        elif key:
            yield (*table, *_parts(key["name"])), number


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(name))
