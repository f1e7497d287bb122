"""Real files of generators of other languages, committed: proven, paired with their schemas, and no longer so once somebody writes into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from protoref.linking.foreign.generators import protoc_csharp
from protoref.linking.foreign.stubs import ForeignStubs
from protoref.model.generated import StubState
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.snapshot.languages import language_of

RECORDED = Path(__file__).parent / "recorded" / "foreign"
PROTOS = {"proto/acme/v1/order-book.proto": "order-book.proto", "proto/many.proto": "many.proto"}
IMPORT_PATHS = {"proto/acme/v1/order-book.proto": "acme/v1/order-book.proto", "proto/many.proto": "many.proto"}
OF_MANY = {"Kind.java", "Many.java", "Order.java", "OrderOrBuilder.java"}
FILES = sorted(path.relative_to(RECORDED).as_posix() for path in RECORDED.glob("*/*"))
WRITTEN = {
    ".java": "\nclass Helper { com.acme.v1.OrderBook.Order last; }\n",
    ".cs": "\nclass Helper { Acme.V1.Order last; }\n",
    ".h": "\nacme::v1::Order total();\n",
    ".cc": "\nint total(const acme::v1::Order& order) { return 1; }\n",
    ".ts": "\nexport function total(order: Order) { return order.id; }\n",
    ".js": "\nexport function total(order) { return order.id; }\n",
}


def stubs(changed: str = "") -> ForeignStubs:
    """Reads against the recorded schemas; `changed` is a field to add to the first one."""
    files = []
    for path, name in PROTOS.items():
        text = (RECORDED / name).read_text(encoding="utf-8").replace("string id = 1;", f"string id = 1; {changed}")
        files.append(replace(read_proto(Source(path, "0", text.encode())), import_path=IMPORT_PATHS[path]))
    return ForeignStubs(build_catalog(files))


def source(name: str, more: str = "") -> Source:
    return Source(f"gen/{name}", "0", (RECORDED / name).read_bytes() + more.encode())


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_proven(name: str) -> None:
    stub = stubs().read(source(name), language_of(name))
    assert stub is not None
    of_many = name.rpartition("/")[2] in OF_MANY
    assert stub.schema == ("proto/many.proto" if of_many else "proto/acme/v1/order-book.proto")
    assert stub.state is StubState.CURRENT


@pytest.mark.parametrize("name", FILES)
def test_with_code_of_somebodys_it_is_not(name: str) -> None:
    more = WRITTEN[Path(name).suffix]
    assert stubs().read(source(name, more), language_of(name)) is None


def test_a_class_that_the_schema_has_no_more_stands_for_the_file() -> None:
    schema = replace(
        read_proto(Source("o.proto", "0", b'syntax = "proto3"; package acme.v1;')), import_path="order-book.proto"
    )
    names = protoc_csharp.names(source("csharp/OrderBook.cs"), schema)
    assert names["Acme.V1.Order"] == names["Acme.V1.OrderBookReflection"] == "file:o.proto"
    assert "Acme.V1.Types" not in names


@pytest.mark.parametrize(
    "name",
    [
        "cpp/order-book.pb.cc",
        "csharp/OrderBook.cs",
        "java/OrderBook.java",
        "es/order-book_pb.ts",
        "es/order-book_pb.js",
    ],
)
def test_a_descriptor_inside_tells_drift(name: str) -> None:
    stub = stubs("string note = 9;").read(source(name), language_of(name))
    assert stub is not None
    assert stub.state is StubState.DRIFTED
    assert stub.drift == ("acme.v1.Order.note: only in the schema",)
