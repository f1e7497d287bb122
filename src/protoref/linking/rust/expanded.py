"""Code that stands in other crates than it is written in: what the macros of a crate write where they are called."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import islice

from protoref.indexers.rust.index import Path, Position
from protoref.linking.rust.entities import Found, GeneratedEntity, ModuleEntity
from protoref.linking.rust.facts import Facts, Place
from protoref.linking.rust.reach import nodes_in, speaks
from protoref.linking.rust.resolver import Resolver
from protoref.model.schema import Key

_DEPTH = 4
"""Modules that pass on by `*` what the next one has."""
_CALLERS = 50
"""Crates that depend on a crate of macros and are looked into."""


class Expanded:
    """Where the code of a document may stand. Built once, then only read."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._quotes: dict[str, list[tuple[int, int]]] = {}

    def callers(self, document: str) -> tuple[Place, ...]:
        """The roots of the crates that depend on the packages which a document is part of, also through a crate of macros."""
        tree = self._facts.tree
        packages = [self._facts.crate(module).package for module in tree.at.get((document, 0), ())]
        folders = {one.folder for one in packages if one is not None}
        folders |= {macros for folder in folders for macros in self._serving.get(folder, ())}
        found = (place for folder in sorted(folders) for place in self._depending.get(folder, ()))
        return tuple(dict.fromkeys(islice(found, _CALLERS)))

    def is_written(self, document: str, path: Path) -> bool:
        """Whether a path may be part of what a macro writes: all in `quote!`, and what a `macro_rules!` takes from other crates."""
        if path.position is Position.BODY:
            return path.leading == "::" or path.segments[0].name not in ("crate", "self", "super")
        return path.position is Position.TREE and self._is_quoted(document, path.segments[0].start)

    def _is_quoted(self, document: str, offset: int) -> bool:
        if document not in self._quotes:
            calls = self._facts.tree.indexes[document].macros
            self._quotes[document] = outermost_ranges((one.tree_start, one.end) for one in calls if "quote" in one.name)
        ranges = self._quotes[document]
        number = bisect_right(ranges, (offset, 1 << 62)) - 1
        return number >= 0 and offset < ranges[number][1]

    @cached_property
    def _serving(self) -> Mapping[str, set[str]]:
        """By folder of a package, those of the crates of macros that depend on it, be it through others."""
        packages = self._facts.tree.packages
        found: dict[str, set[str]] = defaultdict(set)
        for macros in (folder for folder, package in packages.items() if package.macros):
            pending, seen = [macros], {macros}
            while pending:
                for one in packages[pending.pop()].dependencies.values():
                    if one.folder is not None and one.folder not in seen:
                        seen.add(one.folder)
                        found[one.folder].add(macros)
                        pending.append(one.folder)
        return found

    @cached_property
    def _depending(self) -> Mapping[str, list[Place]]:
        tree = self._facts.tree
        found: dict[str, list[Place]] = defaultdict(list)
        for crate in tree.crates:
            parts = tree.modules[crate.root].parts
            known = crate.package.dependencies.values() if crate.package is not None and not crate.loose else ()
            for folder in dict.fromkeys(one.folder for one in known if one.folder is not None):
                found[folder] += [Place(document, scope, crate.root) for document, scope in parts[:1]]
        return found


def outermost_ranges(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those ranges that lie in no other, sorted."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges, key=lambda one: (one[0], -one[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def held_by(resolver: Resolver, found: Found, depth: int = 0) -> frozenset[Key]:
    """All generated symbols that may stand behind what was found: in generated code, or in a module that mounts or passes it on."""
    if isinstance(found.entity, GeneratedEntity):
        nodes = (found.entity.node, *nodes_in(found.entity.node))
        return frozenset(key for node in nodes if speaks(node) for key in node.meanings)
    if not isinstance(found.entity, ModuleEntity) or depth > _DEPTH:
        return frozenset()
    number = found.entity.number
    inner = [Found(GeneratedEntity(root)) for root in resolver.tree.modules[number].mounts]
    return frozenset().union(*(held_by(resolver, one, depth + 1) for one in (*inner, *resolver.globs(number))))
