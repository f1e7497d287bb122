"""The types of expressions, as far as declarations show them: enough to see that a receiver is a client."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from protoref.indexers.rust.index import Expr, ExprKind, Item, ItemKind
from protoref.linking.rust.builtins import TRANSPARENT_METHODS, WRAPPERS
from protoref.linking.rust.entities import Found, GeneratedEntity, ItemEntity, Namespace
from protoref.linking.rust.facts import Place
from protoref.linking.rust.resolver import Resolver
from protoref.model.generated import Form

_DEPTH = 16
"""How many variables, fields and calls are followed from one receiver."""
_MAKERS = TRANSPARENT_METHODS | {
    "default",
    "new",
    "decode",
    "decode_length_delimited",
    "parse_from_bytes",
    "parse_from_reader",
}
"""Functions of messages that give the message, or a wrapper around it (prost and rust-protobuf, trait `Message`)."""


class Typed(Struct, frozen=True):
    """A type: generated or hand-written, with its generic arguments where they are known (as places and ranges)."""

    entity: GeneratedEntity | ItemEntity
    arguments: tuple[tuple[Place, int, int], ...] = ()


class Method(Struct, frozen=True):
    """A function of an `impl`: its document, its index in `items`, the impl's index in `impls`."""

    document: str
    item: int
    impl: int


class Types:
    """Answers what type an expression has. Remembers the methods and fields of the whole tree by name."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.facts = resolver.facts
        self.tree = resolver.tree
        self._owners: dict[tuple[str, int], frozenset[tuple[str, int]]] = {}
        self._methods: dict[str, list[Method]] | None = None
        self._fields: dict[tuple[str, int, str], tuple[int, int]] | None = None

    def of(self, place: Place, number: int, depth: int = 0) -> tuple[Typed, ...]:
        """The types that an expression of a document may have: several where `cfg` chooses; none where not seen."""
        if number < 0 or depth > _DEPTH:
            return ()
        expr = self.tree.indexes[place.document].expressions[number]
        if expr.kind is ExprKind.PATH:
            return self._of_path(place, expr, depth)
        if expr.kind is ExprKind.STRUCT:
            return self._types(self.resolver.path_at(place, expr.at), depth)
        if expr.kind is ExprKind.CALL:
            return self._called(place, expr, depth)
        owners = self.of(place, expr.base, depth + 1)
        if expr.kind is ExprKind.FIELD:
            return _distinct(one for owner in owners for one in self._field(owner, expr.name, depth))
        if expr.kind is ExprKind.METHOD:
            return _distinct(one for owner in owners for one in self._returned(place, owner, expr, depth))
        return ()

    def _of_path(self, place: Place, expr: Expr, depth: int) -> tuple[Typed, ...]:
        scope = self.facts.scope_at(place, expr.at)
        if expr.name == "self":
            return self._self(replace(place, scope=scope), depth)
        if expr.name:
            binding = self.facts.binding(place.document, scope, expr.name, expr.at)
            if binding is not None:
                if binding.type_start >= 0:
                    here = replace(place, scope=binding.scope)
                    return self.declared(here, binding.type_start, binding.type_end, depth + 1)
                return self.of(replace(place, scope=binding.scope), binding.init, depth + 1)
        found = self._walk(place, expr.at)
        return _distinct(
            one
            for last in (found[-1] if found else ())
            if isinstance(last.entity, ItemEntity)
            for one in self._of_item(last.entity, depth)
        )

    def _self(self, place: Place, depth: int) -> tuple[Typed, ...]:
        """The type of the `impl` around a place, with its arguments."""
        found = self._types(self.resolver.self_type(place), depth)
        scope = self.facts.impl_around(place)
        impl = next((one for one in self.tree.indexes[place.document].impls if one.scope == scope), None)
        if impl is None or not impl.arguments:
            return found
        inside = replace(place, scope=scope)
        arguments = tuple((inside, start, end) for start, end in impl.arguments)
        return tuple(replace(one, arguments=arguments) for one in found)

    def _of_item(self, entity: ItemEntity, depth: int) -> tuple[Typed, ...]:
        item = self.facts.item(entity)
        if item.kind in (ItemKind.CONST, ItemKind.STATIC) and item.type_start >= 0:
            return self._in_item(entity, item, depth)
        return (Typed(entity),) if item.kind is ItemKind.STRUCT else ()

    def _in_item(self, entity: ItemEntity, item: Item, depth: int) -> tuple[Typed, ...]:
        place = self.place_of(entity.document, item.scope)
        return self.declared(place, item.type_start, item.type_end, depth + 1) if place is not None else ()

    def place_of(self, document: str, scope: int) -> Place | None:
        """A place in a document, in the first crate that it belongs to."""
        return next(self.facts.places(document, scope), None)

    def _walk(self, place: Place, start: int) -> list[tuple[Found, ...]]:
        index = self.tree.indexes[place.document]
        number = self.facts.path_number(place.document, start)
        if number < 0:
            return []
        path = index.paths[number]
        here = Place(place.document, path.scope, place.module)
        return self.resolver.walk(here, path.segments, path.leading, (Namespace.VALUE,))

    def declared(self, place: Place, start: int, end: int, depth: int = 0) -> tuple[Typed, ...]:
        """What a written type is, unwrapped: `Arc<Mutex<pb::FooClient<Channel>>>` is the client."""
        if depth > _DEPTH:
            return ()
        index = self.tree.indexes[place.document]
        starts = self.facts.tables(place.document).starts
        for number in range(bisect_left(starts, start), len(starts)):
            path = index.paths[number]
            if path.segments[0].start >= end:
                return ()
            if path.segments[-1].name in WRAPPERS:
                continue
            here = Place(place.document, path.scope, place.module)
            if len(path.segments) == 1 and path.segments[0].name == "Self":
                return self._self(here, depth)
            found = self.resolver.walk(here, path.segments, path.leading, (Namespace.TYPE,))[-1]
            return self._types(found, depth)
        return ()

    def found(self, found: tuple[Found, ...]) -> tuple[Typed, ...]:
        """The types that resolving a path has found; aliases are followed."""
        return self._types(found, 0)

    def _types(self, found: tuple[Found, ...], depth: int) -> tuple[Typed, ...]:
        result: list[Typed] = []
        for one in found:
            entity = one.entity
            if isinstance(entity, GeneratedEntity):
                result.append(Typed(entity))
            elif isinstance(entity, ItemEntity):
                item = self.facts.item(entity)
                if item.kind is ItemKind.TYPE:
                    result.extend(self._in_item(entity, item, depth))
                else:
                    result.append(Typed(entity))
        return _distinct(result)

    def _field(self, owner: Typed, name: str, depth: int) -> tuple[Typed, ...]:
        """The type of a field; where it is a generic parameter, what the owner has for it."""
        entity = owner.entity
        if not isinstance(entity, ItemEntity):
            return ()
        if self._fields is None:
            self._fields = {
                (document, field.owner, field.name): (field.type_start, field.type_end)
                for document, index in self.tree.indexes.items()
                for field in index.fields
            }
        span = self._fields.get((entity.document, entity.item, name))
        item = self.facts.item(entity)
        place = self.place_of(entity.document, item.body if item.body >= 0 else item.scope)
        if span is None or place is None:
            return ()
        generics = self.tree.indexes[entity.document].scopes[item.body].generics if item.body >= 0 else ()
        parameter = self._parameter(entity.document, generics, *span)
        if parameter is not None and parameter < len(owner.arguments):
            return self.declared(*owner.arguments[parameter], depth + 1)
        return self.declared(place, *span, depth + 1)

    def _parameter(self, document: str, generics: tuple[str, ...], start: int, end: int) -> int | None:
        """The generic parameter that a written type is, unwrapped; None if it is none."""
        index = self.tree.indexes[document]
        starts = self.facts.tables(document).starts
        for number in range(bisect_left(starts, start), len(starts)):
            path = index.paths[number]
            if path.segments[0].start >= end:
                return None
            if path.segments[-1].name not in WRAPPERS:
                name = path.segments[0].name
                return generics.index(name) if len(path.segments) == 1 and name in generics else None
        return None

    def _called(self, place: Place, expr: Expr, depth: int) -> tuple[Typed, ...]:
        """The result of calling a path: a constructor of a client, a function, an associated function."""
        found = self._walk(place, expr.at)
        number = self.facts.path_number(place.document, expr.at)
        if not found or number < 0:
            return ()
        result: list[Typed] = []
        for one in found[-1]:
            if isinstance(one.entity, ItemEntity):
                item = self.facts.item(one.entity)
                if item.kind is ItemKind.FN:
                    result.extend(self._result_of(place, one.entity.document, item, expr, depth))
                elif item.kind is ItemKind.STRUCT:
                    result.append(Typed(one.entity))
        if len(found) > 1:
            name = self.tree.indexes[place.document].paths[number].segments[-1].name
            for owner in self._types(found[-2], depth):
                if isinstance(owner.entity, GeneratedEntity):
                    result.extend(_constructed(owner.entity, name))
                else:
                    for method in self.methods(owner.entity, name):
                        fn = self.tree.indexes[method.document].items[method.item]
                        result.extend(self._result_of(place, method.document, fn, expr, depth))
        return _distinct(result)

    def _returned(self, place: Place, owner: Typed, expr: Expr, depth: int) -> tuple[Typed, ...]:
        """The result of a method call."""
        if isinstance(owner.entity, GeneratedEntity):
            return _constructed(owner.entity, expr.name)
        result: list[Typed] = []
        methods = list(self.methods(owner.entity, expr.name))
        for method in methods:
            fn = self.tree.indexes[method.document].items[method.item]
            result.extend(self._result_of(place, method.document, fn, expr, depth))
        if not methods and expr.name in TRANSPARENT_METHODS:
            return (owner,)
        return _distinct(result)

    def _result_of(self, caller: Place, document: str, fn: Item, expr: Expr, depth: int) -> tuple[Typed, ...]:
        """What a function gives.

        A generic result is what the call says between its angle brackets, or else, of a function that takes one
        thing and gives a generic one (`block_on`), what it takes: the client out of a future of the client.
        """
        if fn.type_start < 0:
            return ()
        place = self.place_of(document, fn.body if fn.body >= 0 else fn.scope)
        if place is None:
            return ()
        generics = self.tree.indexes[document].scopes[fn.body].generics if fn.body >= 0 else ()
        if self._parameter(document, generics, fn.type_start, fn.type_end) is None and not self._projects(
            document, generics, fn
        ):
            return self.declared(place, fn.type_start, fn.type_end, depth + 1)
        if expr.args_start >= 0:
            return self.declared(caller, expr.args_start, expr.args_end, depth + 1)
        return self.of(caller, expr.argument, depth + 1)

    def _projects(self, document: str, generics: tuple[str, ...], fn: Item) -> bool:
        """Whether a function gives an associated type of a parameter: `-> F::Output`."""
        index = self.tree.indexes[document]
        number = self.facts.path_number(document, fn.type_start)
        return number >= 0 and index.paths[number].segments[0].name in generics

    def methods(self, owner: ItemEntity, name: str) -> Iterator[Method]:
        """The functions of that name in the impls of a type of this repository."""
        if self._methods is None:
            self._methods = self._read_methods()
        wanted = (owner.document, owner.item)
        for method in self._methods.get(name, ()):
            if wanted in self._owners_of(method):
                yield method

    def _owners_of(self, method: Method) -> frozenset[tuple[str, int]]:
        """The hand-written types (document, item) that a method's impl is for."""
        key = (method.document, method.impl)
        if key not in self._owners:
            impl = self.tree.indexes[method.document].impls[method.impl]
            place = self.place_of(method.document, impl.scope)
            found = self.resolver.path_at(place, impl.type_start) if place is not None else ()
            self._owners[key] = frozenset(
                (one.entity.document, one.entity.item) for one in found if isinstance(one.entity, ItemEntity)
            )
        return self._owners[key]

    def _read_methods(self) -> dict[str, list[Method]]:
        found: dict[str, list[Method]] = defaultdict(list)
        for document, index in self.tree.indexes.items():
            impls = {impl.scope: number for number, impl in enumerate(index.impls)}
            for number, item in enumerate(index.items):
                impl = impls.get(item.scope) if item.kind is ItemKind.FN else None
                if impl is not None:
                    found[item.name].append(Method(document, number, impl))
        return found


def _distinct(found: Iterable[Typed]) -> tuple[Typed, ...]:
    return tuple(dict.fromkeys(found))


def _constructed(owner: GeneratedEntity, name: str) -> tuple[Typed, ...]:
    """What a generated type's own functions give.

    A client's (`new`, `connect`, `with_interceptor`, `max_decoding_message_size`) give a client, a message's constructors and
    readers the message.
    """
    if Form.TYPE in owner.node.meanings.values() and name in _MAKERS:
        return (Typed(owner),)
    if Form.CLIENT not in owner.node.meanings.values():
        return ()
    child = owner.node.child(name)
    return () if child is not None and child.is_rpc else (Typed(owner),)
