"""What an audit adds up for all targets at once is what each target's own ledger says."""

from __future__ import annotations

from protoref.analysis import Analysis
from protoref.ledger import UNCOVERED
from protoref.model.schema import file_key, package_key


def check_sums(analysis: Analysis) -> None:
    """Compares the two ways of keeping the account of every symbol, file and package."""
    catalog, books = analysis.catalog, analysis.books
    for key in (*catalog.definitions, *map(file_key, catalog.files), *map(package_key, catalog.packages)):
        each, summed = books.account(key), books.account(key, detailed=False)
        told = tuple(entry for entry in each.ledger.entries if entry.occurrence_class in UNCOVERED)
        assert summed.ledger.entries == told, key
        assert summed.text_references == each.text_references, key
        for ledger in (each.ledger, summed.ledger):
            assert sum(ledger.homonyms.values()) <= ledger.occurrences == sum(ledger.classes.values())
        assert summed.ledger.classes == each.ledger.classes, key
        assert dict(summed.ledger.homonyms) == dict(each.ledger.homonyms), key
        assert summed.ledger.via_alias == each.ledger.via_alias
        assert summed.ledger.names == each.ledger.names
