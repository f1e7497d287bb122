"""Paths in the strings of attributes: `#[serde(from = "Order")]`, `#[prost(enumeration = "Status")]`."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from protoref.indexers.rust.index import Path, Position, RustIndex, Segment, Text

_DERIVES = frozenset({"serde", "schemars", "serde_as", "prost"})
"""Attributes of derived traits (serde, serde_with, schemars, prost) that make code of their strings."""
_KEYS_OF_CODE = frozenset(
    {"from", "try_from", "into", "remote", "default", "with", "serialize_with", "deserialize_with"}
    | {"schema_with", "bound", "getter", "serde", "serde_as", "as", "skip_serializing_if", "enumeration"}
    | {"oneof"}
)
"""Behind these they do."""
_KEYS_OF_TEXT = frozenset(
    {"about", "abstract", "alias", "author", "cfg", "code", "content", "default_value", "deprecated"}
    | {"desc", "description", "display", "doc", "env", "error", "expected", "expecting", "export_name"}
    | {"feature", "fmt", "group", "help", "id", "ignore", "json_name", "label", "link_name", "long"}
    | {"long_about", "long_help", "long_version", "message", "must_use", "name", "note", "path", "prefix"}
    | {"reason", "rename", "rename_all", "rename_all_fields", "serialize", "short", "since", "suffix"}
    | {"summary", "table_name", "tag", "title", "to_string", "transparent", "url", "value_name"}
    | {"version"}
)
"""Behind these stand names and prose."""
_CODE = re.compile(r"[\w:<>,&'\[\]()=+\s-]+\Z", re.ASCII)
_TWO_WORDS = re.compile(r"\b(?!(?:dyn|mut|impl|as|for|where|const)\b)\w+\s+(?!(?:as|for|where)\b)\w", re.ASCII)
"""Two words in a row, as prose has them and code does not."""
_PATH = re.compile(r"(?<![\w'])(::\s*)?([A-Za-z_]\w*(?:\s*::\s*[A-Za-z_]\w*)*)", re.ASCII)
_WORD = re.compile(r"\w+", re.ASCII)
_GAP = 14
"""Bytes between a key and its string: ` = r#"`. Keywords are no keys here: of `serde(default = "a::b")` it is `serde`."""


def attribute_paths(index: RustIndex, scope_at: Callable[[int], int]) -> Iterator[tuple[Path, bool]]:
    """The paths in strings of attributes, and whether code is expected there; what stands behind no key is prose.

    Args:
        index: of the document.
        scope_at: the innermost scope around an offset.
    """
    keys = [path for path in index.paths if path.position is Position.ATTRIBUTE]
    starts = [path.segments[0].start for path in keys]
    number = 0
    for text in index.strings:
        while number < len(index.attributes) and index.attributes[number].end <= text.start:
            number += 1
        if number == len(index.attributes):
            return
        if text.start < index.attributes[number].start or not _CODE.match(text.text) or _TWO_WORDS.search(text.text):
            continue
        before = bisect_right(starts, text.start) - 1
        key = keys[before].segments[-1] if before >= 0 else None
        if key is None or not 0 < text.start - key.end <= _GAP or key.name in _KEYS_OF_TEXT:
            continue
        first = bisect_left(starts, index.attributes[number].start)
        known = any(one.segments[-1].name in _DERIVES for one in keys[first : before + 1])
        for path in _paths(text, scope_at(text.start)):
            yield path, known and key.name in _KEYS_OF_CODE


def _paths(text: Text, scope: int) -> Iterator[Path]:
    for found in _PATH.finditer(text.text):
        segments = tuple(
            Segment(word[0], text.start + word.start(), text.start + word.end())
            for word in _WORD.finditer(text.text, found.start(2), found.end(2))
        )
        yield Path(segments, Position.ATTRIBUTE, scope, "::" if found[1] else "")
