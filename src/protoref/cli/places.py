"""Paths as users type them (absolute, or from where they stand), turned into paths from the root."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from protoref.errors import ProtorefError

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d{1,9})(?::(?P<column>\d{1,9}))?:?", re.DOTALL)


class TypedPlace(Struct, frozen=True):
    """A place as it was typed: `line` and `column` are 1-based; `column` is None where only a line was given."""

    path: str
    line: int
    column: int | None


def parse_place(text: str) -> TypedPlace:
    """``PATH:LINE`` or ``PATH:LINE:COLUMN``; a colon at the end (as grep and compilers write it) does no harm.

    Raises:
        ProtorefError: it is none.
    """
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ProtorefError(
            f"{text} is no place", "write it as PATH:LINE or PATH:LINE:COLUMN, such as app/client.py:168"
        )
    column = match["column"]
    place = TypedPlace(match["path"], int(match["line"]), int(column) if column else None)
    if place.line == 0 or place.column == 0:
        raise ProtorefError(f"{text} is no place", "lines and columns are counted from 1")
    return place


def target_word(word: str, root: Path | None) -> str:
    """`word`, or, where it is the path of a file that is here, that file's path from the root."""
    path = Path(word)
    looks_like_path = path.is_absolute() or "/" in word or path.suffix in {".proto", ".protodevel", ".py"}
    return (_from_root(path, root) or word) if looks_like_path else word


def document_path(typed: str, root: Path | None, known: frozenset[str]) -> str:
    """The document that a user means by a path, which may be one from the root or one from the current folder.

    Args:
        typed: as typed.
        root: ``--root``, or None.
        known: every document.

    Raises:
        ProtorefError: there is no such document.
    """
    for candidate in (_from_root(Path(typed), root), Path(typed).as_posix(), typed.replace("\\", "/")):
        if candidate is not None and candidate in known:
            return candidate
    ends = sorted(path for path in known if path.endswith(f"/{Path(typed).as_posix()}"))
    if len(ends) == 1:
        return ends[0]
    if ends:
        raise ProtorefError(f"{typed} may be {len(ends)} files", f"name one of them: {', '.join(ends[:5])}")
    raise ProtorefError(f"there is no file {typed} here", _nearest(typed, known))


def _nearest(typed: str, known: frozenset[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415

    name = Path(typed).name
    same = sorted(path for path in known if path.rpartition("/")[2] == name)
    close = same[:3] or get_close_matches(typed, known, 3, 0.75)
    return f"did you mean {' or '.join(close)}?" if close else "paths count from the root of the repository"


def _from_root(path: Path, root: Path | None) -> str | None:
    """The path from the root of a file that exists, or None (also where it is not below the root)."""
    from protoref.snapshot.repository import find_root  # noqa: PLC0415

    try:
        if not path.exists():
            return None
        top = Path(root or find_root(Path())).resolve()
        # The last part may be a link, which is a document of its own: only its folder is resolved.
        full = path.absolute().parent.resolve() / path.name
        return full.relative_to(top).as_posix()
    except (OSError, ValueError, ProtorefError):
        return None
