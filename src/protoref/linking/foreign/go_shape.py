"""Go: whether a file with a generator's header holds nothing but what protoc-gen-go and its plugins write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from protoref.linking.foreign.go_plugins import (
    CONNECT,
    CONNECT_AFFIXES,
    GOGO_METHODS,
    VALIDATE_METHODS,
    helper_of,
    is_bare,
    made_of,
)
from protoref.model.schema import Kind, SchemaFile
from protoref.model.source import Source

_TOP = re.compile(
    rb"\A(?:[ \t]*+(?:\n|//[^\n]*+\n|/\*(?:[^*]|\*(?!/))*+\*/[ \t]*+\n))*+(?=package )"  # never read twice
)
"""Comments above `package`: licences, and what older versions list there. A comment of cgo stands behind it."""
_CLOSING = frozenset({b"}", b")", b"})", b"}.Build()"})
_INNER_FUNCTION = re.compile(rb"\s+func\s*(?:\w|\([^)]*\)\s*\w+\s*\()")
"""A function with a name that does not stand at the margin: no generator writes it."""
_PLAIN = re.compile(
    rb"package \w+\s*(?://.*)?$|import [(\"\w]|(?:var|const) \w*[fF]ile(?:_|Descriptor)\w*\b"
    rb"|(?:var|const) _ (?:= )?[a-z]\w*\.\w+\s*(?://.*)?$|func file_\w+\("
)
_BLOCK = re.compile(rb"^(?:const|var) \(\n(.*?)^\)", re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(rb"^\t(?![\t}/ ])[^\n]+", re.MULTILINE)
_PLAIN_ENTRY = re.compile(rb"file_\w+\b|_ = protoimpl\.|E_\w+ = &file_\w+")
_NAMED = re.compile(
    rb"var xxx_messageInfo_(\w+) proto\.InternalMessageInfo$|var extRange_(\w+) = \[\]proto\.ExtensionRange\{$|"
    rb"(?:(?:const|var) )?Default_(\w+?)(?: +(?:\[\])?\w+)? += |var E_(\w+) = &proto\.ExtensionDesc\{$"
)
"""Of a message, of a field with a default, or of an extension (protoc-gen-go before 1.4)."""
_VALUE = re.compile(rb"\w+ +(\w+) += -?\d+$")
"""A value of an enum, under whatever name gogo/protobuf's options give it: constants are nothing but names."""
_INIT = re.compile(rb"^func init\(\) \{(.*?)\}[ \t]*$", re.MULTILINE | re.DOTALL)
_IN_INIT = re.compile(rb"\s*(?:file_\w+\(\)|(?:proto|golang_proto)\.Register\w+\([^\n]*\))?\s*")
_DECLARED = re.compile(rb"(?:var |const |type )?(\w+)\b")
_FUNCTION = re.compile(rb"func (?:New(\w+)Client|Register(\w+)Server|_(\w+)_Handler)\(")
_OF_CONNECT = re.compile(rb"func (New\w+Handler)\(")
_METHOD = re.compile(rb"func \((?:\w+ )?\*?(\w+)\) (\w+)\(")
_OF_MESSAGES = re.compile(
    r"Build|Reset|String|ProtoMessage|ProtoReflect|Descriptor|EnumDescriptor|Enum|Type|Number|UnmarshalJSON|XXX_\w+|is[A-Z]\w*_\w+|ExtensionRangeArray"
)
_ACCESSOR = re.compile(r"get|set|has|clear|which")
"""Of messages; all but the first in the opaque API."""
_OF_SERVICES = re.compile(r"Send|Recv|SendAndClose|CloseAndRecv|mustEmbed\w+|testEmbeddedByValue")
_AFFIXES = re.compile(
    r"^(?:unimplemented|unsafe|is|case)?(.*?)"
    r"(?:client|server|name|value|fullmethodname|servicedesc|multierror|validationerror|builder|case|notsetcase)?$"
)
"""`case_Order_Payment`, `Order_Payment_not_set_case`, `Order_builder`: of the opaque API (internal_gengo/opaque.go)."""
_LEADING = re.compile(r"(?:(?<=\.)|\A)_")
"""Go exports no name that begins so: there it begins with an X."""


class _Names(Struct, frozen=True):
    """A schema's names without `_` and case.

    Attributes:
        paths: of symbols of every kind, from the package on; of values also without their enum, as Go has them.
        last: the own names of fields, oneofs and rpcs.
        stem: of the file.
        affixes: what may stand around them.
    """

    paths: frozenset[str]
    last: frozenset[str]
    stem: str
    affixes: re.Pattern[str]

    @classmethod
    def of(cls, file: SchemaFile, affixes: re.Pattern[str]) -> _Names:
        paths, last = set(), set()
        for symbol in file.symbols:
            path = symbol.full_name.removeprefix(f"{file.package}." if file.package else "")
            paths.add(_folded(path))
            paths.add(_folded(_LEADING.sub("X", path)))
            if symbol.kind is Kind.ENUM_VALUE:
                enum = path.rpartition(".")[0]
                paths.add(_folded(f"{enum.rpartition('.')[0]}.{symbol.name}"))
            elif symbol.kind in (Kind.FIELD, Kind.ONEOF, Kind.RPC):
                last.add(_folded(symbol.name))
                last.add(_folded(_LEADING.sub("X", symbol.name)))
        stem = file.import_path.rpartition("/")[2].removesuffix(".proto")
        return cls(frozenset(paths), frozenset(last), _folded(stem.replace("-", "_")), affixes)

    def have(self, name: bytes) -> bool:
        """Whether an item of that name is made of a symbol."""
        plain = _folded(name.decode())
        bare = self.affixes.fullmatch(plain)
        return plain in self.paths or (bare is not None and bare[1] in self.paths)


def is_go_stub(source: Source, file: SchemaFile) -> bool:
    """Whether every declaration of a Go file is one that the generators make of a schema.

    The bodies of functions are not compared, except `init`'s.

    Source: protoc-gen-go (cmd/protoc-gen-go/internal_gengo; before 1.4 protoc-gen-go/generator) and protoc-gen-go-grpc
    (cmd/protoc-gen-go-grpc/grpc.go); plugins in `go_plugins`.
    """
    connect = CONNECT.search(source.data[:2000]) is not None
    names = _Names.of(file, CONNECT_AFFIXES if connect else _AFFIXES)
    text = _TOP.sub(b"", source.data.replace(b"\r\n", b"\n"), count=1)
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
    if names.affixes is CONNECT_AFFIXES and (handler := _OF_CONNECT.match(line)):
        return names.have(handler[1])
    if is_bare(line) or _is_named(line, names):
        return True
    if method := _METHOD.match(line):
        return names.have(method[1]) and _is_method(method[2].decode(), names)
    declared = _DECLARED.match(line)
    return not line.startswith(b"func") and declared is not None and names.have(declared[1])


def _is_named(line: bytes, names: _Names) -> bool:
    """Whether a declaration is called after a symbol or after the file, in one of the ways that tell what it is."""
    if (stem := helper_of(line)) is not None:
        return _folded(stem.decode()) == names.stem
    named = _NAMED.match(line)
    owner = next(filter(None, named.groups())) if named is not None else made_of(line)
    return owner is not None and any(names.have(part) for part in _beginnings(owner))


def _beginnings(name: bytes) -> Iterator[bytes]:
    """A name, and what stands before each `_` in it: plugins call things after a message and one of its fields."""
    parts = name.split(b"_")
    return (b"_".join(parts[:end]) for end in range(len(parts), 0, -1))


def _is_entry(entry: bytes, names: _Names) -> bool:
    if _PLAIN_ENTRY.match(entry) or is_bare(entry) or _is_named(entry, names):
        return True
    declared, value = _DECLARED.match(entry), _VALUE.match(entry)
    return bool(declared and names.have(declared[1])) or bool(value and names.have(value[1]))


def _is_method(name: str, names: _Names) -> bool:
    plain = _folded(name)
    return bool(
        _OF_MESSAGES.fullmatch(name)
        or _OF_SERVICES.fullmatch(name)
        or GOGO_METHODS.fullmatch(name)
        or VALIDATE_METHODS.fullmatch(name)
        or plain in names.last
        or ((accessor := _ACCESSOR.match(plain)) is not None and plain[accessor.end() :] in names.last)
    )


def _folded(name: str) -> str:
    return name.replace("_", "").replace(".", "").lower()
