"""What a read in progress knows: the cursor, where it is in the schema, and what it has found."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from protoref.model.schema import Import, Key, Symbol, TypeRef, file_key
from protoref.model.source import Source
from protoref.protos.comments import CommentIndex
from protoref.protos.cursor import STATEMENT_WORDS, Cursor, StatementError
from protoref.protos.reserved import Reserved
from protoref.protos.tokens import END, tokenize

_DECLARATION_WORDS = STATEMENT_WORDS | {"export", "local"}


class Scope(Struct, frozen=True):
    """Where in the schema a statement stands.

    Attributes:
        name: full name of the package, message, enum or service around it; empty at the root.
        symbol: whether that is a symbol (not the package).
        user: key of that symbol, or of the file.
        depth: how many messages are around it.
    """

    name: str
    symbol: bool
    user: Key
    depth: int = 0

    @property
    def parent(self) -> str | None:
        """Full name of the symbol around, or None at the top of the file."""
        return self.name if self.symbol else None

    def inner_name(self, name: str) -> str:
        """The full name of what is declared here as `name`."""
        return f"{self.name}.{name}" if self.name else name

    def inner(self, full_name: str) -> Scope:
        """The scope inside a symbol declared here."""
        return Scope(full_name, True, full_name, self.depth + 1)


class Reading:
    """The state of one `read_proto`; it does not outlive the call.

    Attributes:
        cursor: the place among the tokens.
        syntax: ``proto2`` until a `syntax` or `edition` says otherwise.
        packages: how many `package` statements were read.
        symbols: found so far. An owner takes its place before what it owns and is filled in when it ends.
    """

    def __init__(self, source: Source) -> None:
        tokens = tokenize(source.data)
        self.path = source.path
        self.cursor = Cursor(source, tokens)
        self.syntax = "proto2"
        self.packages = 0
        self.comments = CommentIndex(tokens)
        self.symbols: list[Symbol | None] = []
        self.refs: list[TypeRef] = []
        self.imports: list[Import] = []
        self.options: list[tuple[str, str]] = []
        self.reserved: list[Reserved] = []
        for offset, message in tokens.oddities:
            self.cursor.problem_at(offset, message)

    @property
    def file(self) -> Key:
        """The file's key."""
        return file_key(self.path)

    def hold(self) -> int:
        """Keep a place in `symbols` for an owner."""
        self.symbols.append(None)
        return len(self.symbols) - 1

    def block(self, statement: Callable[[], None], header: int) -> None:
        """Read statements up to the ``}`` that closes the block, and step over it.

        A statement that cannot be understood costs itself. Where the block is never closed, it ends before the
        first declaration that stands on a line of its own, no further to the right than the header's line.

        Args:
            statement: reads one statement at the cursor.
            header: index of the first token of the declaration whose block this is. The cursor is behind its ``{``.
        """
        cursor = self.cursor
        texts, kinds = cursor.texts, cursor.kinds
        opening = cursor.index - 1
        indentation = -1 if opening in cursor.braces else cursor.indentation(header)
        while True:
            begin = cursor.index
            text = texts[begin]
            if text == "}":
                cursor.index = begin + 1
                return
            if kinds[begin] == END:
                cursor.problem(header, "a block that is never closed")
                return
            if (
                indentation >= 0
                and text in _DECLARATION_WORDS
                and cursor.on_new_line(begin)
                and cursor.column(begin) <= indentation
            ):
                cursor.problem(header, "a block that is never closed")
                return
            self.attempt(statement)

    def attempt(self, statement: Callable[[], None]) -> None:
        """Read one statement; where it cannot be understood, note the problem and go behind it."""
        cursor = self.cursor
        begin = cursor.index
        try:
            statement()
        except StatementError as broken:
            cursor.problem(broken.at, broken.message)
            cursor.resync(begin, broken.at)
        if cursor.index == begin:  # whatever happens, go on
            cursor.problem(begin, f"`{cursor.text}` is out of place")
            cursor.index = begin + 1
