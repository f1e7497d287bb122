"""What the generators of other languages share: what a file claims about itself, and what it may define."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from protoref.linking.foreign.generators.braces import Statement
from protoref.model.schema import TYPES, Key, Kind, SchemaFile, Symbol
from protoref.model.source import Source
from protoref.protos.descriptor import DescriptorError, read_descriptor


class Claim(Struct, frozen=True):
    """What a file says about itself: anybody can write that, so it proves nothing alone.

    Attributes:
        source: path of the schema, or its last part where the file's own name tells no more; empty where `service` tells.
        package: of the schema, where stated.
        schema: what an embedded descriptor says.
        service: full name of the service that it was made of.
    """

    source: str = ""
    package: str | None = None
    schema: SchemaFile | None = None
    service: str = ""


class Generator(Protocol):
    """One generator: a module of this package.

    Attributes:
        NAME: what people call it.
        ENDINGS: how names of its files end.
    """

    NAME: str

    @property
    def ENDINGS(self) -> tuple[str, ...]: ...  # noqa: N802, D102 - a constant of the module

    def claim(self, source: Source) -> Claim | None:
        """What a file that bears the generator's mark says about itself; None for other files."""
        ...

    def wrote(self, source: Source, file: SchemaFile) -> bool:
        """Whether all that a file declares, bodies apart, is made of a schema, and nothing of that is missing."""
        ...

    def names(self, source: Source, file: SchemaFile) -> Mapping[str, Key]:
        """The dotted names by which code of the language knows what is made of types (`com.acme.Shop.Order`).

        What is made of the whole schema (Java's outer class) has the file's key. Empty where code imports modules (JavaScript).
        """
        ...

    def space(self, source: Source) -> str:
        """The package or namespace of these names; empty where there is none, or none is opened (JavaScript, C++)."""
        ...


class Made(Struct, frozen=True):
    """A schema's names, case, `_` and dots ignored.

    Attributes:
        types: messages and enums at the top.
        services: services.
        paths: all symbols, from the package on.
        last: own names of all symbols.
    """

    types: frozenset[str]
    services: frozenset[str]
    paths: frozenset[str]
    last: frozenset[str]

    @classmethod
    def of(cls, file: SchemaFile) -> Made:
        """Of a schema file."""
        tops = [symbol for symbol in file.symbols if symbol.parent is None and symbol.kind in TYPES]
        return cls(
            frozenset(plain(symbol.name) for symbol in tops if symbol.kind is not Kind.SERVICE),
            frozenset(plain(symbol.name) for symbol in tops if symbol.kind is Kind.SERVICE),
            frozenset(plain(path_of(symbol, file)) for symbol in file.symbols),
            frozenset(plain(symbol.name) for symbol in file.symbols),
        )

    def fits(self, name: str, affixes: re.Pattern[str]) -> bool:
        """Whether a name is a symbol's, perhaps with what a generator puts around it (group 1 of the pattern)."""
        return plain(name) in self.paths or self.bare(name, affixes) in self.paths

    def bare(self, name: str, affixes: re.Pattern[str]) -> str:
        """A name without what a generator puts around it."""
        match = affixes.fullmatch(plain(name))
        return match[1] if match is not None else plain(name)

    def whole(self, names: Iterable[str], affixes: re.Pattern[str]) -> bool:
        """Whether some names hold all messages and enums at the top, or all services."""
        found = {form for name in names for form in (plain(name), self.bare(name, affixes))}
        return any(part and part <= found for part in (self.types, self.services))


def plain(name: str) -> str:
    """A name without case, `_` and dots."""
    return name.replace("_", "").replace(".", "").lower()


def path_of(symbol: Symbol, file: SchemaFile) -> str:
    """A symbol's name from the package on (`Order.Line`)."""
    return symbol.full_name.removeprefix(f"{file.package}." if file.package else "")


def types_of(file: SchemaFile) -> Iterable[Symbol]:
    """Messages, enums and services, nested ones too."""
    return (symbol for symbol in file.symbols if symbol.kind in TYPES and not symbol.map_entry)


def camel(stem: str) -> str:
    """`shop-item` as `ShopItem` (UnderscoresToCamelCase of protoc's Java and C# generators)."""
    return (
        re.sub(r"(?:^|[^A-Za-z0-9]+|(?<=[0-9]))([a-z])", lambda match: match[1].upper(), stem)
        .replace("-", "")
        .replace("_", "")
    )


def stem_of(file: SchemaFile) -> str:
    """The last part of a schema's path, without `.proto`."""
    return file.import_path.rpartition("/")[2].removesuffix(".proto")


def descriptor(data: bytes, path: str) -> SchemaFile | None:
    """A serialized descriptor, or None where it is none."""
    try:
        return read_descriptor(data, path)
    except (DescriptorError, RecursionError, ValueError):
        return None


def from_base64(text: bytes, path: str) -> SchemaFile | None:
    """A descriptor in base64, with or without padding."""
    try:
        return descriptor(base64.b64decode(text + b"=" * (-len(text) % 4), validate=True), path)
    except (binascii.Error, ValueError):
        return None


_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"a": b"\a", b"v": b"\v"}
_PIECE = re.compile(rb"\"((?:[^\"\\\n]|\\.)*)\"")


def from_literals(text: bytes, path: str) -> SchemaFile | None:
    """A descriptor in string literals of C++ or Java, one character a byte."""

    def unescaped(match: re.Match[bytes]) -> bytes:
        number = int(match[1] or match[2], 16) if match[1] or match[2] else int(match[3], 8) if match[3] else -1
        if number < 0:
            return _LETTERS.get(match[4], match[4])
        return bytes([number]) if number < 256 else b"?"

    return descriptor(b"".join(_ESCAPE.sub(unescaped, piece[1]) for piece in _PIECE.finditer(text)), path)


def heads(statements: Iterable[Statement]) -> list[str]:
    """The heads as text."""
    return [statement.head for statement in statements]
