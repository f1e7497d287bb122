"""Walk over what stands left of an assignment: names to bind, attributes and items to store to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import libcst as cst

from protoref.indexers.python.builder import Builder
from protoref.indexers.python.index import NONE, Attribute, AttributeBinding, BindingKind, Context, Subscript
from protoref.model.source import Range

Visit: TypeAlias = Callable[[Builder, cst.CSTNode, Context], int]

_Found: TypeAlias = tuple[str, Range, tuple[int, ...]]
_Stored: TypeAlias = tuple[int, tuple[int, ...]]


class Targets:
    """The targets of one assignment; calling it binds them, once the value is known."""

    def __init__(self, b: Builder) -> None:
        self.names: list[_Found] = []
        self.attributes: list[_Stored] = []
        self._builder = b

    def __call__(self, kind: BindingKind, value: int, annotation: int = NONE) -> None:
        """Bind every target to `value` or to the part of it that its place among the targets says."""
        for name, place, path in self.names:
            self._builder.bind(name, place, kind, value=value, path=path, annotation=annotation)
        for target, path in self.attributes:
            self._builder.attribute_bindings.append(AttributeBinding(target, value, path, annotation))


def bind_target(b: Builder, node: cst.CSTNode, visit: Visit) -> Targets:
    """Walk over a target. Nothing is bound yet, as the value is evaluated first.

    Args:
        b: the walk.
        node: a name, attribute, subscript, or a tuple or list of targets.
        visit: walks over an expression.
    """
    found = Targets(b)
    _collect(b, node, (), found, visit)
    return found


def _collect(b: Builder, node: cst.CSTNode, path: tuple[int, ...], found: Targets, visit: Visit) -> None:
    if isinstance(node, cst.Name):
        found.names.append((node.value, b.take(node.value), path))
    elif isinstance(node, cst.Tuple | cst.List):
        with b.deeper():
            after_star = False
            for number, element in enumerate(node.elements):
                starred = isinstance(element, cst.StarredElement)
                after_star = after_star or starred
                _collect(b, element.value, (*path, -1 if after_star else number), found, visit)
    else:
        at = visit(b, node, Context.STORE)
        if isinstance(b.expressions[at], Attribute | Subscript):
            found.attributes.append((at, path))
