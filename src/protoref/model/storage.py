"""What is known about stored bytes of a message."""

from __future__ import annotations

from dataclasses import dataclass

from protoref.model.verdict import Evidence, StorageClass


@dataclass(frozen=True, slots=True)
class Storage:
    """A message's class.

    Attributes:
        cls: the class.
        why: in one sentence.
        evidence: what speaks for it, and what a person should read before answering.
    """

    cls: StorageClass
    why: str
    evidence: tuple[Evidence, ...] = ()
