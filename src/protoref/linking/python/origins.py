"""Which library an expression comes from: followed by names alone, through variables, attributes and calls."""

from __future__ import annotations

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Await,
    Binding,
    BindingKind,
    Call,
    Choice,
    Each,
    Import,
    Name,
    Subscript,
)
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document

_DEPTH = 12
"""How many variables and calls are followed."""
_MOST = 8
"""How many origins of one expression are kept."""

Origins = frozenset[str]
_NOTHING: Origins = frozenset()


class OriginFinder:
    """Follows the names of the indexed documents; each expression once, so that branches do not multiply."""

    def __init__(self, r: Resolver) -> None:
        self._r = r
        self._known: dict[tuple[str, int], Origins] = {}

    def of(self, document: Document, at: int, depth: int = 0) -> Origins:
        """Dotted names that an expression begins with, calls left out: `sqlite3.connect(p).cursor()` is `sqlite3.connect.cursor`.

        Args:
            document: where the expression stands.
            at: its position in the index; -1 is nothing.
            depth: how many steps were taken already.
        """
        if at == NONE or depth > _DEPTH:
            return _NOTHING
        key = (document.path, at)
        if key not in self._known:
            self._known[key] = _NOTHING  # what a circle finds of itself
            self._known[key] = self._evaluate(document, at, depth)
        return self._known[key]

    def _evaluate(self, document: Document, at: int, depth: int) -> Origins:
        expression = document.index.expressions[at]
        if isinstance(expression, Name):
            numbers = document.lookup(expression, at)
            if not numbers:
                return frozenset({expression.name})
            return _union(*(self._bound(document, document.index.bindings[n], depth + 1) for n in numbers[:_MOST]))
        if isinstance(expression, Attribute):
            stored = self._stored(document, expression, depth + 1)
            owners = stored or self.of(document, expression.value, depth + 1)
            return owners if stored else frozenset(f"{owner}.{expression.name}" for owner in owners)
        if isinstance(expression, Call):
            return self.of(document, expression.func, depth + 1)
        if isinstance(expression, Await | Each):
            return self.of(document, expression.value, depth + 1)
        if isinstance(expression, Subscript):
            wrapper = document.last_name(expression.value) in ("Optional", "Annotated")
            return self.of(document, expression.index if wrapper else expression.value, depth + 1)
        if isinstance(expression, Choice):
            return _union(*(self.of(document, option, depth + 1) for option in expression.options[:_MOST]))
        return _NOTHING

    def _bound(self, document: Document, binding: Binding, depth: int) -> Origins:
        if binding.kind is BindingKind.IMPORT:
            imported = document.index.imports[binding.index]
            there = self._elsewhere(document, imported, depth)
            if imported.level or there:
                return there
            whole = ".".join(filter(None, (imported.module, imported.name)))
            return frozenset({whole if imported.name or imported.alias else whole.partition(".")[0]})
        if binding.path:
            return _NOTHING
        found = (self.of(document, binding.annotation, depth + 1), self.of(document, binding.value, depth + 1))
        return _union(*found)

    def _elsewhere(self, document: Document, imported: Import, depth: int) -> Origins:
        """A name of another document of this repository."""
        found: list[Origins] = []
        places = self._r.modules.resolve(document.path, imported.level, imported.module)
        for path in places[-1].files if imported.name else ():
            there = self._r.documents.get(path)
            if there is not None and depth <= _DEPTH:
                numbers = there.last(there.module_names.get(imported.name, ()))[:_MOST]
                found += [self._bound(there, there.index.bindings[number], depth + 1) for number in numbers]
        return _union(*found)

    def _stored(self, document: Document, expression: Attribute, depth: int) -> Origins:
        """What methods assign to `self.name`, or what the class says of it."""
        owner = document.index.expressions[expression.value]
        if not isinstance(owner, Name) or depth > _DEPTH:
            return _NOTHING
        found: list[Origins] = []
        for number in document.lookup(owner, expression.value):
            binding = document.index.bindings[number]
            if binding.kind is not BindingKind.PARAMETER or binding.position != 0:
                continue
            cls = document.class_of_body.get(document.index.functions[binding.index].scope)
            if cls is None:
                continue
            for one in document.stored.get((cls, expression.name), ())[:_MOST]:
                if not one.path:
                    found += [self.of(document, at, depth + 1) for at in (one.annotation, one.value)]
            body = document.index.classes[cls].body
            numbers = document.class_names.get((body, expression.name), ())[:_MOST]
            found += [self._bound(document, document.index.bindings[inner], depth + 1) for inner in numbers]
        return _union(*found)


def _union(*found: Origins) -> Origins:
    return frozenset(sorted(frozenset().union(*found))[:_MOST])
