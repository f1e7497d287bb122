"""What the module tree and its documents say by themselves, without any name being followed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from protoref.codegen import poem_grpc, tonic
from protoref.indexers.rust.index import Binding, Item, ItemKind, ScopeKind
from protoref.linking.rust.entities import (
    Entity,
    Found,
    GeneratedEntity,
    ItemEntity,
    ModuleEntity,
    Namespace,
    Other,
    Unknown,
)
from protoref.linking.rust.macro_heads import MacroHeads
from protoref.linking.rust.macros import Macros
from protoref.linking.rust.module_tree import Crate, Tree
from protoref.linking.rust.tables import Tables, read_tables
from protoref.model.occurrence import Step

_SERVING = frozenset({tonic.FAMILY, poem_grpc.FAMILY})
"""Families that write the code of prost's services."""
_NAMESPACES = {
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


class Place(Struct, frozen=True):
    """Where a path stands: its document and scope, and the module that this part of the document is in one crate."""

    document: str
    scope: int
    module: int


class Facts:
    """Answers about declarations, scopes, modules and crates. Remembers tables; the tree never changes."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.macros = Macros(tree.indexes)
        self.heads = MacroHeads(tree.indexes, self.macros)
        self.roots = frozenset(crate.root for crate in tree.crates)
        self._tables: dict[str, Tables] = {}

    # -- documents

    def tables(self, document: str) -> Tables:
        """A document's declarations, indexed once."""
        found = self._tables.get(document)
        if found is None:
            found = self._tables[document] = read_tables(self.tree.indexes[document], self.heads.imports(document))
        return found

    def step(self, name: str, how: str, document: str, offset: int) -> Step:
        """A step of a resolution chain that happens in a document."""
        index = self.tree.indexes[document]
        return Step(name, how, index.path, bisect_right(index.lines, offset))

    def places(self, document: str, scope: int) -> Iterator[Place]:
        """A scope of a document in every crate that it belongs to."""
        for module in self.tree.at.get((document, self.tree.module_scope(document, scope)), ()):
            yield Place(document, scope, module)

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

    def impl_around(self, place: Place) -> int:
        """The scope of the `impl` around a place, -1 if there is none."""
        scopes = self.tree.indexes[place.document].scopes
        scope = place.scope
        while scope >= 0 and scopes[scope].kind is not ScopeKind.IMPL:
            scope = scopes[scope].parent
        return scope

    # -- declarations

    def item(self, entity: ItemEntity) -> Item:
        """The declaration behind an entity."""
        return self.tree.indexes[entity.document].items[entity.item]

    def is_alias(self, entity: Entity) -> bool:
        """Whether an entity is a type alias."""
        return isinstance(entity, ItemEntity) and self.item(entity).kind is ItemKind.TYPE

    def declared(self, place: Place, name: str, space: Namespace, *, block: bool = False) -> list[Found]:
        """The items of a name in a scope; those of a module's scope without its modules, which the tree knows.

        Args:
            place: the scope.
            name: the name.
            space: in which namespace.
            block: the scope is a block in a function.
        """
        document, home = place.document, -1 if block else place.module
        items = self.tree.indexes[document].items
        found: list[Found] = []
        for number in self.tables(document).items.get((place.scope, name), ()):
            item = items[number]
            if item.kind is not ItemKind.MOD:
                if space in _NAMESPACES[item.kind]:
                    found.append(Found(ItemEntity(document, number, home), item.public, home))
            elif block and space is Namespace.TYPE:
                modules = self.tree.local.get((document, item.start, place.module), ())
                found.extend(Found(ModuleEntity(module), item.public, home) for module in modules)
        return found

    def variant(self, entity: ItemEntity, name: str) -> ItemEntity | None:
        """The variant of a hand-written enum, or None."""
        number = self.tables(entity.document).variants.get((entity.item, name))
        return ItemEntity(entity.document, number, entity.module) if number is not None else None

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

    # -- modules and crates

    def crate(self, module: int) -> Crate:
        """The crate of a module."""
        return self.tree.crates[self.tree.modules[module].crate]

    def is_served(self, module: int) -> bool:
        """Whether the package of a module runs a generator that is known to write the code of prost's services."""
        return not _SERVING.isdisjoint(self.tree.builds.families(self.crate(module).package))

    def is_edition_2015(self, module: int) -> bool:
        """Whether imports in a module start at its crate's root."""
        package = self.crate(module).package
        return package is not None and package.edition == "2015"

    def root(self, module: int) -> int:
        """The root module that `crate` means; documents outside of every crate take their package's library."""
        crate = self.crate(module)
        if crate.loose and crate.package is not None and crate.package.folder in self.tree.libraries:
            return self.tree.crates[self.tree.libraries[crate.package.folder]].root
        return crate.root

    def crate_roots(self, module: int) -> tuple[int, ...]:
        """The same; such documents may belong to any target of their package, or be a crate of their own (`disabled/main.rs`)."""
        crate = self.crate(module)
        around = self._targets.get(crate.package.folder, ()) if crate.loose and crate.package is not None else ()
        return tuple(dict.fromkeys((self.root(module), *around, crate.root)))

    @cached_property
    def _targets(self) -> Mapping[str, list[int]]:
        """By folder of a package, the root modules of its targets; build scripts, of which nothing is a part, left out."""
        found: dict[str, list[int]] = defaultdict(list)
        for crate in self.tree.crates:
            if crate.package is not None and not crate.loose and crate.target.kind not in ("doctest", "build"):
                found[crate.package.folder].append(crate.root)
        return found

    def above(self, module: int) -> tuple[Found, ...]:
        """What `super` means in a module."""
        parent = self.tree.modules[module].parent
        if parent < 0:
            return (Found(Unknown("super of a crate root", possible=self.crate(module).loose)),)
        return (Found(ModuleEntity(parent), "pub", module),)

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

    def unread(self, module: int, name: str) -> Unknown | None:
        """Why a module may have a name that is not seen; None if nothing hides it."""
        known = self.tree.modules[module]
        if known.absent:
            return Unknown(known.absent, mounts=True)
        if unmade := self.unmade(module, name):
            return unmade
        for document, scope in known.parts:
            if any(name in spot.names for spot in self.tree.indexes[document].opaque if not spot.computed):
                return Unknown(f"{document} has parts that could not be parsed")
            if self.macros.may_declare(document, scope, name) and not self.macros.declares(document, scope, name):
                mounts = self.macros.may_mount(document, scope)
                return Unknown("a macro call among its items is not expanded", mounts=mounts)
        return None

    def unmade(self, module: int, name: str) -> Unknown | None:
        """A name of the package that a module mounts, in a schema which the build script's list does not compile.

        Code that uses it does not compile either, or the list is longer than what is read of it.
        """
        for whole in self.tree.modules[module].wholes:
            if name in whole.children:
                return Unknown(f"the build script's list compiles no schema of {whole.origin} with {name}", mounts=True)
        return None

    # -- in words

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
