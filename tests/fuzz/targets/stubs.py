"""Committed generated files, or what pretends to be some: the first byte says of which kind."""

from __future__ import annotations

import ast

from fuzz import compiled, seeds
from fuzz.target import Target
from protoref.model.source import Source
from protoref.stubs import read_stub

WORDS = [
    "#",
    "//",
    "Generated",
    "by",
    "the",
    "protocol",
    "buffer",
    "compiler.",
    "DO",
    "NOT",
    "EDIT!",
    "@generated",
    "by",
    "mypy-protobuf",
    "source:",
    "a.proto",
    "plugin:",
    "python-betterproto",
    "grpclib",
    "import",
    "from",
    "as",
    "class",
    "def",
    "async",
    "return",
    "if",
    "else",
    "try:",
    "except:",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    "=",
    "'",
    '"',
    '"""',
    "\\",
    "\\x00",
    "b'",
    "_b('",
    "$",
    "@",
    "DESCRIPTOR",
    "AddSerializedFile(",
    "serialized_pb=",
    "_globals",
    "_builder.BuildMessageAndEnumDescriptors(",
    "grpc.experimental",
    "pub",
    "mod",
    "use",
    "fn",
    "impl",
    "struct",
    "::prost::Message",
    "#[derive(",
    "#[prost(",
    'tag="1"',
    "serde::Serialize",
    "for",
    "static",
    "file_descriptor_proto_data",
]
_PATHS = (
    "gen/a_pb2.py",
    "gen/a_pb2.pyi",
    "gen/a_pb2_grpc.py",
    "src/a.rs",
    "src/shop.v1.rs",
    "gen/shop/__init__.py",
    "gen/a_grpc.py",
)
_BY_HAND = {"py": "\nsmuggled = Order(id=find(1))\n", "pyi": "\nsmuggled = Order(id=find(1))\n"}
_RUST = "\npub fn smuggled() -> u8 { crate::kept::Order::find(1) }\n"


def check(data: bytes) -> None:
    """Facts or none; and a file to which somebody adds code of his own no longer has its generator's shape."""
    path, text = _PATHS[data[0] % len(_PATHS)] if data else _PATHS[0], data[1:]
    facts = read_stub(Source(path, "", text))
    if facts is None:
        return
    assert list(facts.names) == sorted(set(facts.names))
    if facts.schema is not None and facts.source:
        assert facts.schema.import_path == facts.source
    if facts.shaped:
        if path.endswith((".py", ".pyi")) and not _is_python(text):
            return
        more = text + _BY_HAND.get(path.rpartition(".")[2], _RUST).encode()
        widened = read_stub(Source(path, "", more))
        known = widened is None or not widened.shaped or "smuggled" in widened.names
        assert known, "code by hand passes for generated"


def _is_python(text: bytes) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _seeds() -> tuple[bytes, ...]:
    python = [bytes([kind]) + text for text in compiled.stubs() for kind in (0, 1, 2)]
    rust = [bytes([kind]) + text for text in seeds.files("tests/conformance/recorded/stubs", ".rs") for kind in (3, 4)]
    pages = [
        bytes([number % len(_PATHS)]) + text
        for number, text in enumerate(seeds.fenced("python"))
        if b"enerated" in text
    ]
    return (*python, *rust, *pages)


TARGET = Target(check, _seeds, tuple(word.encode() for word in WORDS))
