"""Java, Kotlin, C# and C++: which dotted names of proven stubs a document means for certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protoref.model.schema import Key
from protoref.model.source import Range, Source

FAMILIES: Mapping[str, str] = {
    "java": "jvm",
    "kotlin": "jvm",
    "scala": "jvm",
    "groovy": "jvm",
    "csharp": "csharp",
    "cpp": "cpp",
    "c": "cpp",
    "objectivec": "cpp",
}
"""By language, those that know the same names."""

_DECLARED = re.compile(
    rb"\b(?:class|struct|interface|enum|record|object|trait|union|typealias|using|typedef|#define)\s+(?:class\s+)?([A-Za-z_]\w*)"
)
_IMPORTS = {
    "jvm": re.compile(
        rb"^[ \t]*import\s+(?:static\s+)?([\w.]+?)(\.\*|\._)?(?:\s+as\s+(\w+))?[ \t]*;?[ \t]*\r?$", re.MULTILINE
    ),
    "csharp": re.compile(rb"\busing\s+(?:static\s+)?(?:(?P<as>\w+)\s*=\s*)?(?:global::)?([\w.]+)\s*;"),
    "cpp": re.compile(
        rb"\b(?:using\s+(?P<open>namespace\s+)?(?:(?P<as>\w+)\s*=\s*)?|namespace\s+(?P<alias>\w+)\s*=\s*)(?:::)?([\w:]+)\s*;"
    ),
}
_OWN = {
    "jvm": re.compile(rb"^[ \t]*package\s+([\w.]+)", re.MULTILINE),
    "csharp": re.compile(rb"\bnamespace\s+([\w.]+)\s*[{;]"),
    "cpp": re.compile(
        rb"\bnamespace\s+([\w:]+)\s*\{(?:\s*namespace\s+(\w+)\s*\{)?(?:\s*namespace\s+(\w+)\s*\{)?(?:\s*namespace\s+(\w+)\s*\{)?"
    ),
}
_QUALIFIER = re.compile(rb"((?:[A-Za-z_]\w*\s*(?:\.|::)\s*)+)\Z")
_TYPED = re.compile(
    rb"(?:\bnew|\bthrow|\bextends|\bimplements|\bis|\bas|\btypeof\s*\(|\bsizeof\s*\(|[<:(,])\s*(?:const\s+)?\Z"
)
_TYPE_BEHIND = re.compile(rb"\s*(?:::|\.|<|[*&?]|\[\])|\s+[A-Za-z_]\w*\s*[;=,){(:]|\s*[>{]")


@dataclass(frozen=True)
class Scopes:
    """What all stubs of some languages define.

    Attributes:
        names: by dotted name, the symbol with its schema.
        declared: by family, simple names that other documents of the repository declare: whoever uses one of them, without its
            scope, may mean those.
    """

    names: Mapping[str, Mapping[str, tuple[Key, str]]]
    declared: Mapping[str, frozenset[str]]


def scopes_of(
    names: Iterable[tuple[str, Mapping[str, Key], str]], sources: Mapping[str, Source], languages: Mapping[str, str],
    stubs: Iterable[str],
) -> Scopes:  # fmt: skip
    """Puts together what stubs define.

    Args:
        names: of each stub its language, its dotted names, its schema.
        sources: all documents of other languages.
        languages: of each.
        stubs: the proven stubs among them.
    """
    found: dict[str, dict[str, tuple[Key, str]]] = defaultdict(dict)
    for language, dotted, schema in names:
        found[FAMILIES[language]].update((name, (key, schema)) for name, key in dotted.items())
    skipped = set(stubs)
    declared: dict[str, set[str]] = defaultdict(set)
    for path, source in sources.items():
        family = FAMILIES.get(languages[path])
        if family in found and path not in skipped:
            declared[family].update(one.decode() for one in _DECLARED.findall(source.data))
    return Scopes(found, {family: frozenset(all_) for family, all_ in declared.items()})


class ScopedNames:
    """What one document means by the names in it."""

    def __init__(self, source: Source, language: str, scopes: Scopes) -> None:
        self._source = source
        family = FAMILIES[language]
        self._names = scopes.names.get(family, {})
        self._declared = scopes.declared.get(family, frozenset())
        self._aliases: dict[str, str] = {}
        self._open: set[str] = {""}
        for match in _IMPORTS[family].finditer(source.data) if self._names else ():
            self._add(match, family)
        for match in _OWN[family].finditer(source.data) if self._names else ():
            own = ".".join(part.decode().replace("::", ".") for part in match.groups() if part)
            self._open |= {own.rsplit(".", number)[0] for number in range(own.count(".") + 1)}

    def _add(self, match: re.Match[bytes], family: str) -> None:
        if family == "jvm":
            path = match[1].decode()
            if match[2]:
                self._open.add(path)
            else:
                self._aliases[(match[3] or match[1].rpartition(b".")[2]).decode()] = path
            return
        path = match[match.lastindex or 0].decode().replace("::", ".")
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
