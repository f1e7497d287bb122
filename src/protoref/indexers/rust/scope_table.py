"""The scopes of a document, and which of them an offset is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from protoref.indexers.rust.index import Scope, ScopeKind

Region = tuple[ScopeKind, int, int]
"""Kind, start and end (exclusive) of a scope."""


class ScopeTable:
    """Regions in a tree by containment. Built once, then asked; generics and names are added by the caller."""

    def __init__(self, size: int, regions: Iterable[Region]) -> None:
        ordered = sorted(set(regions), key=lambda region: (region[1], -region[2]))
        self.regions: list[Region] = [(ScopeKind.FILE, 0, size + 1), *ordered]
        self.starts = [0]
        self.parents = [-1]
        open_scopes = [0]
        for number, (_, start, end) in enumerate(ordered, 1):
            while len(open_scopes) > 1 and self.regions[open_scopes[-1]][2] < end:
                open_scopes.pop()
            while len(open_scopes) > 1 and self.regions[open_scopes[-1]][2] <= start:
                open_scopes.pop()
            self.starts.append(start)
            self.parents.append(open_scopes[-1])
            open_scopes.append(number)
        self.numbers = {region: number for number, region in enumerate(self.regions)}

    def at(self, offset: int) -> int:
        """The innermost scope that contains an offset."""
        number = bisect_right(self.starts, offset) - 1
        while self.regions[number][2] <= offset:
            number = self.parents[number]
        return number

    def around(self, offset: int) -> tuple[int, int, int]:
        """The innermost scope that contains an offset, where it ends, and where the next scope behind the offset starts."""
        number = self.at(offset)
        following = bisect_right(self.starts, offset)
        start = self.starts[following] if following < len(self.starts) else self.regions[0][2]
        return number, self.regions[number][2], start

    def number(self, kind: ScopeKind, start: int, end: int) -> int:
        """The scope of a region, -1 if there is none."""
        return self.numbers.get((kind, start, end), -1)

    def freeze(
        self, names: dict[int, str], generics: dict[int, list[str]], tests: frozenset[int] | set[int]
    ) -> tuple[Scope, ...]:
        """The scopes with what the caller found out about them, by number."""
        return tuple(
            Scope(
                kind,
                start,
                end,
                self.parents[number],
                names.get(number, ""),
                tuple(generics.get(number, ())),
                number in tests,
            )
            for number, (kind, start, end) in enumerate(self.regions)
        )
