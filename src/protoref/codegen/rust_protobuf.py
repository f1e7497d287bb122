"""rust-protobuf 3: a module a schema file, names nearly as the schema has them.

Read in protobuf-codegen 3.7.2 (gen/paths.rs, gen/scope.rs, gen/message.rs, gen/field/mod.rs, gen/extensions.rs,
gen/rust/keywords.rs) and protobuf-parse (case_convert.rs), and checked against recorded output. Accessors
(`user_id()`, `set_user_id()`) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, unique
from protoref.codegen.rust_nested import Spelling
from protoref.codegen.rust_nested import names as nested_names
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Kind, SchemaFile

FAMILY: str = "rust_protobuf"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ("rust",)

KEYWORDS = frozenset(
    [
        "as",
        "async",
        "await",
        "break",
        "crate",
        "dyn",
        "else",
        "enum",
        "extern",
        "false",
        "fn",
        "for",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "pub",
        "ref",
        "return",
        "static",
        "self",
        "Self",
        "struct",
        "super",
        "true",
        "trait",
        "type",
        "unsafe",
        "use",
        "while",
        "continue",
        "box",
        "const",
        "where",
        "virtual",
        "proc",
        "alignof",
        "become",
        "offsetof",
        "priv",
        "pure",
        "sizeof",
        "typeof",
        "unsized",
        "yield",
        "do",
        "abstract",
        "final",
        "override",
        "macro",
    ]
)
"""rust-protobuf's list; version 3 has the underscore as well."""


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file, even where that has nothing in it."""
    for files in by_import_path(catalog):
        module = escaped(module_name(files[0].import_path))
        yield GeneratedModule(
            family=FAMILY,
            language=LANGUAGE,
            module=module,
            path=f"{module}.rs",
            schemas=tuple(file.path for file in files),
            names=unique(name for file in files for name in names(file)),
        )


def module_name(import_path: str) -> str:
    """A file's module before keywords are escaped: folders are dropped (`a/b-c.d.proto` -> `b_c_d`)."""
    stem = import_path.rpartition("/")[2].removesuffix(".proto")
    return re.sub(r"^\d|[^A-Za-z0-9_]", "_", stem)


def names(file: SchemaFile) -> Iterator[GeneratedName]:
    """All names of one schema file; extensions at the top of the file are constants in a module `exts`."""
    yield from nested_names(file, _SPELLING)
    for symbol in file.symbols:
        if symbol.kind is Kind.EXTENSION and symbol.parent is None and not symbol.group:
            yield GeneratedName(f"exts::{escaped(symbol.name)}", symbol.full_name, Form.CONSTANT)


def escaped(name: str) -> str:
    """A keyword with an underscore behind it, any other name as it is."""
    return f"{name}_" if name in KEYWORDS or name == "_" else name


def _type(name: str) -> str:
    return escaped(name[:1].upper() + name[1:])


def _module(name: str) -> str:
    """Only a capital behind a small letter starts a word (`HTTPReq` -> `httpreq`)."""
    return escaped(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())


def _arm(name: str) -> str:
    return escaped("".join(part[:1].upper() + part[1:] for part in name.split("_")))


_SPELLING = Spelling(
    message=_type,
    enum=_type,
    module=_module,
    field=escaped,
    oneof=lambda name, types: (_type(name),),
    arm=_arm,
    value=lambda enum, name: escaped(name),
    aliases=True,
    groups=False,
)
