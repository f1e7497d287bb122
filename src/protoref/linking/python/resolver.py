"""Follow names, attributes and calls to what they stand for: an evaluation of Python without running it."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Await,
    Binding,
    BindingKind,
    Call,
    Choice,
    Computed,
    Each,
    Function,
    Literal,
    Name,
    PythonIndex,
    Sequence,
    Subscript,
    Text,
)
from protoref.indexers.python.index import Mapping as MappingDisplay
from protoref.linking.base import LinkInput
from protoref.linking.python import calls, classes, containers, members, parameters, texts
from protoref.linking.python.generated import GeneratedNames
from protoref.linking.python.growing import Growing
from protoref.linking.python.modules import Modules, Place
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    STRING,
    ClassValue,
    ForeignValue,
    FunctionValue,
    GeneratedValue,
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
    merged,
    through,
)
from protoref.model.generated import Form
from protoref.model.occurrence import Step

MAX_STEPS = 60
"""How many evaluations may wait for each other."""

MAX_RETRIES = 8
"""How often a value that depends on itself is tried again."""

_CYCLE: Values = (UnknownValue("a value that depends on itself"),)


class Resolver:
    """Answers what expressions of the indexed documents stand for; each answer is worked out once."""

    def __init__(self, indexes: Mapping[str, PythonIndex], given: LinkInput, modules: Modules | None = None) -> None:
        self.modules = modules or Modules(given)
        self.names = GeneratedNames(given)
        self.documents: Mapping[str, Document] = {path: Document(index) for path, index in indexes.items()}
        self._values: dict[tuple[str, int], Values] = {}
        self._bound: dict[tuple[str, int], Values] = {}
        self.pending: set[tuple[str, str, int]] = set()
        self._members: dict[tuple[str, str], Values] = {}
        self._together: dict[tuple[str, tuple[int, ...]], Values] = {}
        self._retries: Counter[tuple[str, str, int]] = Counter()

    # -- expressions -------------------------------------------------------------------------------------------

    def value(self, path: str, at: int) -> Values:
        """What an expression may stand for; empty for `None`.

        Args:
            path: the document.
            at: position in its index's expressions; -1 is nothing.
        """
        if at == NONE:
            return ()
        key = (path, at)
        known = self._values.get(key)
        if known is not None:
            return known
        pending = ("value", path, at)
        if pending in self.pending or len(self.pending) > MAX_STEPS:
            return _CYCLE
        self.pending.add(pending)
        try:
            found = self._evaluate(self.documents[path], at)
        finally:
            self.pending.discard(pending)
        if self._settled(pending, found):
            self._values[key] = found
        return found

    def _settled(self, key: tuple[str, str, int], found: Values) -> bool:
        """Whether an answer may be kept: one that was cut short by a cycle may become clearer later, but not for ever."""
        if not self.pending or _CYCLE[0] not in found:
            return True
        self._retries[key] += 1
        return self._retries[key] > MAX_RETRIES

    def _evaluate(self, document: Document, at: int) -> Values:
        path, expression = document.path, document.index.expressions[at]
        if isinstance(expression, Name):
            return self.name(document, expression, at)
        if isinstance(expression, Attribute):
            return self.attribute(self.value(path, expression.value), expression.name, document, at)
        if isinstance(expression, Call):
            return calls.value_of(self, document, expression)
        if isinstance(expression, Text):
            return (TextValue(expression.value),)
        if isinstance(expression, Literal):
            return () if expression.none else (KnownValue("constant"),)
        if isinstance(expression, Sequence):
            return (ItemsValue(merged(*(self.value(path, item) for item in expression.items))),)
        if isinstance(expression, MappingDisplay):
            return (containers.table(self, document, expression),)
        if isinstance(expression, Subscript):
            return containers.item(self, document, expression)
        if isinstance(expression, Choice):
            return merged(*(self.value(path, option) for option in expression.options))
        if isinstance(expression, Await):
            return self.value(path, expression.value)
        if isinstance(expression, Each):
            return containers.each(self, self.value(path, expression.value), manager=expression.context_manager)
        return texts.computed(self, path, expression) if isinstance(expression, Computed) else ()

    # -- names -------------------------------------------------------------------------------------------------

    def name(self, document: Document, expression: Name, at: int) -> Values:
        """What a name that is read may stand for."""
        bindings = document.lookup(expression, at)
        for container in document.containers(expression, at):
            if texts := document.constants(container):
                return tuple(map(TextValue, dict.fromkeys(texts)))
        if bindings:
            found = self._all(document, bindings)
            if document.star_between(bindings, at):
                starred = members.brought(self.starred(document, expression.name))
                later = document.runs_in_place(expression.scope) and not document.bound_before(bindings, at)
                return starred if starred and later else merged(starred, found)
            return found
        starred = self.starred(document, expression.name)
        if starred:
            return starred
        # Who gives something generated the name of a built-in function names it elsewhere, too.
        if expression.name in _BUILTINS and not self.modules.made_with(expression.name):
            return (ForeignValue(f"built-in {expression.name}"),)
        if self.unread_star(document):
            return (UnknownValue(f"{expression.name}, which a star import may bring"),)
        if expression.name in _BUILTINS:
            return (ForeignValue(f"built-in {expression.name}"),)
        return (KnownValue(f"name {expression.name}, which is bound nowhere"),)

    def _all(self, document: Document, numbers: tuple[int, ...]) -> Values:
        """What any of several bindings gives; the same ones are asked for again and again."""
        key = (document.path, numbers)
        known = self._together.get(key)
        if known is None:
            known = merged(*(self.binding(document, number) for number in numbers))
            if _CYCLE[0] not in known:
                self._together[key] = known
        return known

    def unread_star(self, document: Document) -> str:
        """A document of this repository whose names a star import brings but nobody could read, or empty."""
        for number in document.stars:
            imported = document.index.imports[number]
            place = self.modules.resolve(document.path, imported.level, imported.module)[-1]
            for path in place.files:
                there = self.documents.get(path)
                if there is not None and (there.index.failure or there.computes_names):
                    return path
        return ""

    def starred(self, document: Document, name: str) -> Values:
        """What a star import may bring under a name; empty where none can."""
        found: list[Values] = []
        for number in document.stars:
            imported = document.index.imports[number]
            place = self.modules.resolve(document.path, imported.level, imported.module)[-1]
            values = self.member(place, name, submodules=False)
            found.append(tuple(value for value in values if not isinstance(value, UnknownValue | ForeignValue)))
        return merged(*found)

    def binding(self, document: Document, number: int) -> Values:
        """What a binding gives to its name."""
        key = (document.path, number)
        known = self._bound.get(key)
        if known is not None:
            return known
        pending = ("binding", document.path, number)
        if pending in self.pending or len(self.pending) > MAX_STEPS:
            return _CYCLE
        self.pending.add(pending)
        try:
            found = self._bind(document, document.index.bindings[number])
        finally:
            self.pending.discard(pending)
        if self._settled(pending, found):
            self._bound[key] = found
        return found

    def _bind(self, document: Document, binding: Binding) -> Values:
        path = document.path
        if binding.kind is BindingKind.IMPORT:
            return members.bound(self, document, document.index.imports[binding.index])
        if binding.kind is BindingKind.CLASS:
            return (ClassValue(path, binding.index),)
        if binding.kind is BindingKind.FUNCTION:
            return (FunctionValue(path, binding.index),)
        if binding.kind is BindingKind.PARAMETER:
            return parameters.parameter(self, document, binding)
        if binding.kind in (BindingKind.EXCEPT, BindingKind.AUGMENTED, BindingKind.TYPE_PARAMETER, BindingKind.DELETE):
            return (KnownValue(binding.kind.value),)
        if binding.kind is BindingKind.CAPTURE and binding.value == NONE:
            return (UnknownValue("a captured value"),)
        annotated = self.instances(self.value(path, binding.annotation)) if binding.annotation != NONE else ()
        return merged(annotated, self.part(document, binding.value, binding.path))

    @cached_property
    def grown_elsewhere(self) -> frozenset[str]:
        """Names of containers that some document adds to which does not make them."""
        return frozenset().union(*(Growing(document).elsewhere for document in self.documents.values()))

    def part(self, document: Document, value: int, path: tuple[int, ...]) -> Values:
        """A part of a value that is taken apart (`a, b = value`), be it of each in a list (`for a, b in values`)."""
        one = document.index.expressions[value] if path and value != NONE else None
        if isinstance(one, Each) and not one.context_manager:
            listed = document.index.expressions[document.assigned(one.value)]
            rows = listed.items if isinstance(listed, Sequence) else ()
            if rows and all(isinstance(document.index.expressions[row], Sequence) for row in rows):
                return merged(*(self.part(document, row, path) for row in rows))
        steps = list(path)
        at = value
        while steps and at != NONE:
            expression = document.index.expressions[at]
            if not isinstance(expression, Sequence) or steps[0] < 0 or steps[0] >= len(expression.items):
                break
            at = expression.items[steps.pop(0)]
        values = self.value(document.path, at)
        for _ in steps:
            values = containers.each(self, values, manager=False)
        return values

    # -- imports -----------------------------------------------------------------------------------------------

    def member(self, place: Place, name: str, *, submodules: bool = True) -> Values:
        """What a module or package holds under a name."""
        key = (f"{place.dotted}:{','.join(place.files)}:{','.join(place.folders)}:{submodules}", name)
        known = self._members.get(key)
        if known is not None:
            return known
        found = members.member(self, place, name, submodules=submodules)
        if not self.pending or _CYCLE[0] not in found:
            self._members[key] = found
        return found

    # -- attributes --------------------------------------------------------------------------------------------

    def attribute(self, values: Values, name: str, document: Document, at: int) -> Values:
        """What `value.name` may stand for."""
        return merged(*(self.attribute_of(value, name) for value in self.contents(values)))

    def contents(self, values: Values) -> Values:
        """The values, a message's fields replaced by what they hold."""
        if not any(isinstance(value, SymbolValue) and value.form is Form.FIELD for value in values):
            return values
        return merged(
            *(
                self.names.content(value) if isinstance(value, SymbolValue) and value.form is Form.FIELD else (value,)
                for value in values
            )
        )

    def attribute_of(self, value: Value, name: str) -> Values:
        """What an attribute of one value may stand for."""
        if name == "__name__":
            return texts.module_name(value)
        if name in _STRINGS:
            return (STRING,)
        if isinstance(value, GeneratedValue):
            found = members.generated_member(self, value.generated, name)
            step = Step(name, f"attribute of {value.generated.name}")
            if found:
                return tuple(through(one, (step, *value.via), instead=True) for one in found)
            return (KnownValue(f"no symbol of {value.generated.module.module}"),)
        if isinstance(value, ModuleValue):
            found = self.member(value.place, name)
            step = Step(name, f"attribute of {value.place.dotted}")
            return tuple(through(one, (step, *value.via)) for one in found)
        if isinstance(value, SymbolValue):
            return self._symbol_member(value, name, instance=False)
        if isinstance(value, InstanceValue):
            return self._symbol_member(value.of, name, instance=True)
        if isinstance(value, ClassValue):
            return classes.class_member(self, value, name)
        if isinstance(value, ObjectValue):
            return classes.object_member(self, value, name)
        if isinstance(value, ForeignValue):
            return (ForeignValue(f"{value.what}.{name}"),)
        if isinstance(value, FunctionValue):
            what = f"attribute of function {self.function(value).name}"
            return (UnknownValue(what) if name in self._attributes_set else ForeignValue(what),)
        if isinstance(value, KnownValue):
            if value.absent and (made := members.made(self, name)):
                return made
            return (value if value == STRING else KnownValue(f"attribute of {value.what}", absent=value.absent),)
        if isinstance(value, TextValue):
            return (STRING,)
        if isinstance(value, ItemsValue):
            return (KnownValue("attribute of a container"),) if name not in calls.TAKES else (value,)
        return (UnknownValue(value.where),)

    @cached_property
    def _attributes_set(self) -> frozenset[str]:
        """The attributes that code sets anywhere: only these can be a function's, but for what its wrappers give it."""
        return frozenset(
            target.name
            for document in self.documents.values()
            for binding in document.index.attribute_bindings
            if isinstance(target := document.index.expressions[binding.target], Attribute)
        )

    def _symbol_member(self, value: SymbolValue, name: str, *, instance: bool) -> Values:
        inner = f"{value.name}.{name}"
        entry = self.names.entry(value.generated.module, inner)
        step = Step(name, f"attribute of {value.name}")
        if entry is not None:
            return (SymbolValue(value.generated, inner, entry.symbol, entry.form, via=(step, *value.via)),)
        if value.form is Form.CLIENT or value.form is Form.SERVER:
            rpc = self.names.rpc(value, name)
            if rpc is not None:
                return (SymbolValue(value.generated, inner, rpc, Form.METHOD, via=(step, *value.via)),)
        if instance and name in ("DESCRIPTOR", "__class__"):
            return (value,)
        return (KnownValue(f"attribute of {value.symbol}"),)

    # -- calls -------------------------------------------------------------------------------------------------

    def function(self, value: FunctionValue) -> Function:
        """The index's entry of a function."""
        return self.documents[value.path].index.functions[value.number]

    def result(self, value: FunctionValue) -> Values:
        """What a call of a function gives."""
        document = self.documents[value.path]
        function = self.function(value)
        annotated = self.instances(self.value(value.path, function.returns))
        if any(
            isinstance(one, InstanceValue | ObjectValue | ItemsValue | SymbolValue | ClassValue) for one in annotated
        ):
            return annotated
        pending = ("result", value.path, value.number)
        if pending in self.pending or len(self.pending) > MAX_STEPS:
            return _CYCLE
        self.pending.add(pending)
        try:
            found = merged(*(self.value(document.path, at) for at in function.results))
        finally:
            self.pending.discard(pending)
        return found or annotated or (KnownValue("nothing"),)

    def instances(self, values: Values) -> Values:
        """What an annotation says about a value: instances of the classes that it names."""
        found: list[Value] = []
        for value in values:
            if isinstance(value, SymbolValue) and value.form in (Form.TYPE, Form.CLIENT, Form.SERVER):
                found.append(InstanceValue(value))
            elif isinstance(value, ClassValue):
                found.append(ObjectValue(value))
            elif isinstance(value, ItemsValue):
                found.append(ItemsValue(self.instances(value.items)))
            elif isinstance(value, KnownValue) or (isinstance(value, ForeignValue) and value.what not in _ANYTHING):
                found.append(value)
        return tuple(found)


_ANYTHING = frozenset(
    {"typing.Any", "typing_extensions.Any", "built-in object", "built-in type", "typing.Type", "types.ModuleType"}
    | {"result of typing.TypeVar", "result of typing_extensions.TypeVar"}
)
"""Annotations that say nothing about a value."""
_STRINGS = frozenset({"__qualname__", "__module__", "__doc__", "__file__"})
"""Attributes that are strings, whatever they are of."""
_BUILTINS = frozenset(dir(builtins))
