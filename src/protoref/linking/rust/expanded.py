"""Code that stands in other crates than it is written in: what the macros of a crate write where they are called."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from protoref.indexers.rust.index import Path, Position
from protoref.linking.rust.crates import Package
from protoref.linking.rust.entities import Found, GeneratedEntity, ModuleEntity
from protoref.linking.rust.facts import Facts, Place
from protoref.linking.rust.reach import nodes_in, speaks
from protoref.linking.rust.resolver import Resolver
from protoref.model.schema import Key

CALLERS = 200
"""Crates that depend on a crate of macros and are looked into: what is written in more of them is left open."""


class Expanded:
    """Where the code of a document may stand. Built once, then only read."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._quotes: dict[str, list[tuple[int, int]]] = {}

    def callers(self, document: str) -> tuple[Place, ...]:
        """The roots of the crates that depend on the packages which a document is part of, also through a crate of macros."""
        folders = {one.folder for one in self._packages(document)}
        folders |= {macros for folder in folders for macros in self._serving.get(folder, ())}
        found = (place for folder in sorted(folders) for place in self._depending.get(folder, ()))
        return tuple(dict.fromkeys(found))

    def is_of_macros(self, document: str) -> bool:
        """Whether a document is part of a crate of procedural macros, or of one that such a crate is built with."""
        return any(one.macros or one.folder in self._serving for one in self._packages(document))

    def is_written(self, document: str, path: Path) -> bool:
        """Whether a path may be part of what a macro writes elsewhere: all in `quote!`, all in a `macro_rules!` but `$crate`'s."""
        if path.position is Position.BODY:
            return path.leading != "$"
        return path.position is Position.TREE and self._is_quoted(document, path.segments[0].start)

    def _packages(self, document: str) -> list[Package]:
        found = (self._facts.crate(module).package for module in self._facts.tree.at.get((document, 0), ()))
        return [one for one in found if one is not None]

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


def held_by(resolver: Resolver, found: Iterable[Found]) -> frozenset[Key]:
    """All generated symbols that may stand behind what was found: in generated code, or in a module that mounts or passes it on."""
    nodes, modules = [], []
    pending = [one.entity for one in found]
    while pending:
        entity = pending.pop()
        if isinstance(entity, GeneratedEntity):
            nodes += [entity.node, *nodes_in(entity.node)]
        elif isinstance(entity, ModuleEntity) and entity.number not in modules:
            modules.append(entity.number)
            pending += [GeneratedEntity(root) for root in resolver.tree.modules[entity.number].mounts]
            pending += [one.entity for one in resolver.globs(entity.number)]
    return frozenset(key for node in nodes if speaks(node) for key in node.meanings)
