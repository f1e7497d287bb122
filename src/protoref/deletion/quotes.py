"""Lines that speak of storage: comments of schemas, documents. Quoted as evidence; what they say classifies nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protoref.deletion.case import Case
from protoref.model.finding import Place
from protoref.model.occurrence import OccurrenceClass
from protoref.model.schema import Key
from protoref.model.verdict import Evidence

# Words, not parts of the names and paths of schemas.
_SPEAKS = re.compile(
    r"(?<![\w./-])(?:stor(?:e|es|ed|age|ing)|persist\w*|archiv\w*|databases?|tables?|on disk|durabl\w*|legacy|internal[- ]only|"
    r"queues?|topics?|kafka|redis|sqlite|parquet|blobs?|wal|transient|migrat\w*)(?![\w/]|\.\w)",
    re.IGNORECASE,
)
_LONGEST = 160
"""Code points of a line that are quoted."""


def quotes(case: Case, keys: Iterable[Key]) -> tuple[Evidence, ...]:
    """What is said of storage where the members are declared or mentioned, each line once, by place.

    Args:
        case: the deletion.
        keys: the members that are asked about.
    """
    wanted = frozenset(keys)
    found = sorted((*_declared(case, wanted), *_mentioned(case, wanted)), key=lambda one: one[0])
    lines = {(place.path, place.line): Evidence(_quoted(line), place) for place, line in reversed(found)}
    return tuple(lines[line] for line in sorted(lines))


def _declared(case: Case, keys: frozenset[Key]) -> Iterator[tuple[Place, str]]:
    for key in keys:
        symbol = case.world.catalog.symbol(key)
        said = symbol and next(filter(_SPEAKS.search, symbol.comment.split("\n")), None)
        place = case.world.defined_at(key)
        if said and place is not None:
            yield place, said


def _mentioned(case: Case, keys: frozenset[Key]) -> Iterator[tuple[Place, str]]:
    for key, entry in case.entries(OccurrenceClass.MENTION):
        if key in keys and _SPEAKS.search(entry.text):
            yield entry.place, entry.text


def _quoted(line: str) -> str:
    text = line.strip()
    return f"says: {text[:_LONGEST]}{'...' if len(text) > _LONGEST else ''}"
