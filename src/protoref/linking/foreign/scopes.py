"""Java, Kotlin, C# and C++: which dotted names of proven stubs a document means for certain, and which packages it opens."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from msgspec import Struct, field

from protoref.linking.foreign.leads import Lead
from protoref.model.schema import Key
from protoref.model.source import Range, Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Scanner

FAMILIES: Mapping[str, str] = {
    "java": "jvm",
    "kotlin": "jvm",
    "scala": "jvm",
    "groovy": "jvm",
    "clojure": "jvm",
    "csharp": "csharp",
    "fsharp": "csharp",
    "xml": "csharp",
    "cpp": "cpp",
    "c": "cpp",
    "objectivec": "cpp",
}
"""By language, those that know the same names. XML: the project files of C#."""

_DECLARED = re.compile(
    rb"\b(?:class|struct|interface|enum|record|object|trait|union|typealias|using|typedef|#define)\s+(?:class\s+)?([A-Za-z_]\w*)"
)
_TYPES = re.compile(
    rb"^[ \t]*+(?:(?:public|internal|private|protected|final|abstract|sealed|static|partial|data|open|case|readonly)[ \t]++){0,8}"
    rb"(?:class|struct|interface|enum|record|object|trait|delegate)[ \t]++(?:class[ \t]++)?([A-Z]\w*+)",
    re.MULTILINE,
)
"""Types that a document declares, whatever its comments say."""
_PATH = rb"\w++(?:[ \t]*+\.[ \t]*+\w++){0,30}+"
_IMPORTS = {
    "jvm": re.compile(
        rb"\bimport[ \t]+(?:static[ \t]+)?(" + _PATH + rb")([ \t]*+\.[ \t]*+(?:\*|_(?!\w)))?(?:[ \t]+as[ \t]+(\w++))?"
    ),
    "csharp": re.compile(
        rb"\b(?:using|open)[ \t]+(?:static[ \t]+|type[ \t]+)?(?:(?P<as>\w++)[ \t]*+=[ \t]*+)?(?:global::)?("
        + _PATH
        + rb")"
    ),
    "cpp": re.compile(
        rb"\b(?:using\s+(?P<open>namespace\s+)?(?:(?P<as>\w++)\s*+=\s*+)?|namespace\s+(?P<alias>\w++)\s*+=\s*+)(?:::)?([\w:]++)\s*+;"
    ),
}
_OWN = {
    "jvm": re.compile(rb"^[ \t]*package[ \t]+([\w.]+)", re.MULTILINE),
    "csharp": re.compile(rb"\b(?:namespace|module)\s+([\w.]++)"),
    "cpp": re.compile(
        rb"\bnamespace\s+([\w:]++)\s*+\{(?:\s*+namespace\s+(\w++)\s*+\{)?(?:\s*+namespace\s+(\w++)\s*+\{)?(?:\s*+namespace\s+(\w++)\s*+\{)?"
    ),
}
_CLAUSE = re.compile(
    rb"(?:^|[;{}])[ \t]*+@?(?:global[ \t]+)?(?:package|namespace|module|import|using|open|exports|opens)\b([^\n;]{1,400})"
    rb"|<Using[ \t]+Include[ \t]*=[ \t]*\"([^\"\n]{1,400})\"",
    re.MULTILINE,
)
"""What opens, imports or continues a package or a namespace."""
_OPENING = re.compile(
    rb"(?<![\w.])(?:(?:import|using|open|exports|opens)[ \t]+|<Using[ \t]+Include[ \t]*=[ \t]*\"|,[ \t]*)"
    rb"(?:static[ \t]+)?(?:\w++[ \t]*+=[ \t]*+)?(?:global::)?("
    + _PATH
    + rb")[ \t]*+(?:\.[ \t]*+(?:\*|_(?!\w)|\{[^}]{0,400}\}?))?"
)
_WORD = re.compile(rb"\w++")
_QUALIFIER = re.compile(rb"((?:[A-Za-z_]\w*\s*(?:\.|::)\s*)+)\Z")
_TYPED = re.compile(
    rb"(?:\bnew|\bthrow|\bextends|\bimplements|\bis|\bas|\btypeof\s*\(|\bsizeof\s*\(|[<:(,])\s*(?:const\s+)?\Z"
)
_TYPE_BEHIND = re.compile(rb"\s*(?:::|\.|<|[*&?]|\[\])|\s+[A-Za-z_]\w*\s*[;=,){(:]|\s*[>{]")


class Scopes(Struct, frozen=True, dict=True):
    """What all stubs of some languages define.

    Attributes:
        names: by family and dotted name, the symbol (or the file, for what was made of all of it) with its schema.
        spaces: by family and package or namespace (empty: none), the schemas whose stubs live in it.
        declared: by family, simple names that other documents of the repository declare: whoever uses one of them, without its
            scope, may mean those.
        beside: by family and package or namespace, the names that other documents declare in it.
    """

    names: Mapping[str, Mapping[str, tuple[Key, str]]]
    spaces: Mapping[str, Mapping[str, frozenset[str]]]
    declared: Mapping[str, frozenset[str]]
    beside: Mapping[str, Mapping[str, frozenset[bytes]]] = field(default_factory=dict)

    @cached_property
    def words(self) -> Mapping[str, frozenset[str]]:
        """Simple names of what was made of a whole schema (Java's outer class, C#'s reflection class), with the schemas."""
        found: dict[str, set[str]] = defaultdict(set)
        for names in self.names.values():
            for name, (key, schema) in names.items():
                if key.startswith("file:"):
                    found[name.rpartition(".")[2]].add(schema)
        return {name: frozenset(schemas) for name, schemas in found.items()}

    @cached_property
    def _scanners(self) -> Mapping[str, Scanner]:
        return {
            family: Scanner(
                [
                    Pattern(space, tuple((schema, Written.MODULE) for schema in sorted(schemas)))
                    for space, schemas in spaces.items()
                    if space and space.isascii()
                ]
            )
            for family, spaces in self.spaces.items()
        }

    @cached_property
    def _lasts(self) -> Mapping[str, Mapping[bytes, frozenset[str]]]:
        """By family, the last parts of packages and namespaces, with the schemas."""
        found: dict[str, dict[bytes, frozenset[str]]] = defaultdict(dict)
        for family, spaces in self.spaces.items():
            for space, schemas in spaces.items():
                last = space.rpartition(".")[2].encode("utf-8", "surrogateescape")
                found[family][last] = found[family].get(last, frozenset()) | schemas
        return found

    @cached_property
    def _qualified(self) -> Mapping[str, re.Pattern[bytes]]:
        return {
            family: re.compile(
                rb"\b("
                + b"|".join(re.escape(last) for last in sorted(lasts) if last)
                + rb")\b\s{0,50}+(?:\.|::)\s{0,50}+(\w++)"
            )
            for family, lasts in self._lasts.items()
            if any(lasts)
        }

    def carried(self, source: Source, language: str) -> dict[str, str]:
        """The schemas whose stubs a document can reach by its package, by imports, or by part of a qualified name.

        Each with the text that shows it. In C++ whoever uses a name includes the header, himself or through others.
        """
        family = FAMILIES[language]
        found: dict[str, str] = {}
        if family == "cpp" or family not in self.spaces:
            return found
        for hit in self._scanners[family].scan(source):
            pattern = self._scanners[family].patterns[hit.pattern]
            found.update((schema, pattern.text) for schema, _ in pattern.meanings)
        lasts = self._lasts[family]
        for clause in _CLAUSE.finditer(source.data):
            for word in _WORD.findall(clause[1] or clause[2] or b""):
                for schema in lasts.get(word, ()):
                    found.setdefault(schema, word.decode("utf-8", "replace"))
        own = self._own_words(family)
        for match in self._qualified[family].finditer(source.data) if family in self._qualified else ():
            for schema in lasts[match[1]] if match[2] in own else ():
                found.setdefault(schema, match.group().decode("utf-8", "replace"))
        if "" in self.spaces[family] and (family != "jvm" or not _OWN["jvm"].search(source.data)):
            for schema in self.spaces[family][""]:
                found.setdefault(schema, "no package")
        return found

    def _own_words(self, family: str) -> frozenset[bytes]:
        return self._words_of[family]

    @cached_property
    def _words_of(self) -> Mapping[str, frozenset[bytes]]:
        """By family, the simple names of all that stubs define."""
        return {
            family: frozenset(name.rpartition(".")[2].encode("utf-8", "surrogateescape") for name in names)
            for family, names in self.names.items()
        }


class Defined(Struct, frozen=True):
    """What one stub defines: its path and language, its dotted names, its package or namespace, its schema."""

    path: str
    language: str
    names: Mapping[str, Key]
    space: str
    schema: str


def scopes_of(stubs: Iterable[Defined], sources: Mapping[str, Source], languages: Mapping[str, str]) -> Scopes:
    """Puts together what stubs define.

    Args:
        stubs: what each defines.
        sources: all documents of other languages.
        languages: of each.
    """
    names: dict[str, dict[str, tuple[Key, str]]] = defaultdict(dict)
    spaces: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    skipped = set()
    for stub in stubs:
        family = FAMILIES[stub.language]
        skipped.add(stub.path)
        names[family].update((name, (key, stub.schema)) for name, key in stub.names.items())
        spaces[family][stub.space].add(stub.schema)
    declared: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, dict[str, set[bytes]]] = defaultdict(lambda: defaultdict(set))
    for path, source in sources.items():
        family = FAMILIES.get(languages[path], "")
        if family in names and path not in skipped and languages[path] != "xml":
            declared[family].update(one.decode() for one in _DECLARED.findall(source.data))
            if family != "cpp":
                types = _TYPES.findall(source.data)
                for own in {match[1] for match in islice(_OWN[family].finditer(source.data), _MANY)}:
                    beside[family][own.decode("utf-8", "replace")].update(types)
    return Scopes(
        names,
        {family: {space: frozenset(found) for space, found in own.items()} for family, own in spaces.items()},
        {family: frozenset(all_) for family, all_ in declared.items()},
        {family: {space: frozenset(found) for space, found in own.items()} for family, own in beside.items()},
    )


def leads_of(source: Source, language: str, scopes: Scopes) -> Iterator[Lead]:
    """The places at which a document opens a package or namespace that a deletion may empty: then they no longer compile.

    Where it refers to anything else in there, be it of another schema or somebody's own, it stays whole.
    """
    family = FAMILIES[language]
    if family == "cpp" or family not in scopes.spaces:
        return
    own = _enclosing(source, family)
    for clause in _CLAUSE.finditer(source.data):
        for opening in _OPENING.finditer(clause.group()):
            path = re.sub(r"\s", "", opening[1].decode("utf-8", "replace")).removesuffix("._")
            ways = {path, *(f"{scope}.{path}" for scope in own if scope)}
            place = Range(clause.start() + opening.start(1), clause.start() + opening.end(1))
            for space, schemas in scopes.spaces[family].items():
                if not (space in ways or (family == "csharp" and any(space.startswith(f"{way}.") for way in ways))):
                    continue
                beside = [
                    words
                    for other, words in scopes.beside.get(family, {}).items()
                    if other in ways or (family == "csharp" and any(other.startswith(f"{way}.") for way in ways))
                ]
                if (space not in ways and beside) or any(_uses(source, words) for words in beside):
                    continue
                alone = len(schemas) == 1 and not beside and space in ways
                yield from (Lead(place, schema, alone, schemas) for schema in sorted(schemas))


def _uses(source: Source, words: frozenset[bytes]) -> bool:
    return any(word in words for word in _WORD.findall(source.data))


def _enclosing(source: Source, family: str) -> set[str]:
    """The packages or namespaces that a document lives in, and those around them."""
    owns = dict.fromkeys(
        ".".join(part.decode().replace("::", ".") for part in match.groups() if part)
        for match in islice(_OWN[family].finditer(source.data), _MANY)
    )
    chained = (".".join([*owns][:number]) for number in range(1, _DEEP))
    return {""} | {".".join(whole.split(".")[:number]) for whole in (*owns, *chained) for number in range(1, _DEEP)}


_MANY = 1000
"""Packages and namespaces that are looked at in a document."""
_DEEP = 30
"""Parts of one."""


class ScopedNames:
    """What one document means by the names in it."""

    def __init__(self, source: Source, language: str, scopes: Scopes) -> None:
        self._source = source
        family = FAMILIES[language]
        self._names = scopes.names.get(family, {})
        self._declared = scopes.declared.get(family, frozenset())
        self._aliases: dict[str, str] = {}
        self._open: set[str] = _enclosing(source, family) if self._names else {""}
        for match in _IMPORTS[family].finditer(source.data) if self._names else ():
            self._add(match, family)

    def _add(self, match: re.Match[bytes], family: str) -> None:
        if family == "jvm":
            path = re.sub(r"\s", "", match[1].decode())
            if match[2] or path.endswith("._"):
                self._open.add(path.removesuffix("._"))
            else:
                self._aliases[(match[3] or path.rpartition(".")[2].encode()).decode()] = path
            return
        path = re.sub(r"\s", "", match[match.lastindex or 0].decode()).replace("::", ".")
        alias = match["as"] or (match["alias"] if family == "cpp" else None)
        if alias:
            self._aliases[alias.decode()] = path
        elif family == "csharp" or match["open"]:
            self._open.add(path)
        else:
            self._aliases[path.rpartition(".")[2]] = path

    def has(self, word: str, place: Range, key: Key, schema: str) -> bool:
        """Whether an identifier is what a stub of the schema makes of a symbol."""
        if not self._names:
            return False
        data = self._source.data
        before = data[max(0, place.start - 300) : place.start]
        qualifier = _QUALIFIER.search(before)
        if qualifier is not None:
            first, *rest = [part.decode() for part in re.findall(rb"\w+", qualifier[1])]
            written = ".".join([first, *rest, word])
            return any(self._is(full, key, schema) for full in self._full(first, written))
        if before.rstrip().endswith((b".", b"->")):
            return False
        if word in self._aliases:
            return self._is(self._aliases[word], key, schema) and self._typed(before, place)
        if word in self._declared or not self._typed(before, place):
            return False
        return any(self._is(f"{scope}.{word}" if scope else word, key, schema) for scope in self._open)

    def _full(self, first: str, written: str) -> Iterable[str]:
        """What a written path may mean in full."""
        if first in self._aliases:
            yield self._aliases[first] + written.removeprefix(first)
            return
        yield written
        if first not in self._declared:
            yield from (f"{scope}.{written}" for scope in self._open if scope)

    def _is(self, full: str, key: Key, schema: str) -> bool:
        return self._names.get(full) == (key, schema)

    def _typed(self, before: bytes, place: Range) -> bool:
        """Whether a bare name stands where types stand, not where a member of that name is declared."""
        behind = self._source.data[place.end : place.end + 80]
        return _TYPED.search(before) is not None or _TYPE_BEHIND.match(behind) is not None
