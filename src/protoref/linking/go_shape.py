"""Go: whether a file with a generator's header holds nothing but what protoc-gen-go and protoc-gen-go-grpc write."""

from __future__ import annotations

import re

from protoref.model.schema import TYPES, SchemaFile
from protoref.model.source import Source

_TOP = re.compile(rb"^(?![ \t\r\n})/*])[^\n]+", re.MULTILINE)
"""Lines at the margin that open something; comments and what closes a block do not."""
_OTHER = re.compile(rb"package \w+|import [(\"\w]|const \(|var \(|type \(")
_FUNCTION = re.compile(rb"func (?:init|file_\w+|New\w+|Register\w+|Unimplemented\w*|_\w+_Handler)\(")
_VALUE = re.compile(
    rb"(?:var|const) (?:_|\w*[fF]ile[_D]\w+|\w+_ServiceDesc|_\w+|\w+_(?:name|value|FullMethodName)|Default_\w+|E_\w+)\b"
)
_TYPE = re.compile(rb"type (\w+) (?:struct\b|interface\b|int32\b|= grpc\.)")
_METHOD = re.compile(rb"func \((?:\w+ )?\*?(\w+)\) (\w+)\(")
_MESSAGE = re.compile(
    r"Reset|String|ProtoMessage|ProtoReflect|Descriptor|EnumDescriptor|Enum|Type|Number|UnmarshalJSON|Get\w+|XXX_\w+|is[A-Z]\w*_\w+"
)
_SERVICE = re.compile(r".*(?:Client|Server)$")


def is_go_stub(source: Source, file: SchemaFile) -> bool:
    """Whether every declaration at the top of a Go file is one that the generators make of a schema.

    Source: protoc-gen-go (cmd/protoc-gen-go/internal_gengo) and protoc-gen-go-grpc (cmd/protoc-gen-go-grpc/grpc.go).
    """
    rpcs = {symbol.name[:1].upper() + symbol.name[1:] for symbol in file.symbols if symbol.parent is not None}
    names = {_folded(symbol.name) for symbol in file.symbols if symbol.kind in TYPES or symbol.parent is not None}
    return all(_is_made(line.group(), names, rpcs) for line in _TOP.finditer(source.data))


def _is_made(line: bytes, names: set[str], rpcs: set[str]) -> bool:
    if _OTHER.match(line) or _FUNCTION.match(line) or _VALUE.match(line):
        return True
    if declared := _TYPE.match(line):
        return _is_ours(declared[1].decode(), names)
    if method := _METHOD.match(line):
        owner, name = method[1].decode(), method[2].decode()
        known = _MESSAGE.fullmatch(name) or (
            _SERVICE.match(owner) and (name in rpcs or name in _PLUMBING or name.startswith(("mustEmbed", "testEmbed")))
        )
        return bool(known) and _is_ours(owner, names)
    return False


_PLUMBING = frozenset({"Send", "Recv", "SendAndClose", "CloseAndRecv"})


def _is_ours(name: str, names: set[str]) -> bool:
    plain = _folded(name)
    return any(one in plain for one in names)


def _folded(name: str) -> str:
    return name.replace("_", "").lower()
