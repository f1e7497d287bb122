"""What a schema declares twice, after a broken merge, say: named once, however often."""

from __future__ import annotations

from collections import Counter

from protoref.codegen.base import children, declared, services
from protoref.codegen.prost import modules
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto

ONCE = (
    b"message Order { string id = 1; oneof by { string card = 2; } } service Till { rpc Pay(Order) returns (Order); }\n"
)


def test_what_is_declared_again_is_visited_once() -> None:
    once, often = (read_proto(Source("a.proto", "", ONCE * times)) for times in (1, 50))
    assert len(often.symbols) == 50 * len(once.symbols)
    assert [symbol.full_name for symbol in declared(often)] == [symbol.full_name for symbol in once.symbols]
    assert {name: len(found) for name, found in children(often).items()} == {None: 2, "Order": 3, "Till": 1}
    assert [(service.name, [rpc.name for rpc in rpcs]) for service, rpcs in services(often)] == [("Till", ["Pay"])]


def test_what_only_the_second_holds_is_named_as_well() -> None:
    file = read_proto(Source("a.proto", "", ONCE + b"message Order { string remark = 9; }\n"))
    names = Counter(name.name for module in modules(build_catalog([file])) for name in module.names)
    assert names["Order::remark"] == names["Order::id"] == names["Order"] == 1
