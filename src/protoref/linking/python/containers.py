"""What containers hold: displays, what iterating over them gives, and what stands between the brackets behind them."""

from __future__ import annotations

from protoref.indexers.python.index import NONE, Attribute, Name, Sequence, Subscript, Text
from protoref.indexers.python.index import Mapping as MappingDisplay
from protoref.linking.python import members
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.modules import Place
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    LOADED,
    STRING,
    ClassValue,
    ForeignValue,
    InstanceValue,
    ItemsValue,
    KnownValue,
    ModuleValue,
    ObjectValue,
    SymbolValue,
    TextValue,
    UnknownValue,
    Value,
    Values,
    foreign_name,
    held,
    merged,
)

_TYPING_WRAPPERS = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}
)


_CONTAINERS = dict.fromkeys(
    [
        "list",
        "List",
        "set",
        "Set",
        "frozenset",
        "FrozenSet",
        "Sequence",
        "MutableSequence",
        "Iterable",
        "Iterator",
        "Generator",
        "Collection",
        "deque",
        "Deque",
        "AsyncIterable",
        "AsyncIterator",
        "AsyncGenerator",
        "AbstractSet",
        "KeysView",
        "ValuesView",
    ],
    "list",
) | dict.fromkeys(["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"], "dict")
_CONTAINERS |= {"tuple": "tuple", "Tuple": "tuple"}
"""Generic types of the standard library that hold what their parameters say: which of them."""


def table(r: Evaluator, document: Document, display: MappingDisplay) -> ItemsValue:
    """A dict display."""
    values = [r.value(document.path, item) for _, item in display.items]
    keys = [document.index.expressions[key] if key != NONE else None for key, _ in display.items]
    texts = [key.value for key in keys if isinstance(key, Text)]
    whole = len(set(texts)) == len(keys)
    named = (r.value(document.path, key) if key != NONE else (UnknownValue("a key"),) for key, _ in display.items)
    return ItemsValue(merged(*values), tuple(zip(texts, values, strict=True)) if whole else (), merged(*named))


def each(r: Evaluator, values: Values, *, manager: bool) -> Values:
    """What iterating over (or entering, for a context manager) gives."""
    found: list[Value] = []
    for value in r.contents(values):
        if isinstance(value, ItemsValue):
            found.extend((*held(value.items), *value.keys))
        elif isinstance(value, ObjectValue | ForeignValue | KnownValue | UnknownValue) or manager:
            found.append(value if manager or not isinstance(value, ObjectValue) else UnknownValue("an element"))
        elif isinstance(value, TextValue):
            found.append(STRING)
        elif isinstance(value, InstanceValue):
            # A stream of responses yields them.
            found.append(value)
        else:
            found.append(UnknownValue("an element"))
    return merged(tuple(found))


def item(r: Evaluator, document: Document, expression: Subscript) -> Values:
    """What stands for an expression with brackets behind it: an element, or a generic type's instance."""
    path = document.path
    operand = document.index.expressions[expression.value]
    index = document.index.expressions[expression.index]
    if isinstance(operand, Name | Attribute) and operand.name in _TYPING_WRAPPERS:
        if isinstance(index, Sequence):
            chosen = index.items[:1] if operand.name == "Annotated" else index.items
            return merged(*(r.value(path, item) for item in chosen))
        return r.value(path, expression.index)
    if isinstance(operand, Name | Attribute) and operand.name in _CONTAINERS:
        parts = index.items if isinstance(index, Sequence) else (expression.index,)
        kept = {"dict": parts[-1:], "tuple": parts}.get(_CONTAINERS[operand.name], parts[:1])
        return (ItemsValue(merged(*(r.value(path, part) for part in kept))),)
    items: list[Values] = []
    for value in r.contents(r.value(path, expression.value)):
        if foreign_name(value) == LOADED and isinstance(index, Name) and index.name == "__name__":
            items.append((ModuleValue(Place(path, (path,))),))
        elif foreign_name(value) == LOADED:
            items.append(members.named(r, document, expression.index) or (UnknownValue("a loaded module"),))
        elif isinstance(value, ItemsValue):
            items.append(held(value.at(r.value(path, expression.index))))
        elif isinstance(value, SymbolValue | ClassValue):
            items.append((value,))
        elif isinstance(value, ForeignValue):
            items.append((ForeignValue(f"item of {value.what}"),))
        elif isinstance(value, InstanceValue):
            items.append((UnknownValue("an item of a message"),))
        elif (
            isinstance(value, ModuleValue)
            and _is_elsewhere(value)
            and (value.place.dotted.endswith(".Literal") or _holds_nothing_here(r, path, expression.index))
        ):
            items.append((ForeignValue(f"item of {value.place.dotted}"),))
        else:
            items.append((UnknownValue("an item"),))
    return merged(*items)


def _holds_nothing_here(r: Evaluator, path: str, at: int) -> bool:
    """Whether nothing between a generic type's brackets is of this repository (`Callable[[int], None]`)."""
    waiting = list(r.value(path, at))
    for one in waiting:
        if isinstance(one, ItemsValue):
            waiting += one.items
        elif not (isinstance(one, KnownValue | ForeignValue) or _is_elsewhere(one)):
            return False
    return True


def _is_elsewhere(value: Value) -> bool:
    """Whether it is of a package that is not of this repository."""
    return isinstance(value, ModuleValue) and not value.place.here and not value.place.local
