"""A cheap look at a Rust document: what could lead it, or those who use it, to generated code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protoref.model.source import Source

_INCLUDE = re.compile(rb"include(?!_str\b|_bytes\b)\w*\s*(?:!|/[/*])")  # a comment may stand before the mark
_BUILDS = (b"prost", b"tonic", b"proto", b"volo", b"grpc", b"pbjson")
_TWIN = re.compile(
    rb"\#\s*\[\s*prost\s*\(|\bderive\s*\([^)]*\b(?:prost|Message|Oneof|Enumeration)\b"
    rb"|\b(?:Message|MessageFull|MessageWrite)\s+for\b"
)
LOOK_UPS = frozenset(
    {"get_message_by_name", "get_enum_by_name", "get_service_by_name", "get_extension_by_name", "get_file_by_name"}
    | {"message_by_full_name", "enum_by_full_name"}
    | {"message_by_package_relative_name", "enum_by_package_relative_name"}
)
"""Methods that look a name up: of prost-reflect's `DescriptorPool` (src/descriptor/api.rs) and of rust-protobuf's
`FileDescriptor` (src/reflect/file/mod.rs)."""
_LOOKS_UP = re.compile(b"|".join(sorted(name.encode() for name in LOOK_UPS)))
_GAP = rb"(?:\s|//[^\n]{0,200}\n|/\*[^*]{0,200}\*/)*"
"""Blanks and comments, which may stand between any two tokens."""
_PATH = re.compile(rb"\bpath%b=%br?#*\"([^\"]*)\"" % (_GAP, _GAP))
_INCLUDED = re.compile(rb"\binclude%b!%b[({\[]%br?#*\"([^\"]*)\"" % (_GAP, _GAP, _GAP))


@dataclass(frozen=True, slots=True)
class RustOutline:
    """What a Rust document could carry; every mark may be a false alarm (in a comment, say), none is missed.

    Attributes:
        path: the document.
        mounts: it may include generated code (`include_proto!`, `include!`, OUT_DIR).
        builds: it speaks of a generator, as a build script does.
        twins: it derives or implements what generated messages do, so that it may be generated code, or code that
            reads the same bytes.
        looks_up: it may look a name up among the descriptors that its program registers.
        files: files that `#[path]` and `include!` name, as written, `/`-separated.
    """

    path: str
    mounts: bool
    builds: bool
    twins: bool
    looks_up: bool
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
        b"_by_" in data and _LOOKS_UP.search(data) is not None,
        tuple(sorted(name.decode("utf-8", "surrogateescape").replace("\\\\", "/") for name in files)),
    )
