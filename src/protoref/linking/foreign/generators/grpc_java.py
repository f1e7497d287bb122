"""protoc-gen-grpc-java: one class a service.

Source: grpc/grpc-java, compiler/src/java_plugin/cpp/java_generator.cpp (`GenerateService`, `ServiceClassName`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from protoref.linking.foreign.generators.base import Claim
from protoref.linking.foreign.generators.braces import code, statements
from protoref.model.schema import Key, Kind, SchemaFile
from protoref.model.source import Source

NAME = "grpc java"
ENDINGS = ("Grpc.java",)
_MARK = re.compile(rb"^@io\.grpc\.stub\.annotations\.GrpcGenerated$|by gRPC proto compiler", re.MULTILINE)
_SERVICE = re.compile(rb"^  public static final (?:java\.lang\.)?String SERVICE_NAME = \"([\w.]+)\";", re.MULTILINE)
_IMPORT = re.compile(r"import (?:static )?(?:io\.grpc|com\.google\.common|com\.google\.protobuf|java)\.[\w.*]+")
_TOP = re.compile(r"(?:@[\w.]+(?:\(\))?\s*)*public final class (\w+) \{\}")


def claim(source: Source) -> Claim | None:
    """The service by its `SERVICE_NAME`."""
    service = _SERVICE.search(source.data)
    return Claim(service=service[1].decode()) if service and _MARK.search(source.data) else None


def wrote(source: Source, file: SchemaFile) -> bool:
    """One class, called after the service; nothing is imported but gRPC."""
    found = statements(code(source.data))
    if found is None:
        return False
    rest = [one.head for one in found if not one.head.startswith("package ") and not _IMPORT.fullmatch(one.head)]
    top = _TOP.fullmatch(rest[0]) if len(rest) == 1 else None
    return top is not None and top[1] in {f"{s.name}Grpc" for s in file.symbols if s.kind is Kind.SERVICE}


def names(source: Source, file: SchemaFile) -> Mapping[str, Key]:
    """The class: `com.acme.ShopGrpc`."""
    package = space(source)
    name = source.path.rpartition("/")[2].removesuffix(".java")
    return {
        f"{package}.{name}" if package else name: symbol.full_name
        for symbol in file.symbols
        if symbol.kind is Kind.SERVICE and f"{symbol.name}Grpc" == name
    }


def space(source: Source) -> str:
    """The package."""
    package = re.search(r"^package ([\w.]+)", code(source.data), re.MULTILINE)
    return package[1] if package else ""
