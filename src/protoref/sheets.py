"""Bare names counted once for all targets: what an occurrence means to anybody, and whom alone it means something else.

In a large repository a generic name (`Item`) is that of hundreds of messages and stands in thousands of places. To ask for each message
what each place is to it takes their product; a place that belongs to one message is *unrelated* to all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field

from protoref.model.occurrence import OccurrenceClass, Reading
from protoref.model.schema import Key
from protoref.model.source import Range
from protoref.outline.scan import Hit


class Read(Protocol):
    """An occurrence as a ledger reads it for one target."""

    @property
    def path(self) -> str:
        """Of the document."""

    @property
    def hit(self) -> Range:
        """The place."""

    @property
    def reading(self) -> Reading:
        """Its class, and why."""


Entry = TypeVar("Entry", bound=Read)


class Sheet(Struct, Generic[Entry]):
    """One spelling's occurrences, as nobody's. Filled once, then only read.

    Attributes:
        classes: how many of each class, but for those below that are read for each target.
        homonyms: how many of them are homonyms, by path.
        telling: those that a ledger lists or that are references in text, in order of path and place.
        of_key: occurrences that are something else for targets that hold a key.
        of_keys: likewise for large sets of keys, each with its occurrences.
        anyone: those that have to be read for each target.
    """

    classes: Counter[OccurrenceClass] = field(default_factory=Counter)
    homonyms: Counter[str] = field(default_factory=Counter)
    telling: list[Entry] = field(default_factory=list)
    of_key: dict[Key, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    of_keys: dict[frozenset[Key], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    anyone: list[tuple[str, Hit]] = field(default_factory=list)

    def concerning(self, family: frozenset[Key]) -> Iterator[Entry]:
        """What may be something else for a target (with all that it holds) than for the others."""
        smaller, larger = sorted((family, self.of_key.keys()), key=len)
        for key in smaller:
            if key in larger:
                yield from self.of_key[key]
        for keys, found in self.of_keys.items():
            if not keys.isdisjoint(family):
                yield from found


FEW = 4
"""Keys up to which an occurrence is filed under each."""


def make_sheet(
    postings: Iterable[tuple[str, Hit]],
    concerns: Callable[[str, Range], frozenset[Key] | None],
    read: Callable[[str, Range], Entry],
    listed: frozenset[OccurrenceClass],
) -> Sheet[Entry]:
    """The sheet of one spelling.

    Args:
        postings: where it stands, in order.
        concerns: the keys whose holders alone an occurrence may concern; None: anyone.
        read: an occurrence as it is to all others.
        listed: classes whose occurrences are `telling`.
    """
    sheet: Sheet[Entry] = Sheet()
    for path, hit in postings:
        place = Range(hit.start, hit.end)
        keys = concerns(path, place)
        if keys is None:
            sheet.anyone.append((path, hit))
            continue
        one = read(path, place)
        what = one.reading.occurrence_class
        sheet.classes[what] += 1
        if what is OccurrenceClass.HOMONYM:
            sheet.homonyms[path] += 1
        elif what in listed:
            sheet.telling.append(one)
        if len(keys) > FEW:
            sheet.of_keys[keys].append(one)
        else:
            for key in keys:
                sheet.of_key[key].append(one)
    return sheet


def once(found: Iterable[Entry]) -> Mapping[tuple[str, Range], Entry]:
    """Occurrences by place: one that is filed under several keys counts once."""
    return {(one.path, one.hit): one for one in found}
