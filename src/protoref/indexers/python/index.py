"""A Python document in the language's own terms: scopes, bindings, imports, and a flat list of expressions.

Nothing in here knows generated names: one index serves every target, both sides of a change, and the next run.
All integers named after a list (`scope`, `value`, `func`, ...) are positions in that list; -1 means none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from protoref.model.source import Range

INDEXER_VERSION = 1
"""Changes whenever an index of the same bytes could differ."""

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


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is read. `scope` and `block`: where it stands."""

    name: str
    range: Range
    scope: int
    block: int
    context: Context


@dataclass(frozen=True, slots=True)
class Attribute:
    """`value.name`; the range is that of the name alone."""

    value: int
    name: str
    range: Range
    context: Context


@dataclass(frozen=True, slots=True)
class Keyword:
    """`name=value` in a call."""

    name: str
    range: Range
    value: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `args`: positional ones; `open` where `*` or `**` pass more."""

    func: int
    args: tuple[int, ...]
    keywords: tuple[Keyword, ...]
    open: bool
    context: Context


@dataclass(frozen=True, slots=True)
class Text:
    """A string constant; implicit concatenations are one. The range spans quotes and prefixes."""

    value: str
    range: Range


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant that is no string: `None`, numbers, booleans, bytes, the ellipsis."""

    none: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """A tuple, list or set display."""

    items: tuple[int, ...]
    context: Context


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict display: pairs of key and value; the key of `**value` is -1."""

    items: tuple[tuple[int, int], ...]
    context: Context


@dataclass(frozen=True, slots=True)
class Subscript:
    """`value[index]`."""

    value: int
    index: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values: `a or b`, `a if c else b`, `A | B`."""

    options: tuple[int, ...]
    context: Context


@dataclass(frozen=True, slots=True)
class Await:
    """`await value`."""

    value: int


@dataclass(frozen=True, slots=True)
class Each:
    """An element of what `value` yields: a loop's or comprehension's variable, or `with value as`."""

    value: int
    context_manager: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """Anything else: arithmetic, formatted strings, lambdas, comprehensions. `prefix`, `suffix`: its constant ends."""

    what: str
    prefix: str = ""
    suffix: str = ""
    items: tuple[int, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope. `block` is its outermost block; `globals` and `nonlocals` the names declared so in it."""

    kind: ScopeKind
    parent: int
    name: str
    block: int
    globals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Block:
    """A run of statements that is entered as a whole: a body, a branch, a loop's body."""

    parent: int
    loop: bool = False
    type_checking: bool = False


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


@dataclass(frozen=True, slots=True)
class Binding:
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


@dataclass(frozen=True, slots=True)
class AttributeBinding:
    """`target.name = value`; `target` is the whole attribute expression."""

    target: int
    value: int
    path: tuple[int, ...] = ()
    annotation: int = NONE


@dataclass(frozen=True, slots=True)
class Import:
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


@dataclass(frozen=True, slots=True)
class Class:
    """A class definition. `body` is its scope, `scope` the one it is defined in."""

    name: str
    range: Range
    scope: int
    body: int
    bases: tuple[int, ...]
    decorators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `annotation` and `default` are expressions."""

    name: str
    annotation: int
    default: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda. `body` is its scope; `results` are the expressions it returns or yields."""

    name: str
    range: Range
    scope: int
    body: int
    parameters: tuple[Parameter, ...]
    returns: int
    decorators: tuple[int, ...]
    results: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """An identifier that names no object: a call's or a pattern's keyword, a name in `global`."""

    name: str
    range: Range
    what: str


@dataclass(frozen=True, slots=True)
class PythonIndex:
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
