"""What dotted names lead to, over nothing but paths."""

from collections.abc import Iterable, Mapping

import pytest

from protoref.codegen import generate
from protoref.linking.base import LinkInput
from protoref.linking.python.modules import Modules, Place
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto


def world(paths: Iterable[str], protos: Mapping[str, str] | None = None, **options) -> Modules:
    """Paths, and import paths of protos (by root path) whose stubs are not committed."""
    files = [
        read_proto(Source(path, "", b'syntax = "proto3"; message M {}'), import_path)
        for path, import_path in (protos or {}).items()
    ]
    catalog = build_catalog(files)
    return Modules(LinkInput(frozenset(paths), catalog, generate(catalog), {}, **options))


def leads(modules: Modules, importer: str, dotted: str) -> Place:
    name = dotted.lstrip(".")
    return modules.resolve(importer, len(dotted) - len(name), name)[-1]


def test_the_nearest_root_wins():
    modules = world(["backend/app/__init__.py", "backend/app/db.py", "other/app/__init__.py", "other/app/db.py"])
    assert leads(modules, "backend/app/main.py", "app.db").files == ("backend/app/db.py",)
    assert leads(modules, "other/tests/test_db.py", "app.db").files == ("other/app/db.py",)


def test_two_roots_elsewhere_cannot_be_told_apart():
    modules = world(["a/lib/x.py", "b/lib/x.py", "scripts/run.py"])
    found = leads(modules, "scripts/run.py", "lib.x")
    assert found.files == ("a/lib/x.py", "b/lib/x.py")
    assert not found.certain


def test_a_configured_root_tells_them_apart():
    modules = world(["a/lib/x.py", "b/lib/x.py", "scripts/run.py"], import_roots=("b",))
    found = leads(modules, "scripts/run.py", "lib.x")
    assert found.files == ("b/lib/x.py",)
    assert found.certain


def test_a_folder_inside_a_package_is_no_root():
    modules = world(["app/__init__.py", "app/types.py", "app/json.py", "app/main.py", "app/helpers.py"])
    assert not leads(modules, "app/main.py", "json").here
    assert leads(modules, "app/main.py", ".json").files == ("app/json.py",)
    # A script that is run from its folder sees its neighbours.
    assert leads(modules, "app/main.py", "helpers").files == ("app/helpers.py",)
    assert not leads(modules, "elsewhere/main.py", "helpers").here


def test_relative_imports_stop_at_the_top():
    modules = world(["app/a/b.py", "app/c.py"])
    assert leads(modules, "app/a/b.py", "..c").files == ("app/c.py",)
    assert not leads(modules, "app/a/b.py", ".....c").here


def test_namespace_packages_have_several_homes():
    modules = world(["src/one/ns/a.py", "src/two/ns/b.py", "src/one/main.py"])
    assert leads(modules, "src/one/main.py", "ns.a").files == ("src/one/ns/a.py",)
    assert leads(modules, "src/one/main.py", "ns.b").files == ("src/two/ns/b.py",)


def test_packages_come_before_modules():
    modules = world(["app/x.py", "app/x/__init__.py"])
    assert leads(modules, "main.py", "app.x").files == ("app/x/__init__.py",)


@pytest.mark.parametrize(
    ("dotted", "schemas", "certain"),
    [
        ("chromadb.proto.chroma_pb2", ["idl/chromadb/proto/chroma.proto"], True),
        (".chroma_pb2", ["idl/chromadb/proto/chroma.proto"], True),
        ("chroma_pb2", ["idl/chromadb/proto/chroma.proto"], True),
        ("chromadb.gen.chroma_pb2", ["idl/chromadb/proto/chroma.proto"], True),
        ("chromadb.v1.thing_pb2", ["idl/v1/thing.proto"], True),
        ("chromadb.gen.thing_pb2", ["idl/v1/thing.proto", "idl/v2/thing.proto"], False),
        ("v2.thing_pb2", ["idl/v2/thing.proto"], True),
        ("vendored.v2.thing_pb2", ["idl/v2/thing.proto"], False),
        ("installed.v2.thing_pb2", ["idl/v2/thing.proto"], False),
        ("installed.other.thing_pb2", ["idl/v1/thing.proto", "idl/v2/thing.proto"], False),
        ("onnx.other.thing_pb2", [], False),
        ("chromadb.proto.nothing_pb2", [], False),
    ],
)
def test_modules_that_are_made_at_build_time(dotted, schemas, certain):
    modules = world(
        ["chromadb/__init__.py", "chromadb/proto/convert.py"],
        {
            "idl/chromadb/proto/chroma.proto": "chromadb/proto/chroma.proto",
            "idl/v1/thing.proto": "v1/thing.proto",
            "idl/v2/thing.proto": "v2/thing.proto",
        },
        manifests={"pyproject.toml": Source("pyproject.toml", "", b'dependencies = ["installed>=1"]')},
    )
    found = leads(modules, "chromadb/proto/convert.py", dotted)
    assert sorted({one.schema for one in found.generated}) == schemas
    assert {one.certain for one in found.generated} == ({certain} if schemas else set())


def test_a_hand_written_module_is_what_it_is():
    modules = world(["app/__init__.py", "app/order_pb2.py"], {"order.proto": "order.proto"})
    found = leads(modules, "app/main.py", "app.order_pb2")
    assert found.files == ("app/order_pb2.py",)
    assert not found.generated
