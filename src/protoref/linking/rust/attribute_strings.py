"""Paths that attributes of derived traits hold in strings: `#[serde(try_from = "pb::Order")]`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from protoref.indexers.rust.index import Path, Position, RustIndex, Segment, Text

_SERDE = frozenset(
    {"from", "try_from", "into", "remote", "with", "serialize_with", "deserialize_with"}
    | {"default", "skip_serializing_if", "getter"}
)
_KEYS = {
    "serde": _SERDE,  # serde_derive/src/internals/attr.rs
    "schemars": _SERDE | {"schema_with"},
    "prost": frozenset({"oneof", "enumeration"}),  # prost-derive/src/field
}
"""By attribute the keys whose strings become paths where the attribute stands; what others do with theirs is not known."""
_TYPE = re.compile(r"[\w:<>,&' ()\[\];]{1,300}", re.ASCII)
_PATH = re.compile(r"(::)?([A-Za-z_]\w*(?:::[A-Za-z_]\w*)+)", re.ASCII)


def attribute_paths(index: RustIndex) -> Iterator[Path]:
    """The paths of two or more names in strings, as if they stood there without the quotes."""
    starts = [path.segments[0].start for path in index.paths]
    texts = [text.start for text in index.strings]
    for attribute in index.attributes:
        number, end = bisect_left(starts, attribute.start), bisect_left(starts, attribute.end)
        keys: frozenset[str] = frozenset()
        for text in index.strings[bisect_left(texts, attribute.start) : bisect_left(texts, attribute.end)]:
            while number < end and starts[number] < text.start:
                keys = _KEYS.get(index.paths[number].segments[-1].name, keys)
                number += 1
            before = index.paths[number - 1] if number else None
            # Serde's key `default` is a keyword, and no path: what stands before it may be its attribute.
            if (
                before is not None
                and before.segments[-1].name in keys | _KEYS.keys()
                and keys
                and _TYPE.fullmatch(text.text)
            ):
                yield from _paths(text, before.scope)


def _paths(text: Text, scope: int) -> Iterator[Path]:
    for match in _PATH.finditer(text.text):
        at = text.start + match.start(2)
        segments = []
        for name in match[2].split("::"):
            segments.append(Segment(name, at, at + len(name)))
            at += len(name) + 2
        yield Path(tuple(segments), Position.ATTRIBUTE, scope, match[1] or "")
