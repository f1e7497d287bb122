"""Places where a use could hide: computed names, computed imports, generated modules that leave every followed name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protoref.indexers.python.index import (
    Attribute,
    Call,
    Computed,
    Expression,
    Name,
    ScopeKind,
    Sequence,
    Subscript,
    Text,
)
from protoref.linking.python.document import DocumentLinker
from protoref.linking.python.escapes import Escapes, modules_of
from protoref.linking.python.importing import ComputedImport, computed_imports
from protoref.linking.python.modules import Generated
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.values import (
    GeneratedValue,
    ModuleValue,
    SymbolValue,
    TextValue,
    UnknownValue,
    Values,
    foreign_name,
)
from protoref.model.generated import Form, GeneratedModule
from protoref.model.occurrence import Usage
from protoref.model.schema import Key
from protoref.model.source import Range

_INNER = frozenset({Form.TYPE, Form.VALUE})
"""What can be had through a class of a message or enum, and is no field."""

_LOOK_UPS = frozenset(
    {"GetSymbol", "FindMessageTypeByName", "FindEnumTypeByName", "FindServiceByName", "FindMethodByName"}
    | {"FindExtensionByName", "FindFieldByName", "FindOneofByName", "FindFileByName", "FindFileContainingSymbol"}
)
"""Methods of protobuf's descriptor pool and symbol database that look a name up."""
_FILES = frozenset({"FindFileByName", "FindFileContainingSymbol"})
"""Those that give whole files."""
_CLASSES_OF_FILES = frozenset({"GetMessages", "GetMessageClassesForFiles"})
"""Functions that make the classes of all that some files describe."""
_COMPILERS = frozenset({"protos", "services", "protos_and_services"})
"""gRPC's functions that compile a schema when the program runs (grpcio, grpc/_runtime_protos.py)."""
_EVALUATORS = frozenset({"eval", "exec"})
_WORD = re.compile(r"\w+")
_MODULE = re.compile(r"[\w.]*")
_NAMESPACES = frozenset({"globals", "locals", "vars"})
_TABLES = frozenset(
    {"message_types_by_name", "enum_types_by_name", "services_by_name", "extensions_by_name", "nested_types_by_name"}
)


class OpaqueFinder:
    """Finds the opaque spots of one document, and the generated modules that escape in it.

    Attributes:
        escaped: generated modules that are handed to something that is not followed.
        types: generated classes that are handed to something that is not followed.
        computed_imports: where a module is imported whose name is computed, with its constant ends.
        look_ups: where a computed name is looked up among all that the program has registered, with its constant
            beginning.
    """

    def __init__(self, linker: DocumentLinker) -> None:
        self._linker = linker
        self._resolver: Resolver = linker.resolver
        self._document = linker.document
        self._expressions = linker.document.index.expressions
        self._escapes = Escapes(linker)
        self.escaped: dict[str, Generated] = {}
        self.types: set[SymbolValue] = set()
        self.computed_imports: list[ComputedImport] = []
        self.look_ups: list[tuple[Range, str]] = []
        self._renamed = {one.alias: one.name for one in self._document.index.imports if one.alias}
        self._computed_names: list[tuple[Range, str, str]] = []

    def run(self) -> None:
        """Look at every expression."""
        self.computed_imports = computed_imports(self._linker)
        for place, values, how in self._escapes.find():
            self._escape(place, values, how)
        tables = self._tables()
        for at, expression in enumerate(self._expressions):
            if isinstance(expression, Attribute):
                if expression.name == "DESCRIPTOR" and at not in tables:
                    self._escape(expression.range, self._value(expression.value), "gives out its descriptor")
                elif expression.name == "file" and at not in tables:
                    modules = self._described(at)
                    self._escape(expression.range, modules, "gives out its descriptor")
                    if not modules and self._is_unknown_descriptor(expression.value):
                        self.look_ups.append((expression.range, ""))
                elif expression.name == "__subclasses__" and any(
                    foreign_name(one).endswith("essage") for one in self._value(expression.value)
                ):
                    self.look_ups.append((expression.range, ""))
            elif isinstance(expression, Call):
                self._call(expression)

    def _value(self, at: int) -> Values:
        return self._resolver.value(self._document.path, at)

    def _tables(self) -> set[int]:
        """Uses of `x_pb2.DESCRIPTOR` whose names are constants: recorded as references here."""
        found: set[int] = set()
        for expression in self._expressions:
            if isinstance(expression, Attribute) and expression.name in ("name", "package", "full_name"):
                found.add(expression.value)
            if not isinstance(expression, Subscript):
                continue
            table, index = self._expressions[expression.value], self._expressions[expression.index]
            if not (isinstance(table, Attribute) and table.name in _TABLES and isinstance(index, Text)):
                continue
            owners = self._described(table.value)
            if owners:
                self._table(owners, index)
                found.add(table.value)
        return found

    def _described(self, at: int) -> Values:
        """What a descriptor describes: `x.DESCRIPTOR` its owner, `x.DESCRIPTOR.file` the module of the owner."""
        descriptor = self._expressions[at]
        if not isinstance(descriptor, Attribute):
            return ()
        if descriptor.name == "DESCRIPTOR":
            return self._value(descriptor.value)
        if descriptor.name != "file":
            return ()
        return modules_of(self._described(descriptor.value))

    def _is_unknown_descriptor(self, at: int) -> bool:
        """Whether it is the descriptor of a message of which nobody knows the class."""
        descriptor = self._expressions[at]
        return (
            isinstance(descriptor, Attribute)
            and descriptor.name == "DESCRIPTOR"
            and any(isinstance(one, UnknownValue) for one in self._value(descriptor.value))
        )

    def _table(self, owners: Values, index: Text) -> None:
        for owner in owners:
            if isinstance(owner, GeneratedValue):
                for module in self._with_services(owner.generated.module):
                    for name in module.names:
                        if name.symbol.rpartition(".")[2] == index.value and name.form is not Form.METHOD:
                            self._linker.recorder.possible((name.symbol,), index.range, Usage.STRING, owner.via)
            elif isinstance(owner, SymbolValue):
                values = self._resolver.attribute((owner,), index.value, self._document, -1)
                self._linker.recorder.refer(index.value, index.range, values, Usage.STRING, own=True)

    def _with_services(self, module: GeneratedModule) -> Iterator[GeneratedModule]:
        yield module
        yield from self._resolver.names.services(module)

    def _called(self, call: Call) -> str:
        func = self._expressions[call.func]
        if isinstance(func, Name):
            return self._renamed.get(func.name) or func.name
        return func.name if isinstance(func, Attribute) else ""

    def _place(self, call: Call) -> Range:
        func = self._expressions[call.func]
        return func.range if isinstance(func, Name | Attribute) else Range(0, 0)

    def _escape(self, place: Range, values: Values, what: str) -> None:
        """Note generated modules among the values, and those that a module among them holds."""
        for value in (*values, *self._escapes.held(values)):
            if isinstance(value, SymbolValue) and value.form is Form.TYPE:
                self.types.add(value)
            if isinstance(value, GeneratedValue):
                self.escaped[value.generated.key] = value.generated
                self._linker.recorder.spot(
                    place,
                    "escaping-module",
                    f"{value.generated.name} {what}: its names may be used out of sight",
                    self._resolver.names.keys(value.generated.module),
                )

    def _call(self, call: Call) -> None:
        recorder = self._linker.recorder
        plain, called = self._escapes.builtin(call), self._called(call)
        if plain == "getattr" and len(call.args) >= 2:
            names = self._value(call.args[1])
            constant = bool(names) and all(isinstance(name, TextValue) for name in names)
            if not constant or self._linker.may_be_more(call.args[1]):
                key = self._expressions[call.args[1]]
                owners = self._value(call.args[0])
                if any(isinstance(owner, UnknownValue) for owner in owners):
                    ends = (key.prefix, key.suffix) if isinstance(key, Computed) else ("", "")
                    self._computed_names.append((self._place(call), *ends))
                reach = self._reach_of(owners, key)
                recorder.spot(self._place(call), "computed-name", "an attribute's name is computed", reach)
        elif called == "getmodule" and call.args:
            self._escape(self._place(call), modules_of(self._value(call.args[0])), "is asked for by what it holds")
        elif called in _LOOK_UPS and call.args:
            key = self._expressions[call.args[0]]
            if isinstance(key, Text) and called in _FILES:
                self._escape(self._place(call), self._files((key.value,)), "is looked up with all that it describes")
            elif not isinstance(key, Text):
                self.look_ups.append((self._place(call), key.prefix if isinstance(key, Computed) else ""))
        elif called in _CLASSES_OF_FILES and call.args:
            files = self._expressions[call.args[0]]
            texts = [self._expressions[item] for item in files.items] if isinstance(files, Sequence) else []
            named = [text.value for text in texts if isinstance(text, Text)]
            self._escape(self._place(call), self._files(named), "is looked up with all that it describes")
            if not named or len(named) < len(texts):
                self.look_ups.append((self._place(call), ""))
        elif called in _COMPILERS and call.args and self._is_grpc(call):
            recorder.spot(
                self._place(call), "computed-name", "a schema is compiled whose path is computed", self._compiled(call)
            )
        elif plain in _EVALUATORS and call.args:
            code = self._expressions[call.args[0]]
            reach = self._written(code.value) if isinstance(code, Text) else self._carried()
            recorder.spot(self._place(call), "computed-name", "text is run as code", reach)
        elif plain in _NAMESPACES and not call.args:
            reach = self._carried() if plain == "globals" else self._in_scope(call)
            recorder.spot(self._place(call), "computed-name", "names are handed out as a dict", reach)

    def _is_grpc(self, call: Call) -> bool:
        return any(foreign_name(one) == f"grpc.{self._called(call)}" for one in self._value(call.func))

    def _compiled(self, call: Call) -> Iterator[Key]:
        """What schemas hold that gRPC may compile when the program runs; one that a constant names is seen by its path."""
        if isinstance(path := self._expressions[call.args[0]], Text):
            return
        prefix, suffix = (path.prefix, path.suffix) if isinstance(path, Computed) else ("", "")
        for one in self._resolver.modules.all_generated():
            if any(prefix in schema and schema.endswith(suffix) for schema in one.module.schemas):
                yield from keys_of(one)

    def _files(self, texts: Iterable[str]) -> Values:
        """The generated modules of the schemas that texts name: by path, or by the full name of something in them."""
        wanted = frozenset(texts)
        return tuple(
            GeneratedValue(one)
            for one in self._resolver.modules.all_generated()
            if any(f"/{path}".endswith(f"/{text}") for path in one.module.schemas for text in wanted)
            or any(name.symbol in wanted for name in one.module.names)
        )

    def _written(self, code: str) -> Iterator[Key]:
        """What a text that is run as code may use: names that stand in it, of generated modules that it or the document names."""
        words = set(_WORD.findall(code))
        for one in {
            **{one.key: one for one in self._resolver.modules.all_generated()},
            **self._linker.reached,
        }.values():
            if one.name in words or one.key in self._linker.reached:
                yield from (name.symbol for name in one.module.names if name.last in words)
            if one.name in words:
                yield one.subject

    def settle(self, types: Iterable[SymbolValue]) -> None:
        """Judge computed attributes of unknown objects: they may be names inside of a class that was handed on.

        A module that is handed on is a spot with its whole reach already, and one that is not is no unknown object.

        Args:
            types: the classes that are handed on in any document.
        """
        carried = {one.key for one in self._linker.reached.values()}
        inside = [one for one in types if one.generated.key in carried]
        for place, prefix, suffix in self._computed_names:
            reach = [
                name
                for one in inside
                for name in self._fitting(one.generated.module, f"{one.name}.", prefix, suffix, _INNER)
            ]
            what = "an attribute's name is computed, and the object may be a generated class"
            self._linker.recorder.spot(place, "computed-name", what, reach)

    def _carried(self) -> Iterator[Key]:
        for one in self._linker.reached.values():
            yield from self._resolver.names.keys(one.module)

    def _in_scope(self, call: Call) -> Iterator[Key]:
        """What the names of the function around a call stand for; outside of functions, all that the document reaches."""
        func, index = self._expressions[call.func], self._document.index
        scope = func.scope if isinstance(func, Name) else 0
        while index.scopes[scope].kind is ScopeKind.COMPREHENSION:
            scope = index.scopes[scope].parent
        if index.scopes[scope].kind is not ScopeKind.FUNCTION:
            yield from self._carried()
            return
        for number, bound in enumerate(index.bindings):
            for value in self._resolver.binding(self._document, number) if bound.scope == scope else ():
                if isinstance(value, GeneratedValue):
                    yield from self._resolver.names.keys(value.generated.module)
                elif isinstance(value, SymbolValue):
                    yield value.symbol

    def _reach_of(self, owners: Values, key: Expression) -> Iterator[Key]:
        """What a computed attribute of these may be: nothing, unless something generated is among them."""
        prefix, suffix = (key.prefix, key.suffix) if isinstance(key, Computed) else ("", "")
        for owner in owners:
            if isinstance(owner, GeneratedValue):
                yield from self._fitting(owner.generated.module, "", prefix, suffix)
            elif isinstance(owner, SymbolValue):
                yield from self._fitting(owner.generated.module, owner.name + ".", prefix, suffix)
            elif isinstance(owner, ModuleValue):
                for one in self._resolver.modules.inside(owner.place):
                    if one.name.startswith(prefix) and one.name.endswith(suffix):
                        yield from self._resolver.names.keys(one.module)
                for value in self._escapes.held((owner,), whole=True):
                    if isinstance(value, GeneratedValue):
                        yield from self._resolver.names.keys(value.generated.module)
                    elif isinstance(value, SymbolValue):
                        yield value.symbol

    def _fitting(
        self,
        module: GeneratedModule,
        inside: str,
        prefix: str,
        suffix: str,
        forms: frozenset[Form] = frozenset(Form),
    ) -> Iterator[Key]:
        for one in self._resolver.names.visible(module):
            for name in one.names:
                rest = name.name.removeprefix(inside)
                top = rest.partition(".")[0]
                fits = top.startswith(prefix) and top.endswith(suffix) and name.form in forms
                if fits and name.name.startswith(inside):
                    yield name.symbol


def fitting_modules(
    modules: Iterable[Generated], prefix: str, suffix: str, outputs: frozenset[str]
) -> Iterator[Generated]:
    """The generated modules that a computed import with these constant ends may mean.

    Where a build puts a module that is not committed is often known to it alone: then what the name begins with excludes it
    only if that is no place for generated code.

    Args:
        modules: the modules.
        prefix: how the import begins.
        suffix: how it ends.
        outputs: what the folders may be called that modules are made in later; what they are called by is below it.
    """
    parts = prefix.split(".")
    below = tuple(".".join(parts[at:]) for at in range(1, len(parts)) if parts[at - 1] in outputs)
    anywhere = bool(suffix) or _GENERATED.search(prefix) is not None
    for one in modules:
        dotted = one.stub.removesuffix(".py").replace("/", ".") if one.stub else one.module.module
        begins = f".{dotted}".find(f".{prefix}") >= 0
        if not one.stub and not begins:
            folder = one.subject.removeprefix("file:").rpartition("/")[0].replace("/", ".")
            here = anywhere or f".{folder}.".startswith(f".{prefix}")
            begins = dotted.startswith(below) or (here and one.name.startswith(parts[-1]))
        if begins and f".{dotted}".endswith(suffix):
            yield one


_GENERATED = re.compile(
    r"(?<![A-Za-z])(?:gen|generated|protos?|pb|protobuf|grpc|stubs?|rpc)(?![A-Za-z])|_pb2?(?![A-Za-z])"
)
"""In the name of a package: generated code lies there."""


def keys_of(one: Generated) -> Iterator[Key]:
    """The keys that an import of a generated module stands for."""
    yield one.subject
    yield from (name.symbol for name in one.module.names)
