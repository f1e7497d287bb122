"""A cheap look at a Rust document: what could lead it, or those who use it, to generated code."""

from __future__ import annotations

import re

from msgspec import Struct

from protoref.model.source import Source
from protoref.outline.words import Words

_INCLUDE = re.compile(rb"include(?!_str\b|_bytes\b)\w*\s*(?:!|/[/*])")  # a comment may stand before the mark
_DAMAGED = re.compile(rb"include(?!_str\b|_bytes\b)\w*+[^;{}\"!]{1,100}!\s*[({\[]\s*r?#*\"[\w./\\-]*\"")
"""The same with something that does not belong there: the parser leaves such things out, so what stands behind them still counts."""
_RENAMED = re.compile(rb"include_proto\s+as\b")
"""A macro for mounts that gets another name, by which nobody knows its calls."""
_MOUNT = re.compile(rb"include(?!_str\b|_bytes\b)\w*")
_LITERAL = re.compile(rb"(?<!\w)include_proto\s*!\s*[({\[]\s*\"([A-Za-z0-9_.]*)\"\s*[)}\]]")
_IMPORTED = re.compile(rb"(?<!\w)include_proto\s*;")
_OWN_MOUNT = re.compile(rb"include_proto\s*[({]|macro(?:_rules\s*!)?\s*\w*include_proto")
_BUILDS = (b"prost", b"tonic", b"proto", b"volo", b"grpc", b"pbjson")
_PLAIN_ROOTS = frozenset(
    {b"tonic_build", b"tonic_prost_build", b"prost_build", b"std", b"error", b"io", b"Box", b"Result", b"Ok", b"Config"}
    | {b"String", b"Vec", b"env", b"path", b"Path", b"PathBuf"}
)
_ROOT = re.compile(rb"(?<![\w:])(\w+)\s*::")
_ELSEWHERE = re.compile(
    rb"(?i)out_?dir|\bfs\b|\bfile\b|\bcommand\b|set_var|include_file|\bmod\b|\bmacro|codegen|descriptor|_arg\b|_out\b"
)
_TWIN = re.compile(
    rb"\#\s*\[\s*prost\s*\(|\bderive\s*\([^)]*\b(?:prost|Message|Oneof|Enumeration)\b"
    rb"|\b(?:Message|MessageFull|MessageWrite)\s+for\b"
)
_TWIN_WORDS = Words(b"prost", b"Message", b"Oneof", b"Enumeration")
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
# What stands between the quotes is looked at, not taken: where the first is the end of a string, the second begins one.
_PATH = re.compile(rb"\bpath%b=%br?#*\"(?=([^\"]*)\")" % (_GAP, _GAP))
_INCLUDED = re.compile(rb"\binclude%b!%b[({\[]%br?#*\"(?=([^\"]*)\")" % (_GAP, _GAP, _GAP))


class RustOutline(Struct, frozen=True):
    """What a Rust document could carry; every mark may be a false alarm (in a comment, say), none is missed.

    Attributes:
        path: the document.
        mounts: it may include generated code (`include_proto!`, `include!`, OUT_DIR).
        packages: where all that it mounts is named in full (`include_proto!("shop.v1")`), these names, sorted; None where
            something else may be mounted, too.
        own_mount: it may define a macro called like that, which mounts what it likes.
        builds: it speaks of a generator, as a build script does.
        plain: as a build script, it has generators write to their own folder alone, where only `include`s reach.
        twins: it derives or implements what generated messages do, so that it may be generated code, or code that
            reads the same bytes.
        looks_up: it may look a name up among the descriptors that its program registers.
        exports: it may define macros for other crates.
        files: files that `#[path]` and `include!` name, as written, `/`-separated.
    """

    path: str
    mounts: bool
    packages: tuple[str, ...] | None
    own_mount: bool
    builds: bool
    plain: bool
    twins: bool
    looks_up: bool
    exports: bool
    files: tuple[str, ...]


def outline(source: Source) -> RustOutline:
    """Looks at one document."""
    data = source.data
    files = {match[1] for match in _PATH.finditer(data)} if b"path" in data else set()
    if b"include" in data:
        files.update(match[1] for match in _INCLUDED.finditer(data))
    includes = b"include" in data
    builds = any(word in data for word in _BUILDS)
    return RustOutline(
        source.path,
        may_mount(data),
        None if b"OUT_DIR" in data else _packages(data) if includes else (),
        includes and _OWN_MOUNT.search(data) is not None,
        builds,
        builds and _PLAIN_ROOTS.issuperset(_ROOT.findall(data)) and _ELSEWHERE.search(data) is None,
        _TWIN_WORDS.stand_in(data) and _TWIN.search(data) is not None,
        b"_by_" in data and _LOOKS_UP.search(data) is not None,
        b"macro_export" in data,
        tuple(sorted(name.decode("utf-8", "surrogateescape").replace("\\\\", "/") for name in files)),
    )


def may_mount(data: bytes) -> bool:
    """Whether a document may include generated code, be it by a macro or where it is damaged."""
    if b"include" not in data:
        return b"OUT_DIR" in data
    return b"OUT_DIR" in data or any(shape.search(data) is not None for shape in (_INCLUDE, _DAMAGED, _RENAMED))


def _packages(data: bytes) -> tuple[str, ...] | None:
    """The packages that a document mounts by name, sorted; None unless each word that may mount something does it so."""
    found: set[str] = set()
    for word in _MOUNT.finditer(data):
        literal = _LITERAL.match(data, word.start())
        if literal is not None:
            found.add(literal[1].decode())
        elif (
            _INCLUDE.match(data, word.start())
            or _DAMAGED.match(data, word.start())
            or (word.group().endswith(b"include_proto") and not _IMPORTED.match(data, word.start()))
        ):
            return None
    return tuple(sorted(found))
