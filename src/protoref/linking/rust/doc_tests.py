"""Puts what linking found in a document's doc tests together with what it found in the document itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from protoref.model.occurrence import LinkedDocument
from protoref.model.source import Range


def with_doc_tests(
    document: LinkedDocument, tests: LinkedDocument, ranges: Sequence[tuple[int, int]]
) -> LinkedDocument:
    """One result for a document: what its doc tests hold is code, and no comment.

    Args:
        document: what was found outside of comments.
        tests: what was found in the code in its documentation, compiled or not.
        ranges: of the code that is compiled, sorted.
    """

    def compiled(place: Range) -> bool:
        number = bisect_right(ranges, place.start, key=lambda one: one[0]) - 1
        return number >= 0 and place.start < ranges[number][1]

    resolutions = {start: one for start, one in tests.resolutions.items() if compiled(one.range)}
    return replace(
        document,
        references=tuple(sorted([*document.references, *tests.references], key=lambda one: (one.range, one.symbol))),
        resolutions=dict(sorted({**document.resolutions, **resolutions}.items())),
        opaque=(*document.opaque, *(spot for spot in tests.opaque if spot.range and compiled(spot.range))),
        comments=tuple(sorted([*_outside(document.comments, ranges), *filter(compiled, tests.comments)])),
        strings=tuple(sorted([*_outside(document.strings, ranges), *filter(compiled, tests.strings)])),
        sites=tuple(sorted([*document.sites, *tests.sites], key=lambda one: (one.range, one.message))),
    )


def _outside(places: Iterable[Range], holes: Sequence[tuple[int, int]]) -> Iterator[Range]:
    """The parts of some ranges that lie in none of some sorted holes."""
    for place in places:
        at = place.start
        first = max(0, bisect_right(holes, place.start, key=lambda hole: hole[0]) - 1)
        for start, end in holes[first:]:
            if start >= place.end:
                break
            if end > at:
                if start > at:
                    yield Range(at, start)
                at = end
        if at < place.end:
            yield Range(at, place.end)
