"""Documents and places in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from protoref.model.problem import Problem


class Range(Struct, frozen=True, order=True):
    """A half-open byte range ``[start, end)``, 0-based, in `Source.data`."""

    start: int
    end: int

    def __contains__(self, other: Range) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Range) -> bool:
        """Whether the two share at least one byte."""
        return self.start < other.end and other.start < self.end


class Position(Struct, frozen=True, order=True):
    """A place as people count: `line` and `column` are 1-based, columns count Unicode code points."""

    line: int
    column: int


class Mode(StrEnum):
    """What a path is, in git's terms."""

    FILE = "file"
    EXECUTABLE = "executable"
    SYMLINK = "symlink"
    """Never followed. A link whose target is a document of the same root has nothing of its own to say."""
    SUBMODULE = "submodule"
    """A gitlink or a nested repository: what is in there is not read."""


class Role(StrEnum):
    """What a document is for (report-v1: ``role``)."""

    PRODUCTION = "production"
    TEST = "test"
    EXAMPLE = "example"
    BENCH = "bench"
    MACHINE_WRITTEN = "machine-written"
    GENERATED = "generated"
    BUILD = "build"
    DOCS = "docs"
    CONFIG = "config"


class Document(Struct, frozen=True):
    """One path of a snapshot.

    Attributes:
        path: from the root, ``/``-separated; bytes that are not UTF-8 are surrogate escapes.
        mode: what the path is.
        content_id: git's blob id of the bytes, or None where it is known only once they are read (a work tree).
    """

    path: str
    mode: Mode = Mode.FILE
    content_id: str | None = None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path without its last part; empty at the root."""
        return self.path.rpartition("/")[0]

    @property
    def suffix(self) -> str:
        """The last suffix in lower case, with its dot (``.py``), or empty."""
        stem, dot, end = self.name.rpartition(".")
        return dot + end.lower() if stem else ""


LINE_LIMIT = 8192
"""Bytes of a line that are ever quoted: nobody reads more, and a report must not grow with a minified file."""

_LINE_END = re.compile(rb"\r\n|\n|\r")


class Source(Struct, frozen=True, dict=True):
    """A document's text, ready to be searched.

    Attributes:
        path: the document's path.
        content_id: git's blob id of the raw bytes.
        data: the text as UTF-8 without a byte order mark, whatever the file's own encoding; the raw bytes
            where the file is no text. All ranges point into it.
        encoding: how the file was encoded (``utf-8``, ``utf-16-le``, ``latin-1``, ...) or ``binary``.
        problems: why the file could not be decoded as it says itself.
    """

    path: str
    content_id: str
    data: bytes
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()

    @cached_property
    def line_starts(self) -> list[int]:
        """Byte offset at which each line starts. A line ends at LF, CRLF or CR."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.data))]

    @cached_property
    def _quoted(self) -> dict[int, str]:
        return {}

    @cached_property
    def _is_ascii(self) -> bool:
        return self.data.isascii()

    def position(self, offset: int) -> Position:
        """The place of a byte offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        if self._is_ascii:  # a minified file is one line of megabytes: do not decode it for each place
            return Position(line, offset - starts[line - 1] + 1)
        before = self.data[starts[line - 1] : offset]
        return Position(line, len(before.decode("utf-8", "surrogateescape")) + 1)

    def line(self, number: int) -> str:
        """The first `LINE_LIMIT` bytes of a line (1-based) without its end.

        Bytes that are not UTF-8 are surrogate escapes.
        """
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.data)
        end = min(end, starts[number - 1] + LINE_LIMIT)
        return self.data[starts[number - 1] : end].rstrip(b"\r\n").decode("utf-8", "surrogateescape")

    def quoted(self, number: int) -> str:
        """A line (1-based) as people are shown it. One string a line: thousands of places may stand on it."""
        if number not in self._quoted:
            self._quoted[number] = self.line(number).strip()
        return self._quoted[number]

    def text(self, place: Range) -> str:
        """The text of a range."""
        return self.data[place.start : place.end].decode("utf-8", "surrogateescape")


class InnerCode(Struct, frozen=True):
    """Code that stands within a document (in its documentation, in a notebook's cells), as a document of its own.

    Attributes:
        source: the code.
        pieces: for each part of it that stands in the document as it is: where it starts here, where it starts there, and how many
            bytes it has. Sorted, here and there.
    """

    source: Source
    pieces: tuple[tuple[int, int, int], ...]

    def placed(self, place: Range) -> Range | None:
        """A range of the code as one of the document; None for what only stands here, or does not stand there as it is."""
        number = bisect_right(self.pieces, place.start, key=lambda piece: piece[0]) - 1
        if number < 0:
            return None
        here, there, length = self.pieces[number]
        if place.end > here + length:
            return None
        return Range(place.start - here + there, place.end - here + there)

    def spanned(self, place: Range) -> Range | None:
        """The range of the document from the first to the last byte that a range of the code shares with it; None where it shares none."""
        first = bisect_right(self.pieces, place.start, key=lambda piece: piece[0] + piece[2])
        last = bisect_left(self.pieces, place.end, key=lambda piece: piece[0]) - 1
        if first > last:
            return None
        (here, there, _), (end_here, end_there, length) = self.pieces[first], self.pieces[last]
        start, end = max(place.start - here, 0) + there, min(place.end - end_here, length) + end_there
        return Range(start, end) if start < end else None


class Notebook(Struct, frozen=True):
    """A Jupyter notebook whose cells are Python.

    Attributes:
        code: the cells, one after the other, as they run: magics and commands of a shell are left out. Where each line of a cell is a line
            of the file, the lines have the file's numbers.
        cells: the range of each cell in the code. Sorted.
        prose: what is written for people.
        texts: what is neither code nor prose: outputs, commands, cells in other languages.
    """

    code: InnerCode
    cells: tuple[Range, ...]
    prose: tuple[Range, ...]
    texts: tuple[Range, ...]
