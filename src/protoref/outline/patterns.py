"""What to search for: every spelling under which a document can name a symbol, a file or a package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import Struct

from protoref.model.schema import TYPES, Catalog, Key, Kind, SchemaFile, Symbol, file_key, package_key


class Written(StrEnum):
    """How a spelling names its symbol: it decides what an occurrence outside of parsed code means."""

    NAME = "name"
    """A bare identifier: `Foo`, `FooStub`, `foo_client`."""
    FULL_NAME = "full name"
    """`pkg.Foo`; also the end of a type URL."""
    RPC_PATH = "rpc path"
    """`pkg.Svc/Method`, `.Svc/Method`, `}/Method`."""
    PROTO_PATH = "proto path"
    """`a/b.proto`, by import path, path from the root or file name."""
    MODULE = "generated module"
    """`b_pb2`."""
    GENERATED_FILE = "generated file"
    """`b.pb.h`, `b_pb.js`: the name of a committed one, as paths, includes and lists of a build have it."""
    PACKAGE = "package"


class Pattern(Struct, frozen=True):
    """One spelling and all that it may stand for.

    Attributes:
        text: the spelling, ASCII.
        meanings: the keys it may name, each with how.
    """

    text: str
    meanings: tuple[tuple[Key, Written], ...]

    def written(self, keys: AbstractSet[Key]) -> Written | None:
        """How it names one of `keys`; the most telling way where there are several."""
        ways = {way for key, way in self.meanings if key in keys}
        return next((way for way in _MOST_TELLING_FIRST if way in ways), None)


_MOST_TELLING_FIRST = (
    Written.RPC_PATH,
    Written.PROTO_PATH,
    Written.MODULE,
    Written.GENERATED_FILE,
    Written.FULL_NAME,
    Written.NAME,
    Written.PACKAGE,
)


def patterns(
    catalog: Catalog, identifiers: Mapping[Key, frozenset[str]], committed: Iterable[tuple[str, Key, Written]] = ()
) -> tuple[Pattern, ...]:
    """All spellings of all schemas, sorted by text.

    Full names and rpc paths of what a symbol owns count for the owner as well: deleting the owner deletes them.

    Args:
        catalog: all schemas.
        identifiers: per key the bare identifiers of generated code (`codegen.identifiers`).
        committed: how committed generated files of other languages, and the classes in them, are spelled.
    """
    found: dict[str, dict[Key, Written]] = defaultdict(dict)

    def add(text: str, key: Key, written: Written) -> None:
        if text and text.isascii():
            found[text].setdefault(key, written)

    for full_name, definitions in catalog.definitions.items():
        symbol = definitions[0].symbol
        if symbol.map_entry or symbol.kind in (Kind.FIELD, Kind.ONEOF):
            continue
        keys = (full_name, *_owners(catalog, full_name))
        dotted = Written.FULL_NAME if "." in full_name else Written.NAME
        for key in keys:
            add(full_name, key, dotted)
            if symbol.kind is Kind.RPC:
                service, _, method = full_name.rpartition(".")
                add(f"{service}/{method}", key, Written.RPC_PATH)
                if "." in service:  # behind a package that stands elsewhere: `f"/{PACKAGE}.Till/Pay"`
                    add(f".{service.rpartition('.')[2]}/{method}", key, Written.RPC_PATH)
                    add(f"}}/{method}", key, Written.RPC_PATH)  # both elsewhere: `f"/{PACKAGE}.{SERVICE}/Pay"`
            if symbol.kind is Kind.ENUM_VALUE and symbol.parent:
                scope = symbol.parent.rpartition(".")[0]
                if scope:  # protobuf's own scope leaves the enum's name out
                    add(f"{scope}.{symbol.name}", key, Written.FULL_NAME)
        if symbol.kind in TYPES:
            for name in _of_class(definitions[0].file, symbol):
                add(name, full_name, Written.FULL_NAME)
    for key, names in identifiers.items():
        written = Written.MODULE if key.startswith("file:") else Written.NAME
        for name in names:
            add(name, key, written)
    for path, file in catalog.files.items():
        for text in (file.import_path, path, path.rpartition("/")[2]):
            if text.endswith((".proto", ".protodevel")):
                add(text, file_key(path), Written.PROTO_PATH)
    for text, key, written in committed:
        add(text, key, written)
    _share_ends(found)
    for package in catalog.packages:
        add(package, package_key(package), Written.PACKAGE)
    return tuple(Pattern(text, tuple(sorted(meanings.items()))) for text, meanings in sorted(found.items()))


def _share_ends(found: Mapping[str, dict[Key, Written]]) -> None:
    """Let the path of a schema mean those, too, whose paths it ends with: the longest spelling alone is found at a place.

    `proto/shop.proto` may be that file; in `app/build.rs` it is the copy `app/proto/shop.proto`, imported as `shop.proto`.
    """
    paths = {text: tuple(keys) for text, keys in found.items() if Written.PROTO_PATH in keys.values()}
    for text in paths:
        end = text
        while "/" in end:
            end = end.partition("/")[2]
            for key in paths.get(end, ()):
                found[text].setdefault(key, Written.PROTO_PATH)


def _of_class(file: SchemaFile, symbol: Symbol) -> Iterator[str]:
    """The full names of a type's classes in Java and C#, as configuration and data name them, if it is meant for these.

    In Java a class of the package (`java_multiple_files`) or of the outer class of its file, whose name is stated or made
    of the file's (protobuf, compiler/java/name_resolver.cc).
    """
    inside = symbol.full_name.removeprefix(f"{file.package}.") if file.package else symbol.full_name
    java = file.option("java_package") or file.package
    stem = "".join(
        part[:1].upper() + part[1:] for part in re.split(r"[_-]", file.import_path.rpartition("/")[2].partition(".")[0])
    )
    outer = file.option("java_outer_classname")
    if any(name.startswith("java_") for name, _ in file.options):
        yield f"{java}.{inside}"
        yield f"{java}.{inside.replace('.', '$')}"
        for holder in [outer] if outer else [f"{stem}OuterClass", stem]:
            yield f"{java}.{holder}.{inside}"
            yield f"{java}.{holder}${inside.replace('.', '$')}"
    if namespace := file.option("csharp_namespace"):
        yield f"{namespace}.{inside}"


def _owners(catalog: Catalog, full_name: str) -> list[Key]:
    owners = []
    symbol = catalog.symbol(full_name)
    while symbol is not None and symbol.parent:
        owners.append(symbol.parent)
        symbol = catalog.symbol(symbol.parent)
    return owners
