"""What the commits before a snapshot tell about names that nothing uses any more."""

from __future__ import annotations

from msgspec import Struct


class PastUse(Struct, frozen=True):
    """A change that took a name away from a document, or changed a line with it.

    Attributes:
        commit: full id.
        date: of the commit, as git writes it (`2025-09-14`): shown, never judged.
        path: the document, from the root.
        text: the document before the change.
    """

    commit: str
    date: str
    path: str
    text: bytes


class Past(Struct, frozen=True):
    """What was found, the newest first; what merges did stands behind that.

    Attributes:
        uses: the changes.
        complete: everything was looked at: the history was neither cut when cloning nor longer than the bound, and git answered.
    """

    uses: tuple[PastUse, ...] = ()
    complete: bool = True
