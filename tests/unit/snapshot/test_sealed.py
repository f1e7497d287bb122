"""Absent files: what could hide a name stays opaque, a picture does not."""

from __future__ import annotations

import pytest

from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.snapshot.base import ABSENT_BLOB, LFS_POINTER
from protoref.snapshot.sealed import without_sealed


@pytest.mark.parametrize("reason", [ABSENT_BLOB, LFS_POINTER])
@pytest.mark.parametrize("path", ["docs/a.png", "A.JPG", "data/x.tar.gz", "a.wav", "a.b.safetensors", "a.stl"])
def test_a_medium_reaches_nothing(path: str, reason: str) -> None:
    assert without_sealed(OpaqueSpot(path, None, reason, "away", EVERYTHING)).reach == ()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a.py", ABSENT_BLOB),
        ("a.tar", ABSENT_BLOB),
        ("a.npy", LFS_POINTER),
        ("a.sqlite", LFS_POINTER),
        ("a.obj", ABSENT_BLOB),
        ("wav", LFS_POINTER),
        ("a.jar", LFS_POINTER),
        ("png", ABSENT_BLOB),
        ("a.png", "submodule"),
    ],
)
def test_the_rest_could_hold_anything(path: str, reason: str) -> None:
    spot = OpaqueSpot(path, None, reason, "away", EVERYTHING)
    assert without_sealed(spot) == spot
