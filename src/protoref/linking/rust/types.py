"""The types of expressions, as far as declarations show them: enough to see that a receiver is a client."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from protoref.indexers.rust.index import Expr, ExprKind, Item, ItemKind, ScopeKind
from protoref.linking.rust.builtins import TRANSPARENT_METHODS, WRAPPERS
from protoref.linking.rust.entities import Found, GeneratedEntity, ItemEntity, Namespace
from protoref.linking.rust.mounts import GeneratedNode
from protoref.linking.rust.resolver import Place, Resolver
from protoref.model.generated import Form

_DEPTH = 16
"""How many variables, fields and calls are followed from one receiver."""

Type = GeneratedEntity | ItemEntity


@dataclass(frozen=True, slots=True)
class Method:
    """A function of an `impl`: its document, its index in `items`, the impl's index in `impls`."""

    document: str
    item: int
    impl: int


class Types:
    """Answers what type an expression has. Remembers the methods of the whole tree by name."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.tree = resolver.tree
        self._methods: dict[str, list[Method]] | None = None
        self._fields: dict[tuple[str, int, str], tuple[int, int]] | None = None

    def of(self, place: Place, number: int, depth: int = 0) -> tuple[Type, ...]:
        """The types that an expression of a document may have: several where `cfg` chooses; none where not seen."""
        if number < 0 or depth > _DEPTH:
            return ()
        expr = self.tree.indexes[place.document].expressions[number]
        if expr.kind is ExprKind.PATH:
            return self._of_path(place, expr, depth)
        if expr.kind is ExprKind.STRUCT:
            return self._types(place, self.resolver.path_at(place, expr.at), depth)
        if expr.kind is ExprKind.FIELD:
            owners = self.of(place, expr.base, depth + 1)
            return tuple(one for owner in owners for one in self._field(owner, expr.name, depth))
        if expr.kind is ExprKind.METHOD:
            owners = self.of(place, expr.base, depth + 1)
            return tuple(one for owner in owners for one in self._returned(place, owner, expr, depth))
        if expr.kind is ExprKind.CALL:
            return self._called(place, expr, depth)
        return ()

    def _of_path(self, place: Place, expr: Expr, depth: int) -> tuple[Type, ...]:
        scope = self._scope_at(place, expr.at)
        if expr.name == "self":
            return self._types(place, self.resolver._self_type(replace(place, scope=scope)), depth)
        if expr.name:
            binding = self.resolver.binding(place.document, scope, expr.name, expr.at)
            if binding is not None:
                here = replace(place, scope=binding.scope)
                if binding.type_start >= 0:
                    return self.declared(here, binding.type_start, binding.type_end, depth + 1)
                return self.of(place, binding.init, depth + 1)
        found = self._walk(place, expr.at)
        return tuple(
            one
            for last in (found[-1] if found else ())
            if isinstance(last.entity, ItemEntity)
            for one in self._of_item(last.entity, depth)
        )

    def _of_item(self, entity: ItemEntity, depth: int) -> tuple[Type, ...]:
        item = self.resolver.item(entity)
        if item.kind in (ItemKind.CONST, ItemKind.STATIC) and item.type_start >= 0:
            return self._in_item(entity, item, depth)
        return (entity,) if item.kind is ItemKind.STRUCT else ()

    def _in_item(self, entity: ItemEntity, item: Item, depth: int) -> tuple[Type, ...]:
        place = self.place_of(entity.document, item.scope)
        return self.declared(place, item.type_start, item.type_end, depth + 1) if place is not None else ()

    def place_of(self, document: str, scope: int) -> Place | None:
        """A place in a document, in the first crate that it belongs to."""
        modules = self.tree.at.get((document, self.tree.module_scope(document, scope)))
        return Place(document, scope, modules[0]) if modules else None

    def _scope_at(self, place: Place, offset: int) -> int:
        """The scope of an expression: that of the path there, else the place's own."""
        index = self.tree.indexes[place.document]
        number = self.resolver._path_number(place.document, offset)
        return index.paths[number].scope if number >= 0 else place.scope

    def _walk(self, place: Place, start: int) -> list[tuple[Found, ...]]:
        index = self.tree.indexes[place.document]
        number = self.resolver._path_number(place.document, start)
        if number < 0:
            return []
        path = index.paths[number]
        spaces = (Namespace.VALUE,)
        return self.resolver.walk(replace(place, scope=path.scope), path.segments, path.leading, spaces)

    def declared(self, place: Place, start: int, end: int, depth: int = 0) -> tuple[Type, ...]:
        """What a written type is, unwrapped: `Arc<Mutex<pb::FooClient<Channel>>>` is the client."""
        if depth > _DEPTH:
            return ()
        index = self.tree.indexes[place.document]
        starts = self.resolver.tables(place.document).starts
        for number in range(bisect_left(starts, start), len(starts)):
            path = index.paths[number]
            if path.segments[0].start >= end:
                return ()
            if path.segments[-1].name in WRAPPERS:
                continue
            here = replace(place, scope=path.scope)
            if len(path.segments) == 1 and path.segments[0].name == "Self":
                return self._types(here, self.resolver._self_type(here), depth)
            found = self.resolver.walk(here, path.segments, path.leading, (Namespace.TYPE,))[-1]
            return self._types(here, found, depth)
        return ()

    def _types(self, place: Place, found: tuple[Found, ...], depth: int) -> tuple[Type, ...]:
        result: list[Type] = []
        for one in found:
            entity = one.entity
            if isinstance(entity, GeneratedEntity):
                result.append(entity)
            elif isinstance(entity, ItemEntity):
                item = self.resolver.item(entity)
                if item.kind is ItemKind.TYPE:
                    result.extend(self._in_item(entity, item, depth))
                else:
                    result.append(entity)
        return tuple(dict.fromkeys(result))

    def _field(self, owner: Type, name: str, depth: int) -> tuple[Type, ...]:
        if not isinstance(owner, ItemEntity):
            return ()
        if self._fields is None:
            self._fields = {
                (document, field.owner, field.name): (field.type_start, field.type_end)
                for document, index in self.tree.indexes.items()
                for field in index.fields
            }
        found = self._fields.get((owner.document, owner.item, name))
        item = self.resolver.item(owner)
        place = self.place_of(owner.document, item.body if item.body >= 0 else item.scope)
        return self.declared(place, *found, depth + 1) if found and place is not None else ()

    def _called(self, place: Place, expr: Expr, depth: int) -> tuple[Type, ...]:
        """The result of calling a path: a constructor of a client, a function, an associated function."""
        found = self._walk(place, expr.at)
        index = self.tree.indexes[place.document]
        number = self.resolver._path_number(place.document, expr.at)
        if not found or number < 0:
            return ()
        result: list[Type] = []
        for one in found[-1]:
            if isinstance(one.entity, ItemEntity):
                item = self.resolver.item(one.entity)
                if item.kind is ItemKind.FN:
                    result.extend(self._result_of(place, one.entity.document, item, expr, depth))
                elif item.kind is ItemKind.STRUCT:
                    result.append(one.entity)
        if len(found) > 1:
            name = index.paths[number].segments[-1].name
            for owner in self._types(place, found[-2], depth):
                if isinstance(owner, GeneratedEntity):
                    result.extend(_constructed(owner, name))
                else:
                    for method in self.methods(owner, name):
                        fn = self.tree.indexes[method.document].items[method.item]
                        result.extend(self._result_of(place, method.document, fn, expr, depth))
        return tuple(dict.fromkeys(result))

    def _returned(self, place: Place, owner: Type, expr: Expr, depth: int) -> tuple[Type, ...]:
        """The result of a method call."""
        if isinstance(owner, GeneratedEntity):
            return _constructed(owner, expr.name)
        result: list[Type] = []
        methods = list(self.methods(owner, expr.name))
        for method in methods:
            fn = self.tree.indexes[method.document].items[method.item]
            result.extend(self._result_of(place, method.document, fn, expr, depth))
        if not methods and expr.name in TRANSPARENT_METHODS:
            return (owner,)
        return tuple(dict.fromkeys(result))

    def _result_of(self, caller: Place, document: str, fn: Item, expr: Expr, depth: int) -> tuple[Type, ...]:
        """What a function gives; a generic result is what the call says between its angle brackets."""
        if fn.type_start < 0:
            return ()
        place = self.place_of(document, fn.body if fn.body >= 0 else fn.scope)
        if place is None:
            return ()
        result = self.declared(place, fn.type_start, fn.type_end, depth + 1)
        index = self.tree.indexes[document]
        if not result and expr.args_start >= 0 and fn.body >= 0 and index.scopes[fn.body].generics:
            return self.declared(caller, expr.args_start, expr.args_end, depth + 1)
        return result

    def methods(self, owner: ItemEntity, name: str) -> Iterator[Method]:
        """The functions of that name in the impls of a type of this repository."""
        if self._methods is None:
            self._methods = self._read_methods()
        for method in self._methods.get(name, ()):
            impl = self.tree.indexes[method.document].impls[method.impl]
            place = self.place_of(method.document, impl.scope)
            if place is None:
                continue
            for one in self.resolver.path_at(place, impl.type_start):
                entity = one.entity
                if isinstance(entity, ItemEntity) and (entity.document, entity.item) == (owner.document, owner.item):
                    yield method
                    break

    def _read_methods(self) -> dict[str, list[Method]]:
        found: dict[str, list[Method]] = defaultdict(list)
        for document, index in self.tree.indexes.items():
            impls = {impl.scope: number for number, impl in enumerate(index.impls)}
            for number, item in enumerate(index.items):
                if item.kind is ItemKind.FN and index.scopes[item.scope].kind is ScopeKind.IMPL:
                    impl = impls.get(item.scope)
                    if impl is not None:
                        found[item.name].append(Method(document, number, impl))
        return found


def _constructed(owner: GeneratedEntity, name: str) -> tuple[Type, ...]:
    """A client's own functions (`new`, `connect`, `with_interceptor`, `max_decoding_message_size`) give a client."""
    if Form.CLIENT not in owner.node.meanings.values():
        return ()
    child = owner.node.child(name)
    return () if child is not None and is_rpc(child) else (owner,)


def is_rpc(node: GeneratedNode) -> bool:
    """Whether a generated name is an rpc as a method."""
    return Form.METHOD in node.meanings.values()
