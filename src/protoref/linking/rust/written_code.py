"""Names in the code that a build script writes, or has a generator write: `"fn pay(_: crate::pb::Order) {}"`, `"#[from(Order)]"`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from protoref.indexers.rust.index import RustIndex, Segment

_DERIVES = re.compile(rb"\bderive\s*\([^()]*\)|\\?\"[^\"]*\"")
"""Derives are macros; what is quoted within the code is text."""
_NAME = re.compile(rb"(?<![\w:.])((?:::)?(?:[a-z_]\w*::)*)([A-Z]\w*)")
_LISTED = re.compile(rb"::\{\w*\}")
"""The place in a path that the script puts a name in."""


def code_names(index: RustIndex, external: Collection[str], *, paths: bool = False) -> Iterator[Segment]:
    """The names of types in strings that are code: behind a path, beside a glob import, in an attribute, or alone for a path to be filled.

    Args:
        index: of the build script, or of a document with macros.
        external: names of crates that are not of this repository.
        paths: only those behind a path: other strings are messages, say.
    """
    texts = [(text, text.text.encode("utf-8", "surrogateescape")) for text in index.strings]
    filled = any(_LISTED.search(data) for _, data in texts)
    for text, data in texts:
        bare = b"::*" in data or b"#[" in data
        code = _DERIVES.sub(lambda match: b" " * len(match[0]), data)
        for found in _NAME.finditer(code):
            root = found[1].lstrip(b":").partition(b"::")[0].decode("utf-8", "surrogateescape")
            whole = found[0] == data  # a path that is all of a string is looked at in any document
            if paths and not root:
                continue
            if (filled and not root) if whole else ((bare or root) and root not in external):
                name = found[2].decode("utf-8", "surrogateescape")
                yield Segment(name, text.start + found.start(2), text.start + found.end(2))
