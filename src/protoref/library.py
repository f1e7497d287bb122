"""The texts of a run: each document is read once, decoded once, and at hand for every stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.source import Document, Mode, Source
from protoref.snapshot.base import Snapshot, Unreadable, load


@dataclass(frozen=True)
class Library:
    """All texts.

    Attributes:
        sources: by path, every document that could be read.
        opaque: one spot for each that could not: it may hide anything.
        problems: the same, in words.
    """

    sources: Mapping[str, Source]
    opaque: tuple[OpaqueSpot, ...]
    problems: tuple[Problem, ...]

    def source(self, path: str) -> Source:
        """A document's text.

        Raises:
            KeyError: it could not be read.
        """
        return self.sources[path]

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources.values())


def read_library(snapshot: Snapshot, progress: Callable[[int, int], None] = lambda done, total: None) -> Library:
    """Reads every document of a snapshot. Links and submodules have no text of their own."""
    wanted = [document for document in snapshot.documents if document.mode in (Mode.FILE, Mode.EXECUTABLE)]
    sources: dict[str, Source] = {}
    opaque: list[OpaqueSpot] = []
    problems: list[Problem] = []
    for done, document in enumerate(wanted):
        progress(done, len(wanted))
        try:
            sources[document.path] = load(snapshot, document)
        except Unreadable as error:
            opaque.append(_spot(document, error))
            problems.append(Problem(document.path, 0, f"could not be read: {error.detail}", "error"))
    return Library(sources, tuple(opaque), tuple(problems))


def _spot(document: Document, error: Unreadable) -> OpaqueSpot:
    return OpaqueSpot(document.path, None, error.reason, error.detail, EVERYTHING)
