"""A catalog built from what the real protoc says, so that generated names are tested apart from protoref's own reader."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

from protoref.model.schema import NOWHERE, Catalog, Definition, Import, Kind, SchemaFile, Symbol

NASTY = Path(__file__).parent / "recorded" / "protos"


def nasty_files() -> list[str]:
    return sorted(path.relative_to(NASTY).as_posix() for path in NASTY.rglob("*.proto"))


def protoc(*arguments: str, cwd: Path = NASTY) -> None:
    done = run(
        [sys.executable, "-m", "grpc_tools.protoc", *arguments], cwd=cwd, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def nasty_catalog(folder: Path) -> Catalog:
    """The catalog of all nasty protos, by way of a descriptor set written into `folder`."""
    out = folder / "set.binpb"
    protoc("-I.", f"--descriptor_set_out={out}", *nasty_files())
    return catalog_of(FileDescriptorSet.FromString(out.read_bytes()))


def catalog_of(descriptors: FileDescriptorSet) -> Catalog:
    files = {file.name: schema_file(file) for file in descriptors.file}
    definitions: dict[str, tuple[Definition, ...]] = {}
    packages: dict[str, tuple[str, ...]] = {}
    for file in files.values():
        packages[file.package] = (*packages.get(file.package, ()), file.path)
        for symbol in file.symbols:
            definitions[symbol.full_name] = (*definitions.get(symbol.full_name, ()), Definition(file, symbol))
    return Catalog(files=dict(sorted(files.items())), definitions=definitions, packages=packages)


def schema_file(file: FileDescriptorProto) -> SchemaFile:
    scope = file.package + "." if file.package else ""
    symbols: list[Symbol] = []
    for message in file.message_type:
        symbols.extend(_message(message, scope, None))
    for enum in file.enum_type:
        symbols.extend(_enum(enum, scope, None))
    symbols.extend(_field(field, scope, None, Kind.EXTENSION) for field in file.extension)
    for service in file.service:
        own = scope + service.name
        symbols.append(Symbol(own, Kind.SERVICE, NOWHERE, NOWHERE))
        symbols.extend(
            Symbol(
                f"{own}.{method.name}",
                Kind.RPC,
                NOWHERE,
                NOWHERE,
                parent=own,
                client_streaming=method.client_streaming,
                server_streaming=method.server_streaming,
            )
            for method in service.method
        )
    return SchemaFile(
        path=file.name,
        import_path=file.name,
        package=file.package,
        syntax=file.syntax or "proto2",
        imports=tuple(
            Import(path, NOWHERE, "public" if index in file.public_dependency else "", path)
            for index, path in enumerate(file.dependency)
        ),
        symbols=tuple(symbols),
        options=(("py_generic_services", "true"),) if file.options.py_generic_services else (),
    )


def _message(message: DescriptorProto, scope: str, parent: str | None) -> Iterator[Symbol]:
    own = scope + message.name
    yield Symbol(own, Kind.MESSAGE, NOWHERE, NOWHERE, parent=parent, map_entry=message.options.map_entry)
    real = {field.oneof_index for field in message.field if field.HasField("oneof_index") and not field.proto3_optional}
    oneofs = {index: f"{own}.{oneof.name}" for index, oneof in enumerate(message.oneof_decl) if index in real}
    for name in oneofs.values():
        yield Symbol(name, Kind.ONEOF, NOWHERE, NOWHERE, parent=own)
    for field in message.field:
        belongs = oneofs.get(field.oneof_index) if field.HasField("oneof_index") else None
        yield _field(field, own + ".", own, Kind.FIELD, belongs)
    for extension in message.extension:
        yield _field(extension, own + ".", own, Kind.EXTENSION)
    for nested in message.nested_type:
        yield from _message(nested, own + ".", own)
    for enum in message.enum_type:
        yield from _enum(enum, own + ".", own)


def _enum(enum: EnumDescriptorProto, scope: str, parent: str | None) -> Iterator[Symbol]:
    own = scope + enum.name
    yield Symbol(own, Kind.ENUM, NOWHERE, NOWHERE, parent=parent)
    for value in enum.value:
        yield Symbol(f"{own}.{value.name}", Kind.ENUM_VALUE, NOWHERE, NOWHERE, parent=own, number=value.number)


def _field(field: FieldDescriptorProto, scope: str, parent: str | None, kind: Kind, oneof: str | None = None) -> Symbol:
    return Symbol(
        scope + field.name,
        kind,
        NOWHERE,
        NOWHERE,
        parent=parent,
        number=field.number,
        label="optional" if field.proto3_optional else "",
        oneof=oneof,
        group=field.type == FieldDescriptorProto.TYPE_GROUP,
    )
