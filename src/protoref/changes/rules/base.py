"""What a rule about a schema that stays is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from protoref.changes.members import Pair
from protoref.model.schema import Key
from protoref.model.verdict import Severity


class Fact(Struct, frozen=True):
    """One thing that a rule finds.

    Attributes:
        message: what has changed, as a sentence without a subject: it follows the symbol's name.
        symbol: key of what it is about; it need not be there any more.
        owner: key of the message, enum or service that it belongs to; of the file where it is about all of it.
        mild: readers of the old and the new can still understand each other, mostly.
    """

    message: str
    symbol: Key
    owner: Key
    mild: bool = False


class Rule(Struct, frozen=True):
    """A rule about changes.

    Attributes:
        id: stable name.
        nouns: what it finds, one and several of it.
        used: what a finding weighs where somebody uses what has changed, or data of it may be stored.
        idle: what it weighs where nobody does.
        wire: whether bytes that were written before mean something else, or nothing, afterwards.
        find: the facts of one file, in any order.
    """

    id: str
    nouns: tuple[str, str]
    used: Severity
    idle: Severity
    wire: bool
    find: Callable[[Pair], Iterator[Fact]]
