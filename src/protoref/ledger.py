"""The ledger: every occurrence of a target's generated names, each in exactly one class, with the reason.

The promise behind a SAFE verdict stands here: nothing that the scan saw is left out, and what could not be told
is *unresolved*, never unrelated.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from protoref.evidence import Entry, Evidence
from protoref.model.finding import Place
from protoref.model.occurrence import (
    OccurrenceClass,
    Reference,
)
from protoref.model.report import Ledger, LedgerEntry
from protoref.model.schema import OWNED, Key, file_key
from protoref.model.source import Range, Role, Source
from protoref.outline.patterns import Written
from protoref.outline.scan import Hit
from protoref.readings import RESOLVED_LANGUAGES, Readings, reading_of
from protoref.sheets import Sheet, make_sheet, once

UNCOVERED = frozenset({OccurrenceClass.UNRESOLVED, OccurrenceClass.BUILD, OccurrenceClass.MENTION})
"""What a deletion is judged by beside references."""


class Account(Struct, frozen=True):
    """A target's ledger, and the references that stand in text rather than in parsed code."""

    ledger: Ledger
    text_references: tuple[Reference, ...]


class Books:
    """Keeps the accounts of one run: each is a pure function of the evidence; readers are made once a document."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._readings = Readings(evidence)
        self._sheets: dict[int, Sheet[Entry]] = {}
        self._children: dict[Key, list[Key]] = defaultdict(list)
        for full_name, definitions in evidence.catalog.definitions.items():
            if (parent := definitions[0].symbol.parent) is not None:
                self._children[parent].append(full_name)

    def family(self, key: Key) -> frozenset[Key]:
        """The key and everything that is deleted with it."""
        catalog = self.evidence.catalog
        if key.startswith("file:"):
            file = catalog.files[key.removeprefix("file:")]
            return frozenset([key, *(symbol.full_name for symbol in file.symbols)])
        if key.startswith("package:"):
            paths = catalog.packages.get(key.removeprefix("package:"), ())
            return frozenset([key]).union(*(self.family(file_key(path)) for path in paths))
        found, open_keys = {key}, [key]
        while open_keys:
            for child in self._children.get(open_keys.pop(), ()):
                if child not in found:
                    found.add(child)
                    open_keys.append(child)
        return frozenset(found)

    def account(self, key: Key, *, detailed: bool = True) -> Account:
        """The whole account of one target; where the counts are asked for, its `entries` are those that no reference covers."""
        evidence = self.evidence
        classes: Counter[OccurrenceClass] = Counter(dict.fromkeys(OccurrenceClass, 0))
        homonyms: Counter[str] = Counter()
        entries: list[LedgerEntry] = []
        text_references: list[Reference] = []
        for entry in self.entries(key) if detailed else self._summed(key, classes, homonyms):
            occurrence_class = entry.reading.occurrence_class
            classes[occurrence_class] += 1
            if occurrence_class is OccurrenceClass.HOMONYM:
                homonyms[entry.path] += 1
                continue
            if detailed or occurrence_class in UNCOVERED:
                entries.append(self._located(entry))
            text_references.extend(self._text_reference(entry, key))
        whole = key.startswith(("file:", "package:"))
        counted = self.family(key) if whole else (key,)
        via_alias = sum(
            reference.alias for member in counted for reference in evidence.references_by_symbol.get(member, ())
        )
        return Account(
            Ledger(
                occurrences=classes.total(),
                classes=dict(classes),
                via_alias=via_alias,
                names=tuple(sorted(self._spellings(key))),
                entries=tuple(
                    sorted(entries, key=lambda entry: (entry.place.path, entry.place.line, entry.place.column))
                ),
                homonyms={path: count for path, count in sorted(homonyms.items()) if count},
            ),
            tuple(text_references),
        )

    def entries(self, key: Key, paths: frozenset[str] | None = None) -> Iterator[Entry]:
        """Every occurrence of a target's generated names, and every reference that stands under another spelling.

        Args:
            key: the target.
            paths: only these documents; None: all.
        """
        family = self.family(key)
        own = family if key.startswith(("file:", "package:")) else frozenset([key])
        indexes = self._pattern_indexes(key)
        for index in indexes:
            pattern = self.evidence.patterns[index]
            written = pattern.written(own)
            if written is None:
                continue
            for path, hit in self.evidence.postings.get(index, ()):
                if paths is None or path in paths:
                    yield self._readings.entry(path, Range(hit.start, hit.end), written, pattern, family)
        for entry in self._elsewhere(key, own, indexes):
            if paths is None or entry.path in paths:
                yield entry

    def _elsewhere(self, key: Key, own: frozenset[Key], indexes: Iterable[int]) -> Iterator[Entry]:
        """References that stand under another spelling than those searched for, the patterns with these numbers."""
        added: set[tuple[str, int]] = set()
        wanted = frozenset(indexes)
        for member in sorted(member for member in own if member == key or not self._is_owned(member)):
            for reference in self.evidence.references_by_symbol.get(member, ()):
                start = (reference.path, reference.range.start)
                if reference.alias or start in added:
                    continue
                if not _covered_by(self.evidence.hits.get(reference.path, ()), wanted, reference.range):
                    added.add(start)
                    yield Entry(reference.path, reference.range, Written.NAME, reading_of(reference), reference)

    def _summed(self, key: Key, classes: Counter[OccurrenceClass], homonyms: Counter[str]) -> Iterator[Entry]:
        """The same as `entries`, but for what is the same for most targets: that is added to the counts right away."""
        family, evidence = self.family(key), self.evidence
        own = family if key.startswith(("file:", "package:")) else frozenset([key])
        indexes = self._pattern_indexes(key)
        found: list[tuple[int, Entry]] = []
        for index in indexes:
            pattern = evidence.patterns[index]
            written = pattern.written(own)
            if written is None:  # it would not be one of these
                continue
            if written is not Written.NAME:
                for path, hit in evidence.postings.get(index, ()):
                    found.append(
                        (index, self._readings.entry(path, Range(hit.start, hit.end), written, pattern, family))
                    )
                continue
            sheet = self._sheet(index)
            classes.update(sheet.classes)
            homonyms.update(sheet.homonyms)
            concerned = once(sheet.concerning(family))
            for one in concerned.values():
                classes[one.reading.occurrence_class] -= 1
                if one.reading.occurrence_class is OccurrenceClass.HOMONYM:
                    homonyms[one.path] -= 1
            for one in sheet.telling:
                if (one.path, one.hit) not in concerned:
                    classes[one.reading.occurrence_class] -= 1
                    found.append((index, one))
            for path, place in (*concerned, *((path, Range(hit.start, hit.end)) for path, hit in sheet.anyone)):
                found.append((index, self._readings.entry(path, place, Written.NAME, pattern, family)))
        yield from (entry for _, entry in sorted(found, key=lambda one: (one[0], one[1].path, one[1].hit)))
        yield from self._elsewhere(key, own, indexes)

    def _sheet(self, index: int) -> Sheet[Entry]:
        """What a bare name is to everybody."""
        if index not in self._sheets:
            pattern = self.evidence.patterns[index]
            self._sheets[index] = make_sheet(
                self.evidence.postings.get(index, ()),
                self._readings.concerns,
                lambda path, place: self._readings.entry(path, place, Written.NAME, pattern, frozenset()),
                UNCOVERED | {OccurrenceClass.REFERENCE},
            )
        return self._sheets[index]

    def _spellings(self, key: Key) -> set[str]:
        """What was searched for; a mere end of one (`}/Pay`) is nobody's name."""
        texts = {self.evidence.patterns[index].text for index in self._pattern_indexes(key)}
        return {text for text in texts if text[0] != "}"}

    def _pattern_indexes(self, key: Key) -> list[int]:
        own = self.family(key) if key.startswith(("file:", "package:")) else (key,)
        return sorted({index for member in own for index in self.evidence.patterns_of.get(member, ())})

    def _is_owned(self, key: Key) -> bool:
        symbol = self.evidence.catalog.symbol(key)
        return symbol is not None and symbol.kind in OWNED

    def _located(self, entry: Entry) -> LedgerEntry:
        source = self.evidence.source(entry.path)
        place = located(source, entry.hit)
        return LedgerEntry(
            entry.reading.occurrence_class,
            source.text(entry.hit),
            place,
            entry.reading.reason,
            source.quoted(place.line),
            self.evidence.languages.get(entry.path, "text"),
        )

    def _text_reference(self, entry: Entry, key: Key) -> Iterator[Reference]:
        """A use in text as a reference of the symbol that it names most narrowly."""
        if entry.reference is not None or entry.reading.occurrence_class is not OccurrenceClass.REFERENCE:
            return
        index = next(hit.pattern for hit in self.evidence.hits[entry.path] if hit.start == entry.hit.start)
        named = [member for member, _ in self.evidence.patterns[index].meanings]
        if key in named and not any(member != key and member in self.family(key) for member in named):
            role = self.evidence.roles.get(entry.path, Role.PRODUCTION)
            language = self.evidence.languages.get(entry.path, "text")
            spoken = language if language in RESOLVED_LANGUAGES else entry.reading.language
            yield Reference(key, entry.path, entry.hit, spoken, entry.reading.usage, entry.reading.certainty, role)


def located(source: Source, place: Range) -> Place:
    """A range as people see it."""
    start, end = source.position(place.start), source.position(place.end)
    return Place(source.path, start.line, start.column, end.line, end.column)


def _covered_by(hits: Sequence[Hit], wanted: frozenset[int], place: Range) -> bool:
    """Whether a place begins within a hit of one of some patterns. Hits are in order, and none overlap."""
    index = bisect_right(hits, place.start, key=lambda hit: hit.start) - 1
    return index >= 0 and place.start < hits[index].end and hits[index].pattern in wanted
