"""Places where Python code turns messages into bytes or text, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protoref.codegen import betterproto, betterproto2
from protoref.indexers.python.index import NONE, Attribute, BindingKind, Call, Expression, Name
from protoref.linking.python.flow import Flow
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    InstanceValue,
    SymbolValue,
    UnknownValue,
    Value,
    Values,
    foreign_name,
)
from protoref.model.generated import Form
from protoref.model.occurrence import Reference
from protoref.model.schema import Key
from protoref.model.site import Direction, Site
from protoref.model.source import Range, Role

_WRITE, _READ = Direction.WRITE, Direction.READ

_METHODS = {
    "SerializeToString": _WRITE,
    "SerializePartialToString": _WRITE,
    "ParseFromString": _READ,
    "MergeFromString": _READ,
    "FromString": _READ,
}
"""Methods of messages that nothing else has (google/protobuf/message.py)."""
_BETTERPROTO = {
    **dict.fromkeys(["to_json", "to_dict", "to_pydict", "dump"], _WRITE),
    **dict.fromkeys(["parse", "from_json", "from_dict", "from_pydict", "load"], _READ),
}
"""Methods of betterproto's messages (betterproto/__init__.py, class Message), whose names others have as well."""
_FUNCTIONS = {
    "MessageToJson": (0, _WRITE),
    "MessageToDict": (0, _WRITE),
    "MessageToString": (0, _WRITE),
    "MessageToBytes": (0, _WRITE),
    "ParseDict": (1, _READ),
    "Parse": (1, _READ),
    "ParseLines": (1, _READ),
    "Merge": (1, _READ),
    "MergeLines": (1, _READ),
}
"""Functions of google.protobuf's json_format and text_format, with the place of the message among their arguments."""
_MODULES = ("google.protobuf.json_format.", "google.protobuf.text_format.")
_ANY = {"Pack": _WRITE, "Unpack": _READ}
"""Methods of google.protobuf.Any: what matters is the message that they are given."""

_NAMES = frozenset({*_METHODS, *_FUNCTIONS, *_ANY})
_FAMILIES = frozenset({betterproto.FAMILY, betterproto2.FAMILY})
_SILENT = frozenset({Role.GENERATED, Role.MACHINE_WRITTEN})


class SiteFinder:
    """Finds the sites of documents; nothing is followed in those without one."""

    def __init__(self, r: Resolver, flow: Flow) -> None:
        self._r = r
        self._flow = flow
        self._names = _NAMES | {*_BETTERPROTO, "bytes"} if r.names.made_by(_FAMILIES) else _NAMES

    def find(self, document: Document, role: Role, references: Iterable[Reference]) -> tuple[Site, ...]:
        """The sites of a document.

        Args:
            document: what is searched.
            role: what it is for; generated code has no sites.
            references: those of the document: a receiver that is not known is one of the messages that they name.
        """
        if role in _SILENT:
            return ()
        found: dict[tuple[Range, Key], Site] = {}
        named: tuple[Key, ...] | None = None
        for at, expression in enumerate(document.index.expressions):
            if not isinstance(expression, Name | Attribute) or expression.name not in self._names:
                continue
            for call in self._calls(document, at, expression):
                for where, direction, values, sure in self._form(document, call, expression):
                    keys = sorted(_messages(values))
                    certain = bool(keys)
                    if not keys and sure and any(isinstance(one, UnknownValue) for one in values):
                        if named is None:
                            named = self._named(references)
                        keys = list(named)
                    sink = self._flow.sink(document, where) if keys and direction is _WRITE else ""
                    for key in keys:
                        site = Site(
                            key, document.path, expression.range, direction, sink, role, expression.name, certain
                        )
                        found.setdefault((site.range, key), site)
        return tuple(found[key] for key in sorted(found))

    def _calls(self, document: Document, at: int, expression: Name | Attribute) -> Iterator[int]:
        """The calls of a name. One that is handed on is called by somebody else; gRPC's own plumbing is no site."""
        for user in self._flow.uses(document).of.get(at, ()):
            call = document.index.expressions[user]
            if isinstance(call, Call) and (call.func == at or self._handed_on(call, at, expression)):
                yield user

    def _handed_on(self, call: Call, at: int, expression: Expression) -> bool:
        if not isinstance(expression, Attribute) or expression.name not in _METHODS:
            return False
        keyword = next((one.name for one in call.keywords if one.value == at), "")
        return keyword in ("value_serializer", "value_deserializer") or (not keyword and call.args[:1] == (at,))

    def _form(
        self, document: Document, number: int, expression: Name | Attribute
    ) -> Iterator[tuple[int, Direction, Values, bool]]:
        """What a call serialises: where its result is, the direction, the message, and whether it is serialised for sure."""
        name, call = expression.name, document.index.expressions[number]
        if not isinstance(call, Call):
            return
        if isinstance(expression, Attribute) and name in _METHODS:
            yield number, _METHODS[name], self._followed(document, expression.value), True
        elif isinstance(expression, Attribute) and name in _ANY and call.args:
            yield number, _ANY[name], self._followed(document, call.args[0]), False
        elif isinstance(expression, Attribute) and name in _BETTERPROTO:
            owners = self._r.contents(self._r.value(document.path, expression.value))
            yield number, _BETTERPROTO[name], _of_families(owners), False
        elif isinstance(expression, Name) and name == "bytes" and len(call.args) == 1:
            yield number, _WRITE, _of_families(self._r.contents(self._r.value(document.path, call.args[0]))), False
        elif name in _FUNCTIONS:
            place, direction = _FUNCTIONS[name]
            given = next((one.value for one in call.keywords if one.name == "message"), NONE)
            given = call.args[place] if place < len(call.args) else given
            ours = any(origin.startswith(_MODULES) for origin in self._flow.origins.of(document, call.func))
            if given != NONE and ours:
                yield number, direction, self._followed(document, given), True

    def _followed(self, document: Document, at: int) -> Values:
        """What a receiver is; a parameter also by what calls in view pass."""
        values = self._r.contents(self._r.value(document.path, at))
        if _messages(values):
            return values
        read = document.index.expressions[at]
        if isinstance(read, Call) and self._foreign_class(document, read):
            return ()
        if not isinstance(read, Name):
            return values
        found: list[Value] = []
        for number in document.lookup(read, at):
            binding = document.index.bindings[number]
            if binding.kind is not BindingKind.PARAMETER or binding.index == NONE:
                continue
            for there, call, _, bound in self._flow.callers(document, binding.index):
                place = binding.position - bound
                given = next((one.value for one in call.keywords if one.name == binding.name), NONE)
                if given == NONE and not call.open and 0 <= place < len(call.args) and binding.position != NONE:
                    given = call.args[place]
                found += self._r.contents(self._r.value(there.path, given))
        return (*values, *dict.fromkeys(found))

    def _foreign_class(self, document: Document, call: Call) -> bool:
        """Whether a call makes an instance of another library's class, whatever it is given: classes have capital letters."""
        called = self._r.value(document.path, call.func)
        foreign = bool(called) and all(foreign_name(value) for value in called)
        return foreign and document.last_name(call.func)[:1].isupper()

    def _named(self, references: Iterable[Reference]) -> tuple[Key, ...]:
        """The messages that a document names."""
        return tuple(sorted({one.symbol for one in references if self._r.names.is_message(one.symbol)}))


def _messages(values: Values) -> set[Key]:
    found: set[Key] = set()
    for value in values:
        of = value.of if isinstance(value, InstanceValue) else value
        if isinstance(of, SymbolValue) and of.form is Form.TYPE:
            found.add(of.symbol)
    return found


def _of_families(values: Values) -> Values:
    """Those messages whose classes betterproto makes."""
    found = []
    for value in values:
        of = value.of if isinstance(value, InstanceValue) else value
        if isinstance(of, SymbolValue) and of.generated.module.family in _FAMILIES:
            found.append(value)
    return tuple(found)
