"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from protoref.deletion.case import Case
from protoref.model.finding import Place
from protoref.model.schema import Key
from protoref.model.verdict import Question, Severity


class Fact(Struct, frozen=True):
    """One thing that a rule finds.

    Attributes:
        message: one sentence.
        place: where, or None where it is about no document.
        symbol: key of what it is about, or None: the whole set.
    """

    message: str
    place: Place | None = None
    symbol: Key | None = None


class Rule(Struct, frozen=True):
    """A row of the verdict table.

    Attributes:
        id: stable name.
        nouns: what it finds, one and several of it.
        before: what a finding weighs while the set is still there (`can-delete`).
        after: what it weighs once the set is gone (`ci`).
        question: the line of the checklist that it answers.
        find: the facts of one case, in any order.
        id_after: its name once the set is gone, where that is another.
    """

    id: str
    nouns: tuple[str, str]
    before: Severity
    after: Severity
    question: Question
    find: Callable[[Case], Iterator[Fact]]
    id_after: str = ""

    def name(self, *, gone: bool) -> str:
        """The id of its findings."""
        return self.id_after or self.id if gone else self.id

    def severity(self, *, gone: bool) -> Severity:
        """What its findings weigh."""
        return self.after if gone else self.before
