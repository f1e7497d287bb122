"""Groups of use trees inside of token trees (`use crate::pb::{Order, inner::{Card}};`): what is in them goes on with the path before.

The parser only splits token trees into tokens; nothing in Rust but a use tree has `::` before a brace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protoref.indexers.rust.use_trees import blank_comments

_OPEN = re.compile(rb"::\s*\{")
_LONGEST = 20_000
"""Bytes of a group; longer ones are no use trees."""
_WINDOW = 400
"""Bytes in which what stands before an identifier is looked for, comments included."""


class TreeGroups:
    """The groups of one document, asked for identifiers in their order.

    Args:
        data: the document.
        regions: start and end of each token tree.
    """

    def __init__(self, data: bytes, regions: Iterable[tuple[int, int]]) -> None:
        self._data = data
        self._waiting = sorted(_groups(data, regions), reverse=True)
        self._open: list[tuple[int, int, int]] = []

    def owner_end(self, start: int) -> int:
        """Where the path ends that an identifier in a group goes on with; -1 where it begins no item of a group.

        Args:
            start: of the identifier, 0-based in bytes; not before that of the call before.
        """
        while self._waiting and self._waiting[-1][0] < start:
            self._open.append(self._waiting.pop())
        while self._open and self._open[-1][1] <= start:
            self._open.pop()
        if not self._open:
            return -1
        opened, _, owner = self._open[-1]
        before = blank_comments(self._data[max(opened, start - _WINDOW) : start]).rstrip()
        while before.endswith(b"$("):
            before = before[:-2].rstrip()
        return owner if before.endswith((b"{", b",")) else -1


def _groups(data: bytes, regions: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Each group: where it opens, where it closes, where the path before it ends."""
    for start, end in regions:
        for found in _OPEN.finditer(data, start, end):
            closed = _closing(data, found.end(), min(end, found.end() + _LONGEST))
            if closed >= 0:
                yield found.end() - 1, closed, found.start()


def _closing(data: bytes, start: int, end: int) -> int:
    """The brace that closes a group which is open at `start`, or -1."""
    depth = 1
    for at in range(start, end):
        byte = data[at]
        depth += (byte == ord("{")) - (byte == ord("}"))
        if not depth:
            return at
    return -1
