"""The generators of other languages whose files are proven. A new one is one module and one line here."""

from __future__ import annotations

from protoref.linking.foreign.generators import (
    grpc_java,
    protobuf_es,
    protobuf_ts,
    protoc_cpp,
    protoc_csharp,
    protoc_java,
    protoc_js,
    ts_proto,
)
from protoref.linking.foreign.generators.base import Generator

GENERATORS: tuple[Generator, ...] = (
    protobuf_es,
    protobuf_ts,
    ts_proto,
    protoc_js,
    protoc_java,
    grpc_java,
    protoc_cpp,
    protoc_csharp,
)
