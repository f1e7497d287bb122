"""betterproto2: as betterproto, with other rules for the names of fields, rpcs and enum values.

Made only on demand (`registry.ON_DEMAND`). Read in betterproto2_compiler 0.10.1 (casing.py, plugin/models.py, templates) and
measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from protoref.codegen.base import NOTHING, Made
from protoref.codegen.betterproto_casing import snake2
from protoref.codegen.betterproto_names import Spelling, package_modules
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog, Symbol

FAMILY: str = "betterproto2"
LANGUAGE: str = "python"
OPTIONS: tuple[str, ...] = ("python_betterproto2",)


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package."""
    return package_modules(catalog, _SPELLING)


def members(made: str, enum: Symbol, values: Sequence[Symbol]) -> Iterator[tuple[Symbol, str]]:
    """Each value without the enum's own name before it, if all of them begin like that."""
    prefix = _prefix(enum.name, values[0].name) if values else ""
    strip = prefix and all(value.name.startswith(prefix) for value in values)
    for value in values:
        yield value, value.name.removeprefix(prefix) if strip else value.name


def _prefix(enum: str, first: str) -> str:
    """What of the first value's name is the enum's, whatever its case and underscores, with an underscore; else empty."""
    wanted = enum.replace("_", "").lower()
    for end in range(1, len(first) + 1):
        if first[:end].replace("_", "").lower() == wanted:
            return f"{first[:end]}_"
    return ""


_SPELLING = Spelling(FAMILY, snake2, members, ("Stub", "SyncStub", "AsyncStub"))
