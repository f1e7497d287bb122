"""What a sign is."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from protoref.model.source import Range


class Sign(Struct, frozen=True):
    """A file that publishes what lies below a folder, and where it says so.

    Attributes:
        folder: what is published; empty: everything.
        path: the file.
        range: where in it.
        text: what it says, for people.
        apart: folders below that are packages of their own, and no part of this one.
    """

    folder: str
    path: str
    range: Range
    text: str
    apart: tuple[str, ...] = ()

    def covers(self, paths: Iterable[str]) -> bool:
        """Whether any of the paths is published."""
        return any(_below(path, self.folder) and not any(_below(path, one) for one in self.apart) for path in paths)


def _below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")
