"""The texts of a run: each document is read once, decoded once, and at hand for every stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from protoref.model.occurrence import OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.source import Source
from protoref.snapshot.base import Snapshot
from protoref.snapshot.encodings import load_many


class Library(Struct, frozen=True):
    """All texts.

    Attributes:
        sources: by path, every document that could be read.
        opaque: one spot for each that could not: it may hide anything.
        problems: the same in words, and what was odd about those that could be read.
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


def read_library(
    snapshot: Snapshot,
    progress: Callable[[int, int], None] = lambda done, total: None,
    known: Library | None = None,
) -> Library:
    """Reads every document of a snapshot. Links and submodules have no text of their own.

    Args:
        snapshot: the documents.
        progress: told how many are read, and how many there are.
        known: the texts of another snapshot: what has the same path and content is not read again.
    """
    wanted = snapshot.readable()
    sources: dict[str, Source] = {}
    if known is not None:
        for document in wanted:
            text = known.sources.get(document.path)
            if text is not None and text.content_id == document.content_id:
                sources[document.path] = text
    opaque: list[OpaqueSpot] = []
    for done, found in enumerate(load_many(snapshot, [one for one in wanted if one.path not in sources])):
        progress(done, len(wanted))
        if isinstance(found, OpaqueSpot):
            opaque.append(found)
        else:
            sources[found.path] = found
    problems = [Problem(spot.path, 0, f"could not be read: {spot.detail}", "error") for spot in opaque]
    ordered = {document.path: sources[document.path] for document in wanted if document.path in sources}
    return Library(ordered, tuple(opaque), tuple(problems))
