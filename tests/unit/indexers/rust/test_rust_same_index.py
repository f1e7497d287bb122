"""A document's index is the same each time: the parser's library hands nodes over in any order."""

from protoref.indexers.rust.indexer import index
from protoref.model.source import Source

TEXT = b"\n".join(
    b"struct S%d { one: A%d, two: fn(B) -> C, three: Option<D>, four: [E; 2] }\n"
    b"fn f%d(a: S%d, b: &dyn T) -> u8 { let c = a.one.get(b.two()).three()?; match c { Some(d) => d.e(a), _ => g(b).h() } }"
    % (number, number, number, number)
    for number in range(60)
)


def test_the_same_each_time() -> None:
    source = Source("a.rs", "1", TEXT)
    first = index(source)
    assert len(first.fields) == 240
    assert [one.type_start for one in first.fields] == sorted(one.type_start for one in first.fields)
    assert all(index(source) == first for _ in range(5))


def test_fields_are_in_order_of_appearance() -> None:
    text = b"struct Basket<T> {\n orders: Vec<Option<A>>,\n find: Box<dyn Fn(&B) -> T>,\n other: other::C,\n}\n"
    for _ in range(20):
        assert [one.name for one in index(Source("a.rs", "", text)).fields] == ["orders", "find", "other"]
