"""TypeScript and JavaScript: which modules of proven stubs a document imports, and what it names of them for certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from posixpath import join, normpath

from msgspec import Struct

from protoref.linking.foreign.generators.base import path_of, plain
from protoref.linking.foreign.leads import Lead, last_part
from protoref.model.schema import Catalog, Key
from protoref.model.source import Range, Source

LANGUAGES = frozenset({"typescript", "javascript", "vue"})
LISTING = frozenset({"html", "json"})
"""Languages in which a path alone can bring a module in: a page, the settings of a compiler or a package."""
_PATHS = re.compile(
    rb"\bfrom\s*+(['\"])(?P<from>[^'\"\n]{1,1000})\1"
    rb"|\b(?:require|import)\s*+\(\s*+(['\"`])(?P<call>[^'\"`\n${}]{1,1000})\3\s*+\)"
    rb"|\bimport\s*+(['\"])(?P<bare>[^'\"\n]{1,1000})\5"
)
_CLAUSE = re.compile(rb"\b(import|export)\b(?:\s+type\b)?")
_BOUND = re.compile(rb"\b(?:const|let|var|import)\b")
_ASSIGNED = re.compile(rb"\s+([\w$]++|\{[^{}=;]*+\})\s*+=\s*+(?:await\s+)?")
_LONGEST_CLAUSE = 20_000
_SPACE = re.compile(rb"\*\s*+as\s+([\w$]+)")
_BRACES = re.compile(rb"\{([^}]*)\}")
_MEMBER = re.compile(rb"(?:^|,)\s*+(?:type\s+)?([\w$]++)(?:\s*+(?:\bas\b|:)\s*+([\w$]++))?\s*+(?=,|\Z)")
_QUOTED = re.compile(rb"(['\"`])(\.{0,2}/?[\w@~.$-]++(?:/[\w@~.$*-]++)*+)\1")
"""A path in quotes, or a name that may be one."""
_COMPUTED = re.compile(
    rb"\b(?<!function )(?:require(?:\.resolve)?|import|context|glob|globEager)\s*+\(\s*+"
    rb"(?:(?:[\w.]+\.)?(?:join|resolve)\(\s*+(?:__dirname|import\.meta\.\w+)\s*+,\s*+)?"
    rb"(?:(?P<q>['\"`])(?P<prefix>[^'\"`\n${}*]{0,300})(?P<end>['\"`]|\$\{|\*)?|(?P<word>[\w$]))(?P<more>\s*+[+,])?"
)
_REFERENCED = re.compile(rb"///\s*+<reference\s+(?:path|types)\s*+=\s*+(['\"])([^'\"\n]{1,1000})\1")
_TYPED = re.compile(rb"(?:\{[^{}\n]{0,200}|@import\b[^\n]{0,300})\Z")
"""What stands before an import in a comment that compilers read: a type in braces (JSDoc), or its `@import`."""
_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".mjs", ".cjs", ".jsx", ".vue")
_ENDINGS = ("", *_SUFFIXES, *(f"/index{suffix}" for suffix in _SUFFIXES))
_QUALIFIER = re.compile(rb"(?<![\w$.])([\w$]+)\s*\??\.\s*\Z")
_AROUND = re.compile(
    r"(?:create|createbase|i)?(.*?)(?:schema|jsonschema|json|valid|\$type|map|promiseclient|clientimpl|client|server|servicename"
    r"|serviceimplementation|servicedefinition|service|definition|fromjson|tojson)?"
)


class Import(Struct, frozen=True):
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
    data, behind = source.data, 0
    for match in _PATHS.finditer(data):
        kind = match.lastgroup or ""
        before = max(behind, match.start() - _LONGEST_CLAUSE)
        clause, start, exports = _clause(data, before, match) if kind != "bare" else (b"", match.start(), False)
        behind = match.end()
        space, braces = _SPACE.search(clause), _BRACES.search(clause)
        members = {
            one[1].decode(): (one[2] or one[1]).decode() for one in _MEMBER.finditer(braces[1] if braces else b"")
        }
        whole = space[1] if space else clause if kind == "call" and b"{" not in clause else b""
        yield Import(
            Range(*match.span(kind)), _asked(match[kind]), whole.decode(), members,
            Range(start, match.end()), exports and clause.strip() == b"*",
        )  # fmt: skip


def _asked(path: bytes) -> str:
    """A path without what bundlers are asked to make of the module (`?raw`)."""
    return path.partition(b"?")[0].decode("utf-8", "replace")


def _clause(data: bytes, before: int, match: re.Match[bytes]) -> tuple[bytes, int, bool]:
    """What stands between the keyword and the path, where the statement starts, and whether it exports.

    Args:
        data: the document.
        before: where the text begins that can belong to the statement.
        match: of the path.
    """
    if match["call"] is not None:
        for bound in _last(_BOUND, data, before, match.start()):
            assigned = _ASSIGNED.fullmatch(data, bound.end(), match.start())
            if assigned is not None:
                return assigned[1], bound.start(), False
        return b"", match.start(), False
    for keyword in _last(_CLAUSE, data, before, match.start()):
        clause = data[keyword.end() : match.start()]
        if not any(mark in clause for mark in (b";", b"'", b'"', b"`", b"(")):
            return clause.strip(), keyword.start(), keyword[1] == b"export"
    return b"", match.start(), False


def _last(pattern: re.Pattern[bytes], data: bytes, start: int, end: int) -> list[re.Match[bytes]]:
    """The last match, if there is one."""
    return [*pattern.finditer(data, start, end)][-1:]


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


def _stem(path: str) -> str:
    """The last part of a path, without its ending."""
    return re.sub(r"(?:\.d)?\.[cm]?[jt]sx?$", "", path.rpartition("/")[2])


class Modules:
    """Which documents hold the stubs of which schemas, by their paths, and through those that export everything of them.

    Args:
        stubs: proven stubs: path -> root path of their schema.
        sources: all documents of these languages.
        listings: documents that may bring modules in by their paths.
    """

    def __init__(
        self, stubs: Mapping[str, str], sources: Mapping[str, Source], listings: Mapping[str, Source] | None = None
    ) -> None:
        self._stubs, self._sources = stubs, sources
        self._listings = listings or {}
        self._holding: dict[str, set[str]] = defaultdict(set)
        for path, schema in stubs.items():
            self._holding[path].add(schema)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in sources:
            self._by_name[path.rpartition("/")[2]].append(path)
        self.imports = {path: tuple(imports_of(source)) for path, source in sources.items()} if stubs else {}
        users: dict[str, set[str]] = defaultdict(set)
        for path, found in self.imports.items():
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

    def schemas(self, importer: str, written: str) -> frozenset[str]:
        """The schemas whose stubs an import leads to."""
        found: set[str] = set()
        for document in self.documents(importer, written):
            found |= self._holding.get(document, set())
        return frozenset(found)

    def documents(self, importer: str, written: str) -> Iterator[str]:
        """The documents that an import means: relative to it, else (at least two parts) what ends like it."""
        return documents(importer, written, self._by_name)

    def leads(self, source: Source) -> Iterator[Lead]:
        """What brings a stub into a document: for certain where an import means it and nothing else, else possibly."""
        if not self._stubs:
            return
        seen: set[tuple[int, str]] = set()
        for lead in self._leads(source):
            if (lead.place.start, lead.schema) not in seen:
                seen.add((lead.place.start, lead.schema))
                yield lead

    def _leads(self, source: Source) -> Iterator[Lead]:
        path, data = source.path, source.data
        for one in self.imports.get(path, ()):
            place = last_part(one.place, data[one.place.start : one.place.end])
            found = set(self.documents(path, one.path))
            schemas = {self._stubs[each] for each in found if each in self._stubs}
            certain = len(schemas) == 1 and all(each in self._stubs for each in found)
            yield from (Lead(place, schema, certain) for schema in sorted(schemas))
            if not found or (not one.path.startswith(".") and not schemas):
                yield from (Lead(place, schema, certain=False) for schema in self._unsettled(path, one.path))
        for pattern in (_QUOTED, _REFERENCED):
            for match in pattern.finditer(data):
                written, place = match[2].decode("utf-8", "replace"), last_part(Range(*match.span(2)), match[2])
                if _stem(written) not in self._by_stem:
                    continue
                if "/" in written or pattern is _REFERENCED or path in self._listings:
                    near = written if written.startswith(".") else f"./{written}"
                    for way in dict.fromkeys((written, near)):
                        for document in self.documents(path, way):
                            if document in self._stubs:
                                yield Lead(place, self._stubs[document], certain=False)
        for match in _COMPUTED.finditer(data):
            for schema in self._computed(path, match):
                yield Lead(Range(match.start(), match.start() + 1), schema, certain=False)

    def _unsettled(self, importer: str, written: str) -> frozenset[str]:
        """Schemas with a stub that an import may mean through settings which nobody reads here.

        Its last part is the stub's and nothing there is called so; or settings give the stub's folder another name. A folder
        without a module of its own may be one of all that is in it.
        """
        last = _stem(written)
        known = any(self.documents(importer, written))
        found = {
            self._stubs[path]
            for path in self._by_stem.get(last, ())
            if not known or path.rpartition("/")[0].rpartition("/")[2] in self._renamed
        }
        if written.startswith(".") and not known:
            folder = normpath(join(importer.rpartition("/")[0], written))
            found |= {schema for path, schema in self._stubs.items() if path.startswith(f"{folder}/") or folder == "."}
        return frozenset(found)

    @cached_property
    def _by_stem(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path in self._stubs:
            stem = _stem(path)
            found[stem] = (*found.get(stem, ()), path)
        return found

    @cached_property
    def _renamed(self) -> frozenset[str]:
        """The last parts of folders that settings (`paths`, `alias`, `moduleNameMapper`) give other names."""
        pattern = re.compile(rb"([\w.@-]{1,200})(?:/?(?:\*|\$1)?|/(?:\*|\$1)[\w.]{0,20})['\"]")
        folders = {path.rpartition("/")[0].rpartition("/")[2] for path in self._stubs}
        settings = [text for path, text in {**self._listings, **self._sources}.items() if _SETTINGS.search(path)]
        named = {match[1].decode("utf-8", "replace") for text in settings for match in pattern.finditer(text.data)}
        return frozenset(folders & named)

    def _computed(self, importer: str, match: re.Match[bytes]) -> frozenset[str]:
        """Schemas with a stub that a path may mean which is put together at run time.

        Those in the folder that it begins with; where it begins with nothing, those of the same package that nobody imports by
        a constant path.
        """
        prefix = (match["prefix"] or b"").decode("utf-8", "replace")
        if match["word"] is None and match["end"] is not None and match["end"] == match["q"] and match["more"] is None:
            return frozenset()  # a whole path: an import like any other
        if match["end"] == b"*" and not prefix:
            return frozenset()  # of all files: who takes one of them says which
        if prefix:
            relative = prefix.startswith(".") or b"__dirname" in match.group() or b"import.meta" in match.group()
            start = (
                normpath(join(importer.rpartition("/")[0], prefix.lstrip("/"))) if relative else prefix.lstrip("@~/")
            )
            start = "" if start == "." else start
            inside = {
                schema
                for path, schema in self._stubs.items()
                if path.startswith(start) or (not relative and f"/{start}" in path)
            }
            return frozenset(inside)
        folder = self._package_of(importer)
        return frozenset(
            schema
            for path, schema in self._stubs.items()
            if path not in self._imported and (not folder or path.startswith(f"{folder}/"))
        )

    def _package_of(self, path: str) -> str:
        """The folder with the nearest package.json above a document; empty: the root."""
        folder = path.rpartition("/")[0]
        while folder and f"{folder}/package.json" not in self._listings:
            folder = folder.rpartition("/")[0]
        return folder

    @cached_property
    def _imported(self) -> frozenset[str]:
        """The stubs that some document imports by a constant path."""
        return frozenset(
            document
            for path, found in self.imports.items()
            for one in found
            for document in self.documents(path, one.path)
            if document in self._stubs and path not in self._stubs
        )


_SETTINGS = re.compile(
    r"(?:^|/)(?:[\w.-]*config[\w.-]*|package|deno|import_?map|\.babelrc|angular|project)\.[cm]?(?:jsonc?|js|ts)$"
)


def read_in_comment(source: Source, place: Range) -> bool:
    """Whether an import in a comment is one that compilers read."""
    before = source.data[max(0, place.start - 300) : place.start]
    return _TYPED.search(before) is not None or b"///" in before.rpartition(b"\n")[2]


class ModuleNames:
    """What one document names for certain: what an import of a stub brings in, or stands behind the module's name."""

    def __init__(self, source: Source, modules: Modules, catalog: Catalog) -> None:
        self._source, self._catalog = source, catalog
        self._members: dict[str, set[str]] = defaultdict(set)
        self._wholes: dict[str, set[str]] = defaultdict(set)
        self._spans: list[tuple[Range, frozenset[str]]] = []
        for one in modules.imports.get(source.path, ()):
            schemas = modules.schemas(source.path, one.path)
            if not schemas:
                continue
            self._spans.append((one.span, schemas))
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
