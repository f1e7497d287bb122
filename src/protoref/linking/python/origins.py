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


def origins(r: Resolver, document: Document, at: int, depth: int = 0) -> Origins:
    """Dotted names that an expression begins with, calls left out: `sqlite3.connect(p).cursor()` is `sqlite3.connect.cursor`.

    Args:
        r: the resolver, for its documents and modules.
        document: where the expression stands.
        at: its position in the index; -1 is nothing.
        depth: how many steps were taken already.
    """
    if at == NONE or depth > _DEPTH:
        return _NOTHING
    expression = document.index.expressions[at]
    if isinstance(expression, Name):
        numbers = document.lookup(expression, at)
        if not numbers:
            return frozenset({expression.name})
        return _union(*(_bound(r, document, document.index.bindings[number], depth + 1) for number in numbers[:_MOST]))
    if isinstance(expression, Attribute):
        stored = _stored(r, document, expression, depth + 1)
        owners = stored or origins(r, document, expression.value, depth + 1)
        return owners if stored else frozenset(f"{owner}.{expression.name}" for owner in owners)
    if isinstance(expression, Call):
        return origins(r, document, expression.func, depth + 1)
    if isinstance(expression, Await | Each):
        return origins(r, document, expression.value, depth + 1)
    if isinstance(expression, Subscript):
        chosen = (
            expression.index if document.last_name(expression.value) in ("Optional", "Annotated") else expression.value
        )
        return origins(r, document, chosen, depth + 1)
    if isinstance(expression, Choice):
        return _union(*(origins(r, document, option, depth + 1) for option in expression.options[:_MOST]))
    return _NOTHING


def _union(*found: Origins) -> Origins:
    return frozenset(sorted(frozenset().union(*found))[:_MOST])


def _bound(r: Resolver, document: Document, binding: Binding, depth: int) -> Origins:
    if binding.kind is BindingKind.IMPORT:
        imported = document.index.imports[binding.index]
        if imported.level == 0:
            whole = ".".join(filter(None, (imported.module, imported.name)))
            there = _elsewhere(r, document, imported.level, imported.module, imported.name, depth)
            return there or frozenset({whole if imported.name or imported.alias else whole.partition(".")[0]})
        return _elsewhere(r, document, imported.level, imported.module, imported.name, depth)
    if binding.path:
        return _NOTHING
    return _union(
        origins(r, document, binding.annotation, depth + 1),
        origins(r, document, binding.value, depth + 1),
    )


def _elsewhere(r: Resolver, document: Document, level: int, module: str, name: str, depth: int) -> Origins:
    """A name of another document of this repository."""
    found: list[Origins] = []
    for path in r.modules.resolve(document.path, level, module)[-1].files if name else ():
        there = r.documents.get(path)
        if there is not None and depth <= _DEPTH:
            numbers = there.last(there.module_names.get(name, ()))
            found += [_bound(r, there, there.index.bindings[number], depth + 1) for number in numbers]
    return _union(*found)


def _stored(r: Resolver, document: Document, expression: Attribute, depth: int) -> Origins:
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
        for one in document.stored.get((cls, expression.name), ()):
            if not one.path:
                found += [origins(r, document, at, depth + 1) for at in (one.annotation, one.value)]
        body = document.index.classes[cls].body
        for inner in document.class_names.get((body, expression.name), ()):
            found.append(_bound(r, document, document.index.bindings[inner], depth + 1))
    return _union(*found)
