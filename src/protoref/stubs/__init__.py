"""Provenance of committed generated files: which generator wrote them, from which schema, and whether that is proven."""

from __future__ import annotations

from protoref.stubs.built_from import compilations
from protoref.stubs.descriptor_sets import descriptor_sets
from protoref.stubs.external import external_schemas
from protoref.stubs.facts import StubFacts
from protoref.stubs.pairing import pair
from protoref.stubs.read import read_stub

__all__ = ["StubFacts", "compilations", "descriptor_sets", "external_schemas", "pair", "read_stub"]
