"""What a run found out about a repository, before anything is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from protoref.config import Config
from protoref.evidence import Evidence
from protoref.ledger import Books
from protoref.library import Library
from protoref.model.occurrence import LinkedDocument, OpaqueSpot, Reference
from protoref.model.past import Past
from protoref.model.problem import Problem
from protoref.model.report import Scope
from protoref.model.schema import Catalog
from protoref.model.source import Notebook, Role
from protoref.model.suppression import Suppression
from protoref.outline.patterns import Pattern
from protoref.outline.scan import Hit
from protoref.schemas import Schemas


class Survey(Struct, frozen=True):
    """What is known before any code is parsed.

    Attributes:
        scope: the commit, and whether files differ from it.
        config: the repository's configuration.
        library: the texts.
        languages: of every document.
        roles: of every document.
        schemas: catalog, generated names, stubs.
        patterns: what was searched for.
        hits: by path, where the patterns stand.
        notebooks: by path, those whose cells are Python.
        unread: one opaque spot for each document that could not be read.
        problems: what could not be read, parsed or understood.
        suppressions: what people have acknowledged.
        whole: the root is the whole repository.
        deleted: asks the history for the paths of schemas that are here no more.
        past: asks the history for changes that took some names out of code.
    """

    scope: Scope
    config: Config
    library: Library
    languages: Mapping[str, str]
    roles: Mapping[str, Role]
    schemas: Schemas
    patterns: tuple[Pattern, ...]
    hits: Mapping[str, tuple[Hit, ...]]
    notebooks: Mapping[str, Notebook]
    unread: tuple[OpaqueSpot, ...]
    problems: tuple[Problem, ...]
    suppressions: tuple[Suppression, ...] = ()
    whole: bool = True
    deleted: Callable[[], frozenset[str]] = frozenset
    past: Callable[[Iterable[str]], Past] = lambda names: Past()

    @property
    def catalog(self) -> Catalog:
        """All schemas."""
        return self.schemas.catalog


class Analysis(Struct, frozen=True, dict=True):
    """Everything that can be asked about; answers are pure functions of it.

    Attributes:
        survey: what was known before code was parsed.
        evidence: what the ledger is kept from.
        opaque: all opaque spots.
        unused: decisions about opaque spots that fit none.
    """

    survey: Survey
    evidence: Evidence
    opaque: tuple[OpaqueSpot, ...]
    unused: tuple[Problem, ...] = ()

    @property
    def scope(self) -> Scope:
        """The commit, and whether files differ from it."""
        return self.survey.scope

    @property
    def library(self) -> Library:
        """The texts."""
        return self.survey.library

    @property
    def schemas(self) -> Schemas:
        """Catalog, generated names, stubs."""
        return self.survey.schemas

    @property
    def catalog(self) -> Catalog:
        """All schemas."""
        return self.survey.schemas.catalog

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, parsed or understood."""
        return (*self.survey.problems, *self.unused)

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
