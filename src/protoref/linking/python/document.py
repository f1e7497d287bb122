"""Go through one document's imports, bindings and expressions, and say of each identifier what it is."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Binding,
    BindingKind,
    Call,
    Context,
    Import,
    Name,
    ScopeKind,
    Text,
)
from protoref.linking.python import calls, classes, members, texts
from protoref.linking.python.growing import Growing
from protoref.linking.python.modules import TELLING, Generated, Place
from protoref.linking.python.recorder import Recorder
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document
from protoref.linking.python.usages import usage_of
from protoref.linking.python.values import (
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
)
from protoref.model.generated import Form
from protoref.model.occurrence import Step, Usage
from protoref.model.schema import Key
from protoref.model.source import Range

_BUILTINS = frozenset(dir(builtins))


class Pending(Struct, frozen=True):
    """An attribute of an unknown object, judged once it is known which generated modules escape."""

    name: str
    range: Range
    where: str
    called: bool
    owner: str


UNBOUND = "bound nowhere in its scopes"
"""What a name is that nothing binds."""


class DocumentLinker:
    """Links one document.

    Attributes:
        recorder: what was found.
        pending: attributes whose owner is unknown.
        reached: generated modules that the document's imports lead to.
        imports_of: documents of this repository that it imports.
    """

    def __init__(self, document: Document, resolver: Resolver, recorder: Recorder) -> None:
        self.document = document
        self.resolver = resolver
        self.recorder = recorder
        self.pending: list[Pending] = []
        self.reached: dict[str, Generated] = {}
        self.imports_of: set[str] = set()
        self._unbound_keys: dict[str, dict[Key, Step]] = {}

    def run(self) -> None:
        """Record everything but what depends on other documents' escapes."""
        index = self.document.index
        for imported in index.imports:
            self._import(imported)
        for number, binding in enumerate(index.bindings):
            self._binding(number, binding)
        for at, expression in enumerate(index.expressions):
            if isinstance(expression, Name):
                self._name(at, expression)
            elif isinstance(expression, Attribute):
                self._attribute(at, expression)
            elif isinstance(expression, Call):
                self._call(expression)
            elif isinstance(expression, Text):
                self._possibly_spoken(expression.value, texts.inside(expression, expression.value, 0), Usage.STRING)
        for label in index.labels:
            self.recorder.resolve(label.name, label.range, label.what)

    def may_be_more(self, at: int) -> bool:
        """Whether an expression may be more than what it is written as: something adds to it, or may set it."""
        one = self.document.index.expressions[at]
        return not isinstance(one, Text) and self._growing.grows(at, self._is_module, self.resolver.grown_elsewhere)

    @cached_property
    def _growing(self) -> Growing:
        return Growing(self.document)

    def _is_module(self, at: int) -> bool:
        values = self.resolver.value(self.document.path, at)
        return bool(values) and all(isinstance(one, ModuleValue) for one in values)

    # -- imports -----------------------------------------------------------------------------------------------

    def _reach(self, values: Values) -> None:
        for value in values:
            if isinstance(value, GeneratedValue | SymbolValue):
                self.reached[value.generated.key] = value.generated

    def _import(self, imported: Import) -> None:
        places = self.resolver.modules.resolve(self.document.path, imported.level, imported.module)
        for place in places:
            self.imports_of.update(place.files)
        written = places[1:] if imported.level else places
        for part, place, name in zip(imported.parts, written, imported.module.split("."), strict=False):
            values = members.module(self.resolver, place) if place.generated else ()
            self._reach(values)
            if not self.recorder.refer(name, part, values, self._import_usage(imported), own=True):
                self._namesake(place, part, self._import_usage(imported))
                self.recorder.resolve(name, part, _module_words(place))
        if not imported.name:
            return
        values = self.resolver.member(places[-1], imported.name)
        self._reach(values)
        for value in values:
            if isinstance(value, ModuleValue):
                self.imports_of.update(value.place.files)
                self._namesake(value.place, imported.name_range, self._import_usage(imported))
        if not self.recorder.refer(imported.name, imported.name_range, values, self._import_usage(imported), own=True):
            self._describe(imported.name, imported.name_range, values, f"imported from {imported.module or 'here'}")

    def _namesake(self, place: Place, written: Range, usage: Usage) -> None:
        """Record that a module may be a generated one: it is called like one, and what it holds cannot be seen."""
        modules = self.resolver.modules
        for path in place.files:
            there = self.resolver.documents.get(path)
            unseen = there is not None and (there.index.failure or there.computes_names)
            for one in modules.lookalikes(path) if unseen and TELLING.search(path.rpartition("/")[2]) else ():
                self.recorder.possible((one.subject,), written, usage, self.resolver.names.chain(one))

    def _import_usage(self, imported: Import) -> Usage:
        package = self.document.path.endswith("__init__.py")
        return Usage.REEXPORT if package and imported.name and imported.scope == 0 else Usage.IMPORT

    # -- bindings ----------------------------------------------------------------------------------------------

    def _binding(self, number: int, binding: Binding) -> None:
        kind = binding.kind
        if kind is BindingKind.IMPORT:
            imported = self.document.index.imports[binding.index]
            if imported.alias:
                values = self.resolver.binding(self.document, number)
                self._reach(values)
                if not self.recorder.refer(binding.name, binding.range, values, self._import_usage(imported), own=True):
                    self._describe(binding.name, binding.range, values, "import")
            return
        if kind is BindingKind.FUNCTION and self._implements(binding):
            return
        if kind in (BindingKind.ASSIGN, BindingKind.TYPE_ALIAS) and binding.annotation == NONE:
            values = self.resolver.binding(self.document, number)
            if self.recorder.refer(binding.name, binding.range, values, Usage.ALIAS):
                return
        self.recorder.resolve(binding.name, binding.range, self._words(binding))

    def _words(self, binding: Binding) -> str:
        if binding.kind in (BindingKind.CLASS, BindingKind.FUNCTION):
            return f"{binding.kind.value} {binding.name} of {self.document.path}"
        return str(binding.kind.value)

    def _implements(self, binding: Binding) -> bool:
        """A method of a servicer's subclass that is named like an rpc."""
        owner = self.document.class_of_body.get(binding.scope)
        if owner is None:
            return False
        values = classes.class_member(self.resolver, ClassValue(self.document.path, owner), binding.name, own=False)
        methods = tuple(value for value in values if isinstance(value, SymbolValue) and value.form is Form.METHOD)
        return self.recorder.refer(binding.name, binding.range, methods, Usage.IMPLEMENT, own=True)

    # -- expressions -------------------------------------------------------------------------------------------

    def _name(self, at: int, expression: Name) -> None:
        values = self.resolver.value(self.document.path, at)
        numbers = self.document.lookup(expression, at)
        bindings = [self.document.index.bindings[number] for number in numbers]
        own = any(one.kind is BindingKind.IMPORT for one in bindings) or self._renames_value(bindings, values)
        if self.recorder.refer(
            expression.name, expression.range, values, usage_of(expression.context), own=own or not numbers
        ):
            return
        if numbers:
            binding = self.document.index.bindings[numbers[0]]
            if binding.kind is BindingKind.IMPORT:
                self._describe(expression.name, expression.range, values, "import")
            else:
                self.recorder.resolve(expression.name, expression.range, self._words(binding))
            return
        if expression.name in _BUILTINS:
            self.recorder.resolve(expression.name, expression.range, "built-in")
            return
        stuck = self.resolver.unread_star(self.document)
        what = f"may come from a star import of {stuck}" if stuck else UNBOUND
        self.recorder.resolve(expression.name, expression.range, what, resolved=not stuck)
        if TELLING.search(expression.name):
            self._unbound(expression)

    def _renames_value(self, bindings: Iterable[Binding], values: Values) -> bool:
        """Whether a name is a constant of the module that stands for an enum's value; what varies merely holds one."""
        return any(isinstance(value, SymbolValue) and value.form is Form.VALUE for value in values) and any(
            one.kind is BindingKind.ASSIGN
            and one.name.isupper()
            and self.document.index.scopes[one.scope].kind is ScopeKind.MODULE
            for one in bindings
        )

    def _unbound(self, expression: Name) -> None:
        """A name that is that of a generated module which nothing imports here: its import is damaged, or out of sight."""
        name = expression.name
        if name not in self._unbound_keys:
            expressions = self.document.index.expressions
            behind = {
                one.name
                for one in expressions
                if isinstance(one, Attribute) and isinstance(held := expressions[one.value], Name) and held.name == name
            }
            self._unbound_keys[name] = {
                key: Step(
                    name, f"bound nowhere, and called like the module generated for {one.subject.partition(':')[2]}"
                )
                for one in self.resolver.modules.all_generated()
                if one.name == name and one.key not in self.reached
                for key in (one.subject, *(found.symbol for found in one.module.names if found.last in behind))
            }
        for key, step in self._unbound_keys[name].items():
            self.recorder.possible([key], expression.range, usage_of(expression.context), (step,))

    def _attribute(self, at: int, expression: Attribute) -> None:
        values = self.resolver.value(self.document.path, at)
        usage = usage_of(expression.context)
        if expression.context is Context.CALLEE and any(
            isinstance(value, SymbolValue) and value.form is Form.METHOD for value in values
        ):
            usage = Usage.CALL
        own = True
        if not self._generated_owner(expression):
            # Reached through something of this repository: a module that passes it on, or a class with a constant.
            owners = self.resolver.value(self.document.path, expression.value)
            module = any(isinstance(owner, ModuleValue) for owner in owners)
            own = any(
                isinstance(value, SymbolValue)
                and (module if value.form is Form.VALUE else value.name.rpartition(".")[2] == expression.name)
                for value in values
            )
        if self.recorder.refer(expression.name, expression.range, values, usage, own=own):
            return
        if any(isinstance(value, ForeignValue | UnknownValue) for value in values) and self._possibly_spoken(
            expression.name, expression.range, usage
        ):
            return
        called = expression.context is Context.CALLEE
        if self._postpone(expression.name, expression.range, values, expression.value, called=called):
            return
        owners = self.resolver.value(self.document.path, expression.value)
        self._describe(expression.name, expression.range, values, f"attribute of {_words_of(owners, self.resolver)}")

    def _possibly_spoken(self, name: str, place: Range, usage: Usage) -> bool:
        """Record what a name may be of a module that a string in the document names: what loads that is not followed."""
        spoken = self._spoken.get(name, {})
        for key, step in spoken.items():
            self.recorder.possible([key], place, usage, (step,))
        return bool(spoken)

    @cached_property
    def _spoken(self) -> dict[str, dict[Key, Step]]:
        """By name, the classes and functions of generated modules that strings here name, each with how that shows."""
        texts = {one.value.rpartition(".")[2] for one in self.document.index.expressions if isinstance(one, Text)}
        told = {text for text in texts if TELLING.search(text)}
        found: dict[str, dict[Key, Step]] = {}
        for one in self.resolver.modules.all_generated() if told else ():
            if one.name in told:
                for name in one.module.names:
                    if "." not in name.name and name.form in MADE_FORMS:
                        step = Step(name.name, f"in a document that names {one.name} in a string")
                        found.setdefault(name.name, {}).setdefault(name.symbol, step)
        return found

    def _postpone(self, name: str, place: Range, values: Values, owner: int, *, called: bool = False) -> bool:
        """Leave an attribute of an unknown object to be judged later; whether it is one."""
        unknown = next((value for value in values if isinstance(value, UnknownValue)), None)
        if unknown is not None:
            before = self.document.index.expressions[owner]
            written = before.name if isinstance(before, Name | Attribute) else ""
            self.pending.append(Pending(name, place, unknown.where, called, written))
        return unknown is not None

    def _generated_owner(self, expression: Attribute) -> bool:
        return any(
            isinstance(value, GeneratedValue | SymbolValue | InstanceValue)
            for value in self.resolver.value(self.document.path, expression.value)
        )

    def _call(self, call: Call) -> None:
        types = [
            value
            for value in self.resolver.value(self.document.path, call.func)
            if isinstance(value, SymbolValue) and value.form is Form.TYPE
        ]
        for keyword in call.keywords:
            fields: Values = ()
            for value in types:
                entry = self.resolver.names.entry(value.generated.module, f"{value.name}.{keyword.name}")
                if entry is not None and entry.form is Form.FIELD:
                    step = Step(keyword.name, f"keyword of {value.name}")
                    made = SymbolValue(value.generated, entry.name, entry.symbol, entry.form, via=(step, *value.via))
                    fields = (*fields, made)
            if not self.recorder.refer(keyword.name, keyword.range, fields, Usage.ATTRIBUTE, own=True):
                self.recorder.resolve(keyword.name, keyword.range, "keyword argument")
        self._texts(call)

    def _texts(self, call: Call) -> None:
        """Strings that name a module or an attribute: `getattr(x, "Foo")`, `patch("a.x_pb2.Foo")`."""
        func = self.document.index.expressions[call.func]
        name = func.name if isinstance(func, Name | Attribute) else ""
        if name in _BY_NAME and len(call.args) >= 2:
            text = self.document.index.expressions[call.args[1]]
            owner = self.resolver.value(self.document.path, call.args[0])
            if isinstance(text, Text):
                values = self.resolver.attribute(owner, text.value, self.document, call.args[1])
                place = texts.inside(text, text.value, 0)
                if not self.recorder.refer(text.value, place, values, Usage.STRING, own=True):
                    self._postpone(text.value, place, values, call.args[0])
                return
            for one in self._constants(call.args[1]):
                values = self.resolver.attribute(owner, one, self.document, call.args[1])
                self.recorder.refer(one, self._named_at(call, 1), values, Usage.STRING, own=True)
        if name == "multiple" and call.args:
            owner = self.resolver.value(self.document.path, call.args[0])
            if isinstance(text := self.document.index.expressions[call.args[0]], Text):
                owner = calls.import_call(self.resolver, self.document, call)
            for keyword in call.keywords:
                values = self.resolver.attribute(owner, keyword.name, self.document, call.args[0])
                self.recorder.refer(keyword.name, keyword.range, values, Usage.ATTRIBUTE, own=True)
        if name in ("Value", "Name") and len(call.args) == 1 and isinstance(func, Attribute):
            text = self.document.index.expressions[call.args[0]]
            if isinstance(text, Text):
                owner = tuple(
                    one for one in self.resolver.value(self.document.path, func.value) if isinstance(one, SymbolValue)
                )
                values = self.resolver.attribute(owner, text.value, self.document, call.args[0])
                self.recorder.refer(text.value, texts.inside(text, text.value, 0), values, Usage.STRING, own=True)
                return
        if name in _BY_PATH and call.args:
            text = self.document.index.expressions[call.args[0]]
            if isinstance(text, Text):
                self._dotted(text)
            elif name in _IMPORTS and self._constants(call.args[0]):
                modules = calls.import_call(self.resolver, self.document, call)
                self._reach(modules)
                self.recorder.refer("", self._named_at(call, 0), modules, Usage.STRING, own=True)

    def _constants(self, at: int) -> list[str]:
        """The texts that an expression may be, where that is all it may be."""
        return texts.constants(self.resolver.value(self.document.path, at))

    def _named_at(self, call: Call, argument: int) -> Range:
        """Where a name that is put together or taken out of a container is used: at the argument, or at what is called."""
        given, func = (self.document.index.expressions[at] for at in (call.args[argument], call.func))
        named = given if isinstance(given, Name | Attribute) else func
        return named.range if isinstance(named, Name | Attribute) else Range(0, 0)

    def _dotted(self, text: Text) -> None:
        parts = text.value.split(".")
        if not all(part.isidentifier() for part in parts) or len(parts) > 40:
            return
        offset = 0
        values: Values = ()
        for number, part in enumerate(parts):
            if number == 0:
                values = members.module(
                    self.resolver, self.resolver.modules.resolve(self.document.path, 0, ".".join(parts))[0]
                )
            else:
                values = self.resolver.attribute(values, part, self.document, NONE)
            self._reach(values)
            self.recorder.refer(part, texts.inside(text, part, offset), values, Usage.STRING, own=True)
            offset += len(part.encode()) + 1

    def _describe(self, name: str, place: Range, values: Values, otherwise: str) -> None:
        unknown = next((value for value in values if isinstance(value, UnknownValue)), None)
        if unknown is not None and not any(isinstance(value, KnownValue | ForeignValue) for value in values):
            self.recorder.resolve(name, place, unknown.where, resolved=False)
        elif values:
            self.recorder.resolve(name, place, _words_of(values, self.resolver))
        else:
            self.recorder.resolve(name, place, otherwise)


MADE_FORMS = frozenset({Form.TYPE, Form.CLIENT, Form.SERVER, Form.FUNCTION})
"""What code makes something of, or calls."""
_BY_NAME = frozenset({"getattr", "hasattr", "setattr", "delattr", "object", "delitem"})
"""`object` is that of `mock.patch.object`; `monkeypatch.setattr` has its name from the built-in."""
_IMPORTS = frozenset({"import_module", "__import__", "importorskip"})
_BY_PATH = frozenset({"patch", "setattr", "delattr", "resolve_name", *_IMPORTS})


def _module_words(place: Place) -> str:
    if not place.here:
        return f"foreign module {place.dotted}"
    return f"module {place.files[0]}" if place.files else f"package {place.folders[0]}"


def _words_of(values: Values, resolver: Resolver) -> str:
    return _words(values[0], resolver) if values else "None"


def _words(value: Value, resolver: Resolver) -> str:
    """What a value is, for people."""
    if isinstance(value, ModuleValue):
        return _module_words(value.place)
    if isinstance(value, GeneratedValue):
        return value.generated.name
    if isinstance(value, SymbolValue):
        return value.symbol
    if isinstance(value, InstanceValue):
        return f"instance of {value.of.symbol}"
    if isinstance(value, ClassValue):
        return f"class {resolver.documents[value.path].index.classes[value.number].name} of {value.path}"
    if isinstance(value, ObjectValue):
        return f"instance of {_words(value.of, resolver)}"
    if isinstance(value, FunctionValue):
        return f"function {resolver.documents[value.path].index.functions[value.number].name} of {value.path}"
    if isinstance(value, TextValue):
        return "string"
    if isinstance(value, ItemsValue):
        return "container"
    if isinstance(value, ForeignValue | KnownValue):
        return value.what
    return value.where
