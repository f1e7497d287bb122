"""Where generated modules and classes leave what is followed: handed on, returned, kept where anybody may read them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Await,
    BindingKind,
    Call,
    Choice,
    Computed,
    Context,
    Expression,
    Mapping,
    Name,
    ScopeKind,
    Sequence,
    Subscript,
    Text,
)
from protoref.linking.python import members
from protoref.linking.python.document import DocumentLinker
from protoref.linking.python.modules import Place
from protoref.linking.python.values import (
    ClassValue,
    FunctionValue,
    GeneratedValue,
    InstanceValue,
    KnownValue,
    ModuleValue,
    SymbolValue,
    Value,
    Values,
    foreign_name,
)
from protoref.model.source import Range

_LOSING = frozenset({Context.ARGUMENT, Context.RETURN, Context.ITEM, Context.OTHER, Context.DECORATOR})
"""What is done with a module here is not followed any further."""
_LOOKING = frozenset({"hasattr", "reload", "id", "print", "str", "repr", "type", "isinstance"})
"""Functions that keep nothing of a module they are given."""
_LOOKING_UP = frozenset({"getattr", "setattr", "delattr", "object"})
"""Functions that keep nothing of what they are given first: the name behind it says what is taken out of it."""
_TAKING_NAMES = frozenset(
    {"import_module", "__import__", "importorskip", "find_spec", "getLogger", "get_logger"}
    | {"get", "pop", "setdefault", "append", "add", "extend", "insert", "remove", "index", "dict"}
    | {"format", "join", "split", "rsplit", "replace", "startswith", "endswith", "print"}
    | {"BuildMessageAndEnumDescriptors", "BuildTopDescriptorsAndMessages", "BuildServices"}
    | {"patch", "setattr", "delattr", "object", "multiple", "assertEqual", "assertIn", "assertNotIn", "assertRaises"}
)
"""Functions that are given a module's name and import nothing, or whose imports are followed; stubs name themselves to some."""
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_MOST = 40
"""How many modules are gone through that pass on each other's names by stars."""


class Escapes:
    """Finds what leaves in one document."""

    def __init__(self, linker: DocumentLinker) -> None:
        self._resolver = linker.resolver
        self._document = linker.document
        self._expressions = linker.document.index.expressions

    def find(self) -> Iterator[tuple[Range, Values, str]]:
        """Every place where something leaves: what it may be, and how, in words."""
        spared = self._spared()
        for at, expression in enumerate(self._expressions):
            if self._is_lost(at) and at not in spared:
                yield self._place(at), self._value(at), "is handed on as a value"
            if isinstance(expression, Attribute):
                yield from self._given_out(expression)
            if isinstance(expression, Call):
                yield from self._named(expression)
            for part in _parts(expression):
                if part not in spared and not self._is_lost(part) and not isinstance(self._expressions[part], Text):
                    yield self._place(part), self._value(part), "is handed on as a value"
        for function in self._document.index.functions:
            for result in function.results:
                if isinstance(self._expressions[result], Subscript | Await):
                    yield self._place(result), self._value(result), "is handed on as a value"
        yield from self._kept()

    def held(self, values: Values, *, whole: bool = False) -> Iterator[Value]:
        """What modules of the repository among some values pass on.

        Args:
            values: the values.
            whole: likewise generated modules that are called there as they are everywhere. Who wants one of these through
                an object has to write its name, and is seen there.
        """
        seen: set[Place] = set()
        waiting = [value.place for value in values if isinstance(value, ModuleValue)]
        while waiting and len(seen) < _MOST:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            for path in place.files:
                document = self._resolver.documents.get(path)
                if document is None:
                    continue
                for name in document.module_names:
                    for value in self._resolver.member(place, name, submodules=False):
                        if whole or not (isinstance(value, GeneratedValue) and value.generated.name == name):
                            yield value
                for number in document.stars:
                    imported = document.index.imports[number]
                    source = self._resolver.modules.resolve(path, imported.level, imported.module)[-1]
                    if source.generated:
                        yield from members.module(self._resolver, source)
                    else:
                        waiting.append(source)

    def builtin(self, call: Call) -> str:
        """The name of a built-in function that is called, or empty."""
        func = self._expressions[call.func]
        if isinstance(func, Name) and not self._document.lookup(func, call.func):
            return func.name
        called = func.name if isinstance(func, Name | Attribute) else ""
        known = called in _LOOKING_UP and any(
            foreign_name(one) == f"builtins.{called}" for one in self._value(call.func)
        )
        return called if known else ""

    # -- what leaves -------------------------------------------------------------------------------------------

    def _given_out(self, expression: Attribute) -> Iterator[tuple[Range, Values, str]]:
        if expression.name in ("__dict__", "__getattribute__"):
            yield expression.range, self._value(expression.value), "gives out its names"
        elif expression.name == "__module__":
            yield expression.range, modules_of(self._value(expression.value)), "is named by what it holds"

    def _named(self, call: Call) -> Iterator[tuple[Range, Values, str]]:
        """Generated modules whose names a call is given: it may import them."""
        if self._called(call) in _TAKING_NAMES:
            return
        for at in (*call.args, *(keyword.value for keyword in call.keywords)):
            text = self._expressions[at]
            if isinstance(text, Text) and _DOTTED.fullmatch(text.value):
                place = self._resolver.modules.resolve(self._document.path, 0, text.value)[-1]
                if place.generated:
                    yield text.range, members.module(self._resolver, place), "is named to what may import it"

    def _kept(self) -> Iterator[tuple[Range, Values, str]]:
        """What classes, attributes and containers keep: whoever has them reads it under the name that it has there."""
        index = self._document.index
        for number, bound in enumerate(index.bindings):
            if bound.kind in (BindingKind.ASSIGN, BindingKind.IMPORT) and self._in_class(bound.scope):
                values = self._resolver.binding(self._document, number)
                yield bound.range, _renamed(values, bound.name), "is kept in a class"
        for binding in index.attribute_bindings:
            target = self._expressions[binding.target]
            if binding.value == NONE:
                continue
            if isinstance(target, Attribute):
                yield target.range, _renamed(self._value(binding.value), target.name), "is kept in an attribute"
            else:
                yield self._place(binding.target), _renamed(self._value(binding.value), ""), "is kept in a container"

    def _in_class(self, scope: int) -> bool:
        return self._document.index.scopes[scope].kind is ScopeKind.CLASS

    # -- expressions -------------------------------------------------------------------------------------------

    def _value(self, at: int) -> Values:
        return self._resolver.value(self._document.path, at)

    def _is_lost(self, at: int) -> bool:
        """Whether something is done with an expression that is not followed."""
        one = self._expressions[at]
        return isinstance(one, Name | Attribute | Call | Choice) and one.context in _LOSING

    def _place(self, at: int) -> Range:
        """Where people look for an expression."""
        one = self._expressions[at]
        while not isinstance(one, Name | Attribute):
            if isinstance(one, Call):
                one = self._expressions[one.func]
            elif isinstance(one, Subscript | Await):
                one = self._expressions[one.value]
            elif isinstance(one, Choice) and one.options:
                one = self._expressions[one.options[0]]
            else:
                return Range(0, 0)
        return one.range

    def _spared(self) -> set[int]:
        """Arguments of functions that only look at them."""
        found: set[int] = set()
        for expression in self._expressions:
            if isinstance(expression, Call) and expression.args:
                called = self._called(expression)
                if called in _LOOKING and not self._is_ours(expression.func):
                    found.update(expression.args)
                elif called in _LOOKING_UP and len(expression.args) > 1 and not self._is_ours(expression.func):
                    found.add(expression.args[0])
        return found

    def _called(self, call: Call) -> str:
        func = self._expressions[call.func]
        return func.name if isinstance(func, Name | Attribute) else ""

    def _is_ours(self, at: int) -> bool:
        """Whether it is a function or a class of this repository."""
        return any(isinstance(one, FunctionValue | ClassValue | KnownValue) for one in self._value(at))


def modules_of(values: Values) -> Values:
    """The generated modules that classes and messages among some values are made by."""
    found = {
        one.generated.key: GeneratedValue(one.generated, one.via)
        for value in values
        if isinstance(one := value.of if isinstance(value, InstanceValue) else value, SymbolValue)
    }
    return tuple(found.values())


def _renamed(values: Values, name: str) -> Values:
    """The generated modules among some values that are called otherwise: their own names are seen wherever they stand."""
    return tuple(one for one in values if isinstance(one, GeneratedValue) and one.generated.name != name)


def _parts(expression: Expression) -> tuple[int, ...]:
    """The expressions that one is made of, and that it hands on or keeps."""
    if isinstance(expression, Call):
        return (*expression.args, *(keyword.value for keyword in expression.keywords))
    if isinstance(expression, Sequence | Computed):
        return expression.items
    return tuple(value for _, value in expression.items) if isinstance(expression, Mapping) else ()
