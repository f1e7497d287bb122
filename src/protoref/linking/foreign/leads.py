"""Places in documents of other languages that lead to a generated file as a whole, whatever they name of it."""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec import Struct

from protoref.model.source import Range


class Lead(Struct, frozen=True):
    """An import, an include, or anything else that needs a generated file of a schema (or may).

    Attributes:
        place: of the last part of the path or name, without its ending.
        schema: root path of the schema file.
        certain: it means that file and no other.
        unless: root paths of schemas; where the document refers to one of these, that says what the place is for.
    """

    place: Range
    schema: str
    certain: bool
    unless: frozenset[str] = frozenset()


def last_part(place: Range, path: bytes) -> Range:
    """The range of the last part of a path, without its endings (`shop` in `./gen/shop.js`).

    Args:
        place: of the whole path.
        path: its bytes.
    """
    start = path.rstrip(b"/").rfind(b"/") + 1
    name = path[start:]
    end = name.find(b".")
    return Range(place.start + start, place.start + start + (end if end > 0 else len(name)))


def alike(written: str, path: str) -> bool:
    """Whether a written path may mean a document somewhere else than it says: their last parts are the same, two if both have so many.

    What is built lies elsewhere (`dist/gen/shop.js` of `src/gen/shop.ts`), and folders to search in are no part of what is written.
    """
    ours = [part for part in written.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    theirs = list(PurePosixPath(path).parts)
    count = min(2, len(ours), len(theirs))
    return bool(count) and [*map(_stem, ours[-count:])] == [*map(_stem, theirs[-count:])]


_ENDINGS = (
    ".d.ts",
    ".ts",
    ".tsx",
    ".mts",
    ".cts",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".java",
    ".h",
    ".cc",
    ".o",
    ".obj",
    ".lo",
)


def _stem(part: str) -> str:
    return next((part.removesuffix(ending) for ending in _ENDINGS if part.endswith(ending)), part)
