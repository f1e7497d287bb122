"""What could not be read or understood, as a value: it is reported, it never ends the run."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True, order=True):
    """Something the run could not do.

    Attributes:
        path: the document, or empty where it is about the whole repository.
        line: 1-based, or 0 where no line is known.
        message: what is wrong, in one sentence.
        severity: ``error`` where something was lost, ``warning`` otherwise.
    """

    path: str
    line: int
    message: str
    severity: str = "warning"
