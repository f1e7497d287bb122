"""What a run found out about a repository, before anything is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from protoref.ledger import Books, Evidence
from protoref.library import Library
from protoref.model.occurrence import LinkedDocument, OpaqueSpot, Reference
from protoref.model.problem import Problem
from protoref.model.report import Scope
from protoref.model.schema import Catalog
from protoref.schemas import Schemas


@dataclass(frozen=True)
class Analysis:
    """Everything that can be asked about; answers are pure functions of it.

    Attributes:
        scope: the commit, and whether files differ from it.
        library: the texts.
        schemas: catalog, generated names, stubs.
        evidence: what the ledger is kept from.
        opaque: all opaque spots.
        problems: what could not be read, parsed or understood.
    """

    scope: Scope
    library: Library
    schemas: Schemas
    evidence: Evidence
    opaque: tuple[OpaqueSpot, ...]
    problems: tuple[Problem, ...]

    @property
    def catalog(self) -> Catalog:
        """All schemas."""
        return self.schemas.catalog

    @property
    def linked(self) -> Mapping[str, LinkedDocument]:
        """By path, what linking made of the documents that have a carrier."""
        return self.evidence.linked

    @cached_property
    def books(self) -> Books:
        """The ledgers."""
        return Books(self.evidence)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """All references that linking found, by document and place."""
        return tuple(reference for path in sorted(self.linked) for reference in self.linked[path].references)
