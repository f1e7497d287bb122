"""Build inputs that name a schema which was deleted."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from protoref.model.finding import Finding, Place
from protoref.model.source import Range, Source
from protoref.model.verdict import Severity

_NAMED = re.compile(rb"(?<![\w./*$}{)@%+-])[\w./@+-]{1,300}\.proto\b(?![\w.*-])")


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
    known = {end for path in present for end in _ends(path)}
    gone: dict[str, str] | None = None
    for source in build_texts:
        for match in _NAMED.finditer(source.data):
            written = posixpath.normpath(match.group().decode("utf-8", "replace")).lstrip("./")
            line = source.line(source.position(match.start()).line).lstrip()
            if written in known or line.startswith(("#", "//")):
                continue
            if gone is None:
                gone = {end: path for path in sorted(deleted()) for end in _ends(path)}
            if written in gone:
                message = f"names {written}, but {gone[written]} is gone"
                place = locate(source.path, Range(*match.span()))
                yield Finding("dangling-input", Severity.BLOCKER, message, place)


def _ends(path: str) -> Iterator[str]:
    """A path and all its ends at a slash: a build names a schema from whatever folder it runs in."""
    yield path
    while "/" in path:
        path = path.partition("/")[2]
        yield path
