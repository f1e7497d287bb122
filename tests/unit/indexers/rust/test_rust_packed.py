"""An index of many is packed: what is in it can be asked for as before."""

from msgspec.structs import asdict

from protoref.indexers.rust.index import Body
from protoref.indexers.rust.indexer import index
from protoref.model.source import Source

TEXT = b"""
/// ```
/// let x = Order::new(1);
/// ```
fn f(order: &Order) -> &str { order.id(); "text" } // a comment
"""


def test_a_packed_body_is_what_was_packed() -> None:
    found = index(Source("a.rs", "", TEXT))
    assert isinstance(found.body, bytes)
    assert all(asdict(found.opened).values())  # nothing in it is empty
    assert [one.name for one in found.calls] == ["id"]
    assert [one.segments[0].name for one in found.paths] == ["Order", "order"]
    assert found.doc_tests is not None
    assert isinstance(found.doc_tests.body, bytes)
    assert [segment.name for path in found.doc_tests.paths for segment in path.segments] == ["Order", "new"]
    assert found.packed() is found


def test_names_that_are_no_text_are_kept_as_they_are() -> None:
    found = index(Source("a.rs", "", b'const X: &str = "\xff";'))
    assert isinstance(found.body, Body)
    assert [one.text for one in found.strings] == ["\udcff"]


def test_too_much_is_not_read() -> None:
    much = index(Source("a.rs", "", b"static X: u8 = " + b"Order+" * 300_000 + b"1;"))
    assert not much.paths
    assert [(spot.start, spot.names) for spot in much.opaque] == [(0, ("Order", "X", "static", "u8"))]
    assert not index(Source("a.rs", "", b"struct Order;" + b" " * 600_000)).opaque
