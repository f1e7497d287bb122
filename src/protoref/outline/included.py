"""Rust under other names: what `include!` takes in, and what `#[path]` says that a module is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from protoref.model.source import Source

_TAKES_IN = re.compile(rb'(?:\binclude!\s*[(\[{]\s*|#\[\s*path\s*=\s*)"([^"\\\n]{1,500})"')
_OTHERS = frozenset({"text", "prose", "template"})
"""Languages of documents that may be Rust all the same; a header that a bridge to C++ includes is none of these."""


def rust_by_inclusion(sources: Mapping[str, Source], languages: Mapping[str, str]) -> Iterator[str]:
    """The documents that are Rust because Rust takes them in, whatever they are called.

    Args:
        sources: all texts, by path.
        languages: what each is by its name.
    """
    waiting = [path for path, language in languages.items() if language == "rust"]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        data = sources[path].data
        if b"include!" not in data and b"path" not in data:
            continue
        for match in _TAKES_IN.finditer(data):
            taken = normpath(join(path.rpartition("/")[0], match[1].decode("utf-8", "surrogateescape")))
            if taken not in seen and languages.get(taken) in _OTHERS:
                seen.add(taken)
                waiting.append(taken)
                yield taken
