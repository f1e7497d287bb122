"""What a walk over a tree fills in: expressions, scopes and bindings, with ranges counted off the tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from libcst import CSTNode
from msgspec.structs import replace

from protoref.indexers.python.index import (
    NONE,
    AttributeBinding,
    Binding,
    BindingKind,
    Block,
    Class,
    Expression,
    Function,
    Guard,
    Import,
    Label,
    Literal,
    PythonIndex,
    Scope,
    ScopeKind,
)
from protoref.indexers.python.lexer import Tokens
from protoref.model.source import Range, Source

MAX_NESTING = 120
"""How deeply statements and expressions may stand inside each other before a document is too deep to walk."""


class OutOfStepError(Exception):
    """Tree and tokens disagree about what comes next: no range can be trusted."""


class TooDeepError(Exception):
    """The tree nests more deeply than the walk goes."""


class Builder:
    """The state of one walk. Lists grow; nothing in them is changed afterwards.

    Attributes:
        source: the document.
        scope: where the walk is, as a position in `scopes`.
        block: likewise in `blocks`.
        annotation: strings are annotations here.
        results: of the innermost function, what it returns.
        contained: by comparison with `in` or `not in`, the expressions of a name and of the container.
        spans: from the name of a function or class to its last token, with its scope.
    """

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.data = source.data
        self.expressions: list[Expression] = []
        self.scopes: list[Scope] = [Scope(ScopeKind.MODULE, NONE, "", 0)]
        self.blocks: list[Block] = [Block(NONE)]
        self.bindings: list[Binding] = []
        self.attribute_bindings: list[AttributeBinding] = []
        self.imports: list[Import] = []
        self.classes: list[Class] = []
        self.functions: list[Function] = []
        self.labels: list[Label] = []
        self.guards: list[Guard] = []
        self.contained: dict[CSTNode, tuple[int, int]] = {}
        self.docstrings: set[Range] = set()
        self.scope = 0
        self.block = 0
        self.annotation = False
        self.results: list[int] = []
        self.depth = 0
        self.spans: list[tuple[Range, int]] = []
        self._globals: dict[int, set[str]] = {}
        self._nonlocals: dict[int, set[str]] = {}
        self._tokens = tokens
        self._name = 0
        self._string = 0

    def take(self, text: str) -> Range:
        """The range of the next name, which must be `text`."""
        at = self._name
        wanted = text.encode("utf-8", "surrogateescape")
        if at >= len(self._tokens.names) or self._tokens.names[at] != wanted:
            raise OutOfStepError(text)
        self._name = at + 1
        start = self._tokens.starts[at]
        return Range(start, start + len(wanted))

    def here(self) -> int:
        """The offset of the next name, or the end of the text."""
        return self._tokens.starts[self._name] if self._name < len(self._tokens.starts) else len(self.data)

    def take_string(self) -> Range:
        """The range of the next string literal."""
        at = self._string
        if at >= len(self._tokens.strings):
            raise OutOfStepError("a string")
        self._string = at + 1
        return self._tokens.strings[at]

    @contextmanager
    def reading(self, tokens: Tokens) -> Iterator[None]:
        """Read other tokens for a while: those inside a quoted annotation."""
        outer = self._tokens, self._name, self._string
        self._tokens, self._name, self._string = tokens, 0, 0
        try:
            yield
        finally:
            self._tokens, self._name, self._string = outer

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Count a level of nesting."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise TooDeepError
        try:
            yield
        finally:
            self.depth -= 1

    @contextmanager
    def annotations(self, on: bool = True) -> Iterator[None]:
        """Strings are (or are not) annotations inside."""
        outer, self.annotation = self.annotation, on
        try:
            yield
        finally:
            self.annotation = outer

    def add(self, expression: Expression) -> int:
        """Keep an expression; returns its position."""
        self.expressions.append(expression)
        return len(self.expressions) - 1

    def literal(self, none: bool = False) -> int:
        """Keep a constant that is no string."""
        return self.add(Literal(none))

    def new_scope(self, kind: ScopeKind, name: str = "") -> int:
        """Make a scope inside the current one, with a block of its own."""
        # Comprehensions and class bodies run where they stand: their blocks belong to those around. A function runs any time.
        in_place = kind in (ScopeKind.COMPREHENSION, ScopeKind.CLASS)
        self.blocks.append(Block(self.block if in_place else NONE))
        self.scopes.append(Scope(kind, self.scope, name, len(self.blocks) - 1))
        return len(self.scopes) - 1

    def reserve_function(self, body: int) -> int:
        """Keep a place for a function, as parameters name it before it is complete."""
        self.functions.append(Function("", Range(0, 0), self.scope, body, (), NONE, (), ()))
        return len(self.functions) - 1

    @contextmanager
    def inside(self, scope: int) -> Iterator[None]:
        """Walk in another scope."""
        outer = self.scope, self.block
        self.scope, self.block = scope, self.scopes[scope].block
        try:
            yield
        finally:
            self.scope, self.block = outer

    @contextmanager
    def branch(self, *, loop: bool = False, type_checking: bool = False) -> Iterator[None]:
        """Walk in a block of the current one."""
        outer = self.block
        self.blocks.append(Block(outer, loop, type_checking))
        self.block = len(self.blocks) - 1
        try:
            yield
        finally:
            self.block = outer

    def bind(
        self,
        name: str,
        place: Range,
        kind: BindingKind,
        *,
        value: int = NONE,
        path: tuple[int, ...] = (),
        annotation: int = NONE,
        index: int = NONE,
        position: int = NONE,
        scope: int | None = None,
    ) -> None:
        """Bind a name in the current scope, or in `scope`."""
        where = self.scope if scope is None else scope
        block = self.block if scope is None else self.scopes[where].block
        order = len(self.expressions)
        self.bindings.append(Binding(name, place, kind, where, block, order, value, path, annotation, index, position))

    def guard(self, name: int, container: int) -> None:
        """Note that a name is an item of a container, from here on to the end of the current block."""
        self.guards.append(Guard(self.block, len(self.expressions), name, container))

    def declare(self, name: str, place: Range, *, everywhere: bool) -> None:
        """Note a `global` (everywhere) or `nonlocal` name."""
        table = self._globals if everywhere else self._nonlocals
        table.setdefault(self.scope, set()).add(name)
        self.labels.append(Label(name, place, "name in a global statement" if everywhere else "name in a nonlocal one"))

    def scope_at(self, offset: int) -> int:
        """The innermost scope that was entered before an offset and not yet left."""
        best, size = 0, len(self.data) + 1
        for place, scope in self.spans:
            if place.start <= offset < place.end and place.end - place.start < size:
                best, size = scope, place.end - place.start
        return best

    def finish(self, tokens: Tokens) -> PythonIndex:
        """The index of everything that was seen."""
        if self._name != len(tokens.names):
            raise OutOfStepError("the end")
        scopes = [
            replace(
                scope,
                globals=frozenset(self._globals.get(number, ())),
                nonlocals=frozenset(self._nonlocals.get(number, ())),
            )
            if number in self._globals or number in self._nonlocals
            else scope
            for number, scope in enumerate(self.scopes)
        ]
        comments = sorted([*tokens.comments, *self.docstrings])
        return PythonIndex(
            self.source.path,
            expressions=tuple(self.expressions),
            scopes=tuple(scopes),
            blocks=tuple(self.blocks),
            bindings=tuple(_declared(self.bindings, scopes)),
            attribute_bindings=tuple(self.attribute_bindings),
            imports=tuple(self.imports),
            classes=tuple(self.classes),
            functions=tuple(self.functions),
            labels=tuple(self.labels),
            comments=tuple(comments),
            strings=tuple(place for place in tokens.strings if place not in self.docstrings),
            line_starts=tuple(self.source.line_starts),
            guards=tuple(self.guards),
        )


def _declared(bindings: Sequence[Binding], scopes: Sequence[Scope]) -> Iterator[Binding]:
    """The bindings, those of `global` and `nonlocal` names moved to the scope that owns the name."""
    bound = {(binding.scope, binding.name) for binding in bindings}
    for binding in bindings:
        scope = scopes[binding.scope]
        owner = binding.scope
        if binding.name in scope.globals:
            owner = 0
        elif binding.name in scope.nonlocals:
            owner = scope.parent
            while owner > 0 and (scopes[owner].kind is not ScopeKind.FUNCTION or (owner, binding.name) not in bound):
                owner = scopes[owner].parent
        # A block of another scope: it precedes and overrides nothing there.
        yield binding if owner == binding.scope else replace(binding, scope=max(owner, 0))
