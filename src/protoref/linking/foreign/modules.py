"""TypeScript and JavaScript: which modules of proven stubs a document imports, and what it names of them for certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import join, normpath

from protoref.linking.foreign.generators.base import path_of, plain
from protoref.model.schema import Catalog, Key
from protoref.model.source import Range, Source

LANGUAGES = frozenset({"typescript", "javascript", "vue"})
_FROM = re.compile(
    rb"\b(import|export)\b(?:\s+type\b)?\s*([\w$*{][^;'\"`()=]{0,4000}?)?\s*\bfrom\s*(['\"])([^'\"\n]+)\3"
    rb"|\b(?:(?:const|let|var|import)\s+([\w$]+|\{[^{}=;]{0,4000}\})\s*=\s*)?(?:await\s+)?(?:require|import)\s*\(\s*(['\"])([^'\"\n]+)\6\s*\)"
    rb"|\bimport\s*(['\"])([^'\"\n]+)\8"
)
_SPACE = re.compile(rb"\*\s*as\s+([\w$]+)")
_BRACES = re.compile(rb"\{([^}]*)\}")
_MEMBER = re.compile(rb"(?:^|,)\s*(?:type\s+)?([\w$]+)(?:\s*(?:\bas\b|:)\s*([\w$]+))?\s*(?=,|\Z)")
_ENDINGS = ("", ".ts", ".tsx", ".d.ts", ".js", ".mjs", ".jsx", "/index.ts", "/index.js", "/index.d.ts")
_QUALIFIER = re.compile(rb"(?<![\w$.])([\w$]+)\s*\??\.\s*\Z")
_AROUND = re.compile(
    r"(?:create|createbase|i)?(.*?)(?:schema|jsonschema|json|valid|\$type|map|promiseclient|clientimpl|client|server|servicename"
    r"|serviceimplementation|servicedefinition|service|definition|fromjson|tojson)?"
)


@dataclass(frozen=True, slots=True)
class Import:
    """One import or re-export.

    Attributes:
        place: of the path in quotes.
        path: what is imported.
        whole: the name of the module as a whole (`* as pb`), or empty.
        members: names in braces, each with its name here.
        span: of the statement.
        passes: it exports everything.
    """

    place: Range
    path: str
    whole: str
    members: Mapping[str, str]
    span: Range
    passes: bool


def imports_of(source: Source) -> Iterator[Import]:
    """What a document imports or exports from elsewhere."""
    for match in _FROM.finditer(source.data):
        number = next(group for group in (4, 7, 9) if match[group] is not None)
        clause = match[2] or match[5] or b""
        space, braces = _SPACE.search(clause), _BRACES.search(clause)
        members = {
            one[1].decode(): (one[2] or one[1]).decode() for one in _MEMBER.finditer(braces[1] if braces else b"")
        }
        whole = space[1] if space else match[5] if match[5] and b"{" not in match[5] else b""
        passes = match[1] == b"export" and clause.strip() == b"*"
        yield Import(
            Range(*match.span(number)), match[number].decode("utf-8", "replace"), whole.decode(), members,
            Range(*match.span()), passes,
        )  # fmt: skip


def documents(importer: str, written: str, by_name: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The documents that an import means: relative to the importer, else (at least two parts) what ends like it.

    Args:
        importer: path of the document that imports.
        written: what it imports.
        by_name: the paths of all documents by their last part.
    """
    relative = written.startswith(".")
    folder = importer.rpartition("/")[0]
    base = normpath(join(folder, written)) if relative else re.sub(r"^(?:@|~)/", "", written)
    if not relative and "/" not in base:
        return
    for stem in dict.fromkeys((base, re.sub(r"\.[mc]?jsx?$", "", base))):
        for ending in _ENDINGS:
            wanted = stem + ending
            for path in by_name.get(wanted.rpartition("/")[2], ()):
                if path == wanted or (not relative and path.endswith(f"/{wanted}")):
                    yield path


class Modules:
    """Which documents hold the stubs of which schemas, by their paths, and through those that export everything of them."""

    def __init__(self, stubs: Mapping[str, str], sources: Mapping[str, Source]) -> None:
        """Takes proven stubs (path -> root path of their schema) and all documents of these languages.

        `importers` then tells which documents import what was generated from which schemas.
        """
        self._stubs = stubs
        self._holding: dict[str, set[str]] = defaultdict(set)
        for path, schema in stubs.items():
            self._holding[path].add(schema)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sources:
            self._by_name[path.rpartition("/")[2]].append(path)
        imports = {path: tuple(imports_of(source)) for path, source in sources.items()} if stubs else {}
        users: dict[str, set[str]] = defaultdict(set)
        for path, found in imports.items():
            for one in found:
                for target in self.documents(path, one.path) if one.passes else ():
                    users[target].add(path)
        waiting = [path for path in users if path in self._holding]
        while waiting:
            target = waiting.pop()
            for user in users.get(target, ()):
                if not self._holding[target] <= self._holding[user]:
                    self._holding[user] |= self._holding[target]
                    waiting.append(user)
        self.importers = {
            path: reached
            for path, found in imports.items()
            if (reached := frozenset().union(*(self.schemas(path, one.path) for one in found)))
        }

    def schemas(self, importer: str, written: str) -> frozenset[str]:
        """The schemas whose stubs an import leads to."""
        found: set[str] = set()
        for document in self.documents(importer, written):
            found |= self._holding.get(document, set())
        return frozenset(found)

    def direct(self, importer: str, written: str) -> frozenset[str]:
        """The schemas of the stubs that an import means itself."""
        return frozenset(self._stubs[path] for path in self.documents(importer, written) if path in self._stubs)

    def documents(self, importer: str, written: str) -> Iterator[str]:
        """The documents that an import means: relative to it, else (at least two parts) what ends like it."""
        return documents(importer, written, self._by_name)


class ModuleNames:
    """What one document names for certain: what an import of a stub brings in, or stands behind the module's name.

    `files` holds its imports of stubs themselves, each with the schema.
    """

    def __init__(self, source: Source, modules: Modules, catalog: Catalog) -> None:
        self._source, self._catalog = source, catalog
        self._members: dict[str, set[str]] = defaultdict(set)
        self._wholes: dict[str, set[str]] = defaultdict(set)
        self._spans: list[tuple[Range, frozenset[str]]] = []
        self.files: list[tuple[Import, str]] = []
        for one in imports_of(source):
            schemas = modules.schemas(source.path, one.path)
            if not schemas:
                continue
            self._spans.append((one.span, schemas))
            self.files += [(one, schema) for schema in sorted(modules.direct(source.path, one.path))]
            for name, here in one.members.items():
                if name == here:
                    self._members[here] |= schemas
            if one.whole:
                self._wholes[one.whole] |= schemas

    def has(self, word: str, place: Range, key: Key, schema: str) -> bool:
        """Whether an identifier is what a stub of the schema makes of a symbol."""
        symbol, file = self._catalog.symbol(key), self._catalog.files[schema]
        if symbol is None:
            return False
        bare = _AROUND.fullmatch(plain(word))
        if plain(path_of(symbol, file)) not in {plain(word), bare[1] if bare else ""}:
            return False
        if any(span.start <= place.start < span.end and schema in schemas for span, schemas in self._spans):
            return True
        before = self._source.data[max(0, place.start - 100) : place.start]
        qualifier = _QUALIFIER.search(before)
        if qualifier is not None:
            return schema in self._wholes.get(qualifier[1].decode(), ())
        behind = self._source.data[place.end : place.end + 20]
        free = not before.rstrip().endswith((b".", b"'", b'"')) and re.match(rb"\s*\??:(?!:)", behind) is None
        return free and schema in self._members.get(word, ())
