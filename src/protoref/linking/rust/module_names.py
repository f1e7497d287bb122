"""What a module has under a name: declared, mounted, imported by name or by globs."""

from __future__ import annotations

from typing import Protocol

from msgspec.structs import replace

from protoref.indexers.rust.index import ItemKind, Use
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
    in_namespace,
)
from protoref.linking.rust.facts import Facts, Place
from protoref.linking.rust.questions import Questions
from protoref.model.occurrence import Step


class Paths(Protocol):
    """What imports and aliases lead to: names are found through paths, and paths are made of names."""

    def walk_use(self, place: Place, use: Use, spaces: tuple[Namespace, ...] = EVERY) -> list[tuple[Found, ...]]:
        """What each segment of an import is."""

    def alias_target(self, entity: ItemEntity) -> tuple[Found, ...]:
        """What a type alias stands for."""


class ModuleNames:
    """Finds names in modules, and through the imports of any scope."""

    def __init__(self, facts: Facts, questions: Questions, paths: Paths) -> None:
        self._facts = facts
        self._questions = questions
        self._paths = paths

    def find(self, module: int, name: str, space: Namespace) -> tuple[Found, ...]:
        """What a module has under a name, declared or imported, visible or not. Without the preludes."""
        return self._questions.ask((module, name, space), self._search, module, name, space)

    def seen(self, place: Place, module: int, name: str, spaces: tuple[Namespace, ...]) -> tuple[Found, ...]:
        """What a name behind a module's path is, seen from a place; where it is nothing, why."""
        facts = self._facts
        found: list[Found] = []
        for space in spaces:
            found.extend(self._seen(place, module, name, space))
        if found:
            return tuple(dict.fromkeys(found))
        known, where = facts.tree.modules[module], facts.module_path(module)
        if known.absent:
            return (Found(Unknown(f"no {name} seen in {where}: {known.absent}", mounts=True)),)
        if any(facts.macros.declares(document, scope, name) for document, scope in known.parts):
            return (Found(Other(f"{name} that a macro declares in {where}")),)
        hidden = facts.unread(module, name)
        what = f"{where} has no {name} that can be seen"
        return (Found(replace(hidden, why=f"{what}: {hidden.why}") if hidden else Unknown(what, possible=False)),)

    def _seen(self, place: Place, module: int, name: str, space: Namespace) -> list[Found]:
        return [one for one in self.find(module, name, space) if self._facts.visible(one, place.module)]

    def _search(self, number: int, name: str, space: Namespace) -> tuple[Found, ...]:
        module = self._facts.tree.modules[number]
        found: list[Found] = []
        places = [Place(document, scope, number) for document, scope in module.parts]
        for place in places:
            found.extend(self._facts.declared(place, name, space))
        if space is Namespace.TYPE:
            below = [self._facts.tree.modules[child] for child in module.children.get(name, ())]
            found.extend(Found(ModuleEntity(child.number), child.public, number) for child in below)
        for mount in module.mounts:
            node = mount.child(name)
            if node is not None and in_namespace(node, space):
                how = f"generated for {mount.origin}, mounted in {self._facts.module_path(number)}"
                found.append(Found(GeneratedEntity(node), "pub", number, (Step(name, how),)))
        if found:
            return tuple(found)
        for place in places:
            found.extend(replace(one, home=number) for one in self.imported(place, name, space))
        if found:
            return tuple(dict.fromkeys(found))
        for place in places:
            found.extend(self._from_globs(place, name, space))
        if not found and space is Namespace.TYPE:
            served = self._facts.is_served(number)
            found.extend(longer for mount in module.mounts for longer in guesses(mount, name, served=served))
        return tuple(dict.fromkeys(found))

    def imported(self, place: Place, name: str, space: Namespace) -> list[Found]:
        """What the named imports of a scope bind to a name."""
        found: list[Found] = []
        for use in self._facts.tables(place.document).uses.get((place.scope, name), ()):
            question = (place.document, place.module, use.name_start, space)
            found.extend(self._questions.ask(question, self._bound, place, use, space))
        return found

    def renamed_crate(self, root: int, name: str) -> tuple[Found, ...]:
        """The crate that a crate's root module gives a name to, for all of its modules: `extern crate shop as s`."""
        found: list[Found] = []
        for document, scope in self._facts.tree.modules[root].parts:
            place = Place(document, scope, root)
            for use in self._facts.tables(document).uses.get((scope, name), ()):
                if use.extern and use.renamed:
                    question = (document, root, use.name_start, Namespace.TYPE)
                    found.extend(self._questions.ask(question, self._bound, place, use, Namespace.TYPE))
        return tuple(found)

    def _bound(self, place: Place, use: Use, space: Namespace) -> tuple[Found, ...]:
        """What one named import binds in a namespace."""
        targets = self._paths.walk_use(place, use, (space,))[-1]
        step = self._step(place, use, use.name, "imported from {}")
        return tuple(
            Found(one.entity, use.public, place.module, (step, *one.chain))
            for one in targets
            if not (isinstance(one.entity, Unknown) and not one.entity.possible)
        )

    def from_globs(self, place: Place, name: str, space: Namespace) -> tuple[Found, ...]:
        """What the glob imports of a block bring in under a name."""
        return self._questions.ask((place, name, space), self._from_globs, place, name, space)

    def _from_globs(self, place: Place, name: str, space: Namespace) -> tuple[Found, ...]:
        tables = self._facts.tables(place.document)
        if place.scope in tables.crowded:
            return (Found(Unknown("there are more glob imports than are followed")),)
        found: list[Found] = []
        for use in tables.globs.get(place.scope, ()):
            step = self._step(place, use, name, "imported from {}::*")
            for target in self.glob_target(place, use):
                inside = self._through(place, target, name, space)
                found += [Found(one.entity, use.public, place.module, (step, *one.chain)) for one in inside]
        return tuple(found)

    def glob_target(self, place: Place, use: Use) -> tuple[Found, ...]:
        """What stands before the `*` of a glob import."""
        question = (place.document, place.module, use.name_start)
        return self._questions.ask(question, self._before_glob, place, use)

    def _before_glob(self, place: Place, use: Use) -> tuple[Found, ...]:
        return self._paths.walk_use(place, use)[-1]

    def _through(self, place: Place, target: Found, name: str, space: Namespace) -> list[Found]:
        """What a glob of something brings in under a name."""
        entity = target.entity
        if isinstance(entity, ModuleEntity):
            return self._seen(place, entity.number, name, space)
        if isinstance(entity, GeneratedEntity):
            node = entity.node.child(name)
            if node is not None and in_namespace(node, space) and (entity.node.is_module or node.is_variant):
                return [Found(GeneratedEntity(node), "pub", place.module)]
        if isinstance(entity, ItemEntity):
            kind = self._facts.item(entity).kind
            if kind is ItemKind.ENUM and (variant := self._facts.variant(entity, name)) is not None:
                return [Found(variant, "pub", place.module)]
            if kind is ItemKind.TYPE:
                ends = self._paths.alias_target(entity)
                return [one for end in ends for one in self._through(place, end, name, space)]
        return []

    def _step(self, place: Place, use: Use, name: str, how: str) -> Step:
        """How an import brings a name in; the braces stand for what is written there."""
        written = "::".join(segment.name for segment in use.segments)
        return self._facts.step(name, how.format(written), place.document, use.name_start)
