"""What an analysis knows of a symbol that something was made to use."""

from __future__ import annotations

from protoref.analysis import Analysis
from protoref.model.occurrence import OccurrenceClass


def is_known(analysis: Analysis, symbol: str, language: str) -> bool:
    """Whether a reference in a language, a reference in text, an unresolved name or an opaque spot speaks of a symbol.

    Args:
        analysis: the run.
        symbol: its full name.
        language: of the code that was made to use it.
    """
    account = analysis.books.account(symbol)
    references = analysis.evidence.references_by_symbol.get(symbol, ())
    in_code = [one for one in references if one.language == language]
    reach = {key for spot in analysis.opaque for key in spot.reach}
    unresolved = account.ledger.classes[OccurrenceClass.UNRESOLVED]
    return bool(in_code or account.text_references or unresolved or reach & {symbol, "*"})
