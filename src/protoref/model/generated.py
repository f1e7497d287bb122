"""Generated symbols: what a generator makes of a schema."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from protoref.model.schema import Key


class Form(StrEnum):
    """What a generated name is in its language."""

    MODULE = "module"
    """A module of its own, such as tonic's `foo_client`."""
    TYPE = "type"
    """A message's or enum's class, struct or enum."""
    VALUE = "value"
    """An enum value or oneof arm: a constant or a variant."""
    CLIENT = "client"
    """A service's client or stub."""
    SERVER = "server"
    """A service's servicer, server trait or server struct."""
    METHOD = "method"
    """An rpc as a method of a client or server."""
    FUNCTION = "function"
    """A free function, such as `add_FooServicer_to_server`."""
    CONSTANT = "constant"
    """A field number, SERVICE_NAME and the like."""
    FIELD = "field"


class GeneratedName(Struct, frozen=True):
    """One name in a generated module; the relation to its symbol is `generates`.

    Attributes:
        name: the path inside the module, in the language's own notation (`Outer.Inner`, `FooStub.GetURL`;
            `http_req::InnerThing`, `foo_client::FooClient`), raw-identifier marks (`r#`) removed.
        symbol: full name of the symbol it was made from.
        form: what it is.
        typing_only: it exists for type checkers alone (in a `.pyi`).
    """

    name: str
    symbol: Key
    form: Form
    typing_only: bool = False

    @property
    def last(self) -> str:
        """The identifier at the end of the path."""
        return self.name.replace("::", ".").rpartition(".")[2]


class GeneratedModule(Struct, frozen=True):
    """What one generator makes: a module a file (protoc) or a module a package (prost).

    Attributes:
        family: the generator, by the name of its module in `codegen/` (``protoc_python``, ``prost``).
        language: ``python`` or ``rust``.
        module: Python: the dotted module below the output folder (`a.b_c_pb2`); Rust: the protobuf package (`x.y`).
        path: the file it is written to, below the output folder (`a/b_c_pb2.py`, `x.y.rs`).
        schemas: root paths of the schema files it is made from.
        names: all names it defines.
        reexports: modules whose names it passes on (`import public`), as `module` of the same family.
        stands_for: key of what the module as a whole is made of, where that is a package; None: its schema file.
    """

    family: str
    language: str
    module: str
    path: str
    schemas: tuple[str, ...]
    names: tuple[GeneratedName, ...]
    reexports: tuple[str, ...] = ()
    stands_for: Key | None = None


class StubState(StrEnum):
    """What a committed generated file is (report-v1: ``stubs[].state``)."""

    CURRENT = "current"
    DRIFTED = "drifted"
    ORPHAN = "orphan"
    EXTERNAL = "external"
    UNPROVEN = "unproven"


class Stub(Struct, frozen=True):
    """A committed file that a proto generator wrote.

    Attributes:
        path: from the root.
        generator: family name (``protoc_python``, ``grpc_python``, ...).
        schema: root path of the schema file it was made from; for an external schema or orphan its own path or
            that of its sibling with the descriptor; None where it cannot be told.
        source: the schema's name as the stub itself states it (`a/b.proto`), or empty.
        state: current, drifted, orphan, external or unproven.
        module: the generated module that it holds, or None where unproven.
        imports: last names of the generated modules that it imports (`shop_pb2`).
        foreign: it is written in a language whose names are read from text: it has no module.
        drift: how it differs from its schema, a sentence each, where a descriptor inside tells.
    """

    path: str
    generator: str
    schema: str | None
    source: str
    state: StubState
    module: GeneratedModule | None = None
    imports: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    foreign: bool = False
