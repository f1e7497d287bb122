"""Serialized descriptors, decoded without the runtime (whole schemas are compared in the conformance tests)."""

from __future__ import annotations

import pytest
from google.protobuf import descriptor_pb2 as pb

from protoref.model.schema import NOWHERE, Edge, Import, Kind, Origin
from protoref.protos import DescriptorError, read_descriptor
from protoref.protos.wire import gather, integers

PATH = "app/gen/a_pb2.py"


def descriptor() -> pb.FileDescriptorProto:
    file = pb.FileDescriptorProto(name="x/a.proto", package="p.q", syntax="proto3")
    file.dependency.extend(["b.proto", "c.proto", "d.proto"])
    file.public_dependency.append(1)
    file.weak_dependency.append(2)
    file.options.go_package = "example.com/a"
    file.options.java_multiple_files = False
    message = file.message_type.add(name="M")
    message.field.add(name="one", number=1, label=1, type=9, json_name="uno")
    message.field.add(name="two", number=2, label=3, type=11, type_name=".p.q.M.TwoEntry")
    message.field.add(name="three", number=3, label=1, type=14, type_name=".p.q.E", proto3_optional=True, oneof_index=0)
    message.field.add(name="four", number=4, label=1, type=11, type_name=".other.Thing", oneof_index=1)
    message.oneof_decl.add(name="_three")
    message.oneof_decl.add(name="choice")
    entry = message.nested_type.add(name="TwoEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, label=1, type=9)
    entry.field.add(name="value", number=2, label=1, type=11, type_name=".p.q.M")
    message.reserved_name.append("gone")
    message.reserved_range.add(start=8, end=10)
    enum = file.enum_type.add(name="E")
    enum.value.add(name="NONE", number=0)
    enum.value.add(name="LESS", number=-5)
    enum.reserved_range.add(start=-3, end=-1)
    service = file.service.add(name="S")
    service.method.add(name="R", input_type=".p.q.M", output_type=".other.Thing", server_streaming=True)
    file.extension.add(name="ext", number=1000, label=1, type=5, extendee=".other.Thing")
    return file


def test_a_whole_file() -> None:
    file = read_descriptor(descriptor().SerializeToString(), PATH)
    assert (file.path, file.import_path, file.package, file.syntax) == (PATH, "x/a.proto", "p.q", "proto3")
    assert file.origin is Origin.DESCRIPTOR
    assert file.imports == (
        Import("b.proto", NOWHERE),
        Import("c.proto", NOWHERE, "public"),
        Import("d.proto", NOWHERE, "weak"),
    )
    assert file.options == (("java_multiple_files", "false"), ("go_package", "example.com/a")) or sorted(
        file.options
    ) == [("go_package", "example.com/a"), ("java_multiple_files", "false")]
    assert [(symbol.kind, symbol.full_name, symbol.number) for symbol in file.symbols] == [
        (Kind.MESSAGE, "p.q.M", None),
        (Kind.ONEOF, "p.q.M.choice", None),
        (Kind.FIELD, "p.q.M.one", 1),
        (Kind.FIELD, "p.q.M.two", 2),
        (Kind.FIELD, "p.q.M.three", 3),
        (Kind.FIELD, "p.q.M.four", 4),
        (Kind.MESSAGE, "p.q.M.TwoEntry", None),
        (Kind.ENUM, "p.q.E", None),
        (Kind.ENUM_VALUE, "p.q.E.NONE", 0),
        (Kind.ENUM_VALUE, "p.q.E.LESS", -5),
        (Kind.EXTENSION, "p.q.ext", 1000),
        (Kind.SERVICE, "p.q.S", None),
        (Kind.RPC, "p.q.S.R", None),
    ]
    by_name = {symbol.name: symbol for symbol in file.symbols}
    assert (by_name["one"].json_name, by_name["one"].label, by_name["three"].label) == ("uno", "", "optional")
    assert (by_name["two"].type_name, by_name["two"].label) == ("map<string, p.q.M>", "")
    assert (by_name["three"].oneof, by_name["four"].oneof) == (None, "p.q.M.choice")
    assert by_name["TwoEntry"].map_entry
    assert (by_name["R"].client_streaming, by_name["R"].server_streaming) == (False, True)
    assert [(ref.user, ref.edge, ref.written, ref.target) for ref in file.type_refs] == [
        ("p.q.M.two", Edge.MAP_VALUE, "p.q.M", "p.q.M"),
        ("p.q.M.three", Edge.FIELD, "p.q.E", "p.q.E"),
        ("p.q.M.four", Edge.FIELD, "other.Thing", "other.Thing"),
        (f"file:{PATH}", Edge.EXTENDEE, "other.Thing", "other.Thing"),
        ("p.q.S.R", Edge.RPC_INPUT, "p.q.M", "p.q.M"),
        ("p.q.S.R", Edge.RPC_OUTPUT, "other.Thing", "other.Thing"),
    ]
    assert file.reserved == (("p.q.E", (), ((-3, 0),)), ("p.q.M", ("gone",), ((8, 10),)))


def test_groups() -> None:
    file = pb.FileDescriptorProto(name="g.proto")
    message = file.message_type.add(name="M")
    message.field.add(name="result", number=1, label=2, type=10, type_name=".M.Result")
    message.nested_type.add(name="Result")
    field, group = read_descriptor(file.SerializeToString(), PATH).symbols[1:]
    assert (field.full_name, field.group, field.label, field.type_name) == ("M.result", True, "required", "Result")
    assert (group.full_name, group.kind, group.group) == ("M.Result", Kind.MESSAGE, True)


@pytest.mark.parametrize(
    ("edition", "syntax"), [(1000, "2023"), (1001, "2024"), (998, "proto2"), (999, "proto3"), (4242, "edition 4242")]
)
def test_editions(edition: int, syntax: str) -> None:
    data = b"\x0a\x01a" + b"\x70" + bytes([edition & 0x7F | 0x80, edition >> 7])
    assert read_descriptor(data, PATH).syntax == syntax


def test_a_custom_option_that_is_a_group_is_passed_over() -> None:
    group = b"\x83\xfa\x01" + b"\x08\x01" + b"\x13\x1a\x01x\x14" + b"\x84\xfa\x01"
    file = b"\x0a\x01a" + b"\x42" + bytes([len(group) + 3]) + group + b"\x5a\x01g"
    assert read_descriptor(file, PATH).options == (("go_package", "g"),)


GARBAGE = {
    "nothing": b"",
    "no name": b"\x12\x01p",
    "text": b"version https://git-lfs.github.com/spec/v1",
    "cut off": descriptor().SerializeToString()[:-3],
    "a name that is a number": b"\x08\x01",
    "a name that is no UTF-8": b"\x0a\x01\xff",
    "a package that is none": b"\x0a\x01a\x12\x03p..",
    "a message without a name": b"\x0a\x01a\x22\x00",
    "a message that is a number": b"\x0a\x01a\x20\x01",
    "a message with a strange name": b"\x0a\x01a\x22\x05\x0a\x03a b",
    "a field without a type": b"\x0a\x01a\x22\x08\x0a\x01M\x12\x03\x0a\x01f",
    "a number without an end": b"\x0a\x01a\x20" + b"\xff" * 12,
    "a length beyond the end": b"\x0a\x7fa",
    "a group without an end": b"\x0a\x01a\x0b\x08\x01",
    "the end of a group": b"\x0a\x01a\x0c",
    "field number zero": b"\x02\x01a",
    "an unknown wire type": b"\x0a\x01a\x0e",
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_garbage(data: bytes) -> None:
    with pytest.raises(DescriptorError):
        read_descriptor(data, PATH)


def test_a_group_outside_of_options_is_garbage() -> None:
    """A text that was cut and mended goes on behind the package with what is an empty group by accident."""
    with pytest.raises(DescriptorError, match="wire type 3"):
        read_descriptor(b"\n\x0corders.proto\x12\rgaTICKETREQUEST", "gen/orders_pb2.py")


def test_nesting_is_bounded() -> None:
    body = b"\x0a\x01M"
    for _ in range(2000):
        length, size = len(body), bytearray()
        while length > 0x7F:
            size.append(length & 0x7F | 0x80)
            length >>= 7
        size.append(length)
        body = b"\x0a\x01M\x1a" + bytes(size) + body
    size = bytes([len(body) & 0x7F | 0x80, len(body) >> 7 & 0x7F | 0x80, len(body) >> 14])
    with pytest.raises(DescriptorError, match="inside each other"):
        read_descriptor(b"\x0a\x01a\x22" + size + body, PATH)


def test_packed_numbers() -> None:
    assert integers(b"\x01\xac\x02") == [1, 300]
    assert integers(7) == [7]
    assert gather(b"\x08\x96\x01\x15\x01\x00\x00\x00\x19\x02\x00\x00\x00\x00\x00\x00\x00") == {1: [150], 2: [1], 3: [2]}
