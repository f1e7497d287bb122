"""A place among tokens: looking, stepping, and finding the way back after a statement that cannot be understood."""

from __future__ import annotations

from bisect import bisect_right

from protoref.model.problem import Problem
from protoref.model.source import Range, Source
from protoref.protos.tokens import END, IDENT, NUMBER, STRING, Tokens, string_value

PROBLEMS_LIMIT = 100
"""A file that is no schema at all says so once, not ten thousand times."""

NAME_LIMIT = 512
"""Bytes of one identifier. Full names are built from them, one for every symbol: hostile ones would fill the memory."""

STATEMENT_WORDS = frozenset(
    {"syntax", "edition", "package", "import", "option", "message", "enum", "service", "extend", "oneof", "rpc"}
)


class StatementError(Exception):
    """A statement that cannot be understood. Raised and caught inside `protos` alone.

    Attributes:
        at: index of the token where understanding ended.
        message: what is wrong there.
    """

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


class Cursor:
    """A mutable place among the tokens of one document; lives only while `read_proto` runs.

    Attributes:
        index: of the current token.
        problems: what could not be understood so far.
    """

    def __init__(self, source: Source, tokens: Tokens) -> None:
        self.source = source
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.ends = tokens.ends
        self.index = 0
        self.problems: list[Problem] = []
        self._problem_lines: set[tuple[int, str]] = set()
        self._braces: dict[int, int] | None = None

    # Looking.

    @property
    def text(self) -> str:
        """The current token as it stands; empty at the end."""
        return self.texts[self.index]

    @property
    def kind(self) -> str:
        """The current token's kind."""
        return self.kinds[self.index]

    @property
    def start(self) -> int:
        """Byte offset of the current token."""
        return self.starts[self.index]

    @property
    def previous_end(self) -> int:
        """Byte offset behind the token before the current one."""
        return self.ends[self.index - 1] if self.index else 0

    def ahead(self, count: int = 1) -> str:
        """The token `count` places on; empty behind the end."""
        place = self.index + count
        return self.texts[place] if place < len(self.texts) else ""

    def on_new_line(self, index: int) -> bool:
        """Whether the token is the first on its line."""
        return index == 0 or "\n" in self.tokens.text[self.ends[index - 1] : self.starts[index]]

    # Stepping.

    def accept(self, text: str) -> bool:
        """Step over the current token if it reads `text`."""
        index = self.index
        if self.texts[index] != text:
            return False
        self.index = index + 1
        return True

    def expect(self, text: str) -> None:
        """Step over a token that must read `text`.

        Raises:
            StatementError: it reads otherwise.
        """
        if self.texts[self.index] != text:
            raise self.broken(f"`{text}` expected")
        self.index += 1

    def identifier(self) -> tuple[str, Range]:
        """Step over an identifier (keywords are identifiers, too): its text and range.

        Raises:
            StatementError: something else stands here.
        """
        index = self.index
        if self.kinds[index] != IDENT:
            raise self.broken("a name expected")
        start, end = self.starts[index], self.ends[index]
        if end - start > NAME_LIMIT:
            raise StatementError(index, f"a name of more than {NAME_LIMIT} bytes")
        self.index = index + 1
        return self.texts[index], Range(start, end)

    def dotted(self) -> tuple[str, Range]:
        """Step over ``a.b.c`` or ``.a.b.c``: the name without blanks and comments, and the whole range.

        Raises:
            StatementError: no such name stands here.
        """
        start = self.start
        leading = "." if self.accept(".") else ""
        name, place = self.identifier()
        if not leading and self.texts[self.index] != ".":
            return name, place
        parts = [leading + name]
        while self.accept("."):
            parts.append(self.identifier()[0])
        return ".".join(parts), Range(start, self.previous_end)

    def number(self) -> str:
        """Step over a number with an optional sign: its text.

        Raises:
            StatementError: no number stands here.
        """
        sign = "-" if self.accept("-") else ""
        if self.kinds[self.index] != NUMBER:
            raise self.broken("a number expected")
        self.index += 1
        return sign + self.texts[self.index - 1]

    def string(self) -> tuple[str, Range]:
        """Step over one or several adjacent strings: their joined value, and the range between the outer quotes.

        Raises:
            StatementError: no string stands here.
        """
        first = self.index
        if self.kinds[first] != STRING:
            raise self.broken("a string expected")
        while self.kinds[self.index] == STRING:
            self.index += 1
        value = "".join(map(string_value, self.texts[first : self.index]))
        return value, Range(self.starts[first] + 1, self.ends[self.index - 1] - 1)

    def end_statement(self) -> int:
        """Step over the closing ``;``; a missing one at the end of a line is a problem, no more.

        Returns:
            The byte offset behind the statement.

        Raises:
            StatementError: something else follows on the line.
        """
        if not self.accept(";"):
            if self.text != "}" and not self.on_new_line(self.index) and self.kind != END:
                raise self.broken("`;` expected")
            # A file that ends there was cut off, and the statement may be half of one.
            self.problem(max(self.index - 1, 0), "`;` expected", severity="error" if self.kind == END else "warning")
        return self.previous_end

    # Finding the way back.

    def broken(self, expected: str) -> StatementError:
        """The error that ends the current statement at the current token."""
        found = self.text
        if len(found) > 40:
            found = found[:40] + "…"
        shown = found.encode("latin-1", "replace").decode("utf-8", "replace")
        return StatementError(
            self.index, f"{expected}, found `{shown}`" if found else f"{expected}, found the end of the file"
        )

    def problem(self, index: int, message: str, severity: str = "error") -> None:
        """Note a problem at the token `index`."""
        self.problem_at(self.starts[index], message, severity)

    def problem_at(self, offset: int, message: str, severity: str = "error") -> None:
        """Note a problem at a byte offset; the same one twice on a line counts once."""
        line = bisect_right(self.source.line_starts, offset)
        if (line, message) in self._problem_lines or len(self.problems) > PROBLEMS_LIMIT:
            return
        self._problem_lines.add((line, message))
        if len(self.problems) == PROBLEMS_LIMIT:
            message, severity = "more problems follow; this may be no schema at all", "error"
        self.problems.append(Problem(self.source.path, line, message, severity))

    @property
    def braces(self) -> dict[int, int]:
        """Token index of each ``{`` that has a partner -> the index of its ``}``. A stray ``}`` counts for nothing."""
        if self._braces is None:
            found: dict[int, int] = {}
            opened: list[int] = []
            for index, text in enumerate(self.texts):
                if text == "{":
                    opened.append(index)
                elif text == "}" and opened:
                    found[opened.pop()] = index
            self._braces = found
        return self._braces

    def resync(self, begin: int, failed: int) -> None:
        """Go behind the broken statement that began at token `begin` and could not be understood at `failed`.

        It ends before a line that begins with a statement's keyword and a name (a keyword may have been taken for a
        name), behind its ``;`` or its balanced braces, before the ``}`` of the block around it, or with its line if
        the line's end or its first token is what cannot be understood, or where a keyword stands alone on it.
        A ``{`` without a partner is no block: it costs itself alone.
        """
        texts = self.texts
        if failed > begin + 1 and texts[begin] in STATEMENT_WORDS and self.on_new_line(begin + 1):
            self.index = begin + 1
            return
        for index in range(begin + 1, failed):
            if texts[index] in STATEMENT_WORDS and self.kinds[index + 1] == IDENT and self.on_new_line(index):
                self.index = index
                return
        index = max(failed, begin)
        if index > begin and self.on_new_line(index):
            self.index = index
            return
        while self.kinds[index] != END:
            text = texts[index]
            if text == "}":
                break
            if text == ";" or (text == "{" and index in self.braces):
                index = self.braces.get(index, index) + 1
                break
            if index > begin and (failed == begin or text in STATEMENT_WORDS) and self.on_new_line(index):
                break
            index += 1
        self.index = max(index, begin)

    def skip_block(self) -> int:
        """From a ``{`` go behind its ``}`` without looking inside (to the end where it has none): the offset there."""
        self.index = self.braces.get(self.index, len(self.texts) - 2) + 1
        return self.previous_end

    def column(self, index: int) -> int:
        """Bytes between the beginning of its line and the token."""
        return self.starts[index] - self._line_start(index)

    def indentation(self, index: int) -> int:
        """Blanks at the beginning of the token's line."""
        start = self._line_start(index)
        line = self.tokens.text[start : self.starts[index]]
        return len(line) - len(line.lstrip())

    def _line_start(self, index: int) -> int:
        """Byte offset of the token's line."""
        starts = self.source.line_starts
        return starts[bisect_right(starts, self.starts[index]) - 1]
