"""What the parts of an evaluation ask of each other: the resolver, as members, classes and calls see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from protoref.indexers.python.index import Function
from protoref.linking.python.generated import GeneratedNames
from protoref.linking.python.modules import Modules, Place
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import FunctionValue, Value, Values


class Evaluator(Protocol):
    """Answers what expressions stand for; the resolver is the one there is.

    Attributes:
        modules: the module system.
        names: what generated modules hold.
        documents: the indexed documents, by path.
        pending: evaluations that wait for others, so that a circle is noticed.
    """

    modules: Modules
    names: GeneratedNames
    documents: Mapping[str, Document]
    pending: set[tuple[str, str, int]]

    def value(self, path: str, at: int) -> Values:
        """What an expression may stand for."""

    def binding(self, document: Document, number: int) -> Values:
        """What a binding gives to its name."""

    def part(self, document: Document, value: int, path: tuple[int, ...]) -> Values:
        """A part of a value that is taken apart."""

    def starred(self, document: Document, name: str) -> Values:
        """What a star import may bring under a name."""

    def member(self, place: Place, name: str, *, submodules: bool = True) -> Values:
        """What a module or package holds under a name."""

    def attribute_of(self, value: Value, name: str) -> Values:
        """What an attribute of one value may stand for."""

    def contents(self, values: Values) -> Values:
        """The values, a message's fields replaced by what they hold."""

    def function(self, value: FunctionValue) -> Function:
        """The index's entry of a function."""

    def result(self, value: FunctionValue) -> Values:
        """What a call of a function gives."""

    def instances(self, values: Values) -> Values:
        """What an annotation says about a value."""
