"""Follow names, attributes and calls to what they stand for: an evaluation of Python without running it."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    AttributeBinding,
    Await,
    Binding,
    BindingKind,
    Call,
    Choice,
    Computed,
    Each,
    Function,
    Import,
    Literal,
    Name,
    PythonIndex,
    ScopeKind,
    Sequence,
    Subscript,
    Text,
)
from protoref.indexers.python.index import Mapping as MappingDisplay
from protoref.linking.base import LinkInput
from protoref.linking.python.generated import GeneratedNames
from protoref.linking.python.modules import Generated, Modules, Place
from protoref.linking.python.modules import generated as make
from protoref.linking.python.scopes import Document
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
    Via,
    merged,
)
from protoref.model.generated import Form
from protoref.model.occurrence import Step

MAX_STEPS = 60
"""How many evaluations may wait for each other."""

MAX_RETRIES = 8
"""How often a value that depends on itself is tried again."""

_CYCLE: Values = (UnknownValue("a value that depends on itself"),)

_TYPING_WRAPPERS = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}
)
_TYPE_OF = frozenset({"type", "Type"})


class Resolver:
    """Answers what expressions of the indexed documents stand for; each answer is worked out once."""

    def __init__(self, indexes: Mapping[str, PythonIndex], given: LinkInput, modules: Modules | None = None) -> None:
        self.modules = modules or Modules(given)
        self.names = GeneratedNames(given)
        self.documents = {path: Document(index) for path, index in indexes.items()}
        self._values: dict[tuple[str, int], Values] = {}
        self._bound: dict[tuple[str, int], Values] = {}
        self._pending: set[tuple[str, str, int]] = set()
        self._members: dict[tuple[str, str], Values] = {}
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
        if pending in self._pending or len(self._pending) > MAX_STEPS:
            return _CYCLE
        self._pending.add(pending)
        try:
            found = self._evaluate(self.documents[path], at)
        finally:
            self._pending.discard(pending)
        if self._settled(pending, found):
            self._values[key] = found
        return found

    def _settled(self, key: tuple[str, str, int], found: Values) -> bool:
        """Whether an answer may be kept: one that was cut short by a cycle may become clearer later, but not for ever."""
        if not self._pending or _CYCLE[0] not in found:
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
            return self._call(document, expression)
        if isinstance(expression, Text):
            return (TextValue(expression.value),)
        if isinstance(expression, Literal):
            return () if expression.none else (KnownValue("constant"),)
        if isinstance(expression, Sequence):
            return (ItemsValue(merged(*(self.value(path, item) for item in expression.items))),)
        if isinstance(expression, MappingDisplay):
            return (ItemsValue(merged(*(self.value(path, item) for _, item in expression.items))),)
        if isinstance(expression, Subscript):
            return self._subscript(document, expression)
        if isinstance(expression, Choice):
            return merged(*(self.value(path, option) for option in expression.options))
        if isinstance(expression, Await):
            return self.value(path, expression.value)
        if isinstance(expression, Each):
            return self._each(self.value(path, expression.value), manager=expression.context_manager)
        return (UnknownValue(expression.what),) if isinstance(expression, Computed) else ()

    def _each(self, values: Values, *, manager: bool) -> Values:
        found: list[Value] = []
        for value in self.contents(values):
            if isinstance(value, ItemsValue):
                found.extend(value.items)
            elif isinstance(value, ObjectValue | ForeignValue | KnownValue | UnknownValue) or manager:
                found.append(value if manager or not isinstance(value, ObjectValue) else UnknownValue("an element"))
            elif isinstance(value, TextValue):
                found.append(KnownValue("string"))
            elif isinstance(value, InstanceValue):
                # A stream of responses yields them.
                found.append(value)
            else:
                found.append(UnknownValue("an element"))
        return merged(tuple(found))

    def _subscript(self, document: Document, expression: Subscript) -> Values:
        path = document.path
        operand = document.index.expressions[expression.value]
        index = document.index.expressions[expression.index]
        if isinstance(operand, Name | Attribute) and operand.name in _TYPING_WRAPPERS:
            if isinstance(index, Sequence):
                chosen = index.items[:1] if operand.name == "Annotated" else index.items
                return merged(*(self.value(path, item) for item in chosen))
            return self.value(path, expression.index)
        items: list[Values] = []
        for value in self.contents(self.value(path, expression.value)):
            if isinstance(value, ItemsValue):
                items.append(self._item(document, expression, value))
            elif isinstance(value, SymbolValue | ClassValue):
                items.append((value,))
            elif isinstance(value, ForeignValue):
                items.append((ForeignValue(f"item of {value.what}"),))
            elif isinstance(value, InstanceValue):
                items.append((UnknownValue("an item of a message"),))
            else:
                items.append((UnknownValue("an item"),))
        return merged(*items)

    def _item(self, document: Document, expression: Subscript, value: ItemsValue) -> Values:
        return value.items

    # -- names -------------------------------------------------------------------------------------------------

    def name(self, document: Document, expression: Name, at: int) -> Values:
        """What a name that is read may stand for."""
        bindings = document.lookup(expression, at)
        if bindings:
            return merged(*(self.binding(document, number) for number in bindings))
        starred = self.starred(document, expression.name)
        if starred:
            return starred
        if self.unread_star(document):
            return (UnknownValue(f"{expression.name}, which a star import may bring"),)
        if expression.name in _BUILTINS:
            return (ForeignValue(f"built-in {expression.name}"),)
        return (KnownValue(f"name {expression.name}, which is bound nowhere"),)

    def unread_star(self, document: Document) -> str:
        """A document of this repository whose names a star import brings but nobody could read, or empty."""
        for number in document.stars:
            imported = document.index.imports[number]
            place = self.modules.resolve(document.path, imported.level, imported.module)[-1]
            for path in place.files:
                there = self.documents.get(path)
                if there is not None and (there.index.failure or "__getattr__" in there.module_names):
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
        if pending in self._pending or len(self._pending) > MAX_STEPS:
            return _CYCLE
        self._pending.add(pending)
        try:
            found = self._bind(document, document.index.bindings[number])
        finally:
            self._pending.discard(pending)
        if self._settled(pending, found):
            self._bound[key] = found
        return found

    def _bind(self, document: Document, binding: Binding) -> Values:
        path = document.path
        if binding.kind is BindingKind.IMPORT:
            return self.imported(document, document.index.imports[binding.index])
        if binding.kind is BindingKind.CLASS:
            return (ClassValue(path, binding.index),)
        if binding.kind is BindingKind.FUNCTION:
            return (FunctionValue(path, binding.index),)
        if binding.kind is BindingKind.PARAMETER:
            return self._parameter(document, binding)
        if binding.kind in (BindingKind.EXCEPT, BindingKind.AUGMENTED, BindingKind.TYPE_PARAMETER, BindingKind.DELETE):
            return (KnownValue(binding.kind.value),)
        if binding.kind is BindingKind.CAPTURE:
            return (UnknownValue("a captured value"),)
        annotated = self.instances(self.value(path, binding.annotation)) if binding.annotation != NONE else ()
        return merged(annotated, self.part(document, binding.value, binding.path))

    def part(self, document: Document, value: int, path: tuple[int, ...]) -> Values:
        """A part of a value that is taken apart (`a, b = value`)."""
        steps = list(path)
        at = value
        while steps and at != NONE:
            expression = document.index.expressions[at]
            if not isinstance(expression, Sequence) or steps[0] < 0 or steps[0] >= len(expression.items):
                break
            at = expression.items[steps.pop(0)]
        values = self.value(document.path, at)
        for _ in steps:
            values = self._each(values, manager=False)
        return values

    def _parameter(self, document: Document, binding: Binding) -> Values:
        function = document.index.functions[binding.index]
        owner = document.class_of_body.get(function.scope)
        decorators = {document.last_name(decorator) for decorator in function.decorators}
        if owner is not None and binding.position == 0 and "staticmethod" not in decorators and function.name:
            it = ClassValue(document.path, owner)
            return (it,) if "classmethod" in decorators or function.name == "__new__" else (ObjectValue(it),)
        values = merged(
            self.instances(self.value(document.path, binding.annotation)), self.value(document.path, binding.value)
        )
        if values:
            return values
        if owner is not None and binding.position == 1:
            request = self._request(document, owner, function)
            if request:
                return request
        fixture = self._fixture(document, binding.name)
        return fixture or (UnknownValue(f"parameter {binding.name}"),)

    def _request(self, document: Document, owner: int, function: Function) -> Values:
        """The request that a servicer's method gets."""
        found: list[Value] = []
        for value in self.class_member(ClassValue(document.path, owner), function.name, own=False):
            if isinstance(value, SymbolValue) and value.form is Form.METHOD:
                found.extend(self.names.messages(value, request=True))
        return tuple(found)

    def _fixture(self, document: Document, name: str) -> Values:
        """What a pytest fixture of that name gives, here or in a `conftest.py` above."""
        folder = document.path
        paths = [document.path]
        while folder:
            folder = folder.rpartition("/")[0]
            paths.append(f"{folder}/conftest.py" if folder else "conftest.py")
        for path in paths:
            there = self.documents.get(path)
            number = there.fixtures.get(name) if there is not None else None
            if there is not None and number is not None:
                return self._each_result(FunctionValue(path, number))
        return ()

    def _each_result(self, function: FunctionValue) -> Values:
        return merged(*(value.items if isinstance(value, ItemsValue) else (value,) for value in self.result(function)))

    # -- imports -----------------------------------------------------------------------------------------------

    def imported(self, document: Document, imported: Import) -> Values:
        """What an import binds."""
        places = self.modules.resolve(document.path, imported.level, imported.module)
        line = document.line(imported)
        if imported.name:
            place = places[-1]
            how = f"imported at line {line} from {place.dotted or imported.module}"
            via = (Step(imported.name, how, document.path, line),)
            return tuple(_through(value, via) for value in self.member(place, imported.name))
        place = places[-1] if imported.alias else places[0]
        via = (Step(place.dotted, f"imported at line {line}", document.path, line),)
        return tuple(_through(value, via) for value in self.module(place))

    def module(self, place: Place) -> Values:
        """A place as a value."""
        if place.generated:
            found: tuple[Value, ...] = tuple(GeneratedValue(one, self.names.chain(one)) for one in place.generated)
            # A namespace folder of that name may be there as well.
            return found
        return (ModuleValue(place),)

    def member(self, place: Place, name: str, *, submodules: bool = True) -> Values:
        """What a module or package holds under a name."""
        key = (f"{place.dotted}:{','.join(place.files)}:{','.join(place.folders)}:{submodules}", name)
        known = self._members.get(key)
        if known is not None:
            return known
        found = self._member(place, name, submodules=submodules)
        if not self._pending or _CYCLE[0] not in found:
            self._members[key] = found
        return found

    def _member(self, place: Place, name: str, *, submodules: bool) -> Values:
        found = [self.generated_member(generated, name) for generated in place.generated]
        if any(found):
            return merged(*found)
        unknown: Values = ()
        if not place.generated:
            for path in place.files:
                document = self.documents.get(path)
                if document is None:
                    continue
                values = self._global(document, name)
                if values is not None:
                    found.append(values if place.certain else tuple(_doubtful(value) for value in values))
        if found:
            return merged(*found)
        if submodules:
            child = self.modules.step(place, name)
            if child.here:
                return self.module(child)
            if not place.here:
                return (ForeignValue(child.dotted),) if not place.dotted else (ModuleValue(child),)
        if place.generated:
            return (UnknownValue(f"{place.dotted} defines no {name}"),)
        for path in place.files:
            document = self.documents.get(path)
            if document is None:
                unknown = merged(unknown, (KnownValue(f"name of {path}, which imports no generated code"),))
            elif document.index.failure:
                unknown = merged(unknown, (UnknownValue(f"{path} could not be read"),))
            elif "__getattr__" in document.module_names:
                unknown = merged(unknown, (UnknownValue(f"{path} computes its names"),))
            else:
                unknown = merged(unknown, (KnownValue(f"no name of {path}"),))
        if unknown:
            return unknown
        return (
            (ForeignValue(f"{place.dotted}.{name}"),) if not place.here else (KnownValue(f"no name of {place.dotted}"),)
        )

    def _global(self, document: Document, name: str) -> Values | None:
        """A module-level name seen from outside; None where there is none."""
        numbers = document.module_names.get(name)
        if numbers:
            return merged(*(self.binding(document, number) for number in document.last(numbers)))
        pending = ("star", document.path, hash(name))
        if pending in self._pending or not document.stars:
            return None
        self._pending.add(pending)
        try:
            return self.starred(document, name) or None
        finally:
            self._pending.discard(pending)

    def generated_member(self, generated: Generated, name: str) -> Values:
        """A module-level name of a generated module, also through `import public`; empty where there is none."""
        for module in self.names.visible(generated.module):
            entry = self.names.entry(module, name)
            if entry is not None:
                source = (
                    generated if module is generated.module else make(module, "", module.schemas[0], generated.certain)
                )
                return (SymbolValue(source, name, entry.symbol, entry.form, self.names.chain(generated)),)
        return tuple(GeneratedValue(one, self.names.chain(one)) for one in self.names.imported(generated.module, name))

    # -- attributes --------------------------------------------------------------------------------------------

    def attribute(self, values: Values, name: str, document: Document, at: int) -> Values:
        """What `value.name` may stand for."""
        return merged(*(self._attribute(value, name) for value in self.contents(values)))

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

    def _attribute(self, value: Value, name: str) -> Values:
        if isinstance(value, GeneratedValue):
            found = self.generated_member(value.generated, name)
            step = Step(name, f"attribute of {value.generated.name}")
            if found:
                return tuple(_through(one, (step, *value.via), instead=True) for one in found)
            return (KnownValue(f"no symbol of {value.generated.module.module}"),)
        if isinstance(value, ModuleValue):
            found = self.member(value.place, name)
            step = Step(name, f"attribute of {value.place.dotted}")
            return tuple(_through(one, (step, *value.via)) for one in found)
        if isinstance(value, SymbolValue):
            return self._symbol_member(value, name, instance=False)
        if isinstance(value, InstanceValue):
            return self._symbol_member(value.of, name, instance=True)
        if isinstance(value, ClassValue):
            return self.class_member(value, name)
        if isinstance(value, ObjectValue):
            return self.object_member(value, name)
        if isinstance(value, ForeignValue):
            return (ForeignValue(f"{value.what}.{name}"),)
        if isinstance(value, FunctionValue):
            return (UnknownValue(f"attribute of function {self._function(value).name}"),)
        if isinstance(value, KnownValue):
            return (KnownValue(f"attribute of {value.what}"),)
        if isinstance(value, TextValue):
            return (KnownValue("attribute of a string"),)
        if isinstance(value, ItemsValue):
            return (KnownValue("attribute of a container"),) if name not in _TAKES else (value,)
        return (UnknownValue(value.where),)

    def _symbol_member(self, value: SymbolValue, name: str, *, instance: bool) -> Values:
        inner = f"{value.name}.{name}"
        entry = self.names.entry(value.generated.module, inner)
        step = Step(name, f"attribute of {value.name}")
        if entry is not None:
            return (SymbolValue(value.generated, inner, entry.symbol, entry.form, (step, *value.via)),)
        if value.form is Form.CLIENT or value.form is Form.SERVER:
            rpc = self.names.rpc(value, name)
            if rpc is not None:
                return (SymbolValue(value.generated, inner, rpc, Form.METHOD, (step, *value.via)),)
        if instance and name in ("DESCRIPTOR", "__class__"):
            return (value,)
        return (KnownValue(f"attribute of {value.symbol}"),)

    def class_member(
        self, value: ClassValue, name: str, *, own: bool = True, seen: frozenset[Value] = frozenset()
    ) -> Values:
        """An attribute of a class, by its body, then by its bases."""
        document = self.documents[value.path]
        if own:
            numbers = document.class_names.get((document.index.classes[value.number].body, name))
            if numbers:
                return merged(*(self.binding(document, number) for number in document.last(numbers)))
        found: list[Values] = []
        for base in document.index.classes[value.number].bases:
            for it in self.value(value.path, base):
                if it in seen or it == value:
                    continue
                if isinstance(it, ClassValue):
                    values = self.class_member(it, name, seen=seen | {value})
                elif isinstance(it, UnknownValue):
                    values = (it,)
                else:
                    values = self._attribute(it, name)
                if values and not all(isinstance(one, KnownValue) for one in values):
                    return values
                found.append(values)
        if any(found):
            return merged(*found)
        return (KnownValue(f"no attribute of class {document.index.classes[value.number].name}"),)

    def object_member(self, value: ObjectValue, name: str) -> Values:
        """An attribute of an instance: what methods assign to it, what its class and bases hold."""
        stored: list[Values] = []
        for cls in self.lineage(value.of):
            document = self.documents[cls.path]
            stored += [self.stored(document, binding) for binding in document.stored.get((cls.number, name), ())]
        declared = self.class_member(value.of, name)
        if stored and all(isinstance(one, KnownValue | ForeignValue | UnknownValue) for one in declared):
            return merged(*stored)
        found: list[Values] = [*stored]
        for one in declared:
            if isinstance(one, FunctionValue):
                function = self._function(one)
                decorators = {self.documents[one.path].last_name(at) for at in function.decorators}
                if decorators & {"property", "cached_property"}:
                    found.append(self.result(one))
                else:
                    found.append((replace(one, bound=True),))
            else:
                found.append((one,))
        return merged(*found)

    def stored(self, document: Document, binding: AttributeBinding) -> Values:
        """What is assigned to an attribute."""
        annotated = self.instances(self.value(document.path, binding.annotation))
        return merged(annotated, self.part(document, binding.value, binding.path))

    def lineage(self, value: ClassValue, limit: int = 40) -> tuple[ClassValue, ...]:
        """A class and those of its bases that documents define, nearest first."""
        found = [value]
        for it in found:
            if len(found) > limit:
                break
            for base in self.documents[it.path].index.classes[it.number].bases:
                for one in self.value(it.path, base):
                    if isinstance(one, ClassValue) and one not in found:
                        found.append(one)
        return tuple(found)

    # -- calls -------------------------------------------------------------------------------------------------

    def _function(self, value: FunctionValue) -> Function:
        return self.documents[value.path].index.functions[value.number]

    def _call(self, document: Document, call: Call) -> Values:
        path = document.path
        func = document.index.expressions[call.func]
        special = self._special_call(document, call, func)
        if special is not None:
            return special
        found: list[Values] = []
        for value in self.contents(self.value(path, call.func)):
            if isinstance(value, SymbolValue):
                found.append(self._made(value))
            elif isinstance(value, ClassValue):
                found.append((ObjectValue(value),))
            elif isinstance(value, FunctionValue):
                found.append(self.result(value))
            elif isinstance(value, ForeignValue | ModuleValue):
                what = value.what if isinstance(value, ForeignValue) else value.place.dotted
                found.append(
                    (ForeignValue(f"result of {what}"),)
                    if self._harmless(document, call)
                    else (UnknownValue(f"result of {what}"),)
                )
            elif isinstance(value, ItemsValue):
                one = isinstance(func, Attribute) and func.name in _TAKES_ONE
                found.append(value.items if one else (value,))
            elif isinstance(value, UnknownValue):
                found.append((UnknownValue(f"result of {value.where}"),))
            else:
                found.append((UnknownValue("a result"),))
        return merged(*found)

    def _harmless(self, document: Document, call: Call) -> bool:
        """Whether a foreign function gets nothing generated that it could hand back."""
        if call.open:
            return False
        for at in (*call.args, *(keyword.value for keyword in call.keywords)):
            for value in self.value(document.path, at):
                if not isinstance(value, TextValue | KnownValue | ForeignValue):
                    return False
        return True

    def _made(self, value: SymbolValue) -> Values:
        if value.form in (Form.TYPE, Form.CLIENT, Form.SERVER):
            return (InstanceValue(value),)
        if value.form is Form.METHOD:
            return self.names.messages(value, request=False) or (UnknownValue("a response"),)
        return (KnownValue(f"result of {value.symbol}"),)

    def result(self, value: FunctionValue) -> Values:
        """What a call of a function gives."""
        document = self.documents[value.path]
        function = self._function(value)
        annotated = self.instances(self.value(value.path, function.returns))
        if any(
            isinstance(one, InstanceValue | ObjectValue | ItemsValue | SymbolValue | ClassValue) for one in annotated
        ):
            return annotated
        pending = ("result", value.path, value.number)
        if pending in self._pending or len(self._pending) > MAX_STEPS:
            return _CYCLE
        self._pending.add(pending)
        try:
            found = merged(*(self.value(document.path, at) for at in function.results))
        finally:
            self._pending.discard(pending)
        return found or annotated or (KnownValue("nothing"),)

    def _special_call(self, document: Document, call: Call, func: object) -> Values | None:
        """Calls of built-in and library functions that hand on what they get."""
        name = func.name if isinstance(func, Name | Attribute) else ""
        path = document.path
        if name == "cast" and len(call.args) == 2:
            return self.instances(self.value(path, call.args[0])) or None
        if name == "getattr" and isinstance(func, Name) and len(call.args) >= 2:
            names = self.value(path, call.args[1])
            if names and all(isinstance(one, TextValue) for one in names):
                owner = self.value(path, call.args[0])
                return merged(
                    *(self._attribute(it, one.text) for it in owner for one in names if isinstance(one, TextValue)),
                    *(self.value(path, at) for at in call.args[2:3]),
                )
            return (UnknownValue("a computed attribute"),)
        if name == "FromString" and isinstance(func, Attribute):
            owners = self.value(path, func.value)
            types = tuple(one for one in owners if isinstance(one, SymbolValue) and one.form is Form.TYPE)
            return self.instances(types) or None
        if name in ("Parse", "ParseDict") and len(call.args) >= 2:
            made = self.value(path, call.args[1])
            return made if any(isinstance(one, InstanceValue) for one in made) else None
        if name in ("partial", "partialmethod") and call.args:
            return self.value(path, call.args[0])
        if name in ("import_module", "__import__") and call.args:
            found = self.import_call(document, call)
            return found or (UnknownValue("a computed import"),)
        if name == "type" and isinstance(func, Name) and len(call.args) == 1:
            return tuple(
                one.of if isinstance(one, InstanceValue | ObjectValue) else UnknownValue("a type")
                for one in self.value(path, call.args[0])
            )
        if name in _HANDS_ON and isinstance(func, Name) and call.args and not document.binds(name):
            values = self.value(path, call.args[-1] if name == "map" else call.args[0])
            return tuple(one for one in values if isinstance(one, ItemsValue)) or (UnknownValue(f"result of {name}"),)
        return None

    def import_call(self, document: Document, call: Call) -> Values:
        """`import_module("a.b_pb2")`, with a package for relative names; empty where the name is no constant."""
        found: list[Values] = []
        func = document.index.expressions[call.func]
        plain = isinstance(func, Name | Attribute) and func.name == "import_module"
        for one in self.value(document.path, call.args[0]):
            if not isinstance(one, TextValue):
                return ()
            dotted = one.text.lstrip(".")
            level = len(one.text) - len(dotted)
            if not dotted.replace(".", "").replace("_", "a").isalnum():
                return ()
            places = self.modules.resolve(document.path, level, dotted)
            found.append(self.module(places[-1] if plain else places[0]))
        return merged(*found)

    def instances(self, values: Values) -> Values:
        """What an annotation says about a value: instances of the classes that it names."""
        found: list[Value] = []
        for value in values:
            if isinstance(value, SymbolValue) and value.form in (Form.TYPE, Form.CLIENT, Form.SERVER):
                found.append(InstanceValue(value))
            elif isinstance(value, ClassValue):
                found.append(ObjectValue(value))
            elif isinstance(value, ItemsValue | KnownValue | ForeignValue):
                found.append(value)
        return tuple(found)


_BUILTINS = frozenset(dir(builtins))
_HANDS_ON = frozenset(
    {"iter", "list", "tuple", "set", "frozenset", "sorted", "reversed", "next", "enumerate", "dict", "max", "min"}
)
_TAKES_ONE = frozenset({"add", "get", "pop", "get_or_create", "setdefault"})
_TAKES = frozenset({"items", "values", "copy", *_TAKES_ONE})


def _doubtful(value: Value) -> Value:
    """The value, reached through one of several modules that cannot be told apart."""
    if isinstance(value, GeneratedValue | SymbolValue):
        return replace(value, generated=replace(value.generated, certain=False))
    return value


def _through(value: Value, via: Via, *, instead: bool = False) -> Value:
    """The value, its chain beginning with `via`."""
    if isinstance(value, GeneratedValue | SymbolValue | ModuleValue):
        return replace(value, via=via if instead else (*via, *value.via))
    return value


__all__ = ["Resolver", "ScopeKind"]
