"""`storage-unattested`: stored data may need a message that goes, and nobody has attested that none remains."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.verdict import Question, Severity, StorageClass

_OPEN = frozenset({StorageClass.LEGACY, StorageClass.UNCLASSIFIED})


def _find(case: Case) -> Iterator[Fact]:
    for key, message in case.stored:
        storage = case.world.storage[message]
        if storage.cls in _OPEN:
            place = next((one.place for one in storage.evidence if one.place is not None), None)
            yield Fact(f"{message} is {storage.cls}: {storage.why}", place or case.world.defined_at(message), key)


RULE = Rule(
    "storage-unattested",
    ("message that stored data may need", "messages that stored data may need"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.MIGRATION,
    _find,
)
