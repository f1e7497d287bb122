"""A document -> what it says about the generator that wrote it, or nothing."""

from __future__ import annotations

from protoref.model.source import Source
from protoref.stubs.facts import StubFacts
from protoref.stubs.purerpc_stubs import MARK as PURERPC
from protoref.stubs.purerpc_stubs import read_purerpc
from protoref.stubs.python_stubs import read_pyi, read_python
from protoref.stubs.rust_stubs import read_rust
from protoref.stubs.statements import statements

_MARKS = (b"enerated by", b"@generated", b"enerated protocol buffer code", b"grpclib.client.Channel")
"""One of these is in every file of a generator that states who wrote it, or whose shape tells."""
_RUST_MARKS = (
    b"enerated by",
    b"@generated",
    b"utomatically generated",
    b" serde::Serialize for ",
    b"::prost::Message",
    b"::prost::Enumeration",
)
"""Likewise for Rust's generators."""


def read_stub(source: Source) -> StubFacts | None:
    """Recognise a committed generated file by its header (where the generator writes one) and its shape.

    Nothing is executed or imported; any bytes give facts or None.

    Returns:
        Facts about a file that bears the mark of a generator, proven or not; None for every other document.
    """
    name = source.path.rpartition("/")[2]
    if name.endswith(".pyi"):
        if b"@generated" in source.data or name.endswith("_pb2.pyi"):
            return read_pyi(source.path, _text(source))
        return None
    if name.endswith(".py") and PURERPC in source.data:
        return read_purerpc(source.path, statements(_text(source)))
    if name.endswith(".rs") and any(mark in source.data for mark in _RUST_MARKS):
        return read_rust(source.path, _text(source))
    if not any(mark in source.data for mark in _MARKS):
        return None
    if name.endswith(".py"):
        return read_python(source.path, _text(source))
    return None


def _text(source: Source) -> str:
    return source.data.decode("utf-8", "surrogateescape")
