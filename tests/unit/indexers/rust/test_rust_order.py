"""The same text gives the same index each time."""

from protoref.indexers.rust.indexer import index
from protoref.model.source import Source

TEXT = b"""\
struct Basket<T = pb::Order> where Vec<pb::Card>: Clone {
    orders: Vec<Option<pb::Order>>,
    find: Box<dyn Fn(&pb::Card) -> T>,
    other: other::Order,
}
"""


def test_fields_are_in_order_of_appearance() -> None:
    for _ in range(20):
        assert [field.name for field in index(Source("a.rs", "", TEXT)).fields] == ["orders", "find", "other"]
