"""Schemas: files, symbols and the edges between them, as the `.proto` files (or the descriptors in stubs) say."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from protoref.model.problem import Problem
from protoref.model.source import Range

NOWHERE = Range(0, 0)
"""The range of what stands in no text (a symbol known from a serialized descriptor)."""


class Kind(StrEnum):
    """What a symbol is (report-v1: ``kind``)."""

    FILE = "file"
    PACKAGE = "package"
    MESSAGE = "message"
    ENUM = "enum"
    ENUM_VALUE = "enum_value"
    ONEOF = "oneof"
    FIELD = "field"
    EXTENSION = "extension"
    SERVICE = "service"
    RPC = "rpc"


TYPES = frozenset({Kind.MESSAGE, Kind.ENUM, Kind.SERVICE})
"""The kinds that every generator turns into an item of their own."""

OWNED = frozenset({Kind.ENUM_VALUE, Kind.ONEOF, Kind.FIELD, Kind.RPC})
"""The kinds that live and die with their owner."""

Key = str
"""Names a target: a symbol by its full name (`pkg.Outer.Inner`, an enum value through its enum: `pkg.Enum.VALUE`),
a file by `file_key`, a package by `package_key`."""


def file_key(path: str) -> Key:
    """The key of the schema file at `path` (from the root)."""
    return f"file:{path}"


def package_key(package: str) -> Key:
    """The key of a package."""
    return f"package:{package}"


class Edge(StrEnum):
    """Why one schema names another."""

    FIELD = "field"
    MAP_VALUE = "map_value"
    EXTENDEE = "extendee"
    EXTENSION = "extension"
    RPC_INPUT = "rpc_input"
    RPC_OUTPUT = "rpc_output"
    OPTION = "option"


class TypeRef(Struct, frozen=True):
    """A type name written in a schema.

    Attributes:
        written: as it stands (`Foo`, `.pkg.Foo`, `other.v1.Foo`); for an option extension the name between the parentheses.
        range: of what is written.
        edge: what it is used for.
        scope: full name of the symbol or package in whose scope it is resolved (empty: the root).
        user: key of the innermost symbol that contains it.
        target: full name it resolves to, or None where it resolves to nothing here.
    """

    written: str
    range: Range
    edge: Edge
    scope: str
    user: Key
    target: str | None = None


class Symbol(Struct, frozen=True):
    """A declaration.

    Attributes:
        full_name: protobuf's full name, without a leading dot; enum values through their enum.
        kind: what it is.
        range: of the whole declaration (a field's from its label to the semicolon), comments excluded.
        name_range: of the name alone.
        parent: full name of the owner (message, enum, service), or None at the top of the file.
        number: of a field, extension or enum value.
        label: ``optional``, ``required``, ``repeated`` or empty, as written.
        type_name: a field's type as written (`int32`, `Foo`, `map<string, Foo>`), empty otherwise.
        oneof: full name of the oneof a field belongs to (synthetic ones excluded), or None.
        client_streaming: of an rpc.
        server_streaming: of an rpc.
        map_entry: a message that the compiler makes for a map field: never a target.
        group: a message (or its field) that a proto2 group declares.
        comment: the comment that stands before it or behind it on its line, markers removed.
        json_name: as written in the field's options, or None.
        gone: it was here once: an earlier text of its file declared it (see `protoref.gone`). No range speaks of it.
    """

    full_name: str
    kind: Kind
    range: Range
    name_range: Range
    parent: str | None = None
    number: int | None = None
    label: str = ""
    type_name: str = ""
    oneof: str | None = None
    client_streaming: bool = False
    server_streaming: bool = False
    map_entry: bool = False
    group: bool = False
    comment: str = ""
    json_name: str | None = None
    gone: bool = False

    @property
    def name(self) -> str:
        """The last part of the full name."""
        return self.full_name.rpartition(".")[2]


class Import(Struct, frozen=True):
    """An `import` statement.

    Attributes:
        path: the import path, as written.
        range: of the path between its quotes.
        modifier: ``public``, ``weak``, ``option`` or empty.
        target: root path of the schema file it leads to, or None where that file is not here.
    """

    path: str
    range: Range
    modifier: str = ""
    target: str | None = None


class Origin(StrEnum):
    """Where a schema was read."""

    PROTO = "proto"
    DESCRIPTOR = "descriptor"
    """From the serialized descriptor inside a committed stub: no `.proto` is here."""
    HISTORY = "history"
    """From an earlier commit: the `.proto` is here no more."""


class SchemaFile(Struct, frozen=True):
    """One schema file.

    Attributes:
        path: from the root. For `Origin.DESCRIPTOR` that of the stub, for `Origin.HISTORY` where it was.
        import_path: how other schemas import it (`ingestion.proto`), inferred from the import roots.
        package: empty where none is declared.
        package_range: of the package name, `NOWHERE` where none is declared.
        syntax: ``proto2``, ``proto3``, ``2023``, ``2024``.
        imports: in order of appearance.
        symbols: in order of appearance, an owner before what it owns; map entries included.
        type_refs: in order of appearance.
        options: file options, as written (`go_package` -> `.;proto_gen`); booleans as ``true`` and ``false``.
        reserved: per message or enum, the reserved names and the numbers as half-open ranges.
        comments: ranges of all comments.
        problems: what could not be parsed here.
        origin: where it was read.
        outside: it lies outside of the root (`--schema`): no verdict is given.
    """

    path: str
    import_path: str
    package: str
    package_range: Range = NOWHERE
    syntax: str = "proto2"
    imports: tuple[Import, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    type_refs: tuple[TypeRef, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    reserved: tuple[tuple[str, tuple[str, ...], tuple[tuple[int, int], ...]], ...] = ()
    comments: tuple[Range, ...] = ()
    problems: tuple[Problem, ...] = ()
    origin: Origin = Origin.PROTO
    outside: bool = False

    @property
    def key(self) -> Key:
        """This file's key."""
        return file_key(self.path)

    @property
    def elsewhere(self) -> bool:
        """Its text is not among the documents of this run."""
        return self.outside or self.origin is Origin.HISTORY

    def option(self, name: str) -> str | None:
        """The value of a file option, or None."""
        return next((value for key, value in self.options if key == name), None)


class Definition(Struct, frozen=True):
    """One place where a symbol is defined."""

    file: SchemaFile
    symbol: Symbol

    @property
    def gone(self) -> bool:
        """It was here once: no text of this run defines it any more."""
        return self.symbol.gone or self.file.origin is Origin.HISTORY


class Catalog(Struct, frozen=True):
    """All schemas of a run, resolved.

    Attributes:
        files: by root path, sorted.
        definitions: by full name; several where a schema has copies.
        packages: by name, the paths of the files that declare it.
        copies: groups of root paths that are copies of one schema (only groups of two and more).
    """

    files: dict[str, SchemaFile]
    definitions: dict[str, tuple[Definition, ...]]
    packages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    copies: tuple[tuple[str, ...], ...] = ()

    def symbol(self, full_name: str) -> Symbol | None:
        """The first definition of a symbol, or None."""
        found = self.definitions.get(full_name)
        return found[0].symbol if found else None

    def owned(self, full_name: str) -> tuple[Symbol, ...]:
        """The symbols directly inside a message, enum or service, in order."""
        found = self.definitions.get(full_name)
        if not found:
            return ()
        return tuple(symbol for symbol in found[0].file.symbols if symbol.parent == full_name)
