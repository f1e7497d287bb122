"""What a name can turn out to be."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

from msgspec import Struct

from protoref.linking.rust.generated import GeneratedNode
from protoref.model.generated import Form
from protoref.model.occurrence import Step


class Namespace(Enum):
    """Rust's namespaces: one name may stand for a thing in each."""

    TYPE = "type"
    VALUE = "value"
    MACRO = "macro"


EVERY = (Namespace.TYPE, Namespace.VALUE, Namespace.MACRO)


def in_namespace(node: GeneratedNode, space: Namespace) -> bool:
    """Whether a generated name exists in a namespace."""
    if space is Namespace.TYPE:
        return node.in_type_namespace
    return space is Namespace.VALUE and node.in_value_namespace


class ModuleEntity(Struct, frozen=True):
    """A module of this repository, by its number."""

    number: int


class GeneratedEntity(Struct, frozen=True, eq=False):
    """A name that a generator made.

    Attributes:
        node: the name.
        guessed: it is not spelled so: a macro seems to have made another name of it.
    """

    node: GeneratedNode
    guessed: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GeneratedEntity) and self.node is other.node and self.guessed == other.guessed

    def __hash__(self) -> int:
        return id(self.node)


class ItemEntity(Struct, frozen=True):
    """A hand-written item: its document, its index in `RustIndex.items`, and the module it was found in (-1: a block)."""

    document: str
    item: int
    module: int


class Other(Struct, frozen=True):
    """Something that is no generated name, in words (`external crate x`, `local variable`)."""

    what: str


class Unknown(Struct, frozen=True):
    """Resolution stopped, in words.

    Attributes:
        why: where it stopped.
        possible: a generated name may be behind it.
        mounts: whatever some generator made may be behind it: code that is not here was brought in.
    """

    why: str
    possible: bool = True
    mounts: bool = False


Entity: TypeAlias = ModuleEntity | GeneratedEntity | ItemEntity | Other | Unknown


class Found(Struct, frozen=True):
    """An entity and how it was reached.

    Attributes:
        entity: what was found.
        public: visibility of the name it was found under (``pub``, ``restricted`` or empty).
        home: the module that declares or imports that name.
        chain: imports on the way, from the identifier towards the item.
    """

    entity: Entity
    public: str = "pub"
    home: int = -1
    chain: tuple[Step, ...] = ()


def guesses(module: GeneratedNode, name: str, *, served: bool = False) -> Iterator[Found]:
    """What a name in a generated module may be that its generator did not write: what a macro made of one that it did.

    Args:
        module: where it is looked for.
        name: the name.
        served: the code of services is written by a generator that is known.
    """
    for node in module.extended(name, served=served):
        what = "a macro, or a generator of somebody's," if Form.SERVER in node.meanings.values() else "a macro"
        step = Step(name, f"not in the code generated for {module.origin}: {what} may make it of {node.name}")
        yield Found(GeneratedEntity(node, guessed=True), chain=(step,))
