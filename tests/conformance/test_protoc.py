"""Our reader against the real protoc: every symbol, type edge and source span of real and corner-case schemas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

import grpc_tools
import pytest
from google.protobuf import descriptor_pb2 as pb
from google.protobuf.unknown_fields import UnknownFieldSet
from grpc_tools import protoc

from protoref.model.schema import Catalog, Edge, Kind, Origin, SchemaFile, Symbol
from protoref.model.source import Range, Source
from protoref.protos import build_catalog, read_descriptor, read_proto

WELL_KNOWN = Path(grpc_tools.__path__[0]) / "_proto"
CORNER_CASES = Path(__file__).parent / "protos"
PACKAGES = (
    "ansys-api-dbu",
    "ansys-api-geometry",
    "google-cloud-audit-log",
    "googleapis-common-protos",
    "grpc-google-iam-v1",
)

Span = Range | None


def packaged() -> list[tuple[Path, str]]:
    """Root and import path of each `.proto` that the development dependencies ship."""
    found = [(WELL_KNOWN, path.relative_to(WELL_KNOWN).as_posix()) for path in WELL_KNOWN.rglob("*.proto")]
    for package in PACKAGES:
        for entry in metadata.files(package) or ():
            if entry.suffix == ".proto":
                root = Path(str(entry.locate())).as_posix().removesuffix("/" + entry.as_posix())
                found.append((Path(root), entry.as_posix()))
    return sorted(found)


def compile_protos(roots: Sequence[Path], names: Sequence[str], out: Path) -> dict[str, pb.FileDescriptorProto]:
    """What protoc makes of the files, with source spans, by import path; imports included."""
    arguments = [
        "protoc",
        *(f"-I{root}" for root in roots),
        f"--descriptor_set_out={out}",
        "--include_source_info",
        "--include_imports",
        "--retain_options",
        *names,
    ]
    assert protoc.main(arguments) == 0
    return {file.name: file for file in pb.FileDescriptorSet.FromString(out.read_bytes()).file}


@dataclass(frozen=True)
class Fact:
    """One symbol, as protoc tells it."""

    kind: Kind
    parent: str | None
    range: Span
    name_range: Span
    number: int | None = None
    label: str = ""
    oneof: str | None = None
    streaming: tuple[bool, bool] = (False, False)
    map_entry: bool = False
    group: bool = False
    scalar: str = ""


class Facts:
    """All that protoc tells about one file."""

    def __init__(self, file: pb.FileDescriptorProto, data: bytes, options: dict[tuple[str, int], str]) -> None:
        self.file = file
        self.options = options
        self.starts = [0, *(match.end() for match in re.finditer(b"\n", data))]
        self.data = data
        self.spans = {tuple(place.path): place.span for place in file.source_code_info.location}
        self.symbols: dict[str, Fact] = {}
        self.edges: set[tuple[str, Edge, str, Span]] = set()
        self.extensions_used: set[tuple[str, str]] = set()
        self.reserved: dict[str, tuple[list[str], list[tuple[int, int]]]] = {}
        self.groups: set[str] = set()
        self.json_names: dict[str, str] = {}
        scope = file.package
        self.use_options(file.options, f"file:{file.name}")
        for index, message in enumerate(file.message_type):
            self.message(message, (4, index), scope, None)
        for index, enum in enumerate(file.enum_type):
            self.enum(enum, (5, index), scope, None)
        for index, field in enumerate(file.extension):
            self.field(field, (7, index), scope, None, None)
        for index, service in enumerate(file.service):
            self.service(service, (6, index), scope)
        for name in self.groups:
            self.symbols[name] = replace(self.symbols[name], group=True)

    def offset(self, line: int, column: int) -> int:
        """protoc counts bytes from 0, but a tab goes on to the next multiple of eight (io/tokenizer.cc)."""
        at = self.starts[line]
        seen = 0
        while seen < column:
            seen += 8 - seen % 8 if self.data[at : at + 1] == b"\t" else 1
            at += 1
        return at

    def span(self, path: tuple[int, ...]) -> Span:
        found = self.spans.get(path)
        if found is None:
            return None
        first, start, *rest = found
        last, end = rest if len(rest) == 2 else (first, rest[0])
        return Range(self.offset(first, start), self.offset(last, end))

    def comments(self) -> dict[Span, set[str]]:
        """Leading and trailing comments by the span of what they describe, blanks squeezed."""
        found: dict[Span, set[str]] = {}
        for place in self.file.source_code_info.location:
            words = f"{place.leading_comments} {place.trailing_comments}".split()
            if words:
                found.setdefault(self.span(tuple(place.path)), set()).add(" ".join(words))
        return found

    def use_options(self, options: object, user: str) -> None:
        for field in UnknownFieldSet(options):
            self.extensions_used.add((user, self.options[options.DESCRIPTOR.full_name, field.field_number]))

    def message(self, message: pb.DescriptorProto, path: tuple[int, ...], scope: str, parent: str | None) -> None:
        name = join(scope, message.name)
        entry = message.options.map_entry
        self.symbols[name] = Fact(Kind.MESSAGE, parent, self.span(path), self.span((*path, 1)), map_entry=entry)
        if entry:
            return
        self.use_options(message.options, name)
        synthetic = {field.oneof_index for field in message.field if field.proto3_optional}
        oneofs = [None if i in synthetic else join(name, oneof.name) for i, oneof in enumerate(message.oneof_decl)]
        for index, oneof in enumerate(oneofs):
            if oneof is not None:
                spans = self.span((*path, 8, index)), self.span((*path, 8, index, 1))
                self.symbols[oneof] = Fact(Kind.ONEOF, name, *spans)
                self.use_options(message.oneof_decl[index].options, oneof)
        entries = {f".{name}.{nested.name}": nested for nested in message.nested_type if nested.options.map_entry}
        for index, field in enumerate(message.field):
            oneof = oneofs[field.oneof_index] if field.HasField("oneof_index") else None
            self.field(field, (*path, 2, index), name, name, oneof, entries)
        for index, field in enumerate(message.extension):
            self.field(field, (*path, 6, index), name, name, None)
        for index, nested in enumerate(message.nested_type):
            self.message(nested, (*path, 3, index), name, name)
        for index, enum in enumerate(message.enum_type):
            self.enum(enum, (*path, 4, index), name, name)
        for extension_range in message.extension_range:
            self.use_options(extension_range.options, name)
        self.reserve(name, message.reserved_name, [(r.start, r.end) for r in message.reserved_range])

    def field(
        self,
        field: pb.FieldDescriptorProto,
        path: tuple[int, ...],
        scope: str,
        parent: str | None,
        oneof: str | None,
        entries: dict[str, pb.DescriptorProto] | None = None,
    ) -> None:
        name = join(scope, field.name)
        group = field.type == field.TYPE_GROUP
        entry = (entries or {}).get(field.type_name)
        label = field.Label.Name(field.label).removeprefix("LABEL_").lower() if (*path, 4) in self.spans else ""
        self.symbols[name] = Fact(
            Kind.EXTENSION if field.extendee else Kind.FIELD,
            parent,
            self.span(path),
            self.span((*path, 1)),
            field.number,
            label,
            oneof,
            group=group,
            scalar="" if field.type_name else scalar(field),
        )
        self.use_options(field.options, name)
        if not field.extendee:
            self.json_names[name] = field.json_name
        else:
            user = parent or f"file:{self.file.name}"
            self.edges.add((user, Edge.EXTENDEE, field.extendee[1:], self.span((*path, 2))))
        if group:
            self.groups.add(field.type_name[1:])
        elif entry is not None:
            if entry.field[1].type_name:
                self.edges.add((name, Edge.MAP_VALUE, entry.field[1].type_name[1:], None))
        elif field.type_name:
            edge = Edge.EXTENSION if field.extendee else Edge.FIELD
            self.edges.add((name, edge, field.type_name[1:], self.span((*path, 6))))

    def enum(self, enum: pb.EnumDescriptorProto, path: tuple[int, ...], scope: str, parent: str | None) -> None:
        name = join(scope, enum.name)
        self.symbols[name] = Fact(Kind.ENUM, parent, self.span(path), self.span((*path, 1)))
        self.use_options(enum.options, name)
        for index, value in enumerate(enum.value):
            spans = self.span((*path, 2, index)), self.span((*path, 2, index, 1))
            self.symbols[join(name, value.name)] = Fact(Kind.ENUM_VALUE, name, *spans, value.number)
            self.use_options(value.options, join(name, value.name))
        self.reserve(name, enum.reserved_name, [(r.start, r.end + 1) for r in enum.reserved_range])

    def service(self, service: pb.ServiceDescriptorProto, path: tuple[int, ...], scope: str) -> None:
        name = join(scope, service.name)
        self.symbols[name] = Fact(Kind.SERVICE, None, self.span(path), self.span((*path, 1)))
        self.use_options(service.options, name)
        for index, rpc in enumerate(service.method):
            own, where = join(name, rpc.name), (*path, 2, index)
            streaming = rpc.client_streaming, rpc.server_streaming
            self.symbols[own] = Fact(Kind.RPC, name, self.span(where), self.span((*where, 1)), streaming=streaming)
            self.use_options(rpc.options, own)
            self.edges.add((own, Edge.RPC_INPUT, rpc.input_type[1:], self.span((*where, 2))))
            self.edges.add((own, Edge.RPC_OUTPUT, rpc.output_type[1:], self.span((*where, 3))))

    def reserve(self, owner: str, names: Sequence[str], ranges: list[tuple[int, int]]) -> None:
        if names or ranges:
            self.reserved[owner] = (list(names), ranges)


def join(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def scalar(field: pb.FieldDescriptorProto) -> str:
    return field.Type.Name(field.type).removeprefix("TYPE_").lower()


def fact(symbol: Symbol) -> Fact:
    """Our symbol in the same shape."""
    return Fact(
        symbol.kind,
        symbol.parent,
        None if symbol.map_entry else symbol.range,
        None if symbol.map_entry else symbol.name_range,
        symbol.number,
        symbol.label,
        symbol.oneof,
        (symbol.client_streaming, symbol.server_streaming),
        symbol.map_entry,
        symbol.group,
        symbol.type_name if symbol.type_name in SCALARS else "",
    )


def default_json_name(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


def option_numbers(descriptors: dict[str, pb.FileDescriptorProto]) -> dict[tuple[str, int], str]:
    """Full names of the extensions by what they extend and their number."""
    found: dict[tuple[str, int], str] = {}

    def add(fields: Sequence[pb.FieldDescriptorProto], scope: str) -> None:
        for field in fields:
            found[field.extendee[1:], field.number] = join(scope, field.name)

    def walk(message: pb.DescriptorProto, scope: str) -> None:
        add(message.extension, join(scope, message.name))
        for nested in message.nested_type:
            walk(nested, join(scope, message.name))

    for file in descriptors.values():
        add(file.extension, file.package)
        for message in file.message_type:
            walk(message, file.package)
    return found


def differences(catalog: Catalog, file: SchemaFile, data: bytes, theirs: Facts) -> Iterator[str]:
    """All that the two tell differently about one file."""
    if file.problems:
        yield f"problems {file.problems}"
    descriptor = theirs.file
    syntax = pb.Edition.Name(descriptor.edition).removeprefix("EDITION_") if descriptor.edition else descriptor.syntax
    if (file.package, file.syntax) != (descriptor.package, syntax or "proto2"):
        yield f"package or syntax: {file.package}, {file.syntax}"
    if file.package:
        statement = theirs.span((2,))
        assert statement is not None
        if file.package_range not in statement or squeezed(data, file.package_range) != file.package:
            yield f"package range {file.package_range}"
    ours = {symbol.full_name: fact(symbol) for symbol in file.symbols}
    for name in sorted(ours.keys() | theirs.symbols.keys()):
        if ours.get(name) != theirs.symbols.get(name):
            yield f"{name}: ours {ours.get(name)}, protoc's {theirs.symbols.get(name)}"
    comments = theirs.comments()
    for symbol in file.symbols:
        if not symbol.map_entry and (said := " ".join(symbol.comment.split())) not in comments.get(symbol.range, {""}):
            yield f"{symbol.full_name}: comment {said!r}, protoc's {comments.get(symbol.range)}"
    if len(ours) != len(file.symbols):
        yield "a symbol stands twice"
    by_edge = {(ref.user.replace(file.path, descriptor.name), ref.edge, ref.target): ref for ref in file.type_refs}
    expected = {(user, edge, target): span for user, edge, target, span in theirs.edges}
    used = {(user, Edge.OPTION, target) for user, target in theirs.extensions_used}
    mine = {key for key in by_edge if key[1] is not Edge.OPTION}
    if mine != expected.keys():
        yield f"edges: only ours {mine - expected.keys()}, only protoc's {expected.keys() - mine}"
    for ref in file.type_refs:
        key = (ref.user.replace(file.path, descriptor.name), ref.edge, ref.target)
        if squeezed(data, ref.range) != ref.written:
            yield f"{ref} stands elsewhere"
        spans = {span for user, edge, target, span in theirs.edges if (user, edge, target) == key}
        if spans and spans != {None} and ref.range not in spans:
            yield f"{ref}: protoc's span is {spans}"
        if ref.target is None:
            yield f"{ref} leads nowhere"
    options = {key for key in by_edge if key[1] is Edge.OPTION}
    direct = {key for key in options if is_custom_option(theirs, key[2])}
    if direct != used:
        yield f"options: only ours {direct - used}, only protoc's {used - direct}"
    for symbol in file.symbols:
        json_name = theirs.json_names.get(symbol.full_name)
        if symbol.kind is Kind.FIELD and json_name != (symbol.json_name or default_json_name(symbol.name)):
            yield f"{symbol.full_name}: json_name {symbol.json_name}, protoc's {json_name}"
    if {owner: (list(names), list(ranges)) for owner, names, ranges in file.reserved} != theirs.reserved:
        yield f"reserved: ours {file.reserved}, protoc's {theirs.reserved}"
    yield from import_differences(file, data, descriptor)
    for name, value in file.options:
        if not name.startswith("(") and hasattr(descriptor.options, name) and "." not in name:
            real = getattr(descriptor.options, name)
            shown = str(real).lower() if isinstance(real, bool) else real
            if name == "optimize_for":
                shown = pb.FileOptions.OptimizeMode.Name(real)
            if isinstance(shown, str) and shown != value:
                yield f"option {name}: {value!r}, protoc's {shown!r}"


def is_custom_option(theirs: Facts, extension: str | None) -> bool:
    return any(
        extension == name and extendee.startswith("google.protobuf.") and extendee.endswith("Options")
        for (extendee, _), name in theirs.options.items()
    )


def import_differences(file: SchemaFile, data: bytes, descriptor: pb.FileDescriptorProto) -> Iterator[str]:
    public, weak = set(descriptor.public_dependency), set(descriptor.weak_dependency)
    expected = [
        (path, "public" if index in public else "weak" if index in weak else "")
        for index, path in enumerate(descriptor.dependency)
    ] + [(path, "option") for path in descriptor.option_dependency]
    mine = [(entry.path, entry.modifier) for entry in file.imports]
    if sorted(mine) != sorted(expected):
        yield f"imports: {mine}, protoc's {expected}"
    for entry in file.imports:
        if squeezed(data, entry.range).replace('"', "").replace("'", "") != entry.path:
            yield f"{entry} stands elsewhere"


def squeezed(data: bytes, place: Range) -> str:
    """The text of a range without blanks and comments."""
    text = data[place.start : place.end].decode()
    return re.sub(r"//[^\n]*|/\*.*?\*/|\s", "", text, flags=re.DOTALL)


def descriptor_differences(file: SchemaFile, decoded: SchemaFile) -> Iterator[str]:
    """What the text and the serialized descriptor tell differently."""

    def told(symbol: Symbol) -> tuple[object, ...]:
        return (*symbol_facts(symbol), symbol.type_name if symbol.type_name in SCALARS else "")

    ours, theirs = ({symbol.full_name: told(symbol) for symbol in each.symbols} for each in (file, decoded))
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{name}: text {ours.get(name)}, descriptor {theirs.get(name)}"
    edges = {(ref.user.replace(file.path, decoded.path), ref.edge, ref.target, ref.scope) for ref in file.type_refs}
    edges = {edge for edge in edges if edge[1] is not Edge.OPTION}
    if edges != (found := {(ref.user, ref.edge, ref.target, ref.scope) for ref in decoded.type_refs}):
        yield f"edges: only text {edges - found}, only descriptor {found - edges}"
    if file.reserved != decoded.reserved:
        yield f"reserved: text {file.reserved}, descriptor {decoded.reserved}"
    if (file.package, file.syntax) != (decoded.package, decoded.syntax):
        yield "package or syntax"
    imports = [{(entry.path, entry.modifier) for entry in each.imports} for each in (file, decoded)]
    if imports[0] != imports[1]:
        yield f"imports: {imports}"


SCALARS = frozenset(
    [
        "double",
        "float",
        "int32",
        "int64",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed32",
        "fixed64",
        "sfixed32",
        "sfixed64",
        "bool",
        "string",
        "bytes",
    ]
)


def symbol_facts(symbol: Symbol) -> tuple[object, ...]:
    return (
        symbol.kind,
        symbol.parent,
        symbol.number,
        symbol.label,
        symbol.oneof,
        symbol.client_streaming,
        symbol.server_streaming,
        symbol.map_entry,
        symbol.group,
    )


def compare(roots: Sequence[Path], names: Sequence[tuple[Path, str]], out: Path) -> dict[str, list[str]]:
    """All differences, by import path, of the given files (root and import path)."""
    descriptors = compile_protos(roots, [name for _, name in names], out)
    sources = {name: (root / name).read_bytes() for root, name in names}
    for name in descriptors.keys() - sources.keys():  # what they import
        sources[name] = next((root / name).read_bytes() for root in roots if (root / name).exists())
    bare = {name: data.removeprefix(b"\xef\xbb\xbf") for name, data in sources.items()}
    catalog = build_catalog(read_proto(Source(f"here/{name}", "", data), name) for name, data in bare.items())
    options = option_numbers(descriptors)
    found: dict[str, list[str]] = {}
    for _, name in names:
        file = catalog.files[f"here/{name}"]
        descriptor = descriptors[name]
        facts = Facts(descriptor, bare[name], options)
        lines = list(differences(catalog, file, bare[name], facts))
        descriptor.ClearField("source_code_info")
        decoded = read_descriptor(descriptor.SerializeToString(), f"stubs/{name}")
        assert decoded.origin is Origin.DESCRIPTOR
        assert decoded.import_path == name
        lines += [f"descriptor: {line}" for line in descriptor_differences(file, decoded)]
        found[name] = lines
    return found


BROKEN = {
    "a number": (b"x\t=\t1", b"x\t=\t3"),
    "a type": (b"E e = 2", b"A e = 2"),
    "a name": (b"enum E", b"enum F"),
    "a span": (b"message B {", b"message  B{"),
    "a label": (b"A a = 1;", b"repeated A a = 1;"),
}


@pytest.mark.parametrize("change", BROKEN)
def test_the_comparison_notices(change: str, tmp_path: Path) -> None:
    """The same comparison, with a text that is not the one that protoc has seen."""
    data = (CORNER_CASES / "windows.proto").read_bytes().removeprefix(b"\xef\xbb\xbf")
    descriptor = compile_protos([CORNER_CASES], ["windows.proto"], tmp_path / "out.bin")["windows.proto"]
    old, new = BROKEN[change]
    changed = data.replace(old, new)
    assert changed != data

    def told(text: bytes) -> list[str]:
        catalog = build_catalog([read_proto(Source("windows.proto", "", text), "windows.proto")])
        return list(differences(catalog, catalog.files["windows.proto"], text, Facts(descriptor, data, {})))

    assert told(data) == []
    assert told(changed) != []


def test_real_schemas(tmp_path: Path) -> None:
    names = packaged()
    assert len(names) >= 100
    found = compare(sorted({root for root, _ in names}), names, tmp_path / "out.bin")
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_corner_cases(tmp_path: Path) -> None:
    names = [
        (CORNER_CASES, path.relative_to(CORNER_CASES).as_posix()) for path in sorted(CORNER_CASES.rglob("*.proto"))
    ]
    assert names
    found = compare([CORNER_CASES, WELL_KNOWN], names, tmp_path / "out.bin")
    assert {name: lines for name, lines in found.items() if lines} == {}
