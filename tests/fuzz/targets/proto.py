"""The `.proto` reader, and the catalog and the generated names that are made of what it reads."""

from __future__ import annotations

from fuzz import seeds
from fuzz.target import Target, all_inside
from protoref.codegen import generate, identifiers
from protoref.linking.protos import link
from protoref.model.schema import NOWHERE, SchemaFile
from protoref.model.source import Role, Source
from protoref.outline.patterns import patterns
from protoref.outline.scan import Scanner
from protoref.protos import build_catalog, read_proto

WORDS = [
    "syntax",
    "edition",
    "package",
    "import",
    "public",
    "weak",
    "option",
    "message",
    "enum",
    "service",
    "rpc",
    "returns",
    "stream",
    "extend",
    "oneof",
    "map",
    "group",
    "optional",
    "required",
    "repeated",
    "reserved",
    "extensions",
    "to",
    "max",
    "export",
    "local",
    "int32",
    "string",
    "bytes",
    "Foo",
    "Bar",
    "a.b",
    ".a.b",
    "x",
    "y",
    "1",
    "0x1F",
    "-1",
    "1.5",
    "true",
    "inf",
    "nan",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ";",
    "=",
    ",",
    ".",
    ":",
    "/",
    "-",
    "'s'",
    '"s"',
    "//",
    "/*",
    "*/",
    "{{",
    "}}",
    "{{x}}",
    "{%",
    "if",
    "%}",
    "\x00",
    "é",
    "<<<<<<<",
    "=======",
    ">>>>>>>",
]
_HEAD = b'syntax = "proto3";\npackage other;\nmessage Other {}\n'


def well_read(file: SchemaFile, data: bytes) -> None:
    """What holds of a schema, whatever its text."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    seen: set[str] = set()
    for symbol in file.symbols:
        assert 0 <= symbol.range.start <= symbol.range.end <= len(data)
        if symbol.map_entry:
            assert symbol.range == symbol.name_range == NOWHERE
        else:
            assert symbol.name_range in symbol.range
            written = data[symbol.name_range.start : symbol.name_range.end].decode()
            assert written == symbol.name or (symbol.group and written.lower() == symbol.name)
        assert symbol.parent is None or symbol.parent in seen
        seen.add(symbol.full_name)
    for ref in file.type_refs:
        assert 0 <= ref.range.start < ref.range.end <= len(data)
        assert ref.user in seen or ref.user == file.key
    for place in file.comments:
        assert data[place.start : place.start + 1] == b"/"
    for problem in file.problems:
        assert 1 <= problem.line <= lines
        assert problem.message


def check(data: bytes) -> None:
    """Reading ends with facts that point into the text, and later stages can use them."""
    source = Source("a.proto", "", data)
    file = read_proto(source)
    well_read(file, data)
    all_inside(file, data)
    catalog = build_catalog([file, read_proto(Source("b.proto", "", _HEAD))])
    (own, _) = catalog.files.values()
    for ref in own.type_refs:
        assert ref.target is None or ref.target in catalog.definitions
    linked = link(own, catalog, Role.PRODUCTION)
    all_inside(linked.references, data)
    modules = generate(catalog, frozenset({"protoc_python", "betterproto", "prost", "rust_protobuf"}))
    for hit in Scanner(patterns(catalog, identifiers(modules, catalog))).scan(source):
        assert 0 <= hit.start < hit.end <= len(data)


def _seeds() -> tuple[bytes, ...]:
    return (*seeds.fenced("proto"), *seeds.files("tests/conformance", ".proto"), *seeds.files("examples", ".proto"))


TARGET = Target(check, _seeds, tuple(word.encode() for word in WORDS))
