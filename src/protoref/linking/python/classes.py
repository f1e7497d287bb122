"""Attributes of classes and of their instances: bodies, bases, and what methods assign to `self`."""

from __future__ import annotations

from msgspec.structs import replace

from protoref.indexers.python.index import AttributeBinding
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    ClassValue,
    ForeignValue,
    FunctionValue,
    KnownValue,
    ObjectValue,
    UnknownValue,
    Value,
    Values,
    foreign_name,
    merged,
)

MADE_BY = "an attribute that is made by "
"""How it begins what an object is said to be whose class makes its attributes when they are asked for."""
_MAKERS = ("__getattr__", "__getattribute__")


def class_member(
    r: Evaluator, value: ClassValue, name: str, *, own: bool = True, seen: frozenset[Value] = frozenset()
) -> Values:
    """An attribute of a class, by its body, then by its bases."""
    document = r.documents[value.path]
    if own:
        numbers = document.class_names.get((document.index.classes[value.number].body, name))
        if numbers:
            return merged(*(r.binding(document, number) for number in document.last(numbers)))
    found: list[Values] = []
    for base in document.index.classes[value.number].bases:
        for it in r.value(value.path, base):
            if it in seen or it == value:
                continue
            if isinstance(it, ClassValue):
                values = class_member(r, it, name, seen=seen | {value})
            elif isinstance(it, UnknownValue):
                values = (it,)
            else:
                values = r.attribute_of(it, name)
            if values and not all(isinstance(one, KnownValue) for one in values):
                return values
            found.append(values)
    if any(found):
        return merged(*found)
    return (KnownValue(f"no attribute of class {document.index.classes[value.number].name}"),)


def object_member(r: Evaluator, value: ObjectValue, name: str) -> Values:
    """An attribute of an instance: what methods assign to it, what its class and bases hold."""
    stored: list[Values] = []
    for cls in lineage(r, value.of):
        document = r.documents[cls.path]
        stored += [assigned(r, document, binding) for binding in document.stored.get((cls.number, name), ())]
    declared = class_member(r, value.of, name)
    if all(isinstance(one, KnownValue) or foreign_name(one) for one in declared) and _makes_attributes(r, value.of):
        name = r.documents[value.of.path].index.classes[value.of.number].name
        return merged(*stored, (UnknownValue(f"{MADE_BY}{name}"),))
    if stored and all(isinstance(one, KnownValue | ForeignValue | UnknownValue) for one in declared):
        return merged(*stored)
    found: list[Values] = [*stored]
    for one in declared:
        if isinstance(one, FunctionValue):
            function = r.function(one)
            decorators = {r.documents[one.path].last_name(at) for at in function.decorators}
            if decorators & {"property", "cached_property"}:
                found.append(r.result(one))
            else:
                found.append((replace(one, bound=True),))
        else:
            found.append((one,))
    return merged(*found)


def _makes_attributes(r: Evaluator, cls: ClassValue) -> bool:
    """Whether objects of a class make attributes when they are asked for."""
    for one in lineage(r, cls):
        document = r.documents[one.path]
        body = document.index.classes[one.number].body
        if any((body, maker) in document.class_names for maker in _MAKERS):
            return True
    return False


def is_module(r: Evaluator, cls: ClassValue) -> bool:
    """Whether objects of a class are modules that make their attributes when they are asked for."""
    bases = (
        base
        for one in lineage(r, cls)
        for at in r.documents[one.path].index.classes[one.number].bases
        for base in r.value(one.path, at)
    )
    return _makes_attributes(r, cls) and "types.ModuleType" in map(foreign_name, bases)


def assigned(r: Evaluator, document: Document, binding: AttributeBinding) -> Values:
    """What is assigned to an attribute."""
    annotated = r.instances(r.value(document.path, binding.annotation))
    return merged(annotated, r.part(document, binding.value, binding.path))


def lineage(r: Evaluator, value: ClassValue, limit: int = 40) -> tuple[ClassValue, ...]:
    """A class and those of its bases that documents define, nearest first."""
    found = [value]
    for it in found:
        if len(found) > limit:
            break
        for base in r.documents[it.path].index.classes[it.number].bases:
            for one in r.value(it.path, base):
                if isinstance(one, ClassValue) and one not in found:
                    found.append(one)
    return tuple(found)
