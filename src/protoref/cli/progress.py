"""What a long run shows on a terminal while it works: one line on standard error, gone when it is done."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from protoref.cli.options import Settings
from protoref.cli.output import note
from protoref.reporting.escape import escape

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 0.5
"""Seconds before anything is shown: a short run shows nothing."""


class Progress:
    """Called by the pipeline with a stage and its numbers; a context manager that takes the line away again."""

    def __init__(self, shown: bool, told: bool) -> None:
        """Starts the clock.

        Args:
            shown: a line on the terminal, once the run takes longer than `PATIENCE`.
            told: each stage with the time at which it began, as notes that stay (``-v``).
        """
        self._shown = shown
        self._told = told
        self._began = time.monotonic()
        self._stage = ""
        self._status: Status | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """As the options and the terminal have it."""
        told = settings.verbose > 0
        return cls(not settings.quiet and not told and sys.stderr.isatty() and not os.environ.get("CI"), told)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Notes that `done` of `total` documents of a stage are done; `total` is 0 where it is unknown."""
        seconds = time.monotonic() - self._began
        if self._told and stage != self._stage:
            note(f"{seconds:6.2f} s  {stage}")
        self._stage = stage
        if self._shown and seconds >= PATIENCE:
            self._show(f"{stage} {done}/{total}" if total else stage)

    def _show(self, text: str) -> None:
        from rich.markup import escape as unmarked  # noqa: PLC0415  # costs 30 ms, and most runs are short

        words = unmarked(escape(text))
        if self._status is None:
            from rich.console import Console  # noqa: PLC0415

            self._status = Console(stderr=True).status(words)
            self._status.start()
        else:
            self._status.update(words)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()
