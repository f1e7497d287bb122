"""What one committed generated file says about itself."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.schema import SchemaFile


class StubFacts(Struct, frozen=True):
    """A file that bears a generator's mark, and what holds of it.

    Attributes:
        path: from the root.
        generator: family name (``protoc_python``, ``grpc_python``, ``protoc_pyi``, ``mypy_protobuf``, ``purerpc``,
            ``grpclib``, ``connect_python``, ``betterproto``, ``betterproto2``, ``prost``, ``pbjson``,
            ``rust_protobuf``, ``rust_protobuf2``, ``grpcio``, ``ttrpc``, ``quick_protobuf``).
        source: the schema's name as the header states it (`a/b.proto`), or empty.
        schema: the schema that the embedded descriptor describes, or None where there is none, or none that can be
            read, or one of another name than the header states.
        shaped: every statement is one that this generator writes. With a schema in it, or where the generator
            embeds none, that proves where the file comes from; a header alone does not.
        names: what the file defines at its top, sorted: classes, functions, variables (Rust: public items).
        imports: last names of the generated Python modules that it imports (`shop_pb2`), sorted; with ``.*`` behind
            where it imports all their names.
        sources: the names of all its schemas, where the header states several (betterproto).
        uses: words of the imports that somebody has added (Rust), sorted: derives that a build script gives need them.
        headless: no header says who wrote it: only the whole of its schemas' names proves it.
        rpcs: the rpc paths (`/pkg.Svc/Method`) in it, sorted; for Rust also `/pkg.Svc/` for each service.
    """

    path: str
    generator: str
    source: str = ""
    schema: SchemaFile | None = None
    shaped: bool = False
    names: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    rpcs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    headless: bool = False

    @property
    def services(self) -> frozenset[str]:
        """Full names of the services whose rpcs are in the file."""
        return frozenset(rpc[1:].partition("/")[0] for rpc in self.rpcs)
