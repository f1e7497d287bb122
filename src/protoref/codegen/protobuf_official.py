"""Google's own Rust generator (the `protobuf` crate from version 4): a file a schema file, all re-exported in one crate.

Read in protobuf's src/google/protobuf/compiler/rust (naming.cc, message.cc, oneof.cc, enum.cc, generator.cc). Its
protoc is not in grpcio-tools: these names are not checked against output. Accessors are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.codegen.base import NOTHING, Made, by_import_path, unique
from protoref.codegen.rust_nested import Spelling
from protoref.codegen.rust_nested import names as nested_names
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog

FAMILY: str = "protobuf_official"
LANGUAGE: str = "rust"
OPTIONS: tuple[str, ...] = ()


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a schema file."""
    for files in by_import_path(catalog):
        found = unique(name for file in files for name in nested_names(file, _SPELLING))
        if found:
            stem = files[0].import_path.removesuffix(".proto")
            yield GeneratedModule(
                family=FAMILY,
                language=LANGUAGE,
                module="internal_do_not_use_" + stem.replace("_", "__").replace("/", "_s"),
                path=f"{stem}.u.pb.rs",
                schemas=tuple(file.path for file in files),
                names=found,
            )


def _safe(name: str) -> str:
    """Other keywords are raw identifiers (`RsSafeName`)."""
    never_raw = name in ("self", "Self", "super", "crate", "extern", "_")
    return f"{name}__mangled_because_ident_isnt_a_legal_raw_identifier" if never_raw else name


def _camel(name: str) -> str:
    """As `SnakeToUpperCamelCase`: capitals stay, a digit starts a word."""
    return re.sub(r"(^|[^A-Za-z])([a-z])", lambda match: match[1] + match[2].upper(), name).replace("_", "")


def _screaming(name: str) -> str:
    """As `ScreamingSnakeToUpperCamelCase`: capitals become small inside of a word, a digit ends it."""
    return re.sub(r"[A-Za-z]+", lambda match: match[0].capitalize(), name).replace("_", "")


def _snake(name: str) -> str:
    """As `CamelToSnakeCase`: an underscore before each capital but the first letter."""
    return re.sub(r"(?<=[^_])(?=[A-Z])", "_", name).lower()


def _value(enum: str, name: str) -> str:
    """As `EnumValueRsName`: the enum's name is stripped in three spellings, whatever the case."""
    stripped = name
    for prefix in (enum, _screaming(enum), _snake(enum)):
        if name.lower().startswith(prefix.lower()):
            stripped = name[len(prefix) :].removeprefix("_") or name
            break
    made = _screaming(stripped)
    return _safe(f"_{made}" if made[:1].isdigit() else made)


def _copies(struct: str, beside: frozenset[str]) -> tuple[str, ...]:
    """Views and mutators; a message that has such a name already keeps it."""
    return tuple(f"{struct}{end}_" if f"{struct}{end}" in beside else f"{struct}{end}" for end in ("View", "Mut"))


_SPELLING = Spelling(
    message=_safe,
    enum=lambda name: _safe(_camel(name)),
    module=lambda name: _safe(_snake(name)),
    field=_safe,
    oneof=lambda name, types: (f"{_camel(name)}Oneof", f"{_camel(name)}Case"),
    arm=lambda name: _safe(_camel(name)),
    value=_value,
    copies=_copies,
    aliases=True,
)
