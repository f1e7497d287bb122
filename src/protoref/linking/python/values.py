"""What an expression may stand for, as far as linking follows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from msgspec import Struct

from protoref.linking.python.modules import Generated, Place
from protoref.model.generated import Form
from protoref.model.occurrence import Step
from protoref.model.schema import Key

Via: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ModuleValue:
    """A module or package that no generator wrote, of this repository or foreign."""

    place: Place
    via: Via = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class GeneratedValue:
    """A generated module."""

    generated: Generated
    via: Via = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SymbolValue:
    """A name of a generated module: a class, a constant, a function.

    Attributes:
        generated: the module.
        name: its path inside (`Outer.Inner`).
        symbol: the symbol it was made from.
        form: what it is.
        held: it came out of a container or a call: what holds it is a variable, no other name of it.
        via: how it was reached.
    """

    generated: Generated
    name: str
    symbol: Key
    form: Form
    held: bool = False
    via: Via = field(default=(), compare=False)


class InstanceValue(Struct, frozen=True):
    """An instance of a generated class (a message, a client, a servicer)."""

    of: SymbolValue


class ClassValue(Struct, frozen=True):
    """A class of a document, by its position in the index."""

    path: str
    number: int


class ObjectValue(Struct, frozen=True):
    """An instance of a class of a document."""

    of: ClassValue


class FunctionValue(Struct, frozen=True):
    """A function of a document; `bound`: reached through an instance."""

    path: str
    number: int
    bound: bool = False


class TextValue(Struct, frozen=True):
    """A string constant."""

    text: str


class ItemsValue(Struct, frozen=True):
    """A container or generator.

    Attributes:
        items: what may be in it.
        keyed: of a dict display whose keys are all constants: what stands behind each.
        keys: of a dict display, what its keys may be: that is what going through it gives.
    """

    items: tuple[Value, ...]
    keyed: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    keys: tuple[Value, ...] = ()

    def at(self, keys: Values) -> Values:
        """What stands behind some keys; everything where one is no constant, or is not in the display."""
        texts = [key.text for key in keys if isinstance(key, TextValue)]
        table = dict(self.keyed)
        if not texts or len(texts) < len(keys) or not table.keys() >= set(texts):
            return self.items
        return merged(*(table[text] for text in texts))


class ForeignValue(Struct, frozen=True):
    """Something that a foreign library holds or made: nothing generated here."""

    what: str


class KnownValue(Struct, frozen=True):
    """Something of this repository that is no generated thing and leads to none.

    Attributes:
        what: it is, for people.
        absent: nothing says that it is there at all.
    """

    what: str
    absent: bool = False


STRING = KnownValue("a string")
"""A string whose text is not known. Whatever its methods give is taken for one, too: nothing generated comes of it."""


class UnknownValue(Struct, frozen=True):
    """Resolution stopped."""

    where: str


class ParameterValue(UnknownValue, frozen=True):
    """What a caller passes to a function: unknown, but where the call is seen.

    Attributes:
        path: the document of the function.
        function: its position in the index.
        position: of the parameter, 0-based.
        name: of the parameter.
    """

    path: str = ""
    function: int = 0
    position: int = 0
    name: str = ""


Value: TypeAlias = (
    ModuleValue
    | GeneratedValue
    | SymbolValue
    | InstanceValue
    | ClassValue
    | ObjectValue
    | FunctionValue
    | TextValue
    | ItemsValue
    | ForeignValue
    | KnownValue
    | UnknownValue
)

Values: TypeAlias = tuple[Value, ...]

MAX_VALUES = 24
"""How many things an expression may stand for before linking calls it unknown."""


def merged(*groups: Values) -> Values:
    """Several possibilities, each once, in order."""
    found = tuple(dict.fromkeys(value for group in groups for value in group))
    return found if len(found) <= MAX_VALUES else (*found[:MAX_VALUES], UnknownValue("too many possibilities"))


def doubtful(value: Value) -> Value:
    """The value, reached through one of several modules that cannot be told apart."""
    if isinstance(value, GeneratedValue | SymbolValue):
        return replace(value, generated=replace(value.generated, certain=False))
    return value


def through(value: Value, via: Via, *, instead: bool = False) -> Value:
    """The value, its chain beginning with `via`."""
    if isinstance(value, GeneratedValue | SymbolValue | ModuleValue):
        return replace(value, via=via if instead else (*via, *value.via))
    return value


def held(values: Values) -> Values:
    """The values as they come out of a container or a call."""
    return tuple(replace(value, held=True) if isinstance(value, SymbolValue) else value for value in values)


def foreign_name(value: Value) -> str:
    """The dotted name of something of a library (`sys.modules`); empty for everything else."""
    if isinstance(value, ModuleValue) and not value.place.here:
        return value.place.dotted
    return value.what if isinstance(value, ForeignValue) else ""


LOADED = "sys.modules"
"""The table of loaded modules, by name."""
