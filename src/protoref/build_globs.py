"""Build inputs that take schemas by a pattern: which schemas they take, as far as the text says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from protoref.model.build import BuildGlob
from protoref.model.source import Range, Source

_GLOB = re.compile(rb"[\w./${}()@%+-]{0,200}+\*\.proto\b|(?<=-name )[\"']\*\.proto[\"']")
_KNOWN = re.compile(r"[\w./@+*-]+")


def build_globs(build_texts: Iterable[Source], schemas: Iterable[str]) -> Iterator[BuildGlob]:
    """The patterns for schemas in build texts.

    Args:
        build_texts: scripts, Makefiles, build.rs, workflows.
        schemas: root paths of all `.proto` files here.
    """
    paths = sorted(schemas)
    for source in sorted(build_texts, key=lambda source: source.path):
        home = posixpath.dirname(source.path)
        for match in _GLOB.finditer(source.data):
            written = match.group().decode("utf-8", "replace")
            line = source.line(source.position(match.start()).line).lstrip()
            if line.startswith(("#", "//")):
                continue
            known = _taken(written.strip("\"'"), home, paths)
            taken = frozenset(paths) if known is None else known
            if taken:
                yield BuildGlob(source.path, Range(*match.span()), written, taken, known is not None)


def _taken(pattern: str, home: str, paths: list[str]) -> frozenset[str] | None:
    """The schemas that a pattern takes, seen from its text or from the root; None where the folder is known only at run time."""
    if not _KNOWN.fullmatch(pattern) or "/" not in pattern:
        return None
    for start in (home, ""):
        whole = posixpath.normpath(posixpath.join(start, pattern))
        found = frozenset(path for path in paths if fnmatchcase(path, whole.replace("**/", "*")))
        if found:
            return found
    return None
