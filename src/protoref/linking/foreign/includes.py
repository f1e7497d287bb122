"""C++, C, Objective-C: which documents include a proven header or source, wherever it is looked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from posixpath import join, normpath

from protoref.linking.foreign.leads import Lead, last_part
from protoref.model.source import Range, Source

LANGUAGES = frozenset({"cpp", "c", "objectivec"})
_INCLUDE = re.compile(rb"#[ \t]*(?:include|include_next|import)[ \t]*([<\"])([^>\"\r\n]{1,1000})[>\"]")
_COMPOSED = re.compile(rb"#[ \t]*define\b[^\n]{0,300}?(?<![\w/])\.(?:grpc\.)?pb\.(?:h|cc)\b")
"""A macro that puts a header's name together: `#define PB(name) STRING(name.pb.h)` or `#name ".pb.h"`."""


class Includes:
    """Resolves includes among the documents of a repository.

    Args:
        stubs: proven generated documents of these languages: path -> root path of their schema.
        paths: all documents of these languages.
        schemas: by root path, the import paths of all schemas: what is made of another one is another header.
    """

    def __init__(self, stubs: Mapping[str, str], paths: Iterable[str], schemas: Mapping[str, str]) -> None:
        self._stubs, self._schemas = stubs, schemas
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._by_name[path.rpartition("/")[2]].append(path)

    def leads(self, source: Source) -> Iterator[Lead]:
        """What a document includes of stubs, and of headers that a build makes."""
        if not self._stubs and b".pb.h" not in source.data:
            return
        folder = source.path.rpartition("/")[0]
        for match in _INCLUDE.finditer(source.data):
            written = match[2].decode("utf-8", "surrogateescape")
            place = last_part(Range(*match.span(2)), match[2])
            found = self._meant(folder, written, near=match[1] == b'"')
            if not found:
                yield from (Lead(place, schema, certain=False) for schema in self._elsewhere(written))
                yield from (
                    Lead(place, one, certain=False, unless=frozenset([one])) for one in self._unwritten(written)
                )
            schemas = {self._stubs[path] for path in found if path in self._stubs}
            certain = len(schemas) == 1 and all(path in self._stubs for path in found)
            yield from (Lead(place, schema, certain) for schema in sorted(schemas))
        for match in _COMPOSED.finditer(source.data):
            place = Range(*match.span())
            yield from (Lead(place, schema, certain=False) for schema in sorted(set(self._stubs.values())))

    def _elsewhere(self, written: str) -> list[str]:
        """The schemas whose header may be meant by a path that nothing here has: a build may lay it out otherwise."""
        name = written.rpartition("/")[2]
        source = re.sub(r"(?:\.grpc)?\.pb\.\w+$", ".proto", written)
        others = {path for path, known in self._schemas.items() if "/" in source and f"/{known}".endswith(f"/{source}")}
        found = {self._stubs[path] for path in self._by_name.get(name, ()) if path in self._stubs}
        return sorted(found & others or (() if others else found))

    def _unwritten(self, written: str) -> list[str]:
        """The schemas without a header here that a build makes one of which a path may mean."""
        source, headers = re.sub(r"(?:\.grpc)?\.pb\.h$", ".proto", written.lstrip("./")), set(self._stubs.values())
        if source == written.lstrip("./"):
            return []
        return sorted(
            path
            for path, known in self._schemas.items()
            if path not in headers and (f"/{known}".endswith(f"/{source}") or f"/{source}".endswith(f"/{known}"))
        )

    def _meant(self, folder: str, written: str, *, near: bool) -> list[str]:
        """The documents that an include may mean: the one beside the includer, else all that end like it."""
        exact = normpath(join(folder, written))
        named = self._by_name.get(written.rpartition("/")[2], [])
        if near and exact in named:
            return [exact]
        plain = normpath(written)
        while plain.startswith("../"):  # relative to a folder that a compiler's option names
            plain = plain[3:]
        return [path for path in named if path in (exact, plain) or path.endswith(f"/{plain}")]
