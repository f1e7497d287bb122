"""Build inputs that name a schema which was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from protoref.model.finding import Finding, Place
from protoref.model.source import Range, Source
from protoref.model.verdict import Severity
from protoref.upkeep.listed import ends, named


def dangling_inputs(
    build_texts: Iterable[Source],
    present: Iterable[str],
    deleted: Callable[[], frozenset[str]],
    locate: Callable[[str, Range], Place],
) -> Iterator[Finding]:
    """A finding for each path in a build text that fits no schema here, and one that was here once.

    Args:
        build_texts: scripts, Makefiles, build.rs, workflows.
        present: root paths and import paths of all schemas.
        deleted: asks the history for the paths of deleted schemas; asked only where a path fits none that is here.
        locate: gives the place of a range.
    """
    known = {end for path in present for end in ends(path)}
    gone: dict[str, str] | None = None
    for source in build_texts:
        for place, written in named(source):
            if written in known:
                continue
            if gone is None:
                gone = {end: path for path in sorted(deleted()) for end in ends(path)}
            if written in gone:
                message = f"names {written}, but {gone[written]} is gone"
                yield Finding("dangling-input", Severity.BLOCKER, message, locate(source.path, place))
