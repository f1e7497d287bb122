"""Where a value goes: followed through variables, containers, results and parameters, until something keeps it."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct, field

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Await,
    BindingKind,
    Call,
    Choice,
    Computed,
    Each,
    Mapping,
    Name,
    Sequence,
    Subscript,
    Text,
)
from protoref.linking.python.origins import OriginFinder
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document
from protoref.linking.python.sinks import FUNCTIONS_TO_FILE, HANDS_ON, METHODS_HAND_ON, is_file, sink
from protoref.linking.python.values import ClassValue, FunctionValue, ObjectValue

HOPS = 2
"""How many functions of the repository bytes are followed through."""
_STEPS = 300
"""How many expressions are looked at for one value."""
_COLUMNS = frozenset({"Column", "mapped_column", "BinaryField", "BlobField", "JSONField", "TextField", "LargeBinary"})


class Uses(Struct):
    """A document's expressions by what they are made of.

    Attributes:
        of: by expression, those that it is a part of.
        bound: by expression, the bindings whose value it is.
        stored: by expression, the attribute expressions that it is assigned to.
        returned: by expression, the functions that return it.
        named: by name, the expressions that read it.
        called: by the last name of what is called, the calls.
    """

    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    bound: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    stored: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    returned: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    called: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def read_uses(document: Document) -> Uses:
    """Turns a document's expressions around."""
    found = Uses()
    expressions = document.index.expressions
    for at, expression in enumerate(expressions):
        parts: tuple[int, ...] = ()
        if isinstance(expression, Name):
            found.named[expression.name].append(at)
        elif isinstance(expression, Call):
            parts = (expression.func, *expression.args, *(keyword.value for keyword in expression.keywords))
            func = expressions[expression.func]
            if isinstance(func, Name | Attribute):
                found.called[func.name].append(at)
        elif isinstance(expression, Attribute | Subscript | Await | Each):
            parts = (expression.value,)
        elif isinstance(expression, Sequence | Computed):
            parts = expression.items
        elif isinstance(expression, Mapping):
            parts = tuple(value for _, value in expression.items)
        elif isinstance(expression, Choice):
            parts = expression.options
        for part in parts:
            found.of[part].append(at)
    for number, binding in enumerate(document.index.bindings):
        if binding.value != NONE:
            found.bound[binding.value].append(number)
    for stored in document.index.attribute_bindings:
        found.stored[stored.value].append(stored.target)
    for number, function in enumerate(document.index.functions):
        for result in function.results:
            found.returned[result].append(number)
    return found


class Flow:
    """Follows values of the indexed documents; what a document's uses are is found out once.

    Attributes:
        origins: tells which library an expression comes from.
    """

    def __init__(self, r: Resolver) -> None:
        self._r = r
        self.origins = OriginFinder(r)
        self._uses: dict[str, Uses] = {}
        self._callers: dict[tuple[str, int], list[tuple[Document, Call, int, bool]]] = {}

    def uses(self, document: Document) -> Uses:
        """A document's uses."""
        if document.path not in self._uses:
            self._uses[document.path] = read_uses(document)
        return self._uses[document.path]

    def sink(self, document: Document, at: int) -> str:
        """What keeps the value of an expression, in words; empty where nothing in view does.

        Args:
            document: where it stands.
            at: its position in the index.
        """
        waiting = [(document, at, 0)]
        seen: set[tuple[str, int]] = set()
        while waiting and len(seen) < _STEPS:
            here, value, hops = waiting.pop()
            if (here.path, value) in seen:
                continue
            seen.add((here.path, value))
            found = self._step(here, value, hops, waiting)
            if found:
                return found
        return ""

    def callers(self, document: Document, number: int) -> list[tuple[Document, Call, int, bool]]:
        """The calls of a function that are seen: where, which, its position, and whether an instance comes first."""
        key = (document.path, number)
        if key not in self._callers:
            self._callers[key] = self._find_callers(document, number)
        return self._callers[key]

    def _find_callers(self, document: Document, number: int) -> list[tuple[Document, Call, int, bool]]:
        name = document.index.functions[number].name
        found = []
        for path in sorted(self._r.documents) if name else ():
            there = self._r.documents[path]
            if not there.index.failure:
                for at in self.uses(there).called.get(name, ()):
                    call = there.index.expressions[at]
                    if isinstance(call, Call):
                        values = self._r.value(path, call.func)
                        hit = next(
                            (v for v in values if isinstance(v, FunctionValue) and _is(v, document, number)), None
                        )
                        if hit is not None:
                            found.append((there, call, at, hit.bound))
        return found

    def _step(self, here: Document, value: int, hops: int, waiting: list[tuple[Document, int, int]]) -> str:
        uses = self.uses(here)
        for number in uses.bound.get(value, ()):
            binding = here.index.bindings[number]
            if binding.kind is not BindingKind.PARAMETER:
                waiting += [(here, at, hops) for at in self._reads(here, binding.name, number)]
        for target in uses.stored.get(value, ()):
            stored = here.index.expressions[target]
            if isinstance(stored, Attribute) and self._column(here, stored.value, stored.name):
                return f"a database (column {stored.name})"
        if hops < HOPS:
            for function in uses.returned.get(value, ()):
                waiting += [(there, at, hops + 1) for there, _, at, _ in self.callers(here, function)]
        for at in uses.of.get(value, ()):
            user = here.index.expressions[at]
            if isinstance(user, Call):
                found = self._call(here, at, user, value, hops, waiting)
                if found:
                    return found
            elif isinstance(user, Attribute):
                if user.name in METHODS_HAND_ON:
                    waiting.append((here, at, hops))
            else:
                waiting.append((here, at, hops))
        return ""

    def _reads(self, document: Document, name: str, number: int) -> list[int]:
        """The expressions that read a binding."""
        found = []
        for at in self.uses(document).named.get(name, ()):
            read = document.index.expressions[at]
            if isinstance(read, Name) and number in document.lookup(read, at):
                found.append(at)
        return found

    def _call(
        self, here: Document, at: int, call: Call, value: int, hops: int, waiting: list[tuple[Document, int, int]]
    ) -> str:
        """A call that the value is a part of."""
        func = here.index.expressions[call.func]
        name = func.name if isinstance(func, Name | Attribute) else ""
        if value == call.func:
            if name in METHODS_HAND_ON:
                waiting.append((here, at, hops))
            return ""
        own = [one for one in self._r.value(here.path, call.func) if isinstance(one, FunctionValue | ClassValue)]
        for one in own:
            if isinstance(one, ClassValue):
                keyword = next((keyword.name for keyword in call.keywords if keyword.value == value), "")
                if keyword and self._column_of(one, keyword):
                    return f"a database (column {keyword})"
            elif hops < HOPS:
                waiting += [(self._r.documents[one.path], read, hops + 1) for read in self._parameter(one, call, value)]
        if own:
            return ""
        called = self.origins.of(here, call.func)
        if called & FUNCTIONS_TO_FILE and any(is_file(self.origins.of(here, other)) for other in call.args[1:]):
            return "a file"
        if called & HANDS_ON:
            waiting.append((here, at, hops))
            return ""
        if not isinstance(func, Attribute):
            return ""
        first = here.index.expressions[call.args[0]] if call.args else None
        statement = first.value if isinstance(first, Text) and call.args[0] != value else None
        owner = here.index.expressions[func.value]
        receiver = owner.name if isinstance(owner, Name | Attribute) else ""
        found = sink(self.origins.of(here, func.value), name, receiver, statement)
        if not found and name in METHODS_HAND_ON:
            waiting.append((here, at, hops))
        return found

    def _parameter(self, called: FunctionValue, call: Call, value: int) -> list[int]:
        """The expressions in a function that read what a call passes."""
        document, function = self._r.documents[called.path], self._r.function(called)
        name = next((keyword.name for keyword in call.keywords if keyword.value == value), "")
        static = "staticmethod" in {document.last_name(at) for at in function.decorators}
        place = call.args.index(value) + (called.bound and not static) if value in call.args and not call.open else NONE
        found: list[int] = []
        for number, binding in enumerate(document.index.bindings):
            own = binding.kind is BindingKind.PARAMETER and binding.index == called.number
            if own and (binding.name == name or (place != NONE and binding.position == place)):
                found += self._reads(document, binding.name, number)
        return found

    def _column(self, document: Document, owner: int, name: str) -> bool:
        return any(
            isinstance(one, ObjectValue) and self._column_of(one.of, name)
            for one in self._r.value(document.path, owner)
        )

    def _column_of(self, cls: ClassValue, name: str) -> bool:
        """Whether an attribute of a class is a column of a table."""
        document = self._r.documents[cls.path]
        body = document.index.classes[cls.number].body
        for number in document.class_names.get((body, name), ()):
            binding = document.index.bindings[number]
            annotation = document.index.expressions[binding.annotation] if binding.annotation != NONE else None
            mapped = isinstance(annotation, Subscript) and document.last_name(annotation.value) == "Mapped"
            if mapped or document.last_name(binding.value) in _COLUMNS:
                return True
        return False


def _is(value: FunctionValue, document: Document, number: int) -> bool:
    return value.path == document.path and value.number == number
