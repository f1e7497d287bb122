"""Other languages: by which texts a document shows that it can reach a schema's generated code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct, field

from protoref.linking.foreign.go_packages import GoPackage, imports_of
from protoref.linking.foreign.modules import documents
from protoref.model.schema import TYPES, Catalog, SchemaFile
from protoref.model.source import Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Scanner

UNIMPORTED = frozenset(
    {"java", "kotlin", "scala", "groovy", "clojure", "csharp", "fsharp", "swift", "objectivec", "cpp", "c", "ruby"}
    | {"php", "elixir", "erlang", "perl", "haskell", "ocaml", "template"}
)
"""Languages in which a name can be reached by its package, or by part of it, without an import in the same document."""

_VERBS = {
    **dict.fromkeys(("java", "kotlin", "scala", "groovy"), frozenset({"import", "package"})),
    **dict.fromkeys(("cpp", "c"), frozenset({"using", "namespace", "import"})),
    "clojure": frozenset({"import", "use"}),
    "csharp": frozenset({"using", "namespace"}),
    "fsharp": frozenset({"open", "namespace"}),
    "swift": frozenset({"import"}),
    "objectivec": frozenset({"import", "using", "namespace"}),
    "ruby": frozenset({"include", "extend", "prepend"}),
    "php": frozenset({"use", "namespace"}),
    "elixir": frozenset({"alias", "import", "use"}),
    "erlang": frozenset[str](),
    "perl": frozenset({"use", "package"}),
    "haskell": frozenset({"import"}),
    "ocaml": frozenset({"open", "include"}),
}
"""The words by which a language opens a package: others are words of a sentence (`always use proxy`)."""
_ANY = frozenset().union(*_VERBS.values())
_VERB = "|".join(sorted(_ANY))
_COMMENTED = re.compile(rb"[ \t]*(?://|\*|/\*(?!.*\*/))")
"""The beginning of a line that is a comment's: as far as a line tells."""
_GO_OPTION = re.compile(rb"\bM([\w./-]+\.proto)=([\w./-]+)")
_INCLUDE = re.compile(rb"#\s*(?:include|import)\s*[<\"]([^>\"\r\n]+)")
_MODULE = re.compile(
    rb"\b(?:from|import|export|require|part)\b[^'\"\r\n;]{0,400}['\"]([^'\"\r\n]+)['\"]|\bfrom\s*['\"]([^'\"\r\n]+)"
)
_EXPORTS = re.compile(rb"\bexport\b|\bexports\b")
_GLOBAL_USING = re.compile(rb"\bglobal\s+using\b|<Using\s")
_INCLUDING = frozenset({"cpp", "c", "objectivec"})
_IMPORTING = frozenset({"typescript", "javascript", "vue", "dart"})


class ForeignMarks(Struct, frozen=True):
    """By which texts a document of another language shows that it can reach a schema's generated code.

    Attributes:
        scanner: finds the marks; each pattern's meanings are the paths of the schema files that it leads to.
        folders: end of a folder's path -> schema files whose generated code lives in such a folder.
        words: marks that are too common to count wherever they stand (a package of one part, the last part of a
            longer one), as regular expressions, with the schema files: they count where code opens, imports or qualifies by them.
        schemas: paths of all schema files.
        prefixed: generated names that hold their package (`Shop_V1_Order`), case and `_` ignored.
        open_ends: how imports of a Go package end whose path nobody states in full, with the schema files.
    """

    scanner: Scanner
    folders: Mapping[str, frozenset[str]]
    words: tuple[tuple[bytes, str], ...] = ()
    prefixed: Mapping[bytes, frozenset[str]] = field(default_factory=dict)
    schemas: tuple[str, ...] = ()
    open_ends: Mapping[str, frozenset[str]] = field(default_factory=dict)


def foreign_marks(catalog: Catalog, go_paths: Mapping[str, str] | None = None) -> ForeignMarks:
    """The marks of all schemas: import paths that the generators of other languages derive from a schema.

    Facts: `go_package` names Go's import path (protoc-gen-go, cmd/protoc-gen-go/internal_gengo), protoc's option
    `M` overrides it; C++ includes `b.pb.h`; JavaScript and TypeScript modules end in `b_pb`, `b_grpc_pb`, `b_connect`
    or ts-proto's plain `a/b`; Ruby's in `b_pb`, `b_services_pb`; Dart's in `b.pb.dart`; Java, Kotlin, Scala, C# and PHP
    live in the package that `java_package`, `csharp_namespace`, `php_namespace` or the proto package names. Swift's
    names hold the package (`Shop_V1_Order`, protoc-gen-swift), Objective-C's `objc_class_prefix`. Haskell's module is
    `Proto.A.B` (proto-lens, proto-lens-protoc/app/protoc-gen-haskell.hs), OCaml's are `B_pb`, `B_types` (ocaml-protoc), Erlang's
    are `b`, `b.hrl` (gpb).

    Args:
        catalog: all schemas.
        go_paths: Go's import paths as build inputs state them, by import path (`stated_go_paths`).
    """
    texts: dict[str, set[str]] = defaultdict(set)
    folders: dict[str, set[str]] = defaultdict(set)
    open_ends: dict[str, set[str]] = defaultdict(set)
    prefixed: dict[bytes, set[str]] = defaultdict(set)
    words: list[tuple[bytes, str]] = []
    for path, file in catalog.files.items():
        stated = (go_paths or {}).get(file.import_path, "")
        for mark in (*_marks(file), stated):
            if mark and mark.isascii():
                texts[mark].add(path)
        for go_path in filter(None, (go_path_of(file), stated)):
            folders["/".join(go_path.strip("./").split("/")[-2:])].add(path)
        for end in _open_ends(file):
            open_ends[end].add(path)
        for name in _prefixed(file):
            prefixed[folded(name).encode("utf-8", "surrogateescape")].add(path)
        if (pattern := _words(file)) is not None:
            words.append((pattern, path))
    marks = [Pattern(mark, tuple((path, Written.MODULE) for path in sorted(paths))) for mark, paths in texts.items()]
    return ForeignMarks(
        Scanner(marks),
        {folder: frozenset(found) for folder, found in folders.items()},
        tuple(words),
        {name: frozenset(found) for name, found in prefixed.items()},
        tuple(catalog.files),
        {end: frozenset(found) for end, found in open_ends.items()},
    )


def folded(name: str) -> str:
    """A name without what generators change of it: case and `_`."""
    return name.replace("_", "").lower()


def go_path_of(file: SchemaFile) -> str:
    """The import path that `go_package` states, or empty; a path relative to an unknown place has its dots."""
    return (file.option("go_package") or "").partition(";")[0].strip()


def _open_ends(file: SchemaFile) -> Iterator[str]:
    """What imports of a Go package end with whose `go_package` leaves open where its path begins (`./pb`, `pb`, `.;pb`).

    Behind `.;` the folder is the one that protoc writes to, which by custom is called as the package.
    """
    path = go_path_of(file)
    inner = path.strip("./")
    if path.startswith(".") or (inner and "/" not in inner):
        yield from filter(None, [inner or (file.option("go_package") or "").partition(";")[2].strip()])


def stated_go_paths(sources: Iterable[Source]) -> dict[str, str]:
    """Go's import paths that options of protoc-gen-go state (`Ma/b.proto=example.com/x`), by the schema's import path."""
    return {
        match[1].decode(): match[2].decode()
        for source in sources
        if b".proto=" in source.data
        for match in _GO_OPTION.finditer(source.data)
    }


def _marks(file: SchemaFile) -> Iterator[str]:
    stem = file.import_path.removesuffix(".proto")
    folder, _, name = stem.rpartition("/")
    for ending in ("_pb", "_grpc_pb", "_connect", "_connectweb", "_services_pb", ".pb.h", ".grpc.pb.h", ".pb.dart"):
        yield name + ending
    yield from (f"{name}.pb", f"{name}.grpc.pb", f"{name}.client", f"{name}_pb2", f"{name}_pb2_grpc")
    if "/" in stem:
        yield stem
    if "/" in folder:
        yield folder
    camel = _camel(name)
    yield from (f"Proto.{'.'.join(map(_camel, stem.split('/')))}", f"{name[:1].upper()}{name[1:]}_types")
    yield from (f"{name[:1].upper()}{name[1:]}_pb", f"{name}.hrl", f"{name}:encode_msg", f"{name}:decode_msg")
    yield from (f"{camel}OuterClass", f"{camel}Proto", f"{camel}.pbobjc.h", file.option("java_outer_classname") or "")
    go_path = go_path_of(file)
    if "/" in go_path.strip("./"):
        yield go_path
    for option in ("java_package", "csharp_namespace", "php_namespace", "ruby_package"):
        if value := file.option(option):
            yield value.replace("\\\\", "\\")
    if "." in file.package:
        parts = file.package.split(".")
        capitals = [part[:1].upper() + part[1:] for part in parts]
        yield from (file.package, ".".join(capitals), "\\".join(capitals), "::".join(capitals), "::".join(parts))
        yield "/".join(parts)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_-]", name))


def _prefixed(file: SchemaFile) -> Iterator[str]:
    """The beginnings of names that hold their package or a prefix of their own, each with a symbol's name."""
    prefixes = [prefix for option in ("swift_prefix", "objc_class_prefix") if (prefix := file.option(option))]
    if "." in file.package:
        prefixes.append(file.package.replace(".", ""))
    for symbol in file.symbols:
        if symbol.parent is None and symbol.kind in TYPES:
            yield from (prefix + symbol.name for prefix in prefixes)


def _words(file: SchemaFile) -> bytes | None:
    """A regular expression: where code opens a package of one part, or qualifies one of its names by the package's last part."""
    packages = {file.package, *filter(None, map(file.option, ("java_package", "csharp_namespace", "php_namespace")))}
    packages.add(file.option("ruby_package") or "")
    lasts = {re.split(r"[.\\:]+", package)[-1] for package in packages if package}
    if not lasts:
        names = {file.import_path.rpartition("/")[2].removesuffix(".proto")} if not file.package else set()
    else:
        names = {form for last in lasts for form in (last, last[:1].upper() + last[1:])}
    if not names:
        return None
    stem = file.import_path.rpartition("/")[2].removesuffix(".proto")
    any_name = "|".join(re.escape(name) for name in sorted({*names, stem}))
    own = "|".join(re.escape(s.name) for s in file.symbols if s.parent is None and s.kind in TYPES) or r"(?!)"
    single = "|".join(
        re.escape(form)
        for package in sorted(packages)
        if package and not re.search(r"[.\\:]", package)
        for form in (package, package[:1].upper() + package[1:])
    )
    opened = rf"(?P<verb>{_VERB})\s+(?:(?:static|qualified)\s+)?\\?(?:{single})\b" if single else r"(?!)"
    nested = r"\s*\{\s*(?:inline\s+)?namespace\s+".join(map(re.escape, file.package.split("."))) if file.package else ""
    spelled = rf"|\bnamespace\s+{nested}\b" if nested else ""
    return rf"\b{opened}|(?<![\w.])(?:{any_name})(?:\.|::|\\)(?:{own})(?![a-z]){spelled}".encode(
        "utf-8", "surrogateescape"
    )


def _tells(words: bytes, language: str, data: bytes) -> re.Match[bytes] | None:
    """The first place where code of a language, and no sentence in a comment, opens or qualifies a package."""
    for match in _compiled(words).finditer(data):
        verb = match.groupdict().get("verb")
        if verb is None:
            return match
        line = max(data.rfind(b"\n", 0, match.start()), data.rfind(b"\r", 0, match.start())) + 1
        if verb.decode() in _VERBS.get(language, _ANY) and _COMMENTED.match(data, line, match.start()) is None:
            return match
    return None


@cache
def _compiled(words: bytes) -> re.Pattern[bytes]:
    """Compiled where a document is there to be searched: in most repositories there is none."""
    return re.compile(words)


def carried(source: Source, marks: ForeignMarks, language: str = "") -> dict[str, str]:
    """The schema files that a document has a carrier for, each with the text that shows it."""
    found: dict[str, str] = {}
    for hit in marks.scanner.scan(source):
        pattern = marks.scanner.patterns[hit.pattern]
        for path, _ in pattern.meanings:
            found.setdefault(path, pattern.text)
    if language in UNIMPORTED:
        for words, path in marks.words:
            if path not in found and (match := _tells(words, language, source.data)):
                found[path] = match.group().decode("utf-8", "replace")
        flat = source.data.replace(b"_", b"").lower() if marks.prefixed else b""
        for name, paths in marks.prefixed.items():
            if name in flat:
                for path in sorted(paths):
                    found.setdefault(path, f"names with the package in them ({name.decode()})")
    for _, imported in imports_of(source) if language == "go" and marks.open_ends else ():
        for end, paths in marks.open_ends.items():
            if f"/{imported}".endswith(f"/{end}"):
                for path in sorted(paths):
                    found.setdefault(path, end)
    folder = source.path.rpartition("/")[0]
    for end, paths in marks.folders.items():
        if folder == end or folder.endswith("/" + end):
            for path in sorted(paths):
                found.setdefault(path, f"folder {folder}")
    return found


def carriers(
    sources: Mapping[str, Source],
    languages: Mapping[str, str],
    marks: ForeignMarks,
    stubs: Mapping[str, str],
    packages: Mapping[str, tuple[GoPackage, ...]] = MappingProxyType({}),
    unwritten: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> dict[str, dict[str, str]]:
    """By document of another language, the schema files that it can reach, each with what shows it.

    A header that includes generated code carries it to whoever includes the header; a module that exports what it
    imports, to its importers; a global `using`, to all C# documents around it.

    Args:
        sources: every document whose language has names to read, and C#'s project files.
        languages: of every document.
        marks: what to look for.
        stubs: proven generated documents: path -> root path of their schema.
        packages: by schema, the Go packages that hold its stubs.
        unwritten: by Go document, the schemas whose uncommitted code it may have names of (`go_unwritten`).
    """
    found = {path: carried(source, marks, languages[path]) for path, source in sources.items()}
    for path, more in unwritten.items():
        for schema, why in more.items():
            found[path].setdefault(schema, why)
    for path, source in sources.items() if packages else ():
        imports = imports_of(source) if languages[path] == "go" else ()
        for schema, holding in packages.items() if imports else ():
            for package in holding:
                exact = any(package.qualifiers(imports))
                if exact or (not package.whole and any(f"/{one}".endswith(f"/{package.end}") for _, one in imports)):
                    found[path].setdefault(schema, package.end)
    for path, schema in stubs.items():
        found.setdefault(path, {}).setdefault(schema, "generated from it")
    _same_package(found, sources, languages, stubs)
    _spread(found, sources, languages, marks.schemas)
    for path, source in sources.items():
        if found[path] and languages[path] in ("csharp", "xml") and _GLOBAL_USING.search(source.data):
            folder = _project_of(path, sources)
            for other, language in languages.items():
                if language == "csharp" and other in found and other.startswith(folder):
                    _add(found[other], found[path], f"a global using in {path}")
    return {path: reached for path, reached in found.items() if reached and languages[path] != "xml"}


def _project_of(path: str, sources: Mapping[str, Source]) -> str:
    """The folder (with its `/`) of the C# project that a document belongs to; empty: the root."""
    projects = {other.rpartition("/")[0] for other in sources if other.endswith((".csproj", ".props"))}
    folder = path.rpartition("/")[0]
    while folder and folder not in projects:
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _add(reached: dict[str, str], more: Mapping[str, str], why: str) -> bool:
    new = [schema for schema in more if schema not in reached]
    reached.update(dict.fromkeys(new, why))
    return bool(new)


def _same_package(
    found: dict[str, dict[str, str]],
    sources: Mapping[str, Source],
    languages: Mapping[str, str],
    stubs: Mapping[str, str],
) -> None:
    """Go documents in the folder of a proven stub, and those that import a path that ends like this folder."""
    folders: dict[str, set[str]] = defaultdict(set)
    for path, schema in stubs.items():
        if languages[path] == "go" and "/" in path:
            folders[path.rpartition("/")[0]].add(schema)
    for folder, schemas in folders.items():
        mark = re.compile(rb"/" + re.escape(folder.encode("utf-8", "surrogateescape")) + rb"\"")
        for path, source in sources.items():
            if languages[path] == "go" and (path.rpartition("/")[0] == folder or mark.search(source.data)):
                for schema in sorted(schemas):
                    found[path].setdefault(schema, f"folder {folder}")


def _spread(
    found: dict[str, dict[str, str]],
    sources: Mapping[str, Source],
    languages: Mapping[str, str],
    schemas: Iterable[str],
) -> None:
    """Follows includes and re-exports, from what carries to who brings it in."""
    by_name: dict[str, list[str]] = defaultdict(list)
    users: dict[str, set[str]] = defaultdict(set)
    by_file: dict[str, list[str]] = defaultdict(list)
    for path in sources:
        by_name[_stem(path, languages[path])].append(path)
        by_file[path.rpartition("/")[2]].append(path)
    unwritten: dict[str, list[str]] = defaultdict(list)
    for schema in schemas:
        stem = schema.rpartition("/")[2].removesuffix(".proto")
        if stem not in by_name:
            unwritten[stem].append(schema)
    for path, source in sources.items():
        if languages[path] in _INCLUDING:
            written = [match[1] for match in _INCLUDE.finditer(source.data)]
        elif languages[path] in _IMPORTING:
            written = [match[1] or match[2] for match in _MODULE.finditer(source.data)]
        else:
            continue
        for name in {text.decode("utf-8", "replace") for text in written}:
            stem = _stem(name, languages[path])
            exact = frozenset(documents(path, name, by_file)) if name.startswith(".") else frozenset()
            for target in exact or frozenset(by_name.get(stem, ())):
                users[target].add(path)
            # ts-proto names its modules like the schema; where nobody wrote a module of that name, it is generated.
            if languages[path] in _IMPORTING and name.startswith(".") and not exact:
                _add(found[path], dict.fromkeys(unwritten.get(stem, ()), ""), name)
    pending = [path for path in users if found[path]]
    while pending:
        path = pending.pop()
        if languages[path] in _IMPORTING and not _EXPORTS.search(sources[path].data):
            continue
        pending.extend(user for user in users.get(path, ()) if _add(found[user], found[path], f"through {path}"))


def _stem(path: str, language: str) -> str:
    """What an import calls a document by: its last part, without the ending where imports leave it out."""
    folder, _, name = path.rpartition("/")
    if language in _INCLUDING:
        return name
    stem = re.sub(r"(?:\.d)?\.[cm]?[jt]sx?$", "", name)
    return f"{folder.rpartition('/')[2]}" if stem in ("index", "") else stem
