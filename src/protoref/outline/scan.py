"""Where spellings stand in a document: one multi-pattern pass over its bytes, whatever its language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick
from msgspec import Struct

from protoref.model.source import Source
from protoref.outline.patterns import Pattern, Written


class Hit(Struct, frozen=True):
    """One occurrence of a pattern.

    Attributes:
        start: byte offset in `Source.data`.
        end: byte offset behind it.
        pattern: index of the pattern in the scanner's `patterns`.
    """

    start: int
    end: int
    pattern: int


_ESCAPED = re.compile(rb"(?<![\w.])\w+(?:(?:\\{1,2}\.|\\{0,2}/)\w+)+")
_BETWEEN_SLASHES = re.compile(rb"\w+(?:\\{1,2}\.\w+)*")
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
# A letter or digit that belongs to an escape is no part of the word behind it: "\tpkg.Foo", "\x0apkg.Foo", "%2Fpkg.Foo".
_ESCAPE = re.compile(rb"(?:\\(?:[abfnrtv]|x[0-9A-Fa-f]{2}|[0-7]{1,3}|u[0-9A-Fa-f]{4})|%[0-9A-Fa-f]{2})\Z")


class Scanner:
    """Finds all patterns in one pass; built once a run, then pure.

    Attributes:
        patterns: what it searches for, in the order that `Hit.pattern` counts.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._automaton = (
            BytesAhoCorasick([p.text.encode("utf-8", "surrogateescape") for p in self.patterns])
            if self.patterns
            else None
        )
        self._dotted = [
            any(way in (Written.FULL_NAME, Written.RPC_PATH, Written.PACKAGE) for _, way in p.meanings)
            for p in self.patterns
        ]
        self._telling = {
            p.text.encode("utf-8", "surrogateescape"): index
            for index, p in enumerate(self.patterns)
            if self._dotted[index]
        }
        self._paths = [any(way is Written.PROTO_PATH for _, way in p.meanings) for p in self.patterns]

    def scan(self, source: Source) -> tuple[Hit, ...]:
        """The leftmost longest occurrences as whole words, in order, none overlapping but with the end of a path (`}/Pay`).

        Bytes above ASCII bound a word: generated names are ASCII, and prose quotes them with whatever it likes.
        In a binary a name may touch letters: there its length, written before it, bounds it.
        """
        if self._automaton is None:
            return ()
        data, binary = source.data, source.encoding == "binary"
        found = sorted(
            [
                (start, -end, index)
                for index, start, end in self._automaton.find_matches_as_indexes(data, overlapping=True)
                if self._whole(data, start, end, index) or (binary and _length_prefixed(data, start, end))
            ]
            + [(start, -end, index) for start, end, index in self._escaped(data)]
        )
        hits: list[Hit] = []
        behind = 0
        for start, negative_end, index in found:
            if start >= behind:
                hits.append(Hit(start, -negative_end, index))
                # What only ends a path (`}/Pay`) takes no other name's place: `${DIR}/Pay.proto` is a file.
                behind = start if data[start] == 0x7D else -negative_end
        return tuple(hits)

    def _escaped(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """Full names and rpc paths whose dots are escaped, as in a regular expression."""
        for run in _ESCAPED.finditer(data) if b"\\." in data else ():
            parts = [*_BETWEEN_SLASHES.finditer(run.group())]
            for number, part in enumerate(parts):
                if b"\\" not in part.group():
                    continue
                joined = parts[number + 1 : number + 2]
                for end in (*joined, part):
                    plain = run.group()[part.start() : end.end()].replace(b"\\", b"")
                    index = self._telling.get(plain)
                    if index is not None:
                        yield run.start() + part.start(), run.start() + end.end(), index
                        break

    def _whole(self, data: bytes, start: int, end: int, index: int) -> bool:
        if end < len(data):
            after = data[end]
            if after in _WORD:
                return False
            if self._paths[index] and (after == 0x2D or (after == 0x2E and data[end + 1 : end + 2].isalnum())):
                return False  # `b.proto-old`, `b.proto.bak`
        if not start or data[start] == 0x7D:  # `}/Method`
            return True
        before = data[start - 1]
        if before in _WORD:
            return _ESCAPE.search(data, max(0, start - 6), start) is not None
        if self._paths[index]:
            return before not in b".-"
        # `acme.pkg.Foo` is another package's Foo; a leading dot alone (`.pkg.Foo`) is the root's.
        return not (before == 0x2E and self._dotted[index] and start > 1 and data[start - 2] in _WORD)


def _length_prefixed(data: bytes, start: int, end: int) -> bool:
    dot = int(start > 0 and data[start - 1] == 0x2E)
    place = start - 1 - dot
    return place >= 0 and data[place] == end - start + dot
