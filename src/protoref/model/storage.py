"""What is known about stored bytes of a message."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.verdict import Evidence, StorageClass


class Storage(Struct, frozen=True):
    """A message's class.

    Attributes:
        cls: the class.
        why: in one sentence.
        evidence: what speaks for it, and what a person should read before answering.
    """

    cls: StorageClass
    why: str
    evidence: tuple[Evidence, ...] = ()
