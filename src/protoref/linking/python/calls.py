"""What calls give: instances, results, and what functions of libraries hand on."""

from __future__ import annotations

from protoref.indexers.python.index import NONE, Attribute, Call, Name
from protoref.linking.python import classes, containers, members
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    LOADED,
    STRING,
    ClassValue,
    ForeignValue,
    FunctionValue,
    InstanceValue,
    ItemsValue,
    KnownValue,
    ModuleValue,
    ObjectValue,
    ParameterValue,
    SymbolValue,
    TextValue,
    UnknownValue,
    Value,
    Values,
    foreign_name,
    held,
    merged,
)
from protoref.model.generated import Form


def value_of(r: Evaluator, document: Document, call: Call) -> Values:
    """What a call gives."""
    path = document.path
    func = document.index.expressions[call.func]
    special = _special_call(r, document, call, func)
    if special is not None:
        return special
    found: list[Values] = []
    for value in r.contents(r.value(path, call.func)):
        if isinstance(value, SymbolValue):
            found.append(_made(r, value))
        elif isinstance(value, ClassValue):
            found.append(_stood_for(r, document, call, value) or (ObjectValue(value),))
        elif isinstance(value, FunctionValue):
            found.append(held(_result(r, document, call, value)))
        elif foreign_name(value) == _LOADED_GET and call.args:
            found.append(members.named(r, document, call.args[0]) or (UnknownValue("a loaded module"),))
        elif isinstance(value, ForeignValue | ModuleValue):
            what = value.what if isinstance(value, ForeignValue) else value.place.dotted
            found.append(_foreign_result(r, document, call, what))
        elif isinstance(value, ItemsValue):
            one = isinstance(func, Attribute) and func.name in _TAKES_ONE
            found.append(held(value.items) if one else (value,))
            if one:
                found += [r.value(path, at) for at in call.args[1:]]  # what there is instead
        elif isinstance(value, UnknownValue):
            found.append((UnknownValue(f"result of {value.where}"),))
        elif value == STRING:
            found.append((STRING,))
        else:
            found.append((UnknownValue("a result"),))
    return merged(*found)


def _stood_for(r: Evaluator, document: Document, call: Call, called: ClassValue) -> Values:
    """The modules that an object stands for which loads one when it is asked for something (`LazyLoader("pd", globals(), "pandas")`).

    Of several names those of this repository's modules count, else the last one. Empty where it is no such object.
    """
    if not classes.is_module(r, called):
        return ()
    given = (*call.args, *(keyword.value for keyword in call.keywords))
    passed = [one for at in given for one in r.value(document.path, at)]
    told = (isinstance(one, TextValue) or foreign_name(one) == _GLOBALS or one == _CONSTANT for one in passed)
    if call.open or not all(told):
        return ()  # the name may be any
    named = [values for at in given if (values := members.named(r, document, at))]
    here = [values for values in named if not all(map(foreign_name, values))]
    return merged(*(here or named[-1:]))


def _result(r: Evaluator, document: Document, call: Call, called: FunctionValue) -> Values:
    """What a function of this repository gives; arguments that it hands on are followed into this call."""
    whole = r.result(called)
    if call.open or not any(isinstance(one, ParameterValue) for one in whole):
        return whole
    there, function = r.documents[called.path], r.function(called)
    decorators = {there.last_name(at) for at in function.decorators}
    first = "staticmethod" not in decorators and (called.bound or "classmethod" in decorators)
    found: list[Values] = []
    for one in whole:
        given = NONE
        if isinstance(one, ParameterValue) and (one.path, one.function) == (called.path, called.number):
            place = one.position - first
            if 0 <= place < len(call.args):
                given = call.args[place]
            given = next((keyword.value for keyword in call.keywords if keyword.name == one.name), given)
        found.append((one,) if given == NONE else r.value(document.path, given))
    return merged(*found)


def _foreign_result(r: Evaluator, document: Document, call: Call, what: str) -> Values:
    """What a function that is not of this repository gives, by what it gets."""
    func = document.index.expressions[call.func]
    if isinstance(func, Name) and func.name in _PLAIN and what == f"built-in {func.name}":
        return (KnownValue(f"result of {what}"),)
    if call.open:
        return (UnknownValue(f"result of {what}"),)
    wrapped: list[Value] = []
    for at in (*call.args, *(keyword.value for keyword in call.keywords)):
        for value in r.value(document.path, at):
            if isinstance(value, ClassValue | FunctionValue | ParameterValue):
                # As a decorator would: what comes back stands for what was handed in.
                wrapped.append(value)
            elif not _is_plain(value) or (isinstance(value, ItemsValue) and what not in _FACTORIES):
                return (UnknownValue(f"result of {what}"),)
    return merged(tuple(wrapped), (ForeignValue(f"result of {what}"),))


def _is_plain(value: Value, depth: int = 0) -> bool:
    """Whether a value is no part of generated code, nor holds any: what is made of it is none either."""
    if isinstance(value, ItemsValue):
        return depth < _DEPTH and all(_is_plain(one, depth + 1) for one in (*value.items, *value.keys))
    return isinstance(value, TextValue | KnownValue | ForeignValue) or (
        isinstance(value, SymbolValue) and value.form in _CONSTANTS
    )


def _made(r: Evaluator, value: SymbolValue) -> Values:
    if value.form in (Form.TYPE, Form.CLIENT, Form.SERVER):
        return (InstanceValue(value),)
    if value.form is Form.METHOD:
        return r.names.messages(value, request=False) or (UnknownValue("a response"),)
    return (KnownValue(f"result of {value.symbol}"),)


def _special_call(r: Evaluator, document: Document, call: Call, func: object) -> Values | None:
    """Calls of built-in and library functions that hand on what they get."""
    name = func.name if isinstance(func, Name | Attribute) else ""
    path = document.path
    if name == "cast" and len(call.args) == 2:
        return r.instances(r.value(path, call.args[0])) or None
    if name == "getattr" and isinstance(func, Name) and len(call.args) >= 2:
        names = r.value(path, call.args[1])
        if names and all(isinstance(one, TextValue) for one in names):
            owner = r.value(path, call.args[0])
            return merged(
                *(r.attribute_of(it, one.text) for it in owner for one in names if isinstance(one, TextValue)),
                *(r.value(path, at) for at in call.args[2:3]),
            )
        return (UnknownValue("a computed attribute"),)
    if name == "FromString" and isinstance(func, Attribute):
        owners = r.value(path, func.value)
        types = tuple(one for one in owners if isinstance(one, SymbolValue) and one.form is Form.TYPE)
        return r.instances(types) or None
    if name in ("Parse", "ParseDict") and len(call.args) >= 2:
        made = r.value(path, call.args[1])
        return made if any(isinstance(one, InstanceValue) for one in made) else None
    if name == "super" and isinstance(func, Name):
        return _super(r, document, func)
    if name in ("partial", "partialmethod") and call.args:
        return r.value(path, call.args[0])
    if name in ("import_module", "__import__", "importorskip") and call.args:
        found = import_call(r, document, call)
        return found or (UnknownValue("a computed import"),)
    if name == "type" and isinstance(func, Name) and len(call.args) == 1:
        return tuple(
            one.of if isinstance(one, InstanceValue | ObjectValue) else UnknownValue("a type")
            for one in r.value(path, call.args[0])
        )
    if name in _HANDS_ON and isinstance(func, Name) and call.args and not document.binds(name):
        values = r.value(path, call.args[-1] if name == "map" else call.args[0])
        if name in ("next", "max", "min"):
            values = merged(containers.each(r, values, manager=False), *(r.value(path, at) for at in call.args[1:]))
            return values or (UnknownValue("an element"),)
        return tuple(one for one in values if isinstance(one, ItemsValue)) or (UnknownValue(f"result of {name}"),)
    return None


def _super(r: Evaluator, document: Document, func: Name) -> Values | None:
    """`super()`: an instance of what the class around the method is derived from."""
    scope = func.scope
    while scope > 0 and scope not in document.function_of_body:
        scope = document.index.scopes[scope].parent
    function = document.function_of_body.get(scope)
    owner = document.class_of_body.get(document.index.functions[function].scope) if function is not None else None
    if owner is None:
        return None
    bases = merged(*(r.value(document.path, base) for base in document.index.classes[owner].bases))
    foreign = tuple(base for base in bases if isinstance(base, ForeignValue | ModuleValue | UnknownValue))
    return merged(r.instances(bases), foreign)


_LOADED_GET = f"{LOADED}.get"
_FROM_LIST = 4
"""Arguments of `__import__` up to its list of names."""


def import_call(r: Evaluator, document: Document, call: Call) -> Values:
    """`import_module("a.b_pb2")`, with a package for relative names; empty where the name is no constant."""
    func = document.index.expressions[call.func]
    listed = len(call.args) >= _FROM_LIST or any(keyword.name == "fromlist" for keyword in call.keywords)
    # `__import__("a.b")` gives `a`, as `import a.b` does; with a list of names it gives `a.b`.
    plain = listed or (isinstance(func, Name | Attribute) and func.name != "__import__")
    return members.named(r, document, call.args[0], whole=plain)


_GLOBALS = "result of built-in globals"
_CONSTANT = KnownValue("constant")
_FACTORIES = frozenset(
    {"collections.namedtuple", "typing.NamedTuple", "typing.TypedDict", "dataclasses.make_dataclass"}
    | {"typing_extensions.NamedTuple", "typing_extensions.TypedDict"}
)
"""What makes classes of the names in a container: nobody else adds to that before."""
_DEPTH = 3
"""Containers within each other that are looked into."""
_HANDS_ON = frozenset(
    {"iter", "list", "tuple", "set", "frozenset", "sorted", "reversed", "next", "enumerate", "dict", "max", "min"}
)
_PLAIN = frozenset(
    {
        "int",
        "str",
        "bool",
        "float",
        "len",
        "bytes",
        "repr",
        "hash",
        "id",
        "ord",
        "chr",
        "isinstance",
        "issubclass",
        "hasattr",
        "callable",
        "format",
        "round",
        "abs",
        "print",
        "range",
        "sum",
    }
)
"""Built-in functions that give numbers, texts or nothing, whatever they get."""

_CONSTANTS = frozenset({Form.VALUE})
"""Generated names that are mere numbers: nothing can be had through them."""

_TAKES_ONE = frozenset({"add", "get", "pop", "get_or_create", "setdefault"})
TAKES = frozenset({"items", "values", "copy", *_TAKES_ONE})
