"""Whatever the bytes are, reading ends with facts that point into them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.targets.proto import well_read
from protoref.model.schema import NOWHERE, Kind
from protoref.model.source import Source
from protoref.protos import DescriptorError, build_catalog, infer_import_paths, read_descriptor, read_proto

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
    "{",
    "}",
    "{",
    "}",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ";",
    ";",
    ";",
    ";",
    "=",
    "=",
    ",",
    ".",
    ":",
    "/",
    "-",
    '"s"',
    "'s'",
    '"',
    "'",
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

texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " ", "\n", "\r\n", "\t"])), max_size=60).map(
    lambda parts: "".join(word + blank for word, blank in parts).encode()
)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    well_read(read_proto(Source("a.proto", "", data)), data)


@settings(deadline=None)
@given(texts)
def test_any_words(data: bytes) -> None:
    well_read(read_proto(Source("a.proto", "", data)), data)


@settings(deadline=None)
@given(texts, texts)
def test_what_stands_before_and_behind_survives(before: bytes, broken: bytes) -> None:
    """A message that stands whole on lines of its own is found, unless strings, comments or braces are open."""
    text = b"message First { int32 x = 1; }\n" + broken.replace(b"/*", b"").replace(b"{", b"(").replace(b"}", b")")
    file = read_proto(Source("a.proto", "", text + b"\nmessage Last { First f = 1; }\n" + before))
    names = [symbol.full_name.rpartition(".")[2] for symbol in file.symbols if symbol.kind is Kind.MESSAGE]
    assert names[0] == "First"
    assert "Last" in names


CORNER_CASES = [
    path.read_bytes() for path in sorted((Path(__file__).parents[1] / "conformance" / "protos").rglob("*.proto"))
]


@settings(deadline=None)
@given(st.data())
def test_a_damaged_schema(data: st.DataObject) -> None:
    """A piece of a valid schema is cut out or replaced: what lies before it stays, to the last whole declaration."""
    whole = data.draw(st.sampled_from(CORNER_CASES)).removeprefix(b"\xef\xbb\xbf")
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(st.one_of(texts, st.binary(max_size=8)))
    damaged = whole[:at] + piece + whole[at + data.draw(st.integers(0, 200)) :]
    file = read_proto(Source("a.proto", "", damaged))
    well_read(file, damaged)
    before = read_proto(Source("a.proto", "", whole))
    if before.package_range.end < at and before.package_range != NOWHERE:
        found = {(symbol.full_name, symbol.range) for symbol in file.symbols}
        kept = {(symbol.full_name, symbol.range) for symbol in before.symbols if 0 < symbol.range.end < at}
        assert kept <= found


@settings(deadline=None)
@given(st.lists(texts, max_size=4))
def test_any_catalog(datas: list[bytes]) -> None:
    sources = [Source(f"p{index % 2}/f{index}.proto", "", data) for index, data in enumerate(datas)]
    files = {source.path: read_proto(source) for source in sources}
    paths = infer_import_paths(files, {source.path: source for source in sources}, (), {"gen/x_pb2.py": "f1.proto"})
    assert paths.keys() == files.keys()
    assert all(path == found or path.endswith("/" + found) for path, found in paths.items())
    catalog = build_catalog(files.values())
    assert catalog.files.keys() == files.keys()
    for file in catalog.files.values():
        for ref in file.type_refs:
            assert ref.target is None or ref.target in catalog.definitions


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_descriptor(data: bytes) -> None:
    try:
        file = read_descriptor(data, "a_pb2.py")
    except DescriptorError:
        return
    assert file.import_path


@settings(deadline=None)
@given(st.data())
def test_a_damaged_descriptor(data: st.DataObject) -> None:
    from google.protobuf import descriptor_pb2

    whole = descriptor_pb2.DESCRIPTOR.serialized_pb
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 3)) :]
    try:
        file = read_descriptor(damaged, "a_pb2.py")
    except DescriptorError:
        return
    assert file.import_path
