"""Which declarations of a document are coded like generated messages, whoever wrote them."""

from __future__ import annotations

from bisect import bisect_right

from protoref.indexers.rust.index import ItemKind, Position, RustIndex

_DERIVES = frozenset({"Message", "Oneof", "Enumeration"})
"""prost-derive's macros (prost-derive/src/lib.rs)."""
_TRAITS = frozenset({"Message", "MessageFull", "MessageWrite"})
"""What rust-protobuf and quick-protobuf implement for each message."""


def twins(index: RustIndex) -> frozenset[int]:
    """Starts of the names of structs and enums that derive or implement what encodes them as messages."""
    types = [item for item in index.items if item.kind in (ItemKind.STRUCT, ItemKind.ENUM)]
    starts = sorted(item.start for item in types)
    by_name = {item.name: item.start for item in types}
    found: set[int] = set()
    paths = {path.segments[0].start: path.segments[-1].name for path in index.paths}
    for path in index.paths:
        if path.position is Position.ATTRIBUTE and path.segments[-1].name in _DERIVES:
            behind = bisect_right(starts, path.segments[0].start)
            if behind < len(starts):
                found.add(starts[behind])
    for impl in index.impls:
        name = paths.get(impl.type_start, "")
        trait = paths.get(impl.trait_start) or paths.get(impl.trait_start + 2, "")  # `::protobuf::Message`
        if trait in _TRAITS and name in by_name:
            found.add(by_name[name])
    return frozenset(found)
