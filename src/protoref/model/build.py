"""Build inputs that take schemas without naming each."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.source import Range


class BuildGlob(Struct, frozen=True):
    """A place in a build input that takes every schema which fits.

    Attributes:
        path: the build input.
        range: of the pattern, or of what names the folder.
        pattern: as written (`proto/**/*.proto`, `"$PROTO_DIR"/*.proto`).
        covers: root paths of the schema files that it takes, or may take.
        certain: whether the folder is known; else it is one that is only known when the build runs.
    """

    path: str
    range: Range
    pattern: str
    covers: frozenset[str]
    certain: bool
