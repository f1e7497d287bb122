"""Arrays of tables in a configuration: read with every complaint naming its file, line, table and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

from msgspec import Struct

from protoref.errors import ConfigError
from protoref.policy.lines import Lines

LONGEST_PATTERN = 1000
"""Code points. Nobody writes a longer one by hand."""


class Where(Struct, frozen=True):
    """The file that a value stands in.

    Attributes:
        path: of the file.
        lines: of its keys.
    """

    path: str
    lines: Lines

    def spot(self, *steps: str | int) -> str:
        """``protoref.toml:3``, or the file alone where the line is not known."""
        line = self.lines.of(*steps)
        return f"{self.path}:{line}" if line else self.path


class Table(Struct, frozen=True):
    """One table of an array.

    Attributes:
        values: as TOML has them.
        where: the file.
        key: of the array.
        number: 1-based.
    """

    values: Mapping[str, object]
    where: Where
    key: str
    number: int

    @property
    def line(self) -> int:
        """Where it starts (1-based), or 0."""
        return self.where.lines.of(self.key, self.number)

    def wrong(self, what: str, key: str = "", hint: str = "") -> NoReturn:
        """Refuses it.

        Raises:
            ConfigError: always.
        """
        spot = self.where.spot(self.key, self.number, key) if key else self.where.spot(self.key, self.number)
        raise ConfigError(f"{spot}: {self.key}, number {self.number}: {f'{key[:60]}: ' if key else ''}{what}", hint)

    def only(self, *keys: str) -> None:
        """Refuses it if it has other keys than these."""
        for key in self.values:
            if key not in keys:
                near = get_close_matches(key[:60], keys, n=1)
                self.wrong(
                    f"no such key; did you mean {near[0]}?" if near else f"no such key; the keys are {', '.join(keys)}",
                    key,
                )

    def text(self, key: str, default: str | None = "") -> str:
        """A string; a date counts as one, since TOML has dates of its own. Without a `default` (None) it has to be there."""
        if key not in self.values:
            if default is None:
                self.wrong(f"{key} is missing")
            return default
        value = self.values[key]
        text = value.isoformat() if isinstance(value, date) else value
        if not isinstance(text, str):
            self.wrong("must be a string", key)
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty where it is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong("must be a list of strings", key)
        return tuple(value)

    def patterns(self, key: str) -> tuple[str, ...]:
        """A list of path patterns in the way of `.gitignore`."""
        found = self.texts(key)
        for pattern in found:
            if not is_pattern(pattern):
                self.wrong(f"{pattern[:60]!r} is no pattern", key, PATTERN_HINT)
        return found


PATTERN_HINT = "Patterns are those of .gitignore."


def is_pattern(text: str) -> bool:
    """Whether a path pattern can mean anything."""
    return len(text) <= LONGEST_PATTERN and bool(text.strip("/! ")) and not text.startswith("#")


def tables(value: object, where: Where, key: str) -> Iterator[Table]:
    """The tables of an array.

    Raises:
        ConfigError: it is no array of tables.
    """
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{where.spot(key)}: {key}: must be an array of tables ([[{key}]])")
    for number, item in enumerate(value, 1):
        yield Table(item, where, key, number)
