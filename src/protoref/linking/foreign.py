"""Other languages: which documents have a carrier for a schema, and which names in them may stand for its symbols."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protoref.linking.text import TextReader
from protoref.model.occurrence import Certainty, LinkedDocument, Reference, Step, Usage
from protoref.model.schema import TYPES, Catalog, Key, SchemaFile
from protoref.model.source import Range, Role, Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Scanner

LANGUAGES = frozenset(
    {"go", "typescript", "javascript", "vue", "java", "kotlin", "scala", "csharp", "fsharp", "swift", "objectivec"}
    | {"cpp", "c", "ruby", "php", "dart", "elixir", "erlang", "haskell", "ocaml", "lua", "perl", "r", "julia", "zig"}
    | {"clojure", "groovy", "notebook", "template"}
)
"""Programming languages whose names are read from text: identifiers in a document with a carrier."""

_IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_SHORTEST = 4
"""An identifier merely containing a shorter name says nothing (`Id` stands in half of all identifiers)."""


@dataclass(frozen=True)
class ForeignMarks:
    """By which texts a document of another language shows that it can reach a schema's generated code.

    Attributes:
        scanner: finds the marks; each pattern's meanings are the paths of the schema files that it leads to.
        folders: end of a folder's path -> schema files whose generated code lives in such a folder.
    """

    scanner: Scanner
    folders: Mapping[str, frozenset[str]]


def foreign_marks(catalog: Catalog) -> ForeignMarks:
    """The marks of all schemas: import paths that the generators of other languages derive from a schema.

    Facts: `go_package` names Go's import path (protoc-gen-go, cmd/protoc-gen-go/internal_gengo); C++ includes
    `b.pb.h`; JavaScript and TypeScript modules end in `b_pb`, `b_grpc_pb`, `b_connect` or ts-proto's plain `a/b`;
    Ruby's in `b_pb`, `b_services_pb`; Dart's in `b.pb.dart`; Java, Kotlin, Scala, C# and PHP live in the package
    that `java_package`, `csharp_namespace`, `php_namespace` or the proto package names.
    """
    texts: dict[str, set[str]] = defaultdict(set)
    folders: dict[str, set[str]] = defaultdict(set)
    for path, file in catalog.files.items():
        for mark in _marks(file):
            if mark.isascii():
                texts[mark].add(path)
        if go_path := _go_path(file):
            folders["/".join(go_path.split("/")[-2:])].add(path)
    marks = [Pattern(mark, tuple((path, Written.MODULE) for path in sorted(paths))) for mark, paths in texts.items()]
    return ForeignMarks(Scanner(marks), {folder: frozenset(found) for folder, found in folders.items()})


def _go_path(file: SchemaFile) -> str:
    path = (file.option("go_package") or "").partition(";")[0].strip()
    return path if "/" in path.strip("./") else ""


def _marks(file: SchemaFile) -> Iterable[str]:
    stem = file.import_path.removesuffix(".proto")
    name = stem.rpartition("/")[2]
    for ending in ("_pb", "_grpc_pb", "_connect", "_connectweb", "_services_pb", ".pb.h", ".grpc.pb.h", ".pb.dart"):
        yield name + ending
    yield from (f"{name}.pb", f"{name}.grpc.pb", f"{name}.client", f"{name}_pb2", f"{name}_pb2_grpc")
    if "/" in stem:
        yield stem
    if go_path := _go_path(file):
        yield go_path
    for option in ("java_package", "csharp_namespace", "php_namespace", "ruby_package", "swift_prefix"):
        if value := file.option(option):
            yield value
    if "." in file.package:
        yield file.package
        yield ".".join(part[:1].upper() + part[1:] for part in file.package.split("."))
        yield "\\".join(part[:1].upper() + part[1:] for part in file.package.split("."))


def carried(source: Source, marks: ForeignMarks) -> dict[str, str]:
    """The schema files that a document has a carrier for, each with the text that shows it."""
    found: dict[str, str] = {}
    for hit in marks.scanner.scan(source):
        pattern = marks.scanner.patterns[hit.pattern]
        for path, _ in pattern.meanings:
            found.setdefault(path, pattern.text)
    folder = source.path.rpartition("/")[0]
    for end, paths in marks.folders.items():
        if folder == end or folder.endswith("/" + end):
            for path in sorted(paths):
                found.setdefault(path, f"folder {folder}")
    return found


def link(source: Source, language: str, role: Role, carriers: Mapping[str, str], catalog: Catalog) -> LinkedDocument:
    """Possible references of a document with carriers: identifiers that contain a symbol's name, case and `_` ignored.

    Go always names a package's items through the package: there an identifier counts only behind its qualifier.
    """
    wanted: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    for path in carriers:
        for symbol in catalog.files[path].symbols:
            if symbol.kind in TYPES and not symbol.map_entry:
                wanted[_folded(symbol.name)].append((symbol.full_name, path))
    long_names = [name for name in wanted if len(name) >= _SHORTEST]
    anywhere = re.compile("|".join(map(re.escape, sorted(long_names, key=len, reverse=True)))) if long_names else None
    qualifiers = {path: _go_qualifier(source, catalog.files[path]) for path in carriers} if language == "go" else {}
    reader = TextReader(source, language, role)
    references: list[Reference] = []
    for match in _IDENTIFIER.finditer(source.data):
        folded = _folded(match.group().decode())
        name = folded if folded in wanted else None
        if name is None and anywhere is not None and (inside := anywhere.search(folded)):
            name = inside.group()
        for key, path in wanted.get(name or "", ()):
            qualifier, before = qualifiers.get(path), source.data[max(0, match.start() - 100) : match.start()]
            if (qualifier and not qualifier.search(before)) or reader.in_comment(match.start()):
                continue
            how = f"contains the name of {key}; {carriers[path]} leads to its schema"
            step = Step(match.group().decode(), how, source.path)
            references.append(
                Reference(
                    key, source.path, Range(*match.span()), language, Usage.OTHER, Certainty.POSSIBLE, role, (step,)
                )
            )
    return LinkedDocument(source.path, language, tuple(references))


def _go_qualifier(source: Source, file: SchemaFile) -> re.Pattern[bytes] | None:
    """What stands before an item of the package that a schema is generated into; None where no qualifier is needed."""
    path, _, clause = (file.option("go_package") or "").partition(";")
    quoted = f'"{path}"'.encode()
    names: set[str] = set()
    start = source.data.find(quoted) if path else -1
    while start >= 0:
        alias = _GO_ALIAS.search(source.data, max(0, start - 100), start)
        names.add(alias.group(1).decode() if alias else clause or path.rpartition("/")[2])
        start = source.data.find(quoted, start + len(quoted))
    if not names or "." in names:  # a folder as carrier, or `import . "path"`
        return None
    return re.compile(rb"(?<!\w)(?:" + "|".join(map(re.escape, sorted(names))).encode() + rb")\.\Z")


_GO_ALIAS = re.compile(rb"(?<!\w)(?!import\b)([A-Za-z_]\w*|\.)[ \t]+\Z")


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


_GENERATED = re.compile(
    rb"(?:Code generated by (?:protoc-gen-[\w-]+|protoc)|Generated by the protocol buffer compiler|@generated by protobuf-ts|"
    rb"@generated by protoc-gen-[\w-]+|Generated by the gRPC|GENERATED CODE -- DO NOT EDIT|Code generated by ts-proto)"
)
_DEFINED = re.compile(
    rb"\b(?:type|class|interface|struct|enum|func|function|const|object|trait|module|exports\.|proto(?:\.\w+)*\.)\s*"
    rb"\b([A-Za-z_]\w*)"
)
_SOURCE_LINE = re.compile(rb"(?:source:|from file|protobuf file)\s+\"?([\w./-]+\.proto)")


def proven_stub(source: Source, catalog: Catalog) -> tuple[str, str] | None:
    """The schema file that a generated document of another language was made from, with the generator's line.

    Proven by header, stated source and shape together: the path ends like the schema's (or the other way round)
    and every top-level message and enum of the schema, or every service, is defined in it. Otherwise it counts as any code does.
    """
    head = source.data[:2000]
    made, said = _GENERATED.search(head), _SOURCE_LINE.search(head)
    if made is None or said is None:
        return None
    stated = said.group(1).decode()
    defined = {_folded(match.group(1).decode()) for match in _DEFINED.finditer(source.data)}
    for path, file in catalog.files.items():
        if not (_ends_like(stated, file.import_path) or _ends_like(stated, path)):
            continue
        tops = [s for s in file.symbols if s.parent is None and s.kind in TYPES]
        messages = [s for s in tops if s.kind != "service"]
        services = [s for s in tops if s.kind == "service"]
        for part in (messages, services):  # service stubs are files of their own
            if part and all(_named(symbol.name, defined) for symbol in part):
                return path, made.group().decode()
    return None


def _named(name: str, defined: set[str]) -> bool:
    folded = _folded(name)
    return folded in defined or any(folded in identifier for identifier in defined)


def _ends_like(one: str, other: str) -> bool:
    return one == other or one.endswith("/" + other) or other.endswith("/" + one)
