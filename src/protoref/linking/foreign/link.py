"""Which names in a document of another language may stand for the symbols of the schemas that it has a carrier for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from protoref.linking.foreign.go_packages import GO_IMPORT, CertainNames, GoPackage
from protoref.linking.foreign.leads import Lead
from protoref.linking.foreign.marks import folded
from protoref.linking.foreign.modules import ModuleNames, read_in_comment
from protoref.linking.foreign.scopes import ScopedNames
from protoref.linking.text import TextReader
from protoref.model.occurrence import Certainty, LinkedDocument, Reference, Step, Usage
from protoref.model.schema import TYPES, Catalog, Key, Kind, SchemaFile, file_key
from protoref.model.source import Range, Role, Source

LANGUAGES = frozenset(
    {"go", "typescript", "javascript", "vue", "java", "kotlin", "scala", "csharp", "fsharp", "swift", "objectivec"}
    | {"cpp", "c", "ruby", "php", "dart", "elixir", "erlang", "haskell", "ocaml", "lua", "perl", "r", "julia", "zig"}
    | {"clojure", "groovy", "nim", "crystal", "elm", "d", "gdscript", "pascal", "other-notebook", "template"}
)
"""Programming languages whose names are read from text: identifiers in a document with a carrier."""

_CASED = frozenset({"java", "scala"})
"""Languages that tell capitals apart, and whose generators keep a type's first letter."""
_WITHOUT_OUTER = frozenset({"go", "template"})
"""Go's inner names hold the outer ones; in a template these may be filled in."""
_IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_SHORTEST = 4
"""An identifier merely containing a shorter name says nothing (`Id` stands in half of all identifiers)."""


class _Names(Struct, frozen=True):
    """The names of a document's schemas as its identifiers may hold them, case and `_` ignored.

    Attributes:
        held: names that count wherever an identifier holds them.
        exact: names that are an identifier of their own, or nothing: what is short, rpcs, values without their prefix.
        anywhere: finds what is held.
        cased: the generators of the language keep the first letter of a type's name: one that is small there is no type.
    """

    held: Mapping[str, list[tuple[Key, str]]]
    exact: Mapping[str, list[tuple[Key, str]]]
    anywhere: re.Pattern[str] | None
    cased: bool = False

    def of(self, identifier: str) -> list[tuple[Key, str, bool]]:
        """The symbols that an identifier may stand for, with their schema; whether it has to be a member of something."""
        whole = folded(identifier)
        found = [(key, path, False) for key, path in self._held(whole, identifier)]
        if not found and self.anywhere is not None:
            for match in self.anywhere.finditer(whole):
                if _is_of_words(identifier, *match.span()):
                    spelled = identifier[_letters(identifier)[match.start()] :]
                    found.extend((key, path, False) for key, path in self._held(match.group(), spelled))
        found.extend((key, path, True) for key, path in self.exact.get(whole, ()))
        for part in _SHORT.findall(identifier) if not found else ():
            found.extend((key, path, False) for key, path in self.held.get(part.lower(), ()) if len(part) < _SHORTEST)
        return list(dict.fromkeys(found))

    def _held(self, name: str, spelled: str) -> Iterator[tuple[Key, str]]:
        small = self.cased and spelled.lstrip("_")[:1].islower()
        for key, path in self.held.get(name, ()):
            if not small or key.rpartition(".")[2][:1].islower():
                yield key, path


def _letters(identifier: str) -> list[int]:
    """Where the letters of an identifier stand that `folded` keeps."""
    return [offset for offset, char in enumerate(identifier) if char != "_"]


def _is_of_words(identifier: str, start: int, end: int) -> bool:
    """Whether a part of an identifier (as `folded` has it) begins and ends with words of it: `Ping` does in `PingRequest`, not in `Mapping`."""
    letters = _letters(identifier)
    first, last = letters[start], letters[end - 1]
    before, behind = identifier[:first][-1:], identifier[last + 1 :][:1]
    begins = not before.isalpha() or (identifier[first].isupper() and not identifier.isupper())
    return begins and not (behind.isalpha() and (behind.islower() or identifier.isupper()))


def _names(catalog: Catalog, paths: Iterable[str], language: str, *, rpcs: bool) -> _Names:
    held: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    exact: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    for path in paths:
        for symbol in catalog.files[path].symbols:
            name = folded(symbol.name)
            if symbol.kind in TYPES and not symbol.map_entry:
                if language == "go":  # it has no types within types: all their names are one, `Outer_Inner`
                    inner = symbol.full_name.removeprefix(f"{catalog.files[path].package}.")
                    name = folded(inner.replace(".", ""))
                    held[name] += [(outer, path) for outer in _outer(symbol.full_name, inner)]
                held[name].append((symbol.full_name, path))
            elif symbol.kind is Kind.RPC and not rpcs:
                continue
            elif symbol.kind is Kind.RPC:
                exact[name].append((symbol.full_name, path))
            elif symbol.kind is Kind.EXTENSION:  # Go's `E_Name`; a member of its class, module or namespace elsewhere
                exact[f"e{name}" if language == "go" else name].append((symbol.full_name, path))
            elif symbol.kind is Kind.ENUM_VALUE and symbol.parent:
                owner = folded(symbol.parent.rpartition(".")[2])
                for key in (symbol.full_name, symbol.parent):  # a value's name stands for its enum, too
                    held[owner + name].append((key, path))
                    (held if "_" in symbol.name else exact)[name].append((key, path))
                if name.startswith(owner) and name != owner:
                    exact[name.removeprefix(owner)].append((symbol.full_name, path))
    longest_first = sorted((name for name in held if len(name) >= _SHORTEST), key=len, reverse=True)
    anywhere = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
    return _Names(held, exact, anywhere, language in _CASED)


def link(
    source: Source,
    language: str,
    role: Role,
    reached: Mapping[str, str],
    catalog: Catalog,
    packages: Mapping[str, tuple[GoPackage, ...]] = MappingProxyType({}),
    proven: ModuleNames | ScopedNames | None = None,
    leads: Iterable[Lead] = (),
    whole: Mapping[str, frozenset[str]] = MappingProxyType({}),
    *,
    generated: bool = False,
) -> LinkedDocument:
    """References of a document with carriers: identifiers that hold a symbol's name, case and `_` ignored.

    They are possible; certain where they are what a proven stub defines.

    Go always names a package's items through the package: there an identifier counts only behind its qualifier.
    Rpcs, and enum values without their prefix, count as members of something.

    Args:
        source: the document.
        language: its language.
        role: what it is for.
        reached: root paths of the schema files that it has a carrier for, each with what shows it.
        catalog: all schemas.
        packages: by schema, its proven Go stubs: what they define is certain behind their qualifier.
        proven: in some other languages, what is certain by what the document imports of proven stubs.
        leads: places that bring in a stub as a whole.
        whole: names that stubs make of all of a schema, with the root paths of those schemas.
        generated: it is a proven stub of another schema: of rpcs it has none but its own.
    """
    names = _names(catalog, reached, language, rpcs=not generated)
    files = _names_of_files(reached, packages, whole, language)
    sure = {path: CertainNames(source, packages.get(path, ())) for path in reached if language == "go"}
    qualifiers = {
        path: _go_qualifier(source, catalog.files[path], why, packages.get(path, ())) for path, why in reached.items()
    }
    beside = {path: _beside(packages.get(path, ())) for path in reached if language == "go"}
    reader = TextReader(source, language, role)
    found: list[tuple[str, Reference]] = []
    known: dict[bytes, list[tuple[Key, str, bool]]] = {}
    shown = {path for path, why in reached.items() if _is_of_file(why, path)}
    for match in _IDENTIFIER.finditer(source.data):
        word = match.group()
        if word not in known:
            named = names.of(word.decode())
            schemas = {path for _, path, _ in named}
            for path in sorted(files.get(word.decode(), set()) - (schemas if language == "go" else set())):
                named.append((file_key(path), path, False))
            known[word] = named
        if not known[word] or reader.in_prose(match.start()):
            continue
        before = source.data[max(0, match.start() - 100) : match.start()]
        shown.update(path for key, path, _ in known[word] if _is_outer(key, catalog))
        for key, path, member in known[word]:
            text = word.decode()
            place = Range(*match.span())
            certain = (
                sure[path].has(text, place.start, "" if key.startswith("file:") else key.rpartition(".")[2])
                if language == "go"
                else proven is not None and proven.has(text, place, key, path)
            )
            qualifier = qualifiers[path] if language == "go" else None
            near = _MEMBER.search(before) if member else qualifier is None or qualifier.search(before)
            if member and language == "go" and not text[0].isupper():
                continue  # Go exports no such name
            if not (certain or near) or (not certain and not member and text in beside.get(path, ())):
                continue
            certainty = Certainty.CERTAIN if certain else Certainty.POSSIBLE
            told = key.removeprefix("file:")
            step = Step(text, f"contains the name of {told}; {reached[path]} leads to its schema", source.path)
            found.append((path, Reference(key, source.path, place, language, Usage.OTHER, certainty, role, (step,))))
    # Who has an inner name, a value or an rpc without any outer name of the schema has it from a document that has one.
    references = [
        one for path, one in found if path in shown or one.certainty is Certainty.CERTAIN or language in _WITHOUT_OUTER
    ]
    used = {path for reference in references for path in _schemas_of(reference.symbol, catalog)}
    for lead in leads:
        commented = reader.in_comment(lead.place.start)
        if commented and not read_in_comment(source, lead.place):
            continue
        if lead.schema in reached and used.isdisjoint(lead.unless):
            references.append(_whole(replace(lead, certain=lead.certain and not commented), source, language, role))
    references.sort(key=lambda reference: (reference.range.start, reference.range.end))
    return LinkedDocument(source.path, language, tuple(references))


def link_leads(
    source: Source, language: str, role: Role, reached: Mapping[str, str], leads: Iterable[Lead]
) -> LinkedDocument:
    """References of a document whose names nobody reads: the places that bring in a stub as a whole."""
    found = [_whole(lead, source, language, role) for lead in leads if lead.schema in reached]
    found.sort(key=lambda reference: (reference.range.start, reference.range.end))
    return LinkedDocument(source.path, language, tuple(found))


def _beside(packages: Sequence[GoPackage]) -> frozenset[str]:
    """Names that are none of a schema's wherever its stubs lie: somebody else's in each of their packages."""
    return frozenset.intersection(*(package.beside for package in packages)) if packages else frozenset()


def _outer(key: Key, inner: str) -> Iterable[Key]:
    """The symbols around one, given its name from the package on."""
    return (key.rsplit(".", up)[0] for up in range(1, inner.count(".") + 1))


def _is_of_file(why: str, path: str) -> bool:
    """Whether what shows a schema may be the module or header made of it, and not just its package."""
    stem = path.rpartition("/")[2].removesuffix(".proto")
    return why.startswith("through ") or folded(stem.replace("-", "_")) in folded(why.replace("-", "_"))


def _is_outer(key: Key, catalog: Catalog) -> bool:
    """Whether a key is a file's, or that of a type or extension in no other, or of a value of such an enum."""
    if key.startswith("file:"):
        return True
    symbol = catalog.symbol(key)
    if symbol is not None and symbol.kind is Kind.ENUM_VALUE and symbol.parent is not None:
        symbol = catalog.symbol(symbol.parent)
    return symbol is None or symbol.parent is None


def _names_of_files(
    reached: Iterable[str], packages: Mapping[str, tuple[GoPackage, ...]], whole: Mapping[str, frozenset[str]], language: str
) -> Mapping[str, set[str]]:  # fmt: skip
    """By name, the schemas of which a stub makes it, be it of a symbol or of the whole."""
    found: dict[str, set[str]] = defaultdict(set)
    if language != "go":
        wanted = frozenset(reached)
        found.update((name, set(schemas & wanted)) for name, schemas in whole.items())
        return found
    for path in reached:
        for package in packages.get(path, ()):
            for name in package.names:
                found[name].add(path)
    return found


def _schemas_of(key: Key, catalog: Catalog) -> Iterable[str]:
    if key.startswith("file:"):
        return (key.removeprefix("file:"),)
    return (definition.file.path for definition in catalog.definitions.get(key, ()))


def _whole(lead: Lead, source: Source, language: str, role: Role) -> Reference:
    """A reference to a file, which a place brings in."""
    certainty = Certainty.CERTAIN if lead.certain else Certainty.POSSIBLE
    how = f"{'brings' if lead.certain else 'may bring'} in what was generated from {lead.schema}"
    step = Step(source.text(lead.place), how, source.path)
    return Reference(file_key(lead.schema), source.path, lead.place, language, Usage.IMPORT, certainty, role, (step,))


_SHORT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
_MEMBER = re.compile(
    rb"(?:\.|::|->|\$|\bfunc\s*\([^()]*\)|\b(?:def|fun|fn|function|override|async|void|public|Task(?:<[^>]*>)?))\s*\Z"
)


def _go_qualifier(
    source: Source, file: SchemaFile, why: str, packages: Iterable[GoPackage]
) -> re.Pattern[bytes] | None:
    """What stands before an item of the package that a schema is generated into; None where no qualifier is needed."""
    end = (why.removeprefix("folder ") if why.startswith("folder ") else why).strip("./")
    clause = (file.option("go_package") or "").partition(";")[2]
    names: set[str] = set()
    for match in GO_IMPORT.finditer(source.data):
        path = match[2].decode()
        parts = path.split("/")
        if not end or f"/{end}/" not in f"/{path}/":
            continue
        if match[1]:
            names.add(match[1].decode())
            continue
        if not f"/{path}".endswith(f"/{end}"):  # a package below it, as plugins make them (`shoppb/shoppbconnect`)
            names.update((parts[-1], *(package.clause for package in packages)))
            continue
        names.update(filter(None, (clause, parts[-1], "".join(parts[-2:]), *(package.clause for package in packages))))
    if names == {"_"}:  # imports for their effects alone give no name
        return re.compile(rb"(?!)")
    if not names or "." in names:  # a folder as carrier, or `import . "path"`
        return None
    if not any(
        re.search(rb"(?<!\w)" + re.escape(name.encode("utf-8", "surrogateescape")) + rb"\s*\.", source.data)
        for name in names
    ):
        return None  # the package calls itself something else
    return re.compile(
        rb"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names))).encode("utf-8", "surrogateescape") + rb")\s*\.\s*\Z"
    )
