"""`storage-active`: production code stores bytes of a message that goes, or the configuration says so."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.verdict import Question, Severity, StorageClass


def _find(case: Case) -> Iterator[Fact]:
    for key, message in case.stored:
        storage = case.world.storage[message]
        if storage.cls is StorageClass.ACTIVE:
            place = next((one.place for one in storage.evidence if one.place is not None), None)
            yield Fact(f"{message} is stored: {storage.why}", place or case.world.defined_at(message), key)


RULE = Rule(
    "storage-active",
    ("stored message", "stored messages"),
    Severity.BLOCKER,
    Severity.BLOCKER,
    Question.STORAGE,
    _find,
)
