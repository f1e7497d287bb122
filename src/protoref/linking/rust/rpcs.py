"""Rpcs by their methods: implemented for a generated server trait, or called on a client."""

from __future__ import annotations

from protoref.indexers.rust.index import Impl, ItemKind, MethodCall, RustIndex, Segment
from protoref.linking.rust.entities import GeneratedEntity, ItemEntity
from protoref.linking.rust.facts import Place
from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.recorder import Recorder
from protoref.linking.rust.types import Types
from protoref.model.generated import Form
from protoref.model.occurrence import Step, Usage


class Rpcs:
    """Finds the rpcs that one document names as methods."""

    def __init__(self, types: Types, recorder: Recorder, document: str, methods: frozenset[str]) -> None:
        """Prepares a document; `methods` are the names that rpcs have as methods."""
        self._types = types
        self._resolver = types.resolver
        self._facts = types.facts
        self._recorder = recorder
        self._document = document
        self._index: RustIndex = types.tree.indexes[document]
        self._methods = methods

    def implemented(self, impl: Impl) -> None:
        """The functions and types of an `impl` of a generated server trait are the service's rpcs."""
        if impl.trait_start < 0:
            return
        for place in self._facts.places(self._document, impl.scope):
            for one in self._recorder.expanded(self._resolver.path_at(place, impl.trait_start)):
                if isinstance(one.entity, GeneratedEntity) and Form.SERVER in one.entity.node.meanings.values():
                    self._implements(place, one.entity.node, impl.scope)

    def _implements(self, place: Place, trait: GeneratedNode, scope: int) -> None:
        for item in self._index.items:
            if item.scope != scope:
                continue
            child = trait.child(item.name)
            if child is not None and item.kind in (ItemKind.FN, ItemKind.TYPE):
                chain = (Step(item.name, f"implements {trait.path} of {trait.origin}"),)
                spot = Segment(item.name, item.start, item.end)
                for symbol in child.meanings:
                    self._recorder.record(place, spot, child, symbol, Usage.IMPLEMENT, True, chain)

    def called(self, call: MethodCall) -> None:
        """A method that is called on a client, or on a type that implements a server trait."""
        if call.name not in self._methods or call.receiver < 0:
            return
        spot = Segment(call.name, call.start, call.end)
        for place in self._facts.places(self._document, call.scope):
            for owner in self._types.of(place, call.receiver):
                entity = owner.entity
                nodes = [entity.node] if isinstance(entity, GeneratedEntity) else self._traits_of(entity, call.name)
                for node in nodes:
                    child = node.child(call.name)
                    if child is not None and child.is_rpc:
                        chain = (Step(call.name, f"method of {node.path} of {node.origin}"),)
                        for symbol in child.meanings:
                            self._recorder.record(place, spot, child, symbol, Usage.CALL, True, chain)

    def _traits_of(self, owner: ItemEntity, name: str) -> list[GeneratedNode]:
        """The generated server traits that a type implements a method of that name of."""
        found: list[GeneratedNode] = []
        for method in self._types.methods(owner, name):
            impl = self._types.tree.indexes[method.document].impls[method.impl]
            place = self._types.place_of(method.document, impl.scope)
            if impl.trait_start >= 0 and place is not None:
                traits = self._resolver.path_at(place, impl.trait_start)
                found.extend(one.entity.node for one in traits if isinstance(one.entity, GeneratedEntity))
        return found
