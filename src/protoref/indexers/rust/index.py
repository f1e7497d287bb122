"""The facts of one Rust document, in Rust's own terms, independent of the names that anyone searches for."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from protoref.model.source import Range


class ScopeKind(StrEnum):
    """What opens a scope."""

    FILE = "file"
    MOD = "mod"
    """An inline module, or a doc test."""
    FN = "fn"
    BLOCK = "block"
    IMPL = "impl"
    TRAIT = "trait"
    ITEM = "item"
    """A struct, enum, union or type alias: holds generics only."""
    PART = "part"
    """A closure, match arm, loop or condition: holds bindings only."""
    MACRO = "macro"
    """The body of a `macro_rules!`."""


class Scope(NamedTuple):
    """A region in which names are declared. Scope 0 is the file; a parent comes before its children.

    Attributes:
        kind: what opens it.
        start: byte offset.
        end: byte offset, exclusive.
        parent: index of the enclosing scope, -1 for the file.
        name: of a module or function, otherwise empty.
        generics: names of its type and const parameters.
        test: compiled for tests only, by its own attribute.
    """

    kind: ScopeKind
    start: int
    end: int
    parent: int
    name: str = ""
    generics: tuple[str, ...] = ()
    test: bool = False


class Position(StrEnum):
    """Where a path stands: decides its namespace and its usage."""

    TYPE = "type"
    EXPRESSION = "expression"
    CALL = "call"
    PATTERN = "pattern"
    STRUCT = "struct"
    """The name of a struct literal."""
    TRAIT = "trait"
    """The trait of an `impl`."""
    SELF_TYPE = "self-type"
    """The type that an `impl` is for."""
    ALIAS = "alias"
    """The target of a type alias."""
    MACRO_NAME = "macro-name"
    TREE = "tree"
    """In the token tree of a macro call."""
    ATTRIBUTE = "attribute"
    BODY = "body"
    """In the body of a `macro_rules!`."""
    VISIBILITY = "visibility"


class Segment(NamedTuple):
    """One identifier of a path: its name without `r#` (metavariables with their `$`), where it starts and ends."""

    name: str
    start: int
    end: int


class Path(NamedTuple):
    """`a::b::C`, generic arguments left out. Keywords (`self`, `super`, `crate`, `Self`) are segments.

    So are variables: `$name` of a macro, and, with a `#` in its name, `#name` of `quote!` behind another segment.

    Attributes:
        segments: at least one.
        position: where it stands.
        scope: index of the innermost scope around it.
        leading: ``::`` for a path that starts with it, ``$`` for `$crate`, ``>`` where it goes on after a qualified type
            (`<T as X>::y`: the segments before are unknown), otherwise empty.
    """

    segments: tuple[Segment, ...]
    position: Position
    scope: int
    leading: str = ""


class TokenKind(StrEnum):
    """What an identifier is that takes part in no path."""

    DECLARATION = "declaration"
    BINDING = "binding"
    FIELD = "field"
    """A field: its access, or its name in a struct literal or pattern."""
    METHOD = "method"
    LABEL = "label"
    ASSOCIATED = "associated"
    """`Item` in `Iterator<Item = X>`."""
    HIDDEN = "hidden"
    """In a visibility, or in the pattern of a `macro_rules!`."""


class Token(NamedTuple):
    """An identifier that takes part in no path."""

    name: str
    start: int
    end: int
    kind: TokenKind
    scope: int


class Use(NamedTuple):
    """One leaf of a use tree, flattened (`use a::{b, c::*}` are two), or an `extern crate`.

    Attributes:
        segments: the whole path, shared prefixes included. A final `self` is left out of it.
        name: what it binds; empty for a glob, ``_`` for `as _`.
        name_start: where the bound name stands: the alias, or the last segment.
        name_end: exclusive.
        glob: it ends in `*`.
        public: ``pub``, ``restricted`` (`pub(...)`) or empty.
        scope: index of the scope it stands in.
        leading: it starts with `::`.
        extern: it is an `extern crate`.
        self_start: where a final `self` stands, or -1.
        written_in: the document of the macro that writes it, where its `$crate` starts there; otherwise empty.
    """

    segments: tuple[Segment, ...]
    name: str
    name_start: int
    name_end: int
    glob: bool
    public: str
    scope: int
    leading: bool = False
    extern: bool = False
    self_start: int = -1
    written_in: str = ""

    @property
    def renamed(self) -> bool:
        """Whether it binds another name than that of the last segment."""
        return not self.glob and bool(self.segments) and self.name != self.segments[-1].name


class ItemKind(StrEnum):
    """What is declared."""

    MOD = "mod"
    STRUCT = "struct"
    ENUM = "enum"
    UNION = "union"
    TRAIT = "trait"
    TYPE = "type"
    FN = "fn"
    CONST = "const"
    STATIC = "static"
    MACRO = "macro"
    VARIANT = "variant"


class Inclusion(NamedTuple):
    """A call in the body of a macro that includes what the macro is passed.

    Attributes:
        path: of the macro that is called there (`tonic::include_proto`, `include`).
        text: its token tree, with variables (`($package)`).
        module: the variable that names the module around it (without `$`), or empty: the module of the call.
    """

    path: str
    text: str
    module: str = ""


class Glob(NamedTuple):
    """A glob import in the body of a macro.

    Attributes:
        segments: the path before the `*`, with variables (`$module`).
        leading: ``$`` for `$crate`, ``::`` for a path that starts with it, otherwise empty.
        public: ``pub``, ``restricted`` or empty.
        outer: it stands where the macro is called, not in a module or block that the macro writes.
    """

    segments: tuple[Segment, ...]
    leading: str
    public: str
    outer: bool


class Item(NamedTuple):
    """A declaration.

    Attributes:
        kind: what it is.
        name: without `r#`.
        start: of the name.
        end: of the name, exclusive.
        scope: index of the scope it is declared in.
        public: ``pub``, ``restricted`` or empty.
        body: index of the scope that it opens, or -1.
        type_start: of its type (alias target, return type, type of a const), -1 where there is none.
        type_end: exclusive.
        owner: for a variant the index of its enum in `items`, otherwise -1.
        paths: of a module its `#[path]` attributes, as written (possibly empty); several where `cfg_attr` chooses.
        test: it is compiled for tests only, by its own attribute.
        inline: a module with a body here.
        exported: a macro with `#[macro_export]`.
        binds: a macro in whose body a `use`, or a `type` with a name that is passed in, stands.
        includes: of a macro, the calls in its body that include what it is passed.
        globs: of a macro, the glob imports in its body.
        calls: of a macro, the macros that are called in its body; ``$`` where it is told which (`$then!(...)`).
    """

    kind: ItemKind
    name: str
    start: int
    end: int
    scope: int
    public: str = ""
    body: int = -1
    type_start: int = -1
    type_end: int = -1
    owner: int = -1
    paths: tuple[str, ...] = ()
    test: bool = False
    inline: bool = False
    exported: bool = False
    binds: bool = False
    includes: tuple[Inclusion, ...] = ()
    globs: tuple[Glob, ...] = ()
    calls: tuple[str, ...] = ()


class Field(NamedTuple):
    """A field of a struct: the index of the struct in `items`, its name (or number) and the range of its type."""

    owner: int
    name: str
    type_start: int
    type_end: int


class Impl(NamedTuple):
    """An `impl` block.

    Attributes:
        scope: the scope that it opens; its functions and types are the items declared in it.
        trait_start: start of the trait's path, -1 for an inherent one.
        type_start: start of the type it is for.
        type_end: exclusive.
        arguments: ranges of the type's own generic arguments, lifetimes left out.
    """

    scope: int
    trait_start: int
    type_start: int
    type_end: int
    arguments: tuple[tuple[int, int], ...] = ()


class ExprKind(StrEnum):
    """What an expression is, as far as it tells a type."""

    PATH = "path"
    FIELD = "field"
    METHOD = "method"
    CALL = "call"
    STRUCT = "struct"
    UNKNOWN = "unknown"


class Expr(NamedTuple):
    """An expression; `?`, `.await`, `&`, `*`, parentheses are left out.

    Attributes:
        kind: what it is.
        base: index of the expression it builds on, -1 where there is none.
        at: start of its path, field or method name, -1 for UNKNOWN.
        name: of the field or method.
        args_start: start of turbofish arguments of a call, -1 where there are none.
        args_end: exclusive.
        argument: index of the only argument of a call, -1 where there is none or it is not followed.
    """

    kind: ExprKind
    base: int = -1
    at: int = -1
    name: str = ""
    args_start: int = -1
    args_end: int = -1
    argument: int = -1


class Binding(NamedTuple):
    """A local variable or parameter.

    Attributes:
        name: its name.
        start: where it stands.
        visible: offset from which on it can be used.
        scope: index of the scope it lives in.
        type_start: of its declared type, -1 where there is none.
        type_end: exclusive.
        init: index of the expression that it takes its type from, -1 where there is none.
    """

    name: str
    start: int
    visible: int
    scope: int
    type_start: int = -1
    type_end: int = -1
    init: int = -1


class MethodCall(NamedTuple):
    """`receiver.name(...)`: the name, its range, the index of the receiver in `expressions` (-1: not followed), its scope."""

    name: str
    start: int
    end: int
    receiver: int
    scope: int


class MacroCall(NamedTuple):
    """A macro call.

    Attributes:
        name: the last segment of its path.
        path: the whole path, as written, without blanks.
        start: of its path.
        tree_start: of its token tree.
        end: of its token tree, exclusive.
        scope: the scope it stands in.
        text: the token tree, for `include`-like macros only.
        in_definition: it stands in the body of a `macro_rules!`.
        binds: a `use` or `type` stands in its token tree.
        wraps: its token tree is read as ordinary code.
        inner: the macros that are called in its token tree.
    """

    name: str
    path: str
    start: int
    tree_start: int
    end: int
    scope: int
    text: str = ""
    in_definition: bool = False
    binds: bool = False
    wraps: bool = False
    inner: tuple[str, ...] = ()


class Text(NamedTuple):
    """A string literal: its content (escapes left as they are) and the range of the content."""

    text: str
    start: int
    end: int


class DocFile(NamedTuple):
    """A document that is taken in as documentation, doc tests included (`#![doc = include_str!("../README.md")]`).

    Attributes:
        name: its path, as written.
        start: where that stands.
        from_package: the path starts at the package's folder, not at that of the document.
    """

    name: str
    start: int
    from_package: bool


class Opaque(NamedTuple):
    """A region that cannot be read as it stands.

    Attributes:
        start: byte offset.
        end: byte offset, exclusive.
        names: the identifiers in it, sorted.
        computed: it puts one identifier together from parts (`[<$name Client>]`); otherwise it could not be parsed.
    """

    start: int
    end: int
    names: tuple[str, ...]
    computed: bool = False


class Body(Struct, frozen=True):
    """What is wanted of a document while it is linked itself, and hardly by others: most of its facts.

    Attributes:
        paths: sorted by start.
        tokens: sorted by start.
        expressions: see `Expr`.
        bindings: sorted by start.
        calls: method calls, sorted by start.
        strings: string literals, sorted by start.
        string_ranges: their ranges with quotes.
        comments: ranges of comments, doc comments included.
    """

    paths: tuple[Path, ...] = ()
    tokens: tuple[Token, ...] = ()
    expressions: tuple[Expr, ...] = ()
    bindings: tuple[Binding, ...] = ()
    calls: tuple[MethodCall, ...] = ()
    strings: tuple[Text, ...] = ()
    string_ranges: tuple[Range, ...] = ()
    comments: tuple[Range, ...] = ()


_OPEN = 64
"""Bodies that are held as values. As values they take thirty times their text, packed twice."""


@lru_cache(maxsize=_OPEN)
def _opened(packed: bytes) -> Body:
    return msgspec.msgpack.decode(packed, type=Body)


class RustIndex(Struct, frozen=True):
    """Everything that linking wants to know of one document. All offsets are bytes in `Source.data`.

    Attributes:
        path: the document.
        body: its paths, tokens, expressions, bindings, calls, strings and comments, which can be asked for as if they were
            attributes here. Packed (MessagePack of a `Body`) where the index is one of many, as it comes from `packed`.
        scopes: in order of their start; the first is the file.
        uses: sorted by start.
        items: in order of appearance.
        fields: of structs.
        impls: in order of appearance.
        macros: macro calls, sorted by start.
        wrappers: macro calls that were blanked because what is passed is ordinary code; it stands there like any other.
        attributes: ranges of attributes.
        opaque: what could not be parsed.
        quoted: packages and files' names in quotes behind an `include` or OUT_DIR, wherever these stand: in macros, too, and in
            what could not be parsed. In order of their starts.
        test: the whole document is for tests only (`#![cfg(test)]`).
        lines: offset at which each line starts.
        generated: its first line says that a generator wrote it (`@generated`).
        doc_tests: the code in its documentation that rustdoc compiles, at the same offsets: each test is a module
            scope of its own in an otherwise empty file. None where there is none.
        doc_files: documents that are taken in as documentation.
        prose: the document is no code by itself: somebody may take it in as documentation.
    """

    path: str
    body: Body | bytes = msgspec.field(default_factory=Body)
    scopes: tuple[Scope, ...] = ()
    uses: tuple[Use, ...] = ()
    items: tuple[Item, ...] = ()
    fields: tuple[Field, ...] = ()
    impls: tuple[Impl, ...] = ()
    macros: tuple[MacroCall, ...] = ()
    wrappers: tuple[MacroCall, ...] = ()
    attributes: tuple[Range, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    quoted: tuple[Text, ...] = ()
    test: bool = False
    lines: tuple[int, ...] = (0,)
    generated: bool = False
    doc_tests: RustIndex | None = None
    doc_files: tuple[DocFile, ...] = ()
    prose: bool = False

    def moved(self, path: str) -> RustIndex:
        """The index of the same text at another path."""
        inner = self.doc_tests.moved(path) if self.doc_tests is not None else None
        return replace(self, path=path, doc_tests=inner)

    def packed(self) -> RustIndex:
        """The same index, with a packed body; one in which names are no text (surrogates) stays as it is."""
        if isinstance(self.body, bytes):
            return self
        inner = self.doc_tests.packed() if self.doc_tests is not None else None
        try:
            return replace(self, body=msgspec.msgpack.encode(self.body), doc_tests=inner)
        except UnicodeError:
            return self

    @property
    def opened(self) -> Body:
        """The body as values."""
        return _opened(self.body) if isinstance(self.body, bytes) else self.body

    @property
    def paths(self) -> tuple[Path, ...]:
        """Sorted by start."""
        return self.opened.paths

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Sorted by start."""
        return self.opened.tokens

    @property
    def expressions(self) -> tuple[Expr, ...]:
        """See `Expr`."""
        return self.opened.expressions

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """Sorted by start."""
        return self.opened.bindings

    @property
    def calls(self) -> tuple[MethodCall, ...]:
        """Method calls, sorted by start."""
        return self.opened.calls

    @property
    def strings(self) -> tuple[Text, ...]:
        """String literals, sorted by start."""
        return self.opened.strings

    @property
    def string_ranges(self) -> tuple[Range, ...]:
        """Of string literals, with quotes."""
        return self.opened.string_ranges

    @property
    def comments(self) -> tuple[Range, ...]:
        """Of comments, doc comments included."""
        return self.opened.comments
