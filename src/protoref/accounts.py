"""What one analysis knows about single targets, located for people; each is made once, whoever asks first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from protoref.analysis import Analysis
from protoref.ledger import Account, located
from protoref.model.finding import Place
from protoref.model.occurrence import Certainty, Reference
from protoref.model.report import LedgerEntry, LocatedReference
from protoref.model.schema import Key
from protoref.model.source import Range


class Accounts:
    """Ledgers and references by target.

    Args:
        analysis: the run.
        detailed: targets whose ledgers list all of their entries. All of a repository's would be its whole text, once for
            each symbol of one name.
    """

    def __init__(self, analysis: Analysis, detailed: Collection[Key] = ()) -> None:
        self._analysis = analysis
        self._detailed = frozenset(detailed)
        self._accounts: dict[Key, Account] = {}
        self._references: dict[Key, tuple[LocatedReference, ...]] = {}

    def account(self, key: Key) -> Account:
        """A target's account."""
        if key not in self._accounts:
            self._accounts[key] = self._analysis.books.account(key, detailed=key in self._detailed)
        return self._accounts[key]

    def entries(self, key: Key) -> tuple[LedgerEntry, ...]:
        """What a target's ledger lists."""
        return self.account(key).ledger.entries

    def references(self, key: Key) -> tuple[LocatedReference, ...]:
        """All references to a target itself, those in text included, sorted by place."""
        if key not in self._references:
            linked = self._analysis.evidence.references_by_symbol.get(key, ())
            found = (self._located(one) for one in _once((*linked, *self.account(key).text_references)))
            self._references[key] = tuple(sorted(found, key=lambda one: (one.place, one.reference.usage)))
        return self._references[key]

    def locate(self, path: str, place: Range | None) -> Place:
        """A range of a document as people see it; of no range, or of a document that was not read, the whole document."""
        if place is None or path not in self._analysis.library.sources:
            return Place(path)
        return located(self._analysis.library.source(path), place)

    def _located(self, reference: Reference) -> LocatedReference:
        source = self._analysis.library.source(reference.path)
        place = located(source, reference.range)
        return LocatedReference(reference, place, source.quoted(place.line))


def _once(references: Iterable[Reference]) -> Iterator[Reference]:
    """Each place once, by what is best known of it: several copies of a schema lead there in several ways."""
    best: dict[tuple[str, Range], Reference] = {}
    for reference in references:
        known = best.setdefault((reference.path, reference.range), reference)
        if known.certainty is Certainty.POSSIBLE and reference.certainty is Certainty.CERTAIN:
            best[reference.path, reference.range] = reference
    return iter(best.values())
