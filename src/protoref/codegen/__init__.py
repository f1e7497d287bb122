"""Generated names: one module a generator family, names only.

`generate` gives the generated modules of a catalog, `identifiers` the bare identifiers that hand-written code can
name each symbol by.
"""

from __future__ import annotations

from protoref.codegen.crates import run_by
from protoref.codegen.identifiers import identifiers
from protoref.codegen.registry import FAMILIES, ON_DEMAND, PROGRAMS, generate, ordered, without_unused

__all__ = ["FAMILIES", "ON_DEMAND", "PROGRAMS", "generate", "identifiers", "ordered", "run_by", "without_unused"]
