"""Rust's name resolution, for the paths that can reach generated code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from protoref.indexers.rust.index import ItemKind, Segment, Use
from protoref.linking.rust.entities import (
    EVERY,
    Found,
    GeneratedEntity,
    ItemEntity,
    ModuleEntity,
    Namespace,
    Other,
    Unknown,
    guesses,
)
from protoref.linking.rust.facts import Facts, Place
from protoref.linking.rust.module_names import ModuleNames
from protoref.linking.rust.module_tree import Tree
from protoref.linking.rust.questions import Questions
from protoref.linking.rust.scope_names import ScopeNames

_ROOTS = 50
"""Crates that a document which belongs to none of them may be part of, and in which its paths are followed."""


class Resolver:
    """Resolves paths in a tree of modules. Remembers what it found; the tree never changes."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.facts = Facts(tree)
        self._questions = Questions()
        self._modules = ModuleNames(self.facts, self._questions, self)
        self._scopes = ScopeNames(self.facts, self._modules)

    def walk(
        self, place: Place, segments: Sequence[Segment], leading: str, namespaces: Iterable[Namespace]
    ) -> list[tuple[Found, ...]]:
        """What each prefix of a path is: the last segment in the given namespaces, the others as types or modules."""
        wanted = tuple(namespaces)
        first = self._first(place, segments, leading, wanted if len(segments) == 1 else (Namespace.TYPE,))
        return self._onwards(place, first, segments[1:], wanted)

    def walk_use(self, place: Place, use: Use, spaces: tuple[Namespace, ...] = EVERY) -> list[tuple[Found, ...]]:
        """What each segment of an import is."""
        if use.written_in:
            place = next(self.facts.places(use.written_in, 0), place)
        if not use.segments:  # `use ::{a, b}` or a lone glob
            return [(Found(ModuleEntity(place.module), "pub", place.module),)]
        leading = "::" if use.leading or use.extern else ""
        name = use.segments[0].name
        if not leading and name not in ("crate", "self", "super") and self.facts.is_edition_2015(place.module):
            root = self.facts.root(place.module)
            first = self._modules.seen(place, root, name, (Namespace.TYPE,) if use.segments[1:] else spaces)
            if not all(isinstance(one.entity, Unknown) for one in first):
                return self._onwards(place, first, use.segments[1:], spaces)
        return self.walk(place, use.segments, leading, spaces if not use.glob else (Namespace.TYPE,))

    def path_at(self, place: Place, start: int) -> tuple[Found, ...]:
        """What the path that starts at an offset of a document is, as a type; empty where there is none."""
        path = self.facts.tables(place.document).types.get(start)
        if path is None:
            number = self.facts.path_number(place.document, start)
            if number < 0:
                return ()
            path = self.tree.indexes[place.document].paths[number]
        if path.segments[0].name == "Self" and len(path.segments) == 1:
            return ()
        here = Place(place.document, path.scope, place.module)
        return self.walk(here, path.segments, path.leading, (Namespace.TYPE,))[-1]

    def globs(self, module: int) -> Iterator[Found]:
        """What stands before the `*` of each glob import of a module."""
        for document, scope in self.tree.modules[module].parts:
            place = Place(document, scope, module)
            for use in self.facts.tables(document).globs.get(scope, ()):
                yield from self._modules.glob_target(place, use)

    def self_type(self, place: Place) -> tuple[Found, ...]:
        """The type of the `impl` around a place."""
        scope = self.facts.impl_around(place)
        if scope < 0:
            return (Found(Other("Self")),)
        start, _ = self.facts.tables(place.document).impls.get(scope, (-1, -1))
        return self.path_at(replace(place, scope=scope), start) or (Found(Other("Self")),)

    def alias_target(self, entity: ItemEntity) -> tuple[Found, ...]:
        """What a type alias stands for, if its target is a path; further aliases are followed, and never an answer."""
        return self._questions.ask(("alias", entity), self._alias_target, entity)

    def _alias_target(self, entity: ItemEntity) -> tuple[Found, ...]:
        item = self.facts.item(entity)
        place: Place | None = Place(entity.document, item.scope, entity.module)
        if entity.module < 0:
            place = next(self.facts.places(entity.document, item.scope), None)
        if place is None or item.type_start < 0:
            return ()
        step = self.facts.step(item.name, "type alias", entity.document, item.start)
        found: list[Found] = []
        for one in self.path_at(place, item.type_start):
            ends: tuple[Found, ...] = (one,)
            if isinstance(one.entity, ItemEntity) and self.facts.is_alias(one.entity):
                ends = self.alias_target(one.entity)
            found.extend(replace(end, chain=(step, *end.chain)) for end in ends)
        return tuple(found)

    # -- segments

    def _onwards(
        self, place: Place, first: tuple[Found, ...], rest: Sequence[Segment], wanted: tuple[Namespace, ...]
    ) -> list[tuple[Found, ...]]:
        """What each segment is, given what the first one is."""
        steps = [first]
        for number, segment in enumerate(rest, 1):
            spaces = wanted if number == len(rest) else (Namespace.TYPE,)
            steps.append(self._below(place, steps[-1], segment.name, spaces))
            if steps[-1] == steps[-2] and all(isinstance(one.entity, Unknown | Other) for one in steps[-1]):
                # Nothing more is known behind that, however many segments follow.
                return [*steps, *[steps[-1]] * (len(rest) - number)]
        return steps

    def _first(
        self, place: Place, segments: Sequence[Segment], leading: str, spaces: tuple[Namespace, ...]
    ) -> tuple[Found, ...]:
        name = segments[0].name
        if leading == ">":
            return (Found(Other("an associated item of a qualified path")),)
        if name == "crate":
            roots = self.facts.crate_roots(place.module)
            more = (Found(Unknown("its package has more targets than are followed", mounts=True)),)
            found_roots = tuple(Found(ModuleEntity(root), "pub", place.module) for root in roots[:_ROOTS])
            return found_roots if len(roots) <= _ROOTS else (*found_roots, *more)
        if leading == "::":
            if self.facts.is_edition_2015(place.module):
                below = self._modules.seen(place, self.facts.root(place.module), name, (Namespace.TYPE,))
                if not all(isinstance(one.entity, Unknown) for one in below):
                    return below
            return self._scopes.crate(place.module, name) or (Found(Other(f"external crate {name}")),)
        if name == "self":
            return (Found(ModuleEntity(place.module), "pub", place.module),)
        if name == "super":
            return self.facts.above(place.module)
        if name == "Self":
            return self.self_type(place)
        if name.startswith("$"):
            return (Found(Unknown("a macro's variable")),)
        start, only = segments[0].start, len(segments) == 1
        found: list[Found] = []
        for space in spaces:
            found.extend(self._scopes.find(place, name, space, start, only))
        return _best(found)

    def _below(
        self, place: Place, owners: tuple[Found, ...], name: str, spaces: tuple[Namespace, ...]
    ) -> tuple[Found, ...]:
        found: list[Found] = []
        for owner in owners:
            members = self._member(place, owner, name, spaces)
            found.extend(replace(one, chain=owner.chain + one.chain) if owner.chain else one for one in members)
        return _best(found)

    def _member(self, place: Place, owner: Found, name: str, spaces: tuple[Namespace, ...]) -> tuple[Found, ...]:
        entity = owner.entity
        if isinstance(entity, ModuleEntity):
            if name == "super":
                return self.facts.above(entity.number)
            if name == "self":
                return (owner,)
            return self._modules.seen(place, entity.number, name, spaces)
        if isinstance(entity, GeneratedEntity):
            child = entity.node.child(name)
            if child is not None:
                return (Found(GeneratedEntity(child, entity.guessed)),)
            if entity.node.is_module:
                longer = tuple(guesses(entity.node, name))
                if longer:
                    return longer
                where = f"{entity.node.path} of {entity.node.origin}".strip()
                return (Found(Other(f"generated module {where} has no {name}")),)
            return (Found(Other(f"associated item of {entity.node.path}")),)
        if isinstance(entity, ItemEntity):
            item = self.facts.item(entity)
            if item.kind is ItemKind.TYPE:
                ends = self.alias_target(entity)
                return tuple(one for end in ends for one in self._member(place, end, name, spaces)) or (
                    Found(Other(f"associated item of {item.name}")),
                )
            if item.kind is ItemKind.ENUM and (variant := self.facts.variant(entity, name)) is not None:
                return (Found(variant),)
            return (Found(Other(f"associated item of {self.facts.describe(entity)}")),)
        return (Found(entity),)


def _best(found: Iterable[Found]) -> tuple[Found, ...]:
    """Each answer once; those that could not be found out only where there are no others."""
    distinct = dict.fromkeys(found)
    return tuple(one for one in distinct if not isinstance(one.entity, Unknown)) or tuple(distinct)
