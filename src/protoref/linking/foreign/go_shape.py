"""Go: whether a file with a generator's header holds nothing but what protoc-gen-go and protoc-gen-go-grpc write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from protoref.model.schema import Kind, SchemaFile
from protoref.model.source import Source

_LICENCE = re.compile(rb"\A\s*/\*.*?\*/[ \t]*\n", re.DOTALL)
"""A comment at the very top, as tools that add a licence write it: a comment of cgo stands behind `package`."""
_CLOSING = frozenset({b"}", b")", b"})", b"}.Build()"})
_INNER_FUNCTION = re.compile(rb"\s+func\s*(?:\w|\([^)]*\)\s*\w+\s*\()")
"""A function with a name that does not stand at the margin: no generator writes it."""
_PLAIN = re.compile(
    rb"package \w+\s*$|import [(\"\w]|(?:var|const) \w*[fF]ile(?:_|Descriptor)\w*\b"
    rb"|(?:var|const) _ (?:= )?[a-z]\w*\.\w+\s*$|func file_\w+\("
)
_BLOCK = re.compile(rb"^(?:const|var) \(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(rb"^\t(?![\t}/ ])[^\n]+", re.MULTILINE)
_PLAIN_ENTRY = re.compile(rb"file_\w+\b|_ = protoimpl\.|E_\w+ = &file_\w+")
_INIT = re.compile(rb"^func init\(\) \{(.*?)\}[ \t]*$", re.MULTILINE | re.DOTALL)
_IN_INIT = re.compile(rb"\s*(?:file_\w+\(\)|(?:proto|golang_proto)\.Register\w+\([^\n]*\))?\s*")
_DECLARED = re.compile(rb"(?:var |const |type )?(\w+)\b")
_FUNCTION = re.compile(rb"func (?:New(\w+)Client|Register(\w+)Server|_(\w+)_Handler)\(")
_METHOD = re.compile(rb"func \((?:\w+ )?\*?(\w+)\) (\w+)\(")
_OF_MESSAGES = re.compile(
    r"Reset|String|ProtoMessage|ProtoReflect|Descriptor|EnumDescriptor|Enum|Type|Number|UnmarshalJSON|XXX_\w+|is[A-Z]\w*_\w+"
)
_OF_SERVICES = re.compile(r"Send|Recv|SendAndClose|CloseAndRecv|mustEmbed\w+|testEmbeddedByValue")
_AFFIXES = re.compile(r"^(?:unimplemented|unsafe|is)?(.*?)(?:client|server|name|value|fullmethodname|servicedesc)?$")


@dataclass(frozen=True, slots=True)
class _Names:
    """A schema's names without `_` and case.

    Attributes:
        paths: of symbols of every kind, from the package on; of values also without their enum, as Go has them.
        last: the own names of fields, oneofs and rpcs.
    """

    paths: frozenset[str]
    last: frozenset[str]

    @classmethod
    def of(cls, file: SchemaFile) -> _Names:
        paths, last = set(), set()
        for symbol in file.symbols:
            path = symbol.full_name.removeprefix(f"{file.package}." if file.package else "")
            paths.add(_folded(path))
            if symbol.kind is Kind.ENUM_VALUE:
                enum = path.rpartition(".")[0]
                paths.add(_folded(f"{enum.rpartition('.')[0]}.{symbol.name}"))
            elif symbol.kind in (Kind.FIELD, Kind.ONEOF, Kind.RPC):
                last.add(_folded(symbol.name))
        return cls(frozenset(paths), frozenset(last))

    def have(self, name: bytes) -> bool:
        """Whether an item of that name is made of a symbol."""
        plain = _folded(name.decode())
        bare = _AFFIXES.fullmatch(plain)
        return plain in self.paths or (bare is not None and bare[1] in self.paths)


def is_go_stub(source: Source, file: SchemaFile) -> bool:
    """Whether every declaration of a Go file is one that the generators make of a schema.

    The bodies of functions are not compared, except `init`'s.

    Source: protoc-gen-go (cmd/protoc-gen-go/internal_gengo) and protoc-gen-go-grpc (cmd/protoc-gen-go-grpc/grpc.go).
    """
    names, text = _Names.of(file), _LICENCE.sub(b"", source.data.replace(b"\r\n", b"\n"))
    blocks = [block[1] for block in _BLOCK.finditer(text)]
    inits = [body[1] for body in _INIT.finditer(text)]
    return (
        all(_is_made(line, names) for line in _margin(text))
        and len(blocks) == len(re.findall(rb"^(?:const|var) \(", text, re.MULTILINE))
        and all(_is_entry(entry.group()[1:], names) for block in blocks for entry in _ENTRY.finditer(block))
        and len(inits) == len(re.findall(rb"^func init\(", text, re.MULTILINE))
        and all(_IN_INIT.fullmatch(line) for body in inits for line in body.split(b"\n"))
    )


def _margin(text: bytes) -> Iterator[bytes]:
    """The lines that declare something: those at the margin, and whatever stands outside of a block without being there."""
    inside = continued = False
    for raw in text.split(b"\n"):
        line = raw.rstrip()
        if not line:
            inside, continued = inside and not continued, False
        elif line[:1] in b" \t":
            if not inside or _INNER_FUNCTION.match(line):
                yield line
        elif line in _CLOSING:
            inside = False
        elif not line.startswith(b"//"):
            continued = line.endswith((b"+", b"="))
            inside = continued or line.endswith((b"{", b"("))
            yield line


def _is_made(line: bytes, names: _Names) -> bool:
    if _PLAIN.match(line) or line.rstrip() in (b"const (", b"var (") or line.startswith(b"func init() {"):
        return True
    if function := _FUNCTION.match(line):
        return names.have(function[1] or function[2] or function[3])
    if method := _METHOD.match(line):
        return names.have(method[1]) and _is_method(method[2].decode(), names)
    declared = _DECLARED.match(line)
    return not line.startswith(b"func") and declared is not None and names.have(declared[1])


def _is_entry(entry: bytes, names: _Names) -> bool:
    declared = _DECLARED.match(entry)
    return bool(_PLAIN_ENTRY.match(entry)) or (declared is not None and names.have(declared[1]))


def _is_method(name: str, names: _Names) -> bool:
    plain = _folded(name)
    return bool(
        _OF_MESSAGES.fullmatch(name)
        or _OF_SERVICES.fullmatch(name)
        or plain in names.last
        or (plain.startswith("get") and plain.removeprefix("get") in names.last)
    )


def _folded(name: str) -> str:
    return name.replace("_", "").replace(".", "").lower()
