"""All that the earlier stages found out: what ledgers are kept from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from msgspec import Struct, field

from protoref.model.generated import Stub
from protoref.model.occurrence import (
    LinkedDocument,
    Reading,
    Reference,
)
from protoref.model.schema import Catalog, Key
from protoref.model.source import Range, Role, Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Hit


class Evidence(Struct, frozen=True, dict=True):
    """All that the earlier stages found out.

    Attributes:
        catalog: all schemas.
        patterns: what was searched for.
        hits: by path, where the patterns stand. Every scanned document is a key.
        linked: by path, what linking made of a document; absent where it has no carrier.
        stubs: committed generated files, by path.
        foreign_stubs: proven generated documents of other languages: path -> root path of their schema.
        source: gives a document's text.
        languages: of every document.
        roles: of every document.
        modules: by file key, the dotted names of its Python modules, as generated and where stubs of it lie.
        descriptor_sets: the schemas in committed descriptor sets, by the path of the set.
    """

    catalog: Catalog
    patterns: tuple[Pattern, ...]
    hits: Mapping[str, tuple[Hit, ...]]
    linked: Mapping[str, LinkedDocument]
    stubs: Mapping[str, Stub]
    foreign_stubs: Mapping[str, str]
    source: Callable[[str], Source]
    languages: Mapping[str, str]
    roles: Mapping[str, Role]
    modules: Mapping[Key, frozenset[str]] = field(default_factory=dict)
    descriptor_sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def paths(self) -> frozenset[str]:
        """All documents."""
        return frozenset(self.hits)

    @cached_property
    def postings(self) -> Mapping[int, tuple[tuple[str, Hit], ...]]:
        """By pattern, where it stands."""
        found: dict[int, list[tuple[str, Hit]]] = defaultdict(list)
        for path in sorted(self.hits):
            for hit in self.hits[path]:
                found[hit.pattern].append((path, hit))
        return {index: tuple(places) for index, places in found.items()}

    @cached_property
    def patterns_of(self) -> Mapping[Key, tuple[int, ...]]:
        """By key, the patterns that may name it."""
        found: dict[Key, list[int]] = defaultdict(list)
        for index, pattern in enumerate(self.patterns):
            for key, _ in pattern.meanings:
                found[key].append(index)
        return {key: tuple(indexes) for key, indexes in found.items()}

    @cached_property
    def references_by_symbol(self) -> Mapping[Key, tuple[Reference, ...]]:
        """All references that linking found, by what they stand for, in order of path and place."""
        found: dict[Key, list[Reference]] = defaultdict(list)
        for path in sorted(self.linked):
            for reference in self.linked[path].references:
                found[reference.symbol].append(reference)
        return {key: tuple(references) for key, references in found.items()}


class Entry(Struct, frozen=True):
    """One occurrence in its class. `reference` is set where a linker proved or supposed it."""

    path: str
    hit: Range
    written: Written
    reading: Reading
    reference: Reference | None = None
