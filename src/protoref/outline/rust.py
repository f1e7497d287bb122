"""A cheap look at a Rust document: what could lead it, or those who use it, to generated code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protoref.model.source import Source

_INCLUDE = re.compile(rb"\binclude(?:_proto|_bytes|_str)?!?\s*(?:!|\()|\w*include_proto\w*\s*!|\bOUT_DIR\b")
_PROTO_BUILD = re.compile(rb"prost|tonic|protobuf|protoc|volo|grpc|pbjson|compile_protos")
_PATH = re.compile(rb"\bpath\s*=\s*\"([^\"\n]*)\"")
_INCLUDED = re.compile(rb"\binclude\s*!\s*[({\[]\s*\"([^\"\n]*)\"")


@dataclass(frozen=True, slots=True)
class RustOutline:
    """What a Rust document could carry; every mark may be a false alarm (in a comment, say), none is missed.

    Attributes:
        path: the document.
        mounts: it may include generated code (`include_proto!`, `include!`, OUT_DIR).
        builds: it speaks of a generator, as a build script does.
        files: files that `#[path]` and `include!` name, as written, `/`-separated.
    """

    path: str
    mounts: bool
    builds: bool
    files: tuple[str, ...]


def outline(source: Source) -> RustOutline:
    """Looks at one document."""
    data = source.data
    files = sorted({match[1] for pattern in (_PATH, _INCLUDED) for match in pattern.finditer(data)})
    return RustOutline(
        source.path,
        _INCLUDE.search(data) is not None,
        _PROTO_BUILD.search(data) is not None,
        tuple(name.decode("utf-8", "surrogateescape").replace("\\\\", "/") for name in files),
    )
