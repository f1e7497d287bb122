"""betterproto (up to 2.0 beta): one Python package a protobuf package, names recast, nested types flattened.

Made only on demand (`registry.ON_DEMAND`). Read in betterproto 2.0.0b7 (compile/naming.py, plugin/models.py) and measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from protoref.codegen.base import NOTHING, Made
from protoref.codegen.betterproto_casing import snake
from protoref.codegen.betterproto_names import Spelling, package_modules
from protoref.model.generated import GeneratedModule
from protoref.model.schema import Catalog, Symbol

FAMILY: str = "betterproto"
LANGUAGE: str = "python"
OPTIONS: tuple[str, ...] = ("python_betterproto",)


def modules(catalog: Catalog, made: Made = NOTHING) -> Iterator[GeneratedModule]:
    """One module a package."""
    return package_modules(catalog, _SPELLING)


def members(made: str, enum: Symbol, values: Sequence[Symbol]) -> Iterator[tuple[Symbol, str]]:
    """Each value by its name without what comes before and with the name of its class in it; older versions keep it whole.

    A nested enum's class has its message's name before its own, so that its values rarely lose anything.
    """
    prefix = snake(made).upper()
    for value in values:
        _, found, rest = value.name.partition(prefix)
        if found:
            yield value, rest.strip("_")
        yield value, value.name


_SPELLING = Spelling(FAMILY, snake, members, ("Stub",))
