"""A cheap look at a Rust document: what could lead it, or those who use it, to generated code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protoref.model.source import Source

_INCLUDE = re.compile(rb"include(?!_str\b|_bytes\b)\w*\s*!")
_BUILDS = (b"prost", b"tonic", b"proto", b"volo", b"grpc", b"pbjson")
_TWIN = re.compile(
    rb"\#\s*\[\s*prost\s*\(|\bderive\s*\([^)]*\b(?:prost|Message|Oneof|Enumeration)\b"
    rb"|\b(?:Message|MessageFull|MessageWrite)\s+for\b"
)
_PATH = re.compile(rb"\bpath\s*=\s*r?#*\"([^\"\n]*)\"")
_INCLUDED = re.compile(rb"\binclude\s*!\s*[({\[]\s*r?#*\"([^\"\n]*)\"")


@dataclass(frozen=True, slots=True)
class RustOutline:
    """What a Rust document could carry; every mark may be a false alarm (in a comment, say), none is missed.

    Attributes:
        path: the document.
        mounts: it may include generated code (`include_proto!`, `include!`, OUT_DIR).
        builds: it speaks of a generator, as a build script does.
        twins: it derives or implements what generated messages do, so that it may be generated code, or code that
            reads the same bytes.
        files: files that `#[path]` and `include!` name, as written, `/`-separated.
    """

    path: str
    mounts: bool
    builds: bool
    twins: bool
    files: tuple[str, ...]


def outline(source: Source) -> RustOutline:
    """Looks at one document."""
    data = source.data
    files = {match[1] for match in _PATH.finditer(data)} if b"path" in data else set()
    if b"include" in data:
        files.update(match[1] for match in _INCLUDED.finditer(data))
    return RustOutline(
        source.path,
        b"OUT_DIR" in data or (b"include" in data and _INCLUDE.search(data) is not None),
        any(word in data for word in _BUILDS),
        _TWIN.search(data) is not None,
        tuple(sorted(name.decode("utf-8", "surrogateescape").replace("\\\\", "/") for name in files)),
    )
