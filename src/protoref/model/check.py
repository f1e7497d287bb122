"""A command that shows whether builds and tests pass, and what it said."""

from __future__ import annotations

from msgspec import Struct


class CheckResult(Struct, frozen=True):
    """One run of a configured command.

    Attributes:
        command: as configured.
        status: its exit status; negative: the signal that ended it.
        output: the last lines of what it printed, on both streams.
    """

    command: str
    status: int
    output: tuple[str, ...] = ()
