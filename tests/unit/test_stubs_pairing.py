"""What each committed stub is: current, drifted, orphan, external or unproven."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protoref.codegen import generate
from protoref.model.generated import Stub, StubState
from protoref.model.schema import Origin
from protoref.model.source import Source
from protoref.protos import build_catalog, infer_import_paths, read_proto
from protoref.stubs import compilations, external_schemas, pair, read_stub

SHOP = """syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
message Order {
  string id = 1;
  repeated Line lines = 2;
  map<string, Line> by_name = 3;
  oneof pay { string card = 4; Line gift = 5; }
  google.protobuf.Timestamp at = 6;
  Color color = 7;
}
message Line { optional int32 count = 1; bytes raw = 2; }
enum Color { RED = 0; GREEN = 1; }
service Orders { rpc Place(Order) returns (Order); rpc Watch(Line) returns (stream Line); }
"""


def compile_protos(protos: dict[str, str], options: Iterable[str] = ("python", "grpc_python", "pyi")) -> dict[str, str]:
    """What the real generators write for protos, by path."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in protos.items():
            (folder / "in" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "in" / path).write_text(text, encoding="utf-8")
        (folder / "out").mkdir()
        outs = [f"--{option}_out=../out" for option in options]
        run([sys.executable, "-m", "grpc_tools.protoc", "-I.", *outs, *protos], cwd=folder / "in", check=True)
        return {
            path.relative_to(folder / "out").as_posix(): path.read_text(encoding="utf-8")
            for path in (folder / "out").rglob("*.py*")
        }


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return compile_protos({"shop.proto": SHOP})


BUILDS = ("Makefile", ".sh", "build.rs")


def stubs_of(repository: dict[str, str], deleted: Iterable[str] = (), *, unread: bool = False) -> dict[str, Stub]:
    """The stubs of a repository given as its files."""
    sources = {path: Source(path, "", text.encode()) for path, text in repository.items()}
    files = {path: read_proto(source) for path, source in sources.items() if path.endswith(".proto")}
    facts = {path: found for path, source in sources.items() if (found := read_stub(source)) is not None}
    builds = {path: source for path, source in sources.items() if path.endswith(BUILDS)}
    if builds:
        import_paths = infer_import_paths(files, builds)
        files = {path: replace(file, import_path=import_paths[path]) for path, file in files.items()}
    external = external_schemas(facts, files)
    assert all(file.origin is Origin.DESCRIPTOR for file in external)
    catalog = build_catalog([*files.values(), *external])
    compiled = compilations(builds.values(), files)
    stubs = pair(facts, catalog, generate(catalog, {"purerpc"}), frozenset(deleted), compiled, unread=unread)
    assert [stub.path for stub in stubs] == sorted(facts)
    for stub in stubs:
        assert (stub.module is None) or stub.state is not StubState.UNPROVEN
        assert stub.schema is None or stub.schema in catalog.files
    return {stub.path: stub for stub in stubs}


def states(repository: dict[str, str], deleted: Iterable[str] = ()) -> dict[str, str]:
    return {path: stub.state.value for path, stub in stubs_of(repository, deleted).items()}


def placed(made: dict[str, str], folder: str) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in made.items()}


def test_current(made: dict[str, str]) -> None:
    stubs = stubs_of({"proto/shop.proto": SHOP} | placed(made, "app/gen"))
    assert {stub.state for stub in stubs.values()} == {StubState.CURRENT}
    assert {stub.schema for stub in stubs.values()} == {"proto/shop.proto"}
    assert {stub.source for stub in stubs.values()} == {"shop.proto"}
    assert {(path, stub.generator, stub.module.family) for path, stub in stubs.items() if stub.module} == {
        ("app/gen/shop_pb2.py", "protoc_python", "protoc_python"),
        ("app/gen/shop_pb2_grpc.py", "grpc_python", "grpc_python"),
        ("app/gen/shop_pb2.pyi", "protoc_pyi", "protoc_pyi"),
    }


def test_nested_paths_dots_and_dashes() -> None:
    protos = {"a/b-c.d.proto": SHOP, "a/empty.proto": 'syntax = "proto3"; package empty;'}
    made = compile_protos(protos)
    repository = {f"proto/{path}": text for path, text in protos.items()} | placed(made, "gen")
    assert set(states(repository).values()) == {"current"}


DRIFT = {
    "number": ("string id = 1", "string id = 9"),
    "type": ("string id = 1", "bytes id = 1"),
    "message type": ("repeated Line lines", "repeated Order lines"),
    "label": ("repeated Line lines", "Line lines"),
    "presence": ("optional int32 count", "int32 count"),
    "map key": ("map<string, Line>", "map<int32, Line>"),
    "map value": ("map<string, Line>", "map<string, Order>"),
    "field name": ("bytes raw = 2", "bytes cooked = 2"),
    "new field": ("bytes raw = 2;", "bytes raw = 2; bool more = 3;"),
    "new message": ("enum Color", "message More {} enum Color"),
    "enum value": ("GREEN = 1", "GREEN = 2"),
    "oneof": ("string card = 4;", "} string card = 4; oneof other {"),
    "rpc types": ("rpc Place(Order) returns (Order)", "rpc Place(Order) returns (Line)"),
    "imported type": ("google.protobuf.Timestamp at", "google.protobuf.Duration at"),
}


@pytest.mark.parametrize("change", sorted(DRIFT))
def test_drift(made: dict[str, str], change: str) -> None:
    changed = SHOP.replace(*DRIFT[change])
    assert changed != SHOP
    found = states({"shop.proto": changed, "shop_pb2.py": made["shop_pb2.py"]})
    assert found == {"shop_pb2.py": "drifted"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("string id = 1;", "string id = 1; // a comment"),
        ("package shop.v1;", 'package shop.v1; option go_package = "x/y";'),
        ("repeated Line lines", "repeated .shop.v1.Line lines"),
        ("repeated Line lines", "repeated v1.Line lines"),
        ("google.protobuf.Timestamp at", ".google.protobuf.Timestamp at"),
        ("bytes raw = 2;", "bytes raw = 2; reserved 5;"),
        ("map<string, Line>", "map < string , Line >"),
    ],
)
def test_what_means_the_same_is_no_drift(made: dict[str, str], old: str, new: str) -> None:
    changed = SHOP.replace(old, new)
    assert changed != SHOP
    assert set(states({"shop.proto": changed} | made).values()) == {"current"}


def test_services_drift_in_their_own_stub(made: dict[str, str]) -> None:
    found = states({"shop.proto": SHOP.replace("rpc Watch(", "rpc Look(")} | made)
    assert found == {"shop_pb2.py": "drifted", "shop_pb2_grpc.py": "drifted", "shop_pb2.pyi": "current"}
    found = states({"shop.proto": SHOP.replace("bytes raw = 2", "bytes x = 2")} | made)
    assert found == {"shop_pb2.py": "drifted", "shop_pb2_grpc.py": "current", "shop_pb2.pyi": "current"}


def test_stale_type_stub(made: dict[str, str]) -> None:
    other = compile_protos({"shop.proto": SHOP.replace("message Line", "message More {} message Line")})
    repository = {"shop.proto": SHOP} | made | {"shop_pb2.pyi": other["shop_pb2.pyi"]}
    assert states(repository)["shop_pb2.pyi"] == "drifted"


def test_external(made: dict[str, str]) -> None:
    stubs = stubs_of(placed(made, "vendored"))
    assert {stub.state for stub in stubs.values()} == {StubState.EXTERNAL}
    assert {stub.schema for stub in stubs.values()} == {"vendored/shop_pb2.py"}
    assert all(stub.module is not None for stub in stubs.values())


def test_an_external_schema_is_there_once(made: dict[str, str]) -> None:
    stubs = stubs_of(placed(made, "one") | placed(made, "two"))
    assert {stub.schema for stub in stubs.values()} == {"one/shop_pb2.py"}


def test_two_states_of_an_external_schema_are_both_there(made: dict[str, str]) -> None:
    other = compile_protos({"shop.proto": SHOP.replace("message Line", "message More {} message Line")})
    stubs = stubs_of(placed(made, "one") | placed(other, "two"))
    assert stubs["one/shop_pb2.py"].schema == "one/shop_pb2.py"
    assert stubs["two/shop_pb2.py"].schema == "two/shop_pb2.py"


def test_orphan_by_history(made: dict[str, str]) -> None:
    repository = placed(made, "gen")
    assert set(states(repository, ["proto/shop.proto"]).values()) == {"orphan"}
    assert set(states(repository, ["proto/workshop.proto"]).values()) == {"external"}


def test_orphan_by_siblings(made: dict[str, str]) -> None:
    other = compile_protos({"other.proto": 'syntax = "proto3"; message Other {}'})
    repository = {"other.proto": 'syntax = "proto3"; message Other {}'} | placed(made, "gen") | placed(other, "gen")
    assert states(repository) == {
        "gen/other_pb2.py": "current",
        "gen/other_pb2.pyi": "current",
        "gen/other_pb2_grpc.py": "current",
        "gen/shop_pb2.py": "orphan",
        "gen/shop_pb2.pyi": "orphan",
        "gen/shop_pb2_grpc.py": "orphan",
    }
    # A submodule that is not read may hold it.
    assert {path: stub.state.value for path, stub in stubs_of(repository, unread=True).items()} == {
        "gen/other_pb2.py": "current",
        "gen/other_pb2.pyi": "current",
        "gen/other_pb2_grpc.py": "current",
        "gen/shop_pb2.py": "external",
        "gen/shop_pb2.pyi": "external",
        "gen/shop_pb2_grpc.py": "external",
    }


def test_nearest_copy(made: dict[str, str]) -> None:
    drifted = SHOP.replace("bytes raw = 2", "bytes cooked = 2")
    repository = {"libs/proto/shop.proto": SHOP, "libs/client/shop.proto": drifted} | placed(made, "libs/client/gen")
    stub = stubs_of(repository)["libs/client/gen/shop_pb2.py"]
    assert (stub.schema, stub.state) == ("libs/client/shop.proto", StubState.DRIFTED)


def test_of_equally_near_copies_the_one_that_agrees(made: dict[str, str]) -> None:
    drifted = SHOP.replace("bytes raw = 2", "bytes cooked = 2")
    repository = {"a/shop.proto": drifted, "b/shop.proto": SHOP} | placed(made, "gen")
    assert stubs_of(repository)["gen/shop_pb2.py"].schema == "b/shop.proto"


@pytest.fixture(scope="module")
def nested() -> dict[str, str]:
    return compile_protos({"shop/v1/shop.proto": SHOP})


COPIES = {"proto/shop/v1/shop.proto": SHOP, "client/shop/v1/shop.proto": SHOP}
"""One copy in the folder of all protos, one where a Makefile puts it beside the stubs."""


@pytest.mark.parametrize(
    ("build", "text", "expected"),
    [
        # Beside the output folder, by a variable.
        (
            "client/Makefile",
            "PROTO=${ROOT}/proto\ngen:\n\tprotoc -I ${PROTO} --python_out=${OUT} shop/v1/shop.proto",
            "proto",
        ),
        ("client/gen.sh", "protoc -I ../proto --python_out=. shop/v1/shop.proto", "proto"),
        # Above it: it has to name the folder that it writes to.
        ("Makefile", "protoc -I proto --python_out=client shop/v1/shop.proto", "proto"),
        ("Makefile", "protoc -I proto --python_out=./client/ shop/v1/shop.proto", "proto"),
        ("Makefile", "protoc -I proto --python_out=server shop/v1/shop.proto", "client"),
        ("Makefile", "protoc -I proto --python_out=myclient shop/v1/shop.proto", "client"),
        # Elsewhere: so has this.
        ("scripts/gen.sh", "protoc -I ../proto --python_out=../client shop/v1/shop.proto", "proto"),
        ("scripts/gen.sh", "protoc -I ../proto --python_out=../server shop/v1/shop.proto", "client"),
        # Both copies, no copy, no output: it cannot be told.
        ("client/Makefile", "protoc -I ../proto -I . --python_out=. shop/v1/shop.proto", "client"),
        ("client/Makefile", "protoc -I ../third_party --python_out=. shop/v1/shop.proto", "client"),
        ("client/Makefile", "lint -I ../proto shop/v1/shop.proto", "client"),
    ],
)
def test_the_copy_that_a_build_text_compiles(nested: dict[str, str], build: str, text: str, expected: str) -> None:
    stubs = stubs_of(COPIES | {build: text} | placed(nested, "client"))
    assert {stub.schema for stub in stubs.values()} == {f"{expected}/shop/v1/shop.proto"}
    assert len(stubs) == 3


def test_of_several_build_texts_the_nearest_decides(nested: dict[str, str]) -> None:
    repository = COPIES | placed(nested, "client")
    repository["Makefile"] = "protoc -I client --python_out=client shop/v1/shop.proto"
    repository["client/Makefile"] = "protoc -I ../proto --python_out=. shop/v1/shop.proto"
    assert stubs_of(repository)["client/shop/v1/shop_pb2.py"].schema == "proto/shop/v1/shop.proto"


def test_build_texts_that_disagree_tell_nothing(nested: dict[str, str]) -> None:
    repository = COPIES | placed(nested, "client")
    repository["client/one.sh"] = "protoc -I ../proto --python_out=. shop/v1/shop.proto"
    repository["client/two.sh"] = "protoc -I . --python_out=. shop/v1/shop.proto"
    assert stubs_of(repository)["client/shop/v1/shop_pb2.py"].schema == "client/shop/v1/shop.proto"


def test_a_copy_that_is_compiled_and_differs_is_drift(nested: dict[str, str]) -> None:
    repository = COPIES | placed(nested, "client")
    repository["proto/shop/v1/shop.proto"] = SHOP.replace("bytes raw = 2", "bytes cooked = 2")
    repository["client/Makefile"] = "protoc -I ../proto --python_out=. shop/v1/shop.proto"
    stub = stubs_of(repository)["client/shop/v1/shop_pb2.py"]
    assert (stub.schema, stub.state) == ("proto/shop/v1/shop.proto", StubState.DRIFTED)


def test_flattened_stubs_are_found_by_the_folder_they_lie_in(nested: dict[str, str]) -> None:
    flat = {f"client/gen/{path.rpartition('/')[2]}": text for path, text in nested.items()}
    repository = COPIES | flat | {"Makefile": "protoc -I proto --python_out=tmp; mv tmp/shop/v1/*.py client/gen"}
    assert stubs_of(repository)["client/gen/shop_pb2.py"].schema == "proto/shop/v1/shop.proto"


def test_one_basename_two_packages(made: dict[str, str]) -> None:
    other = SHOP.replace("package shop.v1", "package shop.v2")
    stubs = stubs_of({"v1/shop.proto": SHOP, "v2/shop.proto": other} | placed(made, "v2/gen"))
    assert {stub.schema for stub in stubs.values()} == {"v1/shop.proto"}
    alone = stubs_of({"v2/shop.proto": other} | placed(made, "v2/gen"))
    assert {stub.state for stub in alone.values()} == {StubState.EXTERNAL}


def test_path_ends_in_whole_parts_only(made: dict[str, str]) -> None:
    assert set(states({"proto/workshop.proto": SHOP} | placed(made, "gen")).values()) == {"external"}


def test_services_alone_are_paired_by_their_rpcs(made: dict[str, str]) -> None:
    repository = {"proto/renamed.proto": SHOP, "gen/shop_pb2_grpc.py": made["shop_pb2_grpc.py"]}
    stub = stubs_of(repository)["gen/shop_pb2_grpc.py"]
    assert (stub.schema, stub.state) == ("proto/renamed.proto", StubState.CURRENT)
    assert states({"gen/shop_pb2_grpc.py": made["shop_pb2_grpc.py"]}) == {"gen/shop_pb2_grpc.py": "external"}


def test_no_services_and_no_neighbour_are_paired_by_name() -> None:
    empty = 'syntax = "proto3"; package empty;'
    made = compile_protos({"a/empty.proto": empty})
    repository = {"proto/a/empty.proto": empty, "gen/a/empty_pb2_grpc.py": made["a/empty_pb2_grpc.py"]}
    # The import path is inferred elsewhere; here it is the root path, which the module's path then ends like.
    stub = stubs_of({"a/empty.proto": empty, "gen/a/empty_pb2_grpc.py": made["a/empty_pb2_grpc.py"]})
    assert stub["gen/a/empty_pb2_grpc.py"].schema == "a/empty.proto"
    assert len(stubs_of(repository)) == 1


def test_unproven(made: dict[str, str]) -> None:
    header = made["shop_pb2.py"].partition("from google")[0]
    repository = {"shop.proto": SHOP, "shop_pb2.py": header + "class Order: ...\n"}
    assert states(repository) == {"shop_pb2.py": "unproven"}
    grown = {"shop.proto": SHOP, "shop_pb2.py": made["shop_pb2.py"] + "\ndef helper():\n    return 1\n"}
    stub = stubs_of(grown)["shop_pb2.py"]
    assert (stub.state, stub.schema, stub.module) == (StubState.UNPROVEN, "shop.proto", None)


def test_an_unproven_neighbour_proves_nothing(made: dict[str, str]) -> None:
    repository = {
        "shop_pb2.py": made["shop_pb2.py"].partition("from google")[0],
        "shop_pb2_grpc.py": made["shop_pb2_grpc.py"],
    }
    stubs = stubs_of(repository)
    assert stubs["shop_pb2_grpc.py"].module is None


def test_an_import_that_the_schema_does_not_have_takes_the_proof_away(made: dict[str, str]) -> None:
    text = made["shop_pb2_grpc.py"].replace("import warnings\n", "import warnings\nfrom app import billing_pb2\n")
    repository = {"shop.proto": SHOP} | made | {"shop_pb2_grpc.py": text}
    assert states(repository)["shop_pb2_grpc.py"] == "unproven"


def test_a_type_stub_of_foreign_names_is_unproven(made: dict[str, str]) -> None:
    text = made["shop_pb2.pyi"] + "from app.billing_pb2 import Bill as Bill\n"
    assert states({"shop.proto": SHOP} | made | {"shop_pb2.pyi": text})["shop_pb2.pyi"] == "unproven"


def test_messages_of_an_import_of_an_import() -> None:
    protos = {
        "a.proto": 'syntax = "proto3"; message A {}',
        "b.proto": 'syntax = "proto3"; import public "a.proto";',
        "c.proto": 'syntax = "proto3"; import "b.proto"; service S { rpc R(A) returns (A); }',
    }
    made = compile_protos(protos)
    assert "import a_pb2" in made["c_pb2_grpc.py"]
    assert set(states(protos | made).values()) == {"current"}


def test_a_proven_stub_beside_an_unproven_one_is_external(made: dict[str, str]) -> None:
    repository = made | {"shop_pb2.py": made["shop_pb2.py"] + "\ndef helper():\n    return 1\n"}
    stubs = stubs_of(repository)
    assert stubs["shop_pb2.py"].state is StubState.UNPROVEN
    services = stubs["shop_pb2_grpc.py"]
    assert (services.state, services.schema) == (StubState.EXTERNAL, "shop_pb2.py")


BETTERPROTO = """# Generated by the protocol buffer compiler.  DO NOT EDIT!
# sources: {sources}
# plugin: python-betterproto
from dataclasses import dataclass
import betterproto
{classes}
"""


def betterproto(sources: str, *messages: str) -> str:
    """What betterproto writes for messages without fields."""
    classes = "".join(f"@dataclass\nclass {name}(betterproto.Message):\n    pass\n" for name in messages)
    return BETTERPROTO.format(sources=sources, classes=classes)


PARTS = {
    "a.proto": 'syntax = "proto3"; package shop.v1; message Order {}',
    "b.proto": 'syntax = "proto3"; package shop.v1; message Menu {}',
    "c.proto": 'syntax = "proto3"; package other; message Order {}',
}


@pytest.mark.parametrize(
    ("path", "text", "state"),
    [
        ("lib/shop/v1/__init__.py", betterproto("a.proto, b.proto", "Menu", "Order"), "current"),
        ("lib/shop/v1/__init__.py", betterproto("a.proto", "Order"), "current"),  # a part of the package
        ("lib/shop/v1/__init__.py", betterproto("a.proto, b.proto", "Order"), "drifted"),
        ("lib/shop/v2/__init__.py", betterproto("a.proto", "Order"), "external"),
        ("lib/other/__init__.py", betterproto("a.proto", "Order"), "external"),  # a.proto is no part of that package
        ("lib/shop/v1/__init__.py", betterproto("a.proto", "Order") + "DEFAULT = Order()\n", "unproven"),
    ],
)
def test_betterproto(path: str, text: str, state: str) -> None:
    facts = {path: read_stub(Source(path, "", text.encode()))}
    catalog = build_catalog([read_proto(Source(name, "", proto.encode())) for name, proto in PARTS.items()])
    (stub,) = pair({k: v for k, v in facts.items() if v}, catalog, generate(catalog, {"betterproto"}), frozenset())
    assert stub.state.value == state


def purerpc(service: str, *rpcs: str) -> str:
    """What purerpc writes for a service of package shop.v1, all of whose rpcs take and give an Order."""

    def signature(rpc: str, more: str = "") -> str:
        return f'"{rpc}", {more}purerpc.RPCSignature(purerpc.Cardinality.UNARY_UNARY, s.Order, s.Order,)'

    lines = ["import purerpc", "import shop_pb2 as s", f"class {service}Servicer(purerpc.Servicer):"]
    for rpc in rpcs:
        lines += [f"    async def {rpc}(self, input_message):", "        raise NotImplementedError()"]
    lines += ["    @property", "    def service(self) -> purerpc.Service:"]
    lines += [f'        service_obj = purerpc.Service("shop.v1.{service}")']
    lines += [f"        service_obj.add_method({signature(rpc, f'self.{rpc}, ')})" for rpc in rpcs]
    lines += ["        return service_obj", f"class {service}Stub:", "    def __init__(self, channel):"]
    lines += [f'        self._client = purerpc.Client("shop.v1.{service}", channel)']
    lines += [f"        self.{rpc} = self._client.get_method_stub({signature(rpc)})" for rpc in rpcs]
    return "\n".join(lines)


def test_purerpc_is_proven_by_the_whole_of_its_services(made: dict[str, str]) -> None:
    whole = {"gen/shop_grpc.py": purerpc("Orders", "Place", "Watch")}
    stub = stubs_of({"proto/shop.proto": SHOP} | whole)["gen/shop_grpc.py"]
    assert (stub.schema, stub.state) == ("proto/shop.proto", StubState.CURRENT)
    assert stub.module is not None
    assert stub.module.module == "proto.shop_grpc"
    part = {"gen/shop_grpc.py": purerpc("Orders", "Place")}
    assert states({"proto/shop.proto": SHOP} | part) == {"gen/shop_grpc.py": "unproven"}
    # Without its schema nothing proves it; a stub with the descriptor does.
    assert states(whole) == {"gen/shop_grpc.py": "unproven"}
    assert states(placed(made, "gen") | whole)["gen/shop_grpc.py"] == "external"


def test_purerpc_goes_with_the_messages_beside_it(made: dict[str, str]) -> None:
    repository = {"a/shop.proto": SHOP, "b/shop.proto": SHOP, "b/gen/shop_pb2.py": made["shop_pb2.py"]}
    stub = stubs_of(repository | {"b/gen/shop_grpc.py": purerpc("Orders", "Place", "Watch")})["b/gen/shop_grpc.py"]
    assert (stub.schema, stub.source) == ("b/shop.proto", "shop.proto")


def rust(*items: str) -> str:
    lines = ["// This file is @generated by prost-build.", "#[derive(Clone, PartialEq, ::prost::Message)]"]
    return "\n".join([*lines, *(f"{item} {{\n}}" for item in items), ""])


def test_rust() -> None:
    items = [
        "pub struct Order",
        "pub mod order",
        "pub struct Line",
        "pub enum Color",
        "pub mod orders_client",
        "pub mod orders_server",
    ]
    repository = {"proto/shop.proto": SHOP, "src/pb/shop.v1.rs": rust(*items)}
    stub = stubs_of(repository)["src/pb/shop.v1.rs"]
    assert (stub.state, stub.schema) == (StubState.CURRENT, "proto/shop.proto")
    assert stub.module is not None
    assert {"Order", "orders_client::OrdersClient"} <= {name.name for name in stub.module.names}
    messages_only = stubs_of(repository | {"src/pb/shop.v1.rs": rust(*items[:4])})["src/pb/shop.v1.rs"]
    assert messages_only.state is StubState.CURRENT
    assert states(repository | {"src/pb/shop.v1.rs": rust(*items[1:])}) == {"src/pb/shop.v1.rs": "drifted"}
    assert states({"proto/shop.proto": SHOP, "src/pb/other.v1.rs": rust(*items)}) == {"src/pb/other.v1.rs": "unproven"}


def test_rust_in_a_file_that_another_build_system_named() -> None:
    messages = ["pub struct Order", "pub mod order", "pub struct Line", "pub enum Color"]
    assert states({"proto/shop.proto": SHOP, "gen/shop.v1.pb.rs": rust(*messages)}) == {"gen/shop.v1.pb.rs": "current"}
    assert states({"proto/shop.proto": SHOP, "gen/shop.v2.pb.rs": rust(*messages)}) == {"gen/shop.v2.pb.rs": "unproven"}


def test_rust_of_a_package_whose_name_ends_like_a_file() -> None:
    """`acme.pb.rs` is of `acme.pb` before it is a file of `acme` under a name of another build system."""
    protos = {
        f"{name}.proto": f'syntax = "proto3";\npackage {name};\nmessage Note {{}}\n' for name in ("acme", "acme.pb")
    }
    found = stubs_of({**protos, "gen/acme.rs": rust("pub struct Note"), "gen/acme.pb.rs": rust("pub struct Note")})
    assert {path: stub.schema for path, stub in found.items()} == {
        "gen/acme.rs": "acme.proto",
        "gen/acme.pb.rs": "acme.pb.proto",
    }


def test_rust_in_a_folder_for_each_part_of_its_package() -> None:
    protos = {
        f"{name}.proto": f'syntax = "proto3";\npackage acme.{name}.v1;\nmessage Note {{}}\n' for name in ("a", "b")
    }
    found = stubs_of(
        {**protos, "gen/acme/b/v1.rs": rust("pub struct Note"), "gen/acme/c/v1.rs": rust("pub struct Note")}
    )
    assert {path: stub.schema for path, stub in found.items()} == {
        "gen/acme/b/v1.rs": "b.proto",
        "gen/acme/c/v1.rs": None,
    }


def test_rust_of_a_part_of_its_package() -> None:
    other = 'syntax = "proto3"; package shop.v1; message Bill { message Line {} } enum Currency { EUR = 0; }'
    repository = {"proto/shop.proto": SHOP, "proto/bill.proto": other}
    bills = ["pub struct Bill", "pub mod bill", "pub enum Currency"]
    stub = stubs_of(repository | {"src/shop.v1.rs": rust(*bills)})["src/shop.v1.rs"]
    assert (stub.state, stub.schema) == (StubState.CURRENT, "proto/bill.proto")
    assert stub.module is not None
    assert stub.module.schemas == ("proto/bill.proto",)
    assert {name.symbol.split(".")[2] for name in stub.module.names} == {"Bill", "Currency"}
    # One name too many, or too few: it is no part of the package, and all of its names may be meant.
    for items in (bills[:2], [*bills, "pub struct Order"]):
        stub = stubs_of(repository | {"src/shop.v1.rs": rust(*items)})["src/shop.v1.rs"]
        assert (stub.state, stub.schema) == (StubState.DRIFTED, None)
        assert stub.module is not None
        assert stub.module.schemas == ("proto/bill.proto", "proto/shop.proto")


def test_rust_of_one_of_several_copies() -> None:
    items = ["pub struct Bill", "pub mod bill"]
    bill = 'syntax = "proto3"; package shop.v1; message Bill { message Line {} }'
    repository = {"api/bill.proto": bill, "client/proto/bill.proto": bill, "client/src/shop.v1.rs": rust(*items)}
    stub = stubs_of(repository)["client/src/shop.v1.rs"]
    assert (stub.state, stub.schema) == (StubState.CURRENT, "client/proto/bill.proto")
    assert stub.module is not None
    assert stub.module.schemas == ("api/bill.proto", "client/proto/bill.proto")


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(["shop_pb2.py", "shop_pb2.pyi", "shop_pb2_grpc.py"]),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
    end=st.floats(0, 1),
)
def test_mangled_stubs_never_crash(
    made: dict[str, str], file: str, cuts: list[tuple[float, int, bytes]], end: float
) -> None:
    data = made[file].encode()
    for place, length, inserted in cuts:
        start = int(place * len(data))
        data = data[:start] + inserted + data[start + length :]
    data = data[: max(1, int(end * len(data) * 1.5))]
    found = read_stub(Source(file, "", data))
    facts = {file: found} if found is not None else {}
    proto = read_proto(Source("shop.proto", "", SHOP.encode()))
    catalog = build_catalog([proto, *external_schemas(facts, {"shop.proto": proto})])
    for stub in pair(facts, catalog, generate(catalog), frozenset()):
        assert stub.module is None or stub.state is not StubState.UNPROVEN
