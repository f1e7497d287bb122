"""Rust's name resolution, for the paths that can reach generated code."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from protoref.indexers.rust.index import Binding, Item, ItemKind, ScopeKind, Segment, Use
from protoref.linking.rust.builtins import BUILTIN_CRATES, PRELUDE, PRIMITIVES
from protoref.linking.rust.entities import (
    EVERY,
    Entity,
    Found,
    GeneratedEntity,
    ItemEntity,
    ModuleEntity,
    Namespace,
    Other,
    Unknown,
)
from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.macros import Macros
from protoref.linking.rust.module_tree import Crate, Module, Tree
from protoref.linking.rust.tables import Tables, read_tables
from protoref.model.occurrence import Step

_DEPTH = 80
"""The longest chain of imports and aliases that is followed."""
_NAMESPACES = {
    ItemKind.MOD: (Namespace.TYPE,),
    ItemKind.STRUCT: (Namespace.TYPE, Namespace.VALUE),
    ItemKind.ENUM: (Namespace.TYPE,),
    ItemKind.UNION: (Namespace.TYPE,),
    ItemKind.TRAIT: (Namespace.TYPE,),
    ItemKind.TYPE: (Namespace.TYPE,),
    ItemKind.FN: (Namespace.VALUE,),
    ItemKind.CONST: (Namespace.VALUE,),
    ItemKind.STATIC: (Namespace.VALUE,),
    ItemKind.MACRO: (Namespace.MACRO,),
    ItemKind.VARIANT: (Namespace.TYPE, Namespace.VALUE),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path stands: its document and scope, and the module that this part of the document is in one crate."""

    document: str
    scope: int
    module: int


class Resolver:
    """Resolves paths in a tree of modules. Remembers what it found; the tree never changes."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.macros = Macros(tree.indexes)
        self._tables: dict[str, Tables] = {}
        self._known: dict[tuple[int, str, Namespace], tuple[Found, ...]] = {}
        self._uses: dict[tuple[str, int, int, Namespace], tuple[Found, ...]] = {}
        self._partial: dict[tuple[int, str, Namespace], tuple[Found, ...]] = {}
        """What was found inside of a cycle of imports: good for the question at hand only, so that each is asked once."""
        self._active: set[object] = set()
        self._cuts = 0
        self._depth = 0

    # -- facts of a document

    def tables(self, document: str) -> Tables:
        """A document's declarations, indexed once."""
        found = self._tables.get(document)
        if found is None:
            found = self._tables[document] = read_tables(self.tree.indexes[document])
        return found

    def item(self, entity: ItemEntity) -> Item:
        """The declaration behind an entity."""
        return self.tree.indexes[entity.document].items[entity.item]

    def line(self, document: str, offset: int) -> int:
        """The line (1-based) of an offset."""
        return bisect_right(self.tree.indexes[document].lines, offset)

    def crate(self, module: int) -> Crate:
        """The crate of a module."""
        return self.tree.crates[self.tree.modules[module].crate]

    # -- paths

    def walk(
        self, place: Place, segments: Sequence[Segment], leading: str, namespaces: Iterable[Namespace]
    ) -> list[tuple[Found, ...]]:
        """What each prefix of a path is: the last segment in the given namespaces, the others as types or modules."""
        result: list[tuple[Found, ...]] = []
        current: tuple[Found, ...] = ()
        last = len(segments) - 1
        wanted = tuple(namespaces)
        for number, segment in enumerate(segments):
            spaces = wanted if number == last else (Namespace.TYPE,)
            if number == 0:
                current = self._first(place, segment, leading, spaces, only=last == 0)
            else:
                current = self._below(place, current, segment.name, spaces)
            result.append(current)
        return result

    def _first(
        self, place: Place, segment: Segment, leading: str, spaces: tuple[Namespace, ...], only: bool
    ) -> tuple[Found, ...]:
        name = segment.name
        if leading == ">":
            return (Found(Other("an associated item of a qualified path")),)
        if name == "crate":
            return (Found(ModuleEntity(self._root(place.module)), "pub", place.module),)
        if leading == "::":
            return self._extern(place.module, name) or (Found(Other(f"external crate {name}")),)
        if name == "self":
            return (Found(ModuleEntity(place.module), "pub", place.module),)
        if name == "super":
            return self._super(place.module)
        if name == "Self":
            return self.self_type(place)
        if name.startswith("$"):
            return (Found(Unknown("a macro's variable")),)
        found: list[Found] = []
        for space in spaces:
            found.extend(one for one in self.lexical(place, name, space, segment.start, only) if one not in found)
        known = [one for one in found if not isinstance(one.entity, Unknown)]
        return tuple(known or found)

    def _super(self, module: int) -> tuple[Found, ...]:
        parent = self.tree.modules[module].parent
        if parent < 0:
            return (Found(Unknown("super of a crate root", possible=self.crate(module).loose)),)
        return (Found(ModuleEntity(parent), "pub", module),)

    def _root(self, module: int) -> int:
        """The root module that `crate` means; documents outside of every crate take their package's library."""
        crate = self.crate(module)
        if crate.loose and crate.package is not None and crate.package.folder in self.tree.libraries:
            return self.tree.crates[self.tree.libraries[crate.package.folder]].root
        return crate.root

    def self_type(self, place: Place) -> tuple[Found, ...]:
        """The type of the `impl` around a place."""
        scopes = self.tree.indexes[place.document].scopes
        scope = place.scope
        while scope >= 0 and scopes[scope].kind is not ScopeKind.IMPL:
            scope = scopes[scope].parent
        if scope < 0:
            return (Found(Other("Self")),)
        start, _ = self.tables(place.document).impls.get(scope, (-1, -1))
        return self.path_at(replace(place, scope=scope), start) or (Found(Other("Self")),)

    def path_at(self, place: Place, start: int) -> tuple[Found, ...]:
        """What the path that starts at an offset of a document is, as a type; empty where there is none."""
        index = self.tree.indexes[place.document]
        number = self.path_number(place.document, start)
        if number < 0:
            return ()
        path = index.paths[number]
        if path.segments[0].name == "Self" and len(path.segments) == 1:
            return ()
        return self.walk(
            Place(place.document, path.scope, place.module), path.segments, path.leading, (Namespace.TYPE,)
        )[-1]

    def scope_at(self, place: Place, offset: int) -> int:
        """The scope of an expression: that of the path there, else the innermost one around the offset."""
        index = self.tree.indexes[place.document]
        number = self.path_number(place.document, offset)
        if number >= 0:
            return index.paths[number].scope
        scope = place.scope
        for inner in range(len(index.scopes) - 1, scope, -1):
            if index.scopes[inner].start <= offset < index.scopes[inner].end:
                return inner
        return scope

    def path_number(self, document: str, start: int) -> int:
        """The index of the path that starts at an offset (or with `::` there), -1 if there is none."""
        starts = self.tables(document).starts
        number = bisect_right(starts, start) - 1
        if number >= 0 and starts[number] == start:
            return number
        index = self.tree.indexes[document]
        if number + 1 < len(starts) and starts[number + 1] - start <= 3 and index.paths[number + 1].leading == "::":
            return number + 1
        return -1

    def _below(
        self, place: Place, owners: tuple[Found, ...], name: str, spaces: tuple[Namespace, ...]
    ) -> tuple[Found, ...]:
        found: list[Found] = []
        for owner in owners:
            for one in self._member(place, owner, name, spaces):
                step = replace(one, chain=owner.chain + one.chain) if owner.chain else one
                if step not in found:
                    found.append(step)
        known = [one for one in found if not isinstance(one.entity, Unknown)]
        return tuple(known or found)

    def _member(
        self, place: Place, owner: Found, name: str, spaces: tuple[Namespace, ...], depth: int = 0
    ) -> tuple[Found, ...]:
        entity = owner.entity
        if isinstance(entity, ModuleEntity):
            if name == "super":
                return self._super(entity.number)
            if name == "self":
                return (owner,)
            return self._in_module(place, entity.number, name, spaces)
        if isinstance(entity, GeneratedEntity):
            child = entity.node.child(name)
            if child is not None:
                return (Found(GeneratedEntity(child)),)
            if entity.node.is_module:
                where = f"{entity.node.path} of {entity.node.origin}".strip()
                return (Found(Other(f"generated module {where} has no {name}")),)
            return (Found(Other(f"associated item of {entity.node.path}")),)
        if isinstance(entity, ItemEntity):
            item = self.item(entity)
            if item.kind is ItemKind.TYPE and depth < _DEPTH:
                target = self.alias_target(entity)
                return tuple(one for step in target for one in self._member(place, step, name, spaces, depth + 1)) or (
                    Found(Other(f"associated item of {item.name}")),
                )
            if item.kind is ItemKind.ENUM:
                variant = self.tables(entity.document).variants.get((entity.item, name))
                if variant is not None:
                    return (Found(ItemEntity(entity.document, variant, entity.module)),)
            return (Found(Other(f"associated item of {self.describe(entity)}")),)
        return (Found(entity),)

    def _in_module(self, place: Place, module: int, name: str, spaces: tuple[Namespace, ...]) -> tuple[Found, ...]:
        found = [
            one for space in spaces for one in self.in_module(module, name, space) if self.visible(one, place.module)
        ]
        if found:
            return tuple(dict.fromkeys(found))
        known = self.tree.modules[module]
        if any(self.macros.declares(document, scope, name) for document, scope in known.parts):
            return (Found(Other(f"{name} that a macro declares in {self.module_path(module)}")),)
        where = self.module_path(module)
        if known.absent:
            return (Found(Unknown(f"no {name} seen in {where}: {known.absent}", mounts=True)),)
        hidden = self._unread(module, name)
        what = f"{where} has no {name} that can be seen"
        return (Found(replace(hidden, why=what) if hidden else Unknown(what, possible=False)),)

    def _unread(self, module: int, name: str) -> Unknown | None:
        """Why a module may have a name that is not seen; None if nothing hides it."""
        known = self.tree.modules[module]
        if known.absent:
            return Unknown(known.absent, mounts=True)
        for document, scope in known.parts:
            if any(name in spot.names for spot in self.tree.indexes[document].opaque if not spot.computed):
                return Unknown(f"{document} has parts that could not be parsed")
            if self.macros.may_declare(document, scope, name) and not self.macros.declares(document, scope, name):
                mounts = self.macros.may_mount(document, scope)
                return Unknown("a macro call among its items is not expanded", mounts=mounts)
        return None

    # -- names in a module

    def in_module(self, module: int, name: str, space: Namespace) -> tuple[Found, ...]:
        """What a module has under a name, declared or imported, visible or not. Without the preludes."""
        key = (module, name, space)
        if key in self._known:
            return self._known[key]
        if key in self._partial:
            self._cuts += 1
            return self._partial[key]
        if key in self._active:
            self._cuts += 1
            return ()
        if self._depth > _DEPTH:
            self._cuts += 1
            return (Found(Unknown("too many imports in a row")),)
        self._active.add(key)
        self._depth += 1
        before = self._cuts
        try:
            found = self._search(self.tree.modules[module], name, space)
        finally:
            self._active.discard(key)
            self._depth -= 1
        if self._cuts == before or not self._active:
            self._known[key] = found
        else:
            self._partial[key] = found
        if not self._active:
            self._partial.clear()
        return found

    def _search(self, module: Module, name: str, space: Namespace) -> tuple[Found, ...]:
        found: list[Found] = []
        for document, scope in module.parts:
            found.extend(self._declared(document, scope, name, space, module.number))
        if space is Namespace.TYPE:
            for number in module.children.get(name, ()):
                child = self.tree.modules[number]
                found.append(Found(ModuleEntity(number), child.public, module.number))
        for mount in module.mounts:
            child_node = mount.child(name)
            if child_node is not None and in_namespace(child_node, space):
                how = f"generated for {mount.origin}, mounted in {self.module_path(module.number)}"
                found.append(Found(GeneratedEntity(child_node), "pub", module.number, (Step(name, how),)))
        if found:
            return tuple(found)
        for document, scope in module.parts:
            place = Place(document, scope, module.number)
            for use in self.tables(document).uses.get((scope, name), ()):
                found.extend(replace(one, home=module.number) for one in self._imported(place, use, space))
        if found:
            return tuple(dict.fromkeys(found))
        for document, scope in module.parts:
            place = Place(document, scope, module.number)
            found.extend(self._from_globs(place, scope, name, space))
        return tuple(dict.fromkeys(found))

    def _declared(self, document: str, scope: int, name: str, space: Namespace, module: int) -> list[Found]:
        index = self.tree.indexes[document]
        return [
            Found(ItemEntity(document, number, module), index.items[number].public, module)
            for number in self.tables(document).items.get((scope, name), ())
            if space in _NAMESPACES[index.items[number].kind]
            and (index.items[number].kind is not ItemKind.MOD or module < 0)
        ]

    def _imported(self, place: Place, use: Use, space: Namespace) -> tuple[Found, ...]:
        """What a named import binds in a namespace."""
        key = (place.document, place.module, use.name_start, space)
        if key in self._uses:
            return self._uses[key]
        if key in self._active:
            self._cuts += 1
            return ()
        if self._depth > _DEPTH:
            self._cuts += 1
            return (Found(Unknown("too many imports in a row")),)
        self._active.add(key)
        self._depth += 1
        before = self._cuts
        try:
            found = self.walk_use(place, use, (space,))[-1]
        finally:
            self._active.discard(key)
            self._depth -= 1
        written = "::".join(segment.name for segment in use.segments)
        step = Step(use.name, f"imported from {written}", place.document, self.line(place.document, use.name_start))
        result = tuple(
            Found(one.entity, use.public, place.module, (step, *one.chain))
            for one in found
            if not (isinstance(one.entity, Unknown) and not one.entity.possible)
        )
        if self._cuts == before:
            self._uses[key] = result
        return result

    def walk_use(self, place: Place, use: Use, spaces: tuple[Namespace, ...] = EVERY) -> list[tuple[Found, ...]]:
        """What each segment of an import is."""
        if not use.segments:  # `use ::{a, b}` or a lone glob
            return [(Found(ModuleEntity(place.module), "pub", place.module),)]
        leading = "::" if use.leading or use.extern else ""
        if leading == "" and self._edition_2015(place) and use.segments[0].name not in ("crate", "self", "super"):
            root = self._root(place.module)
            first = self._in_module(
                place, root, use.segments[0].name, (Namespace.TYPE,) if use.segments[1:] else spaces
            )
            if not all(isinstance(one.entity, Unknown) for one in first):
                steps = [first]
                for number, segment in enumerate(use.segments[1:], 2):
                    last = number == len(use.segments)
                    steps.append(self._below(place, steps[-1], segment.name, spaces if last else (Namespace.TYPE,)))
                return steps
        return self.walk(place, use.segments, leading, spaces if not use.glob else (Namespace.TYPE,))

    def _edition_2015(self, place: Place) -> bool:
        package = self.crate(place.module).package
        return package is not None and package.edition == "2015"

    def _from_globs(self, place: Place, scope: int, name: str, space: Namespace) -> list[Found]:
        found: list[Found] = []
        for use in self.tables(place.document).globs.get(scope, ()):
            key = (place.document, place.module, use.name_start, name, space)
            if key in self._active:
                self._cuts += 1
                continue
            self._active.add(key)
            try:
                targets = self._glob_target(place, use)
                for target in targets:
                    for one in self._through_glob(place, target, name, space):
                        written = "::".join(segment.name for segment in use.segments)
                        line = self.line(place.document, use.name_start)
                        step = Step(name, f"imported from {written}::*", place.document, line)
                        found.append(Found(one.entity, use.public, place.module, (step, *one.chain)))
            finally:
                self._active.discard(key)
        return found

    def _glob_target(self, place: Place, use: Use) -> tuple[Found, ...]:
        key = (place.document, place.module, use.name_start, Namespace.TYPE)
        if key in self._uses:
            return self._uses[key]
        if key in self._active or self._depth > _DEPTH:
            self._cuts += 1
            return ()
        self._active.add(key)
        self._depth += 1
        before = self._cuts
        try:
            found = self.walk_use(place, use)[-1]
        finally:
            self._active.discard(key)
            self._depth -= 1
        if self._cuts == before:
            self._uses[key] = found
        return found

    def _through_glob(self, place: Place, target: Found, name: str, space: Namespace) -> list[Found]:
        entity = target.entity
        if isinstance(entity, ModuleEntity):
            return [one for one in self.in_module(entity.number, name, space) if self.visible(one, place.module)]
        if isinstance(entity, GeneratedEntity):
            child = entity.node.child(name)
            if child is not None and in_namespace(child, space) and (entity.node.is_module or is_variant(child)):
                return [Found(GeneratedEntity(child), "pub", place.module)]
        if isinstance(entity, ItemEntity):
            item = self.item(entity)
            if item.kind is ItemKind.ENUM:
                variant = self.tables(entity.document).variants.get((entity.item, name))
                if variant is not None:
                    return [Found(ItemEntity(entity.document, variant, entity.module), "pub", place.module)]
            if item.kind is ItemKind.TYPE:
                return [
                    one for step in self.alias_target(entity) for one in self._through_glob(place, step, name, space)
                ]
        return []

    # -- names in a scope

    def lexical(self, place: Place, name: str, space: Namespace, offset: int, only: bool) -> tuple[Found, ...]:
        """What a bare name is at a place: scopes from the inside out, the module, other crates, the preludes.

        Args:
            place: where it stands.
            name: the name.
            space: in which namespace.
            offset: where it stands; variables are visible behind their binding.
            only: the name is the whole path, so that it may be a variable.
        """
        index = self.tree.indexes[place.document]
        tables = self.tables(place.document)
        if only and space is Namespace.VALUE and (local := self.binding(place.document, place.scope, name, offset)):
            return (Found(Other(f"local variable {local.name}")),)
        scope = place.scope
        while index.scopes[scope].kind not in (ScopeKind.FILE, ScopeKind.MOD):
            if space is Namespace.TYPE and name in index.scopes[scope].generics:
                return (Found(Other(f"generic parameter {name}")),)
            if index.scopes[scope].kind in (ScopeKind.BLOCK, ScopeKind.FN):
                found: list[Found] = list(self._declared(place.document, scope, name, space, -1))
                here = Place(place.document, scope, place.module)
                if not found:
                    for use in tables.uses.get((scope, name), ()):
                        found.extend(self._imported(here, use, space))
                if not found:
                    found = self._from_globs(here, scope, name, space)
                if found:
                    return tuple(dict.fromkeys(found))
            scope = index.scopes[scope].parent
        found_here = self.in_module(place.module, name, space)
        if found_here:
            return found_here
        if space is Namespace.TYPE and (crates := self._extern(place.module, name)):
            return crates
        return self._prelude(place, scope, name, space, only)

    def binding(self, document: str, scope: int, name: str, offset: int) -> Binding | None:
        """The variable that a name is at an offset, or None."""
        candidates = self.tables(document).bindings.get(name)
        if not candidates:
            return None
        scopes = self.tree.indexes[document].scopes
        around = set()
        while scope >= 0:
            around.add(scope)
            if scopes[scope].kind is ScopeKind.FN:
                break
            scope = scopes[scope].parent
        best = None
        for one in candidates:
            if one.scope in around and one.visible <= offset and (best is None or one.start > best.start):
                best = one
        return best

    def _extern(self, module: int, name: str) -> tuple[Found, ...]:
        """The crate that a name is in the extern prelude of a module's crate; empty if it is none."""
        crate = self.crate(module)
        package = crate.package
        if name in BUILTIN_CRATES:
            return (Found(Other(f"crate {name}")),)
        if package is None:
            return ()
        dependency = package.dependencies.get(name)
        if dependency is not None and dependency.folder is None:
            return (Found(Other(f"external crate {dependency.package}")),)
        folder = dependency.folder if dependency is not None else None
        if folder is None and name == package.lib_name and crate.target.kind != "build":
            folder = package.folder
        if folder is None:
            return ()
        number = self.tree.libraries.get(folder)
        if number is None:
            if folder == package.folder:
                return ()
            return (Found(Other(f"crate {name}, which mounts nothing")),)
        return (Found(ModuleEntity(self.tree.crates[number].root), "pub", module),)

    def _prelude(self, place: Place, scope: int, name: str, space: Namespace, only: bool) -> tuple[Found, ...]:
        if name in PRIMITIVES and space is Namespace.TYPE:
            return (Found(Other("a primitive type")),)
        if space is Namespace.MACRO:
            return (Found(Other(f"macro {name}")),)
        if hidden := self._glob_of_unknown(place, scope):
            return (Found(replace(hidden, why=f"{name} is not declared here; {hidden.why}")),)
        if name in PRELUDE:
            return (Found(Other("the standard prelude")),)
        unread = self._unread(place.module, name)
        if not only and not unread and not name[:1].isupper():
            if self.crate(place.module).package is not None:
                return (Found(Other(f"external crate {name}")),)
            # Other build systems (Bazel, Buck, Meson) name crates out of sight, generated ones among them.
            return (Found(Unknown(f"crate {name} of a build that is not read", mounts=True)),)
        what = f"no {name} is declared or imported here"
        return (Found(replace(unread, why=f"{what}; {unread.why}") if unread else Unknown(what, possible=False)),)

    def _glob_of_unknown(self, place: Place, scope: int) -> Unknown | None:
        """Why a glob of the module could bring in names that are not seen; None if none does."""
        for use in self.tables(place.document).globs.get(scope, ()):
            for one in self._glob_target(place, use):
                if isinstance(one.entity, Unknown) and one.entity.possible:
                    return replace(one.entity, why=f"a glob import could not be followed: {one.entity.why}")
                if isinstance(one.entity, ModuleEntity) and self.tree.modules[one.entity.number].absent:
                    return Unknown(self.tree.modules[one.entity.number].absent, mounts=True)
        return None

    # -- helpers

    def visible(self, found: Found, module: int) -> bool:
        """Whether a name can be used in a module."""
        if found.public == "pub" or found.home < 0:
            return True
        if self.tree.modules[found.home].crate != self.tree.modules[module].crate:
            return self.crate(module).loose
        if found.public == "restricted":
            return True
        at = module
        while at >= 0:
            if at == found.home:
                return True
            at = self.tree.modules[at].parent
        return False

    def alias_target(self, entity: ItemEntity) -> tuple[Found, ...]:
        """What a type alias stands for, if its target is a path; further aliases are followed."""
        key = ("alias", entity.document, entity.item, entity.module)
        item = self.item(entity)
        if key in self._active or self._depth > _DEPTH or item.type_start < 0:
            self._cuts += 1
            return ()
        self._active.add(key)
        self._depth += 1
        try:
            module = entity.module
            if module < 0:
                scope = self.tree.module_scope(entity.document, item.scope)
                modules = self.tree.at.get((entity.document, scope), ())
                if not modules:
                    return ()
                module = modules[0]
            found = self.path_at(Place(entity.document, item.scope, module), item.type_start)
            step = Step(item.name, "type alias", entity.document, self.line(entity.document, item.start))
            result: list[Found] = []
            for one in found:
                if isinstance(one.entity, ItemEntity) and self.item(one.entity).kind is ItemKind.TYPE:
                    further = self.alias_target(one.entity) or (one,)
                else:
                    further = (one,)
                result.extend(replace(end, chain=(step, *end.chain)) for end in further)
            return tuple(result)
        finally:
            self._active.discard(key)
            self._depth -= 1

    def module_path(self, module: int) -> str:
        """A module's path in words: `crate::a::b of ingestion/src/main.rs`."""
        names = []
        at = module
        while self.tree.modules[at].parent >= 0:
            names.append(self.tree.modules[at].name)
            at = self.tree.modules[at].parent
        root = self.crate(module).target.path
        return "::".join(["crate", *reversed(names)]) + f" of {root}"

    def describe(self, entity: Entity) -> str:
        """An entity in words."""
        if isinstance(entity, ItemEntity):
            item = self.item(entity)
            if item.kind is ItemKind.VARIANT:
                owner = self.tree.indexes[entity.document].items[item.owner]
                return f"variant {owner.name}::{item.name} of {entity.document}"
            return f"{item.kind.value} {item.name} of {entity.document}"
        if isinstance(entity, ModuleEntity):
            return f"module {self.module_path(entity.number)}"
        if isinstance(entity, GeneratedEntity):
            return f"generated {entity.node.path} of {entity.node.origin}"
        return entity.what if isinstance(entity, Other) else entity.why


def in_namespace(node: GeneratedNode, space: Namespace) -> bool:
    """Whether a generated name exists in a namespace."""
    if space is Namespace.TYPE:
        return node.in_type_namespace
    return space is Namespace.VALUE and node.in_value_namespace


def is_variant(node: GeneratedNode) -> bool:
    """Whether a generated name is an enum's or oneof's variant: what a glob of the type brings in."""
    return any(form == "value" for form in node.meanings.values())
