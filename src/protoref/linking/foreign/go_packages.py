"""Go: the packages that proven stubs make up, and what stands for certain where a document qualifies by one of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from posixpath import normpath
from types import MappingProxyType

from msgspec import Struct

from protoref.linking.foreign.leads import Lead, last_part
from protoref.model.source import Range, Source

_CLAUSE = re.compile(rb"^package[ \t]+(\w+)", re.MULTILINE)
_MODULE = re.compile(rb"^module[ \t]+\"?([\w./~-]+)", re.MULTILINE)
_REPLACED = re.compile(
    rb"^[ \t]*(?:replace[ \t]+)?([\w./~-]+)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+(\.{1,2}/[\w./~-]*)", re.MULTILINE
)
_NAMES = re.compile(
    rb"^(?:type|func|var|const)[ \t]+([A-Z]\w*)|^\t([A-Z]\w*)[ \t]+(?:\w+[ \t]+)?=|"
    rb"^func[ \t]+((?:encode(?:Varint|Fixed)|sov|soz|skip|valueTo)\w+)",  # gogo/protobuf's, for the package itself
    re.MULTILINE,
)
_TOP = re.compile(
    rb"^(?:type|func|var|const)[ \t]++(?P<one>[A-Za-z_]\w*+)|^(?:type|var|const)[ \t]*+\([ \t]*+\n(?P<block>.*?)^\)",
    re.MULTILINE | re.DOTALL,
)
_ENTRY = re.compile(rb"^\t([A-Za-z_]\w*+)", re.MULTILINE)
"""What a document declares at its top: by itself, or in a block."""
GO_IMPORT = re.compile(rb"(?:(?<!\w)(?!import\b)([A-Za-z_]\w*|\.)[ \t]+)?\"([\w.~/-]+)\"")
"""A path that is imported, with the name that the document gives it (`.`: none is needed)."""


class GoPackage(Struct, frozen=True):
    """One stub as a part of its package.

    Attributes:
        import_path: what others import, where a go.mod tells; else the folder from the root.
        whole: a go.mod tells; otherwise imports need only end with `import_path`.
        clause: the name in its `package` line: the qualifier where an import gives no other.
        names: what it defines at its top and exports, or makes for other files of the package (`Span`, `NewSpansClient`, `Kind_SERVER`).
        alone: nothing else makes up the package: without this stub there is none.
        beside: what the package's other documents declare at their tops: a package declares a name once, so these are none of
            the stub's schema, whatever they contain.
    """

    import_path: str
    whole: bool
    clause: str
    names: frozenset[str]
    alone: bool = True
    beside: frozenset[str] = frozenset()

    def qualifiers(self, imports: Iterable[tuple[str, str]]) -> Iterator[str]:
        """By which names a document with some imports qualifies what comes from this package."""
        for name, path in imports:
            if path == self.import_path or (not self.whole and path.endswith(f"/{self.import_path}")):
                yield name or self.clause

    @property
    def end(self) -> str:
        """What an import of this package ends with at least: without a go.mod nobody knows where its path begins."""
        return self.import_path if self.whole else "/".join(self.import_path.split("/")[-2:])


def imports_of(source: Source) -> tuple[tuple[str, str], ...]:
    """What a document imports (or may: any path in quotes counts), each with the name that it gives it, or empty."""
    return tuple(((match[1] or b"").decode(), match[2].decode()) for match in GO_IMPORT.finditer(source.data))


def go_packages(
    stubs: Mapping[str, str], sources: Mapping[str, Source], claimed: Mapping[str, str] = MappingProxyType({})
) -> Mapping[str, tuple[GoPackage, ...]]:
    """By schema, the packages that hold its stubs.

    Args:
        stubs: proven generated documents: path -> root path of their schema.
        claimed: likewise of those whose header says so, and no more.
        sources: all texts: go.mod files tell where modules begin.
    """
    modules = modules_of(sources)
    found: dict[str, list[GoPackage]] = {}
    makers: dict[str, set[str]] = {}
    members: dict[str, list[str]] = {}
    for path in sources:
        if path.endswith(".go") and not path.endswith("_test.go"):
            makers.setdefault(path.rpartition("/")[0], set()).add(stubs.get(path, ""))
            members.setdefault(path.rpartition("/")[0], []).append(path)
    for path, schema in sorted(stubs.items()):
        clause = _CLAUSE.search(sources[path].data) if path.endswith(".go") else None
        if clause is not None:
            names = frozenset((one[1] or one[2] or one[3]).decode() for one in _NAMES.finditer(sources[path].data))
            folder = path.rpartition("/")[0]
            known = sorted(_import_paths(folder, modules))
            others = (
                sources[one]
                for one in members.get(folder, ())
                if {stubs.get(one), claimed.get(one)}.isdisjoint({schema})
            )
            beside = frozenset(name for one in others for name in _declared(one, clause[1]))
            for import_path in known or [folder]:
                package = GoPackage(
                    import_path, bool(known), clause[1].decode(), names, makers[folder] == {schema}, beside
                )
                found.setdefault(schema, []).append(package)
    return {schema: tuple(packages) for schema, packages in found.items()}


def _declared(source: Source, package: bytes) -> Iterator[str]:
    """The names that a document declares at its top, if it belongs to a package."""
    clause = _CLAUSE.search(source.data)
    if clause is None or clause[1] != package:
        return
    for match in _TOP.finditer(source.data):
        names = [match["one"]] if match["one"] else _ENTRY.findall(match["block"])
        yield from (name.decode() for name in names)


def modules_of(sources: Mapping[str, Source]) -> dict[str, set[str]]:
    """By folder with a go.mod, the paths that its module is imported by: its own, and those that others replace by it.

    No path where a go.mod cannot be understood.
    """
    found: dict[str, set[str]] = {}
    replaced: list[tuple[str, str]] = []
    for path, source in sources.items():
        folder, _, name = path.rpartition("/")
        if name in ("go.mod", "go.work"):
            replaced += [
                (normpath(f"{folder or '.'}/{one[2].decode()}"), one[1].decode())
                for one in _REPLACED.finditer(source.data)
            ]
        if name == "go.mod":
            own = _MODULE.search(source.data)
            found.setdefault(folder, set()).update({own[1].decode()} if own else ())
    for target, module in replaced:
        folder = "" if target == "." else target
        if found.get(folder):
            found[folder].add(module)
    return found


def _import_paths(folder: str, modules: Mapping[str, set[str]]) -> Iterator[str]:
    """How others import the package in a folder; nothing where no go.mod tells."""
    _, vendored, inside = f"/{folder}".rpartition("/vendor/")
    if vendored:
        yield inside
        return
    above, rest = folder, ""
    while above not in modules:
        if not above:
            return
        above, _, last = above.rpartition("/")
        rest = f"/{last}{rest}"
    yield from (module + rest for module in modules[above])


def leads_of(source: Source, packages: Mapping[str, tuple[GoPackage, ...]]) -> Iterator[Lead]:
    """Imports for their effects alone (`import _ "path"`): what the stub registers is missed without it."""
    for match in GO_IMPORT.finditer(source.data) if packages else ():
        path = match[2].decode()
        for schema, own in packages.items() if match[1] == b"_" else ():
            for package in own:
                exact = any(package.qualifiers([("_", path)]))
                if exact or (not package.whole and f"/{path}".endswith(f"/{package.end}")):
                    place = last_part(Range(*match.span(2)), match[2])
                    yield Lead(place, schema, exact and package.whole and package.alone)
                    break


class CertainNames:
    """What one document names for certain: items that a proven stub defines, behind its package's qualifier."""

    def __init__(self, source: Source, packages: Iterable[GoPackage]) -> None:
        self._source = source
        self._names: dict[str, set[str]] = {}
        imports = imports_of(source)
        for package in packages:
            for qualifier in package.qualifiers(imports):
                self._names.setdefault(qualifier, set()).update(package.names)
        ends = "|".join(re.escape(name) for name in sorted(self._names) if name not in {".", "_"})
        self._before = re.compile(rf"(?<![\w.])({ends})\.\Z".encode("utf-8", "surrogateescape")) if ends else None

    def has(self, word: str, start: int, symbol: str) -> bool:
        """Whether an identifier is an item that was made of a symbol.

        Args:
            word: the identifier.
            start: its offset in bytes.
            symbol: the symbol's own name; empty: any item counts.
        """
        if self._before is None:
            return False
        match = self._before.search(self._source.data, max(0, start - 100), start)
        names = self._names[match[1].decode()] if match is not None else ()
        return word in names and (not symbol or _made_of(symbol, word, names))


def _made_of(symbol: str, word: str, names: Collection[str]) -> bool:
    """Whether protoc-gen-go, protoc-gen-go-grpc or connect-go makes an item of that name for a symbol (or for one inside of it).

    Args:
        symbol: the symbol's own name.
        word: the item.
        names: all items of its package: a constructor of handlers is what tells a service of connect-go.
    """
    camel = "".join(part[:1].upper() + part[1:] for part in symbol.split("_"))
    ends = r"Client|Server|_\w+" + (r"|Handler|Name|\w+Procedure" if f"New{camel}Handler" in names else "")
    return (
        re.fullmatch(rf"(?:\w+_)?(?:New|Register|Unimplemented|Unsafe)?{re.escape(camel)}(?:{ends})?", word) is not None
    )
