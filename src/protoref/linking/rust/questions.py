"""Questions that may lead back to themselves: what a name is may depend on imports that depend on the name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import ParamSpec

from protoref.linking.rust.entities import Entity, Found, Unknown

_P = ParamSpec("_P")
_DEPTH = 80
"""How many questions may be open at a time: the longest chain of imports, globs and aliases that is followed.

Each takes some seven of Python's frames, of which a thousand may be nested.
"""

_MOST = 100
"""Distinct answers to one question that are followed: where more are declared of one name, each may lead to all the others."""


class Questions:
    """Asks each question once, finds nothing in one that is asked again while it is open, and remembers the answers.

    An answer that took nothing from an open question is *final* and kept for good. One that did, by itself or through
    others, *waits* for the outermost of these: for that one it is good, because what was left out stands in that one
    itself, and it is kept until that one is answered. (These are the strongly connected components of Tarjan's
    algorithm, found while the questions are asked.) So no answer depends on who asked first, and none is asked twice
    for one outer question, however many ways lead to it.
    """

    def __init__(self) -> None:
        self._final: dict[Hashable, tuple[Found, ...]] = {}
        self._waiting: dict[Hashable, tuple[int, tuple[Found, ...]]] = {}
        """Answers in the order in which they were found, with the place of the open question that each waits for."""
        self._open: dict[Hashable, int] = {}
        """The open questions from the outside in, with their places."""
        self._outermost: list[int] = []
        """For each open question the outermost open one that its answer took nothing from, or its own place."""

    def ask(
        self, question: Hashable, answer: Callable[_P, tuple[Found, ...]], *args: _P.args, **named: _P.kwargs
    ) -> tuple[Found, ...]:
        """The answer to a question.

        Args:
            question: what it is told from others by.
            answer: finds the answer, and may ask further questions.
            args: what `answer` is given.
            named: likewise.
        """
        if question in self._final:
            return self._final[question]
        if question in self._waiting:
            place, found = self._waiting[question]
            self._wait(place)
            return found
        if question in self._open:
            self._wait(self._open[question])
            return ()
        place = len(self._open)
        if place > _DEPTH:
            self._wait(0)
            return (Found(Unknown("too many imports in a row")),)
        self._open[question] = place
        self._outermost.append(place)
        before = len(self._waiting)
        try:
            found = distinct(answer(*args, **named))
        finally:
            del self._open[question]
            outermost = self._outermost.pop()
        if outermost < place:
            self._waiting[question] = (outermost, found)
            self._wait(outermost)
            return found
        while len(self._waiting) > before:  # they waited for this one: nothing within it waits for one further out
            self._waiting.popitem()
        self._final[question] = found
        return found

    def _wait(self, place: int) -> None:
        """Notes that the innermost open question took nothing from the open one at a place."""
        if self._outermost:
            self._outermost[-1] = min(self._outermost[-1], place)


def distinct(found: Sequence[Found]) -> tuple[Found, ...]:
    """Each answer once, by the first way that leads to it: the ways through imports of one name are more than anybody can count.

    Of more answers than are followed, none is given: what it is, is unknown.
    """
    if len(found) < 2:
        return tuple(found)
    ways: dict[tuple[Entity, str, int], Found] = {}
    for one in found:
        ways.setdefault((one.entity, one.public, one.home), one)
    if len(ways) > _MOST:
        return (Found(Unknown("there are more of this name than are followed")),)
    return tuple(ways.values())
