"""Findings about the repository: schemas without generated files, build inputs that dangle, and look-alikes of both."""

from __future__ import annotations

import pytest

from protoref.model.finding import Place
from protoref.model.generated import GeneratedModule, Stub, StubState
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.upkeep.dangling_inputs import dangling_inputs
from protoref.upkeep.missing_stubs import missing_stubs

MESSAGE = 'syntax = "proto3"; package {0}; message M {{}}'
SERVICE = MESSAGE + " service S {{ rpc R(M) returns (M); }}"


def missing(
    protos: dict[str, str], stubs: dict[str, str], generator: str = "protoc_python", build: str = ""
) -> list[str]:
    catalog = build_catalog([read_proto(Source(path, "", text.encode())) for path, text in protos.items()])
    found = (Stub(path, generator, schema, schema, StubState.CURRENT) for path, schema in stubs.items())
    builds = [Source("gen.sh", "", build.encode())]
    return [finding.place.path for finding in missing_stubs(catalog, found, builds) if finding.place]


def test_one_of_three_has_none() -> None:
    protos = {f"proto/{name}.proto": MESSAGE.format(name) for name in "abc"}
    assert missing(protos, {"gen/a_pb2.py": "proto/a.proto", "gen/b_pb2.py": "proto/b.proto"}) == ["proto/c.proto"]


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("protoc proto/a.proto proto/b.proto", []),
        ('FILES="a.proto b.proto"', []),
        ("protoc proto/a.proto proto/b.proto proto/c.proto", ["proto/c.proto"]),
        ("protoc proto/a.proto", ["proto/c.proto"]),
        ("protoc proto/a.proto proto/b.proto\nprotoc proto/*.proto", ["proto/c.proto"]),
        ("# proto/a.proto proto/b.proto", ["proto/c.proto"]),
    ],
)
def test_a_list_that_leaves_it_out(build: str, expected: list[str]) -> None:
    protos = {f"proto/{name}.proto": MESSAGE.format(name) for name in "abc"}
    stubs = {"gen/a_pb2.py": "proto/a.proto", "gen/b_pb2.py": "proto/b.proto"}
    assert missing(protos, stubs, build=build) == expected


def test_one_file_alone_is_no_custom() -> None:
    protos = {f"proto/{name}.proto": MESSAGE.format(name) for name in "abc"}
    assert missing(protos, {"gen/a_pb2.py": "proto/a.proto"}) == []
    del protos["proto/c.proto"]
    assert missing(protos, {"gen/a_pb2.py": "proto/a.proto"}) == []


def test_another_folder_need_not_have_one() -> None:
    protos = {"proto/a.proto": MESSAGE.format("a"), "other/b.proto": MESSAGE.format("b")}
    assert missing(protos, {"gen/a_pb2.py": "proto/a.proto"}) == []


def test_a_schema_without_declarations_need_not_have_one() -> None:
    protos = {"proto/a.proto": MESSAGE.format("a"), "proto/b.proto": 'syntax = "proto3"; package b;'}
    assert missing(protos, {"gen/a_pb2.py": "proto/a.proto"}) == []


def test_a_file_of_a_package_is_that_of_each_of_its_schemas() -> None:
    protos = {f"proto/{name}.proto": MESSAGE.format(name) for name in "abc"}
    protos |= {"proto/d.proto": 'syntax = "proto3"; package c; message D {}', "proto/e.proto": MESSAGE.format("e")}
    catalog = build_catalog([read_proto(Source(path, "", text.encode())) for path, text in protos.items()])
    stubs = [Stub(f"gen/{name}.rs", "prost", f"proto/{name}.proto", "", StubState.CURRENT) for name in "ab"]
    module = GeneratedModule("prost", "rust", "c", "c.rs", ("proto/c.proto", "proto/d.proto"), ())
    stubs.append(Stub("gen/c.rs", "prost", None, "", StubState.CURRENT, module))
    found = [finding.place.path for finding in missing_stubs(catalog, stubs) if finding.place]
    assert found == ["proto/e.proto"]


@pytest.mark.parametrize(("text", "expected"), [(SERVICE, ["proto/b.proto"]), (MESSAGE, [])])
def test_a_generator_for_services_writes_none_without(text: str, expected: list[str]) -> None:
    protos = {
        "proto/a.proto": SERVICE.format("a"),
        "proto/c.proto": SERVICE.format("c"),
        "proto/b.proto": text.format("b"),
    }
    assert missing(protos, {"gen/a_grpc.py": "proto/a.proto", "gen/c_grpc.py": "proto/c.proto"}, "grpclib") == expected


def dangling(text: str, present: str = "proto/a.proto", deleted: str = "proto/old/b.proto") -> list[str]:
    source = Source("build.sh", "", text.encode())
    found = dangling_inputs(
        [source], [present], lambda: frozenset([deleted]), lambda path, place: Place(path, place.start)
    )
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    "name", ["proto/old/b.proto", "old/b.proto", "b.proto", "./proto/old/b.proto", "../proto/old/b.proto"]
)
def test_a_deleted_schema_is_named(name: str) -> None:
    assert dangling(f"protoc proto/a.proto {name}\n") == [f"names {name.lstrip('./')}, but proto/old/b.proto is gone"]


@pytest.mark.parametrize(
    "text",
    [
        "protoc a.proto",
        "# protoc b.proto",
        "protoc $DIR/b.proto",
        "protoc *b.proto",
        "protoc elsewhere/b.proto",
        "protoc c.proto",
        "cp b.proto.txt x",
        "cp subb.proto x",
    ],
)
def test_what_names_no_deleted_schema(text: str) -> None:
    assert dangling(text) == []


def test_a_name_that_lives_on_elsewhere_is_no_leftover() -> None:
    assert dangling("protoc b.proto", present="new/b.proto") == []


def test_the_history_is_asked_for_what_is_not_here_alone() -> None:
    def never() -> frozenset[str]:
        raise AssertionError

    source = Source("build.sh", "", b"protoc a.proto")
    assert list(dangling_inputs([source], ["a.proto"], never, lambda path, place: Place(path))) == []
