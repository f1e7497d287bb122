"""protoc-gen-js (`_pb.js`), grpc-tools (`_grpc_pb.js`) and protoc-gen-grpc-web, with the typings beside them (`.d.ts`).

Source: protocolbuffers/protobuf-javascript, generator/js_generator.cc; grpc/grpc, src/compiler/node_generator.cc; grpc/grpc-web,
javascript/net/grpc/web/generator/grpc_generator.cc; improbable-eng/ts-protoc-gen, src/ts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from protoref.linking.foreign.generators.base import Claim, Made, plain
from protoref.linking.foreign.generators.braces import code, statements
from protoref.linking.foreign.generators.ecmascript import only_declares
from protoref.model.schema import Key, Kind, SchemaFile
from protoref.model.source import Source

NAME = "protoc-gen-js"
ENDINGS = ("_pb.js", "_pb.d.ts")
_HEADER = re.compile(
    rb"^(?: \* @fileoverview gRPC-Web generated client stub[^\n]*|// GENERATED CODE -- DO NOT EDIT!?)", re.MULTILINE
)
_TYPINGS = re.compile(
    rb"^import \* as (?:jspb|grpc|grpcWeb) from ['\"](?:google-protobuf|grpc|@grpc/grpc-js|grpc-web)['\"]", re.MULTILINE
)
_SOURCE = re.compile(rb"^// (?:source|file): (\S+\.proto)", re.MULTILINE)
_PACKAGE = re.compile(rb"^// package: ([\w.]*)$", re.MULTILINE)
_AFFIXES = re.compile(r"i?(.*?)(?:map|promiseclient|client|server|service)?")
_OTHERS = re.compile(
    r"goog\.(?:object\.extend|exportSymbol|inherits|provide|require|addDependency|setTestOnly)\(\)|if \(\) \{\}"
    r"|(?:var|const|let)\s+(?:jspb|goog|global|grpc|[\w$]+_pb)\s*=\s*[^;]*|(?:const )?proto = \{\}|grpc\.web = require\(\)"
    r"|proto(?:\.\w+)+ = require\(\)|module\.exports = proto[\w.]*|[\"']{2}|export \* from [\"']{2}"
    r"|const methodDescriptor_\w+ = new grpc\.web\.MethodDescriptor\(\)|const methodInfo_\w+ = [^;]*"
    r"|function (?:de)?serialize_\w+\(\) \{\}"
)
_PROTO = re.compile(r"proto\.([\w.$]+)\s*(?:=[^;]*)?")
_EXPORTED = re.compile(r"(?:var (\w+)\s*=\s*)?exports(?:\.|\[\"\"\]\.?)(\w+)\s*=\s*[^;=]*")


def claim(source: Source) -> Claim | None:
    """The stated file where there is one, else the one that the file is called after."""
    head = source.data[:20_000]
    if _HEADER.search(head) is None and (not source.path.endswith(".d.ts") or _TYPINGS.search(head) is None):
        return None
    stated, package = _SOURCE.search(head), _PACKAGE.search(head)
    name = re.sub(r"(?:_grpc_web|_grpc)?_pb(?:\.d\.ts|\.js)$", "", source.path.rpartition("/")[2])
    path = stated[1].decode("utf-8", "replace") if stated else f"{name}.proto"
    return Claim(path, package[1].decode() if package else None)


def wrote(source: Source, file: SchemaFile) -> bool:
    """Assignments to `proto.PACKAGE.NAME`, exported services, or (typings) declarations."""
    if source.path.endswith(".d.ts"):
        return only_declares(source, file, _AFFIXES, _OTHERS)
    found = statements(code(source.data))
    if found is None:
        return False
    made, names = Made.of(file), set()
    prefix = f"{file.package}." if file.package else ""
    own = made.types | made.services | {plain(s.name) for s in file.symbols if s.kind is Kind.EXTENSION}
    for statement in found:
        if exported := _EXPORTED.fullmatch(statement.head):
            name = exported[2]
        elif (assigned := _PROTO.fullmatch(statement.head)) and assigned[1].startswith(prefix):
            if "= require" in statement.head:
                continue
            name = assigned[1].removeprefix(prefix).partition(".")[0]
        elif _OTHERS.fullmatch(statement.head):
            continue
        else:
            return False
        if plain(name) not in own and made.bare(name, _AFFIXES) not in own:
            return False
        names.add(name)
    return made.whole(names, _AFFIXES) and (file.package.encode() in source.data)


def names(source: Source, file: SchemaFile) -> Mapping[str, Key]:
    """None: modules are imported."""
    return {}


def space(source: Source) -> str:
    """None."""
    return ""
