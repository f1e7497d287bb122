"""Names that are put together, or that stand beside their module or package: none of them may pass for a word."""

from __future__ import annotations

import pytest

from protoref.analysis import Analysis
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree
from summed import check_sums

PROTO = """\
syntax = "proto3";
package shop.v1;
message Order { string id = 1; }
message OrderLine { string sku = 1; }
message Card { string number = 1; }
enum State { STATE_OPEN = 0; }
service Till { rpc Pay(Order) returns (Card); }
"""
BLOCKING = frozenset({"reference", "unresolved", "foreign"})


def analysed(path: str, text: str | bytes) -> Analysis:
    files: dict[str, str | bytes] = {"proto/shop/v1/order.proto": PROTO, path: text}
    return analyse(MemoryTree(files), RunOptions(jobs=1))


def seen(path: str, text: str | bytes, key: str = "shop.v1.Order") -> set[str]:
    """The classes of a message's occurrences in a document, and `opaque` where a spot there reaches it."""
    analysis = analysed(path, text)
    found = {str(entry.reading.occurrence_class) for entry in analysis.books.entries(key, frozenset([path]))}
    return found | {"opaque" for spot in analysis.opaque if spot.path == path and key in spot.reach}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'NAME = "shop.v1" ".Order"\n'),
        ("a.py", 'PACKAGE = "shop.v1"\nNAME = f"{PACKAGE}.Order"\n'),
        ("a.py", 'NAME = "{}.{}".format("shop.v1", "Order")\n'),
        ("a.py", 'NAME = "type.googleapis.com/shop.v1." + "Order"\n'),
        ("a.rs", 'const NAME: &str = concat!("shop.v1", ".Order");\n'),
        ("a.go", 'var name = "shop.v1" + "." + "Order"\n'),
        ("a.yaml", "package: shop.v1\nmessage: Order\n"),
        ("a.yaml", r"regex: '/?shop\.v1\.Order'" + "\n"),
        ("a.json", r'{"regex": "type\\.googleapis\\.com/shop\\.v1\\.Order"}' + "\n"),
        ("a.json", r'{"schema": "syntax = \"proto3\";\npackage shop.v1;\nmessage Order { string id = 1; }"}'),
        ("pyproject.toml", '[project.entry-points.codecs]\norder = "shop.v1.order_pb2:Order"\n'),
        ("data/order.pkl", b"\x80\x04\x8c\x11shop.v1.order_pb2\x94\x8c\x05Order\x94\x93\x94)\x81."),
        ("run.sh", 'python -c "from shop.v1.order_pb2 import Order; Order()"\n'),
        ("data/image.binpb", b'\n\x15shop/v1/order.proto\x12\x07shop.v1"\x20\n\x05Order\x12\x0e\n\x02id\x18\x01'),
        ("data/order.textproto", '# proto-file: shop/v1/order.proto\n# proto-message: Order\nid: "1"\n'),
        ("deploy/allowed.txt", "shop.v1.Card\nshop.v1.Order\n"),
        ("main.rs.tera", "fn f(_: shop_pb::v1::Order) {}\n"),
        ("app/m.py", '"""\n>>> from shop.v1.order_pb2 import Order\n>>> Order(id="1")\n"""\n'),
        ("app/m.py", '"""\n>>> from shop.v1.order_pb2 import (\n>>> Order(id="1")\n"""\n'),
        ("app/m.py", 'from shop.v1 import order_pb2\n"""\n>>> Order(id="1")\n"""\n'),
        (
            "app/m.py",
            'from shop.v1.order_pb2 import Order\n__all__ = []\ndef f():\n    """\n    >>> Order(id="1")\n    """\n',
        ),
        ("docs/use.rst", ">>> from shop.v1.order_pb2 import Order\n>>> Order()\n"),
        ("run.sh", "PKG=shop.v1\nprotoc --decode ${PKG}.Order <a.bin\n"),
        ("run.sh", "PKG=shop.v1\nprotoc --decode $PKG.Order <a.bin\n"),
        ("Makefile", "PKG = shop.v1\nshow:\n\tprotoc --decode $(PKG).Order <a.bin\n"),
        ("run.bat", "set PKG=shop.v1\nprotoc --decode %PKG%.Order\n"),
    ],
)
def test_is_no_word(path: str, text: str | bytes) -> None:
    assert seen(path, text) & BLOCKING


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'KIND = "Order"\n'),
        ("a.py", 'PACKAGE = "shop.v2"\nNAME = f"{PACKAGE}.Order"\n'),
        ("a.py", 'log("shop.v1")\nOrder = 3\n'),
        ("a.yaml", "package: shop.v1\nOrder: 1\n# Order\n"),
        ("a.json", r'{"regex": "other\\.v1\\.Order"}' + "\n"),
        ("run.sh", "protoc --decode $PKG.Order <a.bin\n"),
        ("run.sh", "PKG=shop.v2\nprotoc --decode $PKG.Order <a.bin\n"),
        ("run.sh", "PKG=shop.v1\nls $DIR/Order Order\n"),
        ("envoy.yaml", "regex: 'shop.v1.(?:Orders|Card)'\n"),
        ("envoy.yaml", "regex: 'shop.v2.(?:Order|Card)'\n"),
        ("pyproject.toml", '[project.entry-points.codecs]\norder = "shop.v1.other_pb2:Order"\n'),
        ("docs/use.rst", ">>> from shop.v1.other_pb2 import Order\n>>> Order()\n"),
        ("README.md", "`order_pb2` holds Order.\n"),
        ("main.rs.tera", "fn f(_: shop_pb::v2::Order, Order) {}\n"),
    ],
)
def test_is_a_word(path: str, text: str) -> None:
    assert seen(path, text) <= {"homonym", "mention"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'def f(pool, kind): return pool.FindMessageTypeByName("shop.v1." + kind)\n'),
        ("a.py", 'def f(kind): return f"shop.v1.{kind}"\n'),
        ("a.py", 'def f(kind): return "shop.v1.%s" % kind\n'),
        ("a.ts", "const url = `type.googleapis.com/shop.v1.${kind}`;\n"),
        ("a.rs", 'fn f(kind: &str) -> String { format!("shop.v1.{kind}") }\n'),
        ("a.py", 'def f(kind): return f"shop.v1.Ord{kind}"\n'),
        ("nginx.conf", "location ~ ^/types/shop\\.v1\\.(Card|Order)$ { }\n"),
        ("envoy.yaml", "regex: 'shop.v1.(?:Order|Card)'\n"),
    ],
)
def test_computed_names_are_opaque(path: str, text: str) -> None:
    assert "opaque" in seen(path, text)


def test_an_opaque_name_reaches_what_starts_like_it() -> None:
    spots = analysed("a.py", 'def f(kind): return f"shop.v1.Order{kind}"\n').opaque
    assert [spot.reach for spot in spots] == [
        ("shop.v1.Order", "shop.v1.Order.id", "shop.v1.OrderLine", "shop.v1.OrderLine.sku")
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", 'NAME = "shop.v1.Unknown"\n'),
        ("a.py", "# see shop.v1.{Order, Card}\n"),
        ("A.scala", "import shop.v1.{Card, State}\n"),
        ("README.md", "All of shop.v1.{kind}\n"),
        ("envoy.yaml", 'prefix: "/shop.v1."\n'),
    ],
)
def test_nothing_is_computed(path: str, text: str) -> None:
    assert "opaque" not in seen(path, text)


def test_a_method_behind_a_constant_service() -> None:
    assert "opaque" in seen("a.py", 'def f(method): return f"/shop.v1.Till/{method}"\n', "shop.v1.Till.Pay")
    assert "opaque" not in seen("a.py", 'def f(): return "/shop.v1.Till/Pay"\n', "shop.v1.Till.Pay")
    assert "opaque" not in seen("envoy.yaml", 'prefix: "/shop.v1.Till/"\n', "shop.v1.Till.Pay")


def test_values_in_the_text_of_a_message() -> None:
    assert seen("data/order.textproto", "state: STATE_OPEN\n", "shop.v1.State.STATE_OPEN") == {"reference"}


def test_paths_in_attributes() -> None:
    files = {
        "proto/shop/v1/order.proto": PROTO,
        "Cargo.toml": '[package]\nname = "app"\nedition = "2021"\n',
        "src/lib.rs": 'mod pb { tonic::include_proto!("shop.v1"); }\n#[map("pb::Order")]\nstruct A;\n'
        'const B: &str = "the pb::Card of old";\n',
    }
    books = analyse(MemoryTree(files), RunOptions(jobs=1)).books
    found = {
        key: [str(entry.reading.occurrence_class) for entry in books.entries(key, frozenset(["src/lib.rs"]))]
        for key in ("shop.v1.Order", "shop.v1.Card")
    }
    assert found == {"shop.v1.Order": ["reference"], "shop.v1.Card": ["homonym"]}


def test_paths_in_attributes_through_another_type() -> None:
    proto = """syntax = "proto3";
package shop.v1;
enum State { STATE_OPEN = 0; }
enum Door { DOOR_OPEN = 0; }
"""
    lib = """mod pb { tonic::include_proto!("shop.v1"); }
use pb::Door;
struct House {
    #[builder(default = "Door::Open")]
    door: Door,
    #[builder(default = "Gate::Open")]
    gate: i32,
    #[builder(default = "pb::Open")]
    all: i32,
}
"""
    files = {"proto/a.proto": proto, "Cargo.toml": '[package]\nname = "app"\nedition = "2021"\n', "src/lib.rs": lib}
    books = analyse(MemoryTree(files), RunOptions(jobs=1)).books
    entries = books.entries("shop.v1.State.STATE_OPEN", frozenset(["src/lib.rs"]))
    found = [(lib.count("\n", 0, entry.hit.start), str(entry.reading.occurrence_class)) for entry in entries]
    assert found == [(3, "unrelated"), (5, "reference"), (7, "reference")]


def test_a_path_in_a_string_is_added_up_for_whom_it_may_mean() -> None:
    """`"Order::Line"` beside a use of Order: a line of that order in the sum of all targets, too, and nobody else's."""
    files = {
        "proto/shop.proto": 'syntax = "proto3"; package shop; message Order { message Line {} } message Line {}',
        "Cargo.toml": '[package]\nname = "a"\n',
        "src/lib.rs": 'pub mod pb { tonic::include_proto!("shop"); }\nuse pb::Order;\nfn f(o: Order) -> &str { "Order::Line" }\n',
    }
    analysis = analyse(MemoryTree({path: text.encode() for path, text in files.items()}), RunOptions(jobs=1))
    check_sums(analysis)
    assert len(analysis.books.account("shop.Order.Line", detailed=False).text_references) == 1
    assert analysis.books.account("shop.Line", detailed=False).text_references == ()


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("a.py", 'PACKAGE = "shop.v1"\ncall(f"/{PACKAGE}.Till/Pay")\n', {"reference"}),
        ("a.py", 'call("/" + PACKAGE + ".Till/Pay")\n', {"reference"}),
        ("run.sh", 'grpcurl "$PACKAGE.Till/Pay"\n', set()),
        ("run.sh", 'grpcurl "${PACKAGE}.Till/Pay"\n', {"reference"}),
        ("a.py", 'call("/other.Till/Pay")\n', set()),
    ],
)
def test_the_path_of_an_rpc_behind_a_package_that_stands_elsewhere(path: str, text: str, told: set[str]) -> None:
    assert seen(path, text, "shop.v1.Till.Pay") == told


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("app/messages.py", "# Automatically generated by pb2py\n\n\nclass Order(Message):\n    pass\n", {"reference"}),
        ("app/messages.py", "# Written by hand\n\n\nclass Order(Message):\n    pass\n", {"homonym"}),
        ("app/messages.py", "# Automatically generated by pb2py\n\n\nprint(Order)\n", {"homonym"}),
    ],
)
def test_a_class_that_a_program_wrote_may_be_made_of_the_message(path: str, text: str, told: set[str]) -> None:
    assert seen(path, text) == told


@pytest.mark.parametrize(("name", "told"), [(b"Card", {"homonym"}), (b"OrderLine", {"reference"})])
def test_a_short_word_in_what_is_compressed_is_none(name: bytes, told: set[str]) -> None:
    """The files in an archive have their names there; what is in them has not, and any few letters stand in it."""
    archive = b"PK\3\4shop/v1/order_pb2.py\0\x91Up\x17\2" + name + b"\x88\0"
    assert seen("dist/shop.whl", archive, f"shop.v1.{name.decode()}") == told


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("chart/templates/route.yaml", "type: {{ .Values.package }}.Order\n"),
        ("app/look.py", "def look(pool, package): return pool.get(f'{package}.Order')\n"),
    ],
)
def test_a_package_may_stand_in_another_text(path: str, text: str) -> None:
    analysed_with = {"proto/order.proto": PROTO, path: text}
    for values, expected in (("package: shop.v1\n", True), ("package: shop.v2\n", False)):
        analysis = analyse(MemoryTree({**analysed_with, "chart/values.yaml": values}), RunOptions(jobs=1))
        found = {
            str(one.reading.occurrence_class) for one in analysis.books.entries("shop.v1.Order", frozenset([path]))
        }
        assert ("reference" in found) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call(f'/{PACKAGE}.{SERVICE}/Pay')\n", {"reference"}),
        ("call(f'/{PACKAGE}.{SERVICE}/Pays')\n", set()),
        ("call(f'{url}/Pay')\n", {"unrelated"}),
        ("call(f'/{shop}/Pay')\n", {"unrelated"}),
    ],
)
def test_a_path_may_be_put_together_of_constants_elsewhere(text: str, expected: set[str]) -> None:
    assert seen("a.py", text, "shop.v1.Till") == expected


def test_the_end_of_a_path_hides_no_file() -> None:
    files = {
        "proto/Pay.proto": 'syntax = "proto3"; package shop.v1; service Till { rpc Pay(Order) returns (Order); } message Order {}',
        "load.rb": 'load("#{dir}/Pay.proto")\n',
    }
    books = analyse(MemoryTree(files), RunOptions(jobs=1)).books
    found = [str(one.reading.occurrence_class) for one in books.entries("file:proto/Pay.proto", frozenset(["load.rb"]))]
    assert "reference" in found
