"""Formats in which no name can be read: compressed pictures, sound, fonts, archives.

Where such a file's bytes are not at hand, nothing is missed that a search of them would have found.
"""

from __future__ import annotations

from msgspec.structs import replace

from protoref.model.occurrence import OpaqueSpot
from protoref.snapshot.base import ABSENT_BLOB, LFS_POINTER

_SEALED = (
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".avif", ".heic"),
    *(".mp4", ".mov", ".webm", ".avi", ".mkv", ".mp3", ".ogg", ".flac", ".m4a"),
    *(".woff", ".woff2"),
    *(".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar"),
)
"""Ends of paths, in lower case. Archives that programs run from (`.jar`, `.whl`) are none of them, nor is what is not compressed."""


def without_sealed(spot: OpaqueSpot) -> OpaqueSpot:
    """A spot for an absent file; it reaches nothing where nothing could have been read in the file."""
    if spot.reason in {ABSENT_BLOB, LFS_POINTER} and spot.path.lower().endswith(_SEALED):
        return replace(spot, reach=(), detail=f"{spot.detail}; nobody reads names in such a file")
    return spot
