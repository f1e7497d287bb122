"""quick-protobuf: a module a package, in folders for the parts of its name; names as the schema has them.

Read in pb-rs 0.10.0 (types.rs, keywords.rs) and checked against recorded output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_package, unique
from protoref.codegen.rust_nested import Spelling
from protoref.codegen.rust_nested import names as nested_names
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog, SchemaFile

FAMILY: str = "quick_protobuf"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ()

_KEYWORDS = frozenset(
    [
        "abstract",
        "alignof",
        "as",
        "become",
        "bool",
        "box",
        "Box",
        "break",
        "BytesReader",
        "const",
        "continue",
        "crate",
        "Cow",
        "Default",
        "do",
        "else",
        "enum",
        "Err",
        "extern",
        "f32",
        "f64",
        "false",
        "final",
        "fn",
        "for",
        "HashMap",
        "i32",
        "i64",
        "if",
        "impl",
        "in",
        "let",
        "loop",
        "match",
        "mod",
        "move",
        "mut",
        "None",
        "MessageWrite",
        "offsetof",
        "Ok",
        "Option",
        "override",
        "priv",
        "pub",
        "pure",
        "ref",
        "Result",
        "return",
        "self",
        "Self",
        "sizeof",
        "Some",
        "static",
        "str",
        "String",
        "struct",
        "super",
        "trait",
        "true",
        "type",
        "typeof",
        "u8",
        "u32",
        "u64",
        "unsafe",
        "unsized",
        "use",
        "Vec",
        "virtual",
        "where",
        "while",
        "Write",
        "Writer",
        "yield",
    ]
)
"""pb-rs's list."""


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package; files without a package have one each."""
    for package, files in by_package(catalog):
        groups: dict[str, list[SchemaFile]] = {}
        for file in files:
            groups.setdefault(module_path(package, file.import_path), []).append(file)
        for path, group in groups.items():
            found = unique(name for file in group for name in nested_names(file, _SPELLING))
            if found:
                yield GeneratedModule(
                    family=FAMILY,
                    language=LANGUAGE,
                    module=path.removesuffix(".rs").replace("/", "."),
                    path=path,
                    schemas=tuple(file.path for file in group),
                    names=found,
                )


def module_path(package: str, import_path: str) -> str:
    """The file of a package below the output folder (`x.y.type` -> `x/y/type_pb.rs`), or of a file without a package."""
    if not package:
        return _escaped(re.sub(r"\W", "_", import_path.rpartition("/")[2].removesuffix(".proto"))) + ".rs"
    *folders, last = package.split(".")
    return "/".join((*folders, _escaped(last))) + ".rs"


def _escaped(name: str) -> str:
    return f"{name}_pb" if name in _KEYWORDS else name


_SPELLING = Spelling(
    message=_escaped,
    enum=_escaped,
    module=lambda name: f"mod_{_escaped(name)}",
    field=_escaped,
    oneof=lambda name, types: (f"OneOf{_escaped(name)}",),
    arm=_escaped,
    value=lambda enum, name: _escaped(name),
    aliases=True,
)
