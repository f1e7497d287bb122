"""Rust that lies outside of the root: a path that leads there is never followed, and what stands behind it may use anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.linking.rust.crates import folder_of, join
from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.source import Range, Source

_CODE = re.compile(
    rb"(?:#\[\s*(?:cfg_attr\s*\([^\]\n]*,\s*)?path\s*=\s*|\binclude!\s*[(\[{]\s*)\"(?P<path>(?:[^\"\\\n]*/)?[^\"\\\n/]+\.\w+)\""
)
"""`#[path = "../x.rs"]`, also within `cfg_attr`, and `include!("../x.rs")`."""


def leads_outside(source: Source) -> Iterator[OpaqueSpot]:
    """The places where a document takes in code that this repository does not hold.

    Args:
        source: Rust. A module in a block of its own begins further down, and leads outside more seldom than is said here.
    """
    for found in _CODE.finditer(source.data):
        written = found["path"].decode("utf-8", "surrogateescape")
        if written.startswith("/") or join(folder_of(source.path), written).startswith("../"):
            place = Range(*found.span("path"))
            yield OpaqueSpot(source.path, place, "unreadable", "this code lies outside of the root", EVERYTHING)
