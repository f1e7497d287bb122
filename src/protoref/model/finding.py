"""Places as people see them, and facts about them that somebody should act on."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.schema import Key


class Place(Struct, frozen=True, order=True):
    """A place in a document as people see it: lines and columns 1-based, columns in code points, the end exclusive.

    `line` is 0 where a place is a whole document.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


class Finding(Struct, frozen=True):
    """A fact that somebody should act on or know.

    Attributes:
        rule: the rule's id (`stub-drift`).
        severity: ``blocker``, ``review``, ``todo`` or ``info``.
        message: one sentence.
        place: where, or None.
        symbol: the key it is about, or None.
        acknowledged: why it asks for no review, where somebody has acknowledged it.
    """

    rule: str
    severity: str
    message: str
    place: Place | None = None
    symbol: Key | None = None
    acknowledged: str = ""
