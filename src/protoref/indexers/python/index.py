"""A Python document in the language's own terms: scopes, bindings, imports, and a flat list of expressions.

Nothing in here knows generated names: one index serves every target, both sides of a change, and the next run.
All integers named after a list (`scope`, `value`, `func`, ...) are positions in that list; -1 means none.
"""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from protoref.model.source import Range

NONE = -1
"""The position of nothing."""


class Context(Enum):
    """What is done with the value of an expression."""

    OWNER = "an attribute of it is taken"
    CALLEE = "called"
    BASE = "base class"
    ANNOTATION = "annotation"
    ALIAS = "assigned to a name"
    PATTERN = "class or value pattern"
    DECORATOR = "decorator"
    ARGUMENT = "argument"
    RETURN = "returned or yielded"
    ITEM = "item of a container"
    SUBJECT = "subscripted"
    STATEMENT = "a statement of its own"
    TEST = "compared or tested"
    STORE = "assigned to"
    DELETE = "deleted"
    OTHER = "something else"


class Name(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A name that is read. `scope` and `block`: where it stands."""

    name: str
    range: Range
    scope: int
    block: int
    context: Context


class Attribute(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """`value.name`; the range is that of the name alone."""

    value: int
    name: str
    range: Range
    context: Context


class Keyword(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """`name=value` in a call."""

    name: str
    range: Range
    value: int


class Call(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A call. `args`: positional ones; `open` where `*` or `**` pass more."""

    func: int
    args: tuple[int, ...]
    keywords: tuple[Keyword, ...]
    open: bool
    context: Context


class Text(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A string constant; implicit concatenations are one. The range spans quotes and prefixes."""

    value: str
    range: Range


class Literal(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A constant that is no string: `None`, numbers, booleans, bytes, the ellipsis."""

    none: bool


class Sequence(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A tuple, list or set display."""

    items: tuple[int, ...]
    context: Context


class Mapping(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A dict display: pairs of key and value; the key of `**value` is -1."""

    items: tuple[tuple[int, int], ...]
    context: Context


class Subscript(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """`value[index]`; `stored`: it is assigned to or deleted."""

    value: int
    index: int
    stored: bool = False


class Choice(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """One of several values: `a or b`, `a if c else b`, `A | B`."""

    options: tuple[int, ...]
    context: Context


class Await(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """`await value`."""

    value: int


class Each(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """An element of what `value` yields: a loop's or comprehension's variable, or `with value as`."""

    value: int
    context_manager: bool = False


class Computed(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """Anything else: arithmetic, formatted strings, lambdas, comprehensions.

    Attributes:
        what: which of them, in words.
        prefix: its constant beginning.
        suffix: its constant end.
        items: its parts, where they are values of their own.
        head: the expression that a formatted string begins with; -1 where it begins otherwise.
        behind: the constant text behind that.
        parts: constant texts and expressions that, one behind the other, make the whole of it; empty where that is not all.
    """

    what: str
    prefix: str = ""
    suffix: str = ""
    items: tuple[int, ...] = ()
    head: int = -1
    behind: str = ""
    parts: tuple[int | str, ...] = ()


Expression: TypeAlias = (
    Name | Attribute | Call | Text | Literal | Sequence | Mapping | Subscript | Choice | Await | Each | Computed
)


class ScopeKind(Enum):
    """Python's scopes. `TYPE` holds the type parameters of PEP 695."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"
    TYPE = "type parameters"


class Scope(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A scope. `block` is its outermost block; `globals` and `nonlocals` the names declared so in it."""

    kind: ScopeKind
    parent: int
    name: str
    block: int
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


class Block(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A run of statements that is entered as a whole: a body, a branch, a loop's body."""

    parent: int
    loop: bool = False
    type_checking: bool = False


class Guard(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """In a block, from some expression on, a name is an item of a container: `if name in NAMES:`, `if name not in NAMES: raise`.

    Attributes:
        block: the block.
        order: the first expression for which it holds.
        name: the expression that reads the name in the test.
        container: the expression of the container.
    """

    block: int
    order: int
    name: int
    container: int


class BindingKind(Enum):
    """How a name gets its value."""

    ASSIGN = "variable"
    DECLARED = "annotated name"
    PARAMETER = "parameter"
    LOOP = "loop variable"
    WITH = "variable of a with statement"
    EXCEPT = "exception variable"
    IMPORT = "import"
    CLASS = "class"
    FUNCTION = "function"
    DELETE = "deleted name"
    CAPTURE = "pattern capture"
    AUGMENTED = "augmented variable"
    TYPE_PARAMETER = "type parameter"
    TYPE_ALIAS = "type alias"


class Binding(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A name that gets a value.

    Attributes:
        name: the name.
        range: where it stands.
        kind: how it is bound.
        scope: the scope in which it is bound (after `global` and `nonlocal`).
        block: the block in which that happens.
        order: how many expressions of the document were evaluated before.
        value: the expression it gets.
        path: how to take the value apart (`a, (b, c) = value`: `c` has ``(1, 1)``; -1 behind a star).
        annotation: the expression of its annotation.
        index: position in imports, classes or functions, by kind; of a parameter: its function.
        position: of a parameter: its place, from 0; -1 where it is keyword-only, `*` or `**`.
    """

    name: str
    range: Range
    kind: BindingKind
    scope: int
    block: int
    order: int
    value: int = NONE
    path: tuple[int, ...] = ()
    annotation: int = NONE
    index: int = NONE
    position: int = NONE


class AttributeBinding(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """`target.name = value` or `target[key] = value`; `target` is the whole attribute or subscript."""

    target: int
    value: int
    path: tuple[int, ...] = ()
    annotation: int = NONE


class Import(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """One name of an import statement.

    Attributes:
        module: dotted, without the dots of a relative import.
        level: number of those dots.
        parts: range of every part of `module`; empty for all but the first name of a `from` import, as the parts
            stand in the text only once.
        name: what is imported from the module, or empty for `import module` and for a star.
        name_range: where that stands.
        alias: the new name, or empty.
        star: `from module import *`.
        scope: the scope in which the names are bound.
        block: the block in which that happens.
        order: see `Binding`.
    """

    module: str
    level: int
    parts: tuple[Range, ...]
    name: str
    name_range: Range
    alias: str
    star: bool
    scope: int
    block: int
    order: int


class Class(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A class definition. `body` is its scope, `scope` the one it is defined in."""

    name: str
    range: Range
    scope: int
    body: int
    bases: tuple[int, ...]
    decorators: tuple[int, ...]


class Parameter(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A parameter; `annotation` and `default` are expressions."""

    name: str
    annotation: int
    default: int


class Function(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """A function or lambda. `body` is its scope; `results` are the expressions it returns or yields."""

    name: str
    range: Range
    scope: int
    body: int
    parameters: tuple[Parameter, ...]
    returns: int
    decorators: tuple[int, ...]
    results: tuple[int, ...]


class Label(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """An identifier that names no object: a call's or a pattern's keyword, a name in `global`."""

    name: str
    range: Range
    what: str


class PythonIndex(Struct, frozen=True, array_like=True, tag=True, gc=False):
    """One Python document.

    Attributes:
        path: the document it was made from.
        failure: why there is no more than this (`syntax-error`, `too-deep`, `unreadable`), or empty.
        detail: the failure in words.
        expressions: an operand stands before the expression that uses it.
        scopes: the module's comes first; an outer one before its inner ones.
        blocks: likewise.
        bindings: in order of appearance.
        attribute_bindings: in order of appearance.
        imports: in order of appearance.
        classes: in order of appearance.
        functions: in order of appearance.
        labels: identifiers that are neither expressions nor bindings.
        comments: ranges of comments and docstrings.
        strings: ranges of string literals that are no docstrings.
        line_starts: byte offset of every line.
        guards: in order of appearance.
        outline: where `failure` is set, what the document may import (see `PythonOutline.imports`); its `labels` are
            then all of its identifiers.
    """

    path: str
    failure: str = ""
    detail: str = ""
    expressions: tuple[Expression, ...] = ()
    scopes: tuple[Scope, ...] = ()
    blocks: tuple[Block, ...] = ()
    bindings: tuple[Binding, ...] = ()
    attribute_bindings: tuple[AttributeBinding, ...] = ()
    imports: tuple[Import, ...] = ()
    classes: tuple[Class, ...] = ()
    functions: tuple[Function, ...] = ()
    labels: tuple[Label, ...] = ()
    comments: tuple[Range, ...] = ()
    strings: tuple[Range, ...] = ()
    line_starts: tuple[int, ...] = ()
    outline: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()

    def moved(self, path: str) -> PythonIndex:
        """The index of the same text at another path."""
        return replace(self, path=path)
