"""Cut Python into names, strings and comments with their byte ranges, and measure how deeply it nests.

The tree comes from libcst, which knows no positions (its position provider generates all code again). Here the leaves
are cut out of the bytes once more, so that a walk over the tree in document order only has to count along.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from protoref.model.source import Range

MAX_DEPTH = 100
"""Brackets inside brackets. CPython's own limit is 200; libcst 1.9 ends the process somewhere above 1,000 and needs
seconds for 500 nested lists."""

MAX_CHAIN = 1000
"""Operands in a row without a comma (`a.b.c`, `a + b + c`, `"a" "b"`). libcst needs half a second for 1,000."""

MAX_ELIF = 1000
"""`elif` branches in a document. Ten thousand in one statement end the process."""

MAX_TOKENS = 300_000
"""Names, numbers, strings, brackets, commas, lines and the like in a document. A tree takes 2.5 kB for each, so twenty
megabytes of lists would take more memory than a machine has."""

KEYWORDS = frozenset(
    b"and as assert async await break class continue def del elif else except finally for from global if import in is"
    b" lambda nonlocal not or pass raise return try while with yield".split()
)
"""Reserved words: never the name of anything. `None`, `True` and `False` are names to libcst."""

_TOKEN = re.compile(
    rb"""
      (?P<name>[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*(?!["'A-Za-z0-9_\x80-\xff]))
    | (?P<newline>\r\n?|\n)
    | (?P<reset>[,;:=])
    | (?P<open>[\[({])
    | (?P<close>[\])}])
    | (?P<comment>\#[^\r\n]*)
    | (?P<string>(?:[rR][bB]?|[bB][rR]?|[uU])?(?:'''|\"\"\"|'|"))
    | (?P<format>(?:[fFtT][rR]?|[rR][fFtT])(?:'''|\"\"\"|'|"))
    | (?P<joined>[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*)
    | (?P<number>0[xXoObB][0-9A-Fa-f_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?[jJlL]?)
    | (?P<conversion>!(?!=))
    | (?P<unary>[-+~])
    | (?P<continuation>\\(?:\r\n?|\n))
    """,
    re.VERBOSE,
)

_BODIES = {
    b"'": re.compile(rb"[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*'", re.DOTALL),
    b'"': re.compile(rb'[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*"', re.DOTALL),
    b"'''": re.compile(rb"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    b'"""': re.compile(rb'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
}

_STOPS = {b"'": rb"['{}\r\n]", b'"': rb'["{}\r\n]', b"'''": rb"'''|[{}]", b'"""': rb'"""|[{}]'}


def _pieces(stop: bytes, *, raw: bool) -> re.Pattern[bytes]:
    """The pieces of a formatted string's text; a backslash hides no brace, but a named character has some."""
    named = b"" if raw else rb"\\N\{[^{}]*\}|"
    pattern = rb"[^'\"\\\r\n{}]+|%b\\(?:\r\n|[^{}]|(?=[{}]))|\{\{|\}\}|(?P<stop>%b)|['\"\r\n]"
    return re.compile(pattern % (named, stop), re.DOTALL)


_FORMAT_PIECE = {(quote, raw): _pieces(stop, raw=raw) for quote, stop in _STOPS.items() for raw in (False, True)}


class Tokens(Struct):
    """The leaves of a piece of Python, in document order.

    Attributes:
        names: identifiers and soft keywords, without reserved words; those in formatted strings' fields included.
        starts: byte offset of every name.
        strings: every literal from its prefix to its closing quote; the outer one before those in its fields.
        comments: from the `#` to the end of the line.
        too_deep: why a parser should not be asked, or empty.
    """

    names: list[bytes] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    strings: list[Range] = field(default_factory=list)
    comments: list[Range] = field(default_factory=list)
    too_deep: str = ""


class _Format(Struct):
    """A formatted string that is being read.

    Attributes:
        quote: its quotes.
        raw: whether backslashes mean nothing.
        string: position of its range in `Tokens.strings`.
        start: where it starts.
        depth: number of open brackets when its innermost open field began.
        fields: depths of the outer fields (a field's format may hold fields).
    """

    quote: bytes
    raw: bool
    string: int
    start: int
    depth: int = 0
    fields: list[int] = field(default_factory=list)


def lex(data: bytes, start: int = 0, end: int | None = None) -> Tokens:
    """Cut a range of Python into its leaves.

    Never fails: on text that is no Python the result is as good as it gets, and the parser will say so.

    Args:
        data: the text, UTF-8.
        start: first byte to look at.
        end: where to stop.
    """
    tokens = Tokens()
    stop = len(data) if end is None else end
    names, starts, strings, comments = tokens.names, tokens.starts, tokens.strings, tokens.comments
    chains = [0]
    formats: list[_Format] = []
    elifs = unary = lambdas = count = 0
    position = start
    search = _TOKEN.search
    while (match := search(data, position, stop)) is not None:
        kind = match.lastgroup
        count += 1
        position = match.end()
        if kind in ("name", "joined"):
            text = match.group()
            chains[-1] += 1
            if text not in KEYWORDS:
                names.append(text)
                starts.append(match.start())
            elif text == b"elif":
                elifs += 1
            elif text == b"lambda":
                lambdas += 1
                if lambdas > MAX_DEPTH:
                    tokens.too_deep = f"more than {MAX_DEPTH} lambdas inside each other"
                    return tokens
            unary = 0
        elif kind == "newline":
            if len(chains) == 1:
                chains[0] = lambdas = 0
        elif kind == "reset":
            if match.group() == b":" and formats and len(chains) == formats[-1].depth:
                position = _format_text(data, position, stop, formats, chains, tokens)
            elif chains[-1] <= MAX_CHAIN:
                chains[-1] = 0
            unary = 0
            if match.group() == b",":
                lambdas = 0
        elif kind == "open":
            chains.append(0)
        elif kind == "close":
            field_ends = formats and len(chains) == formats[-1].depth
            if len(chains) > 1:
                chains.pop()
            chains[-1] += 1
            if field_ends:
                formats[-1].depth = formats[-1].fields.pop()
                position = _format_text(data, position, stop, formats, chains, tokens)
        elif kind == "comment":
            comments.append(Range(match.start(), position))
        elif kind == "string":
            quote = match.group().lstrip(b"rRbBuU")
            body = _BODIES[quote].match(data, position, stop)
            position = body.end() if body else _line_end(data, position, stop)
            strings.append(Range(match.start(), position))
            chains[-1] += 1
        elif kind == "format":
            quote = match.group().lstrip(b"rRfFtT")
            raw = b"r" in match.group().lower()
            formats.append(_Format(quote, raw, len(strings), match.start()))
            strings.append(Range(match.start(), match.start()))
            chains[-1] += 1
            position = _format_text(data, position, stop, formats, chains, tokens)
        elif kind == "number":
            chains[-1] += 1
            unary = 0
        elif kind == "conversion":
            # `!r` in a formatted string's field: a letter that is no name.
            letter = re.compile(rb"\s*[A-Za-z]+").match(data, position, stop)
            if letter and formats and len(chains) == formats[-1].depth:
                position = letter.end()
        elif kind == "unary":
            unary += 1
            if unary > MAX_CHAIN:
                tokens.too_deep = f"more than {MAX_CHAIN} operators in a row"
                return tokens
        if len(chains) > MAX_DEPTH:
            tokens.too_deep = f"more than {MAX_DEPTH} brackets inside each other"
            return tokens
        if chains[-1] > MAX_CHAIN:
            tokens.too_deep = f"more than {MAX_CHAIN} operands in a row"
            return tokens
        if count > MAX_TOKENS:
            tokens.too_deep = f"more than {MAX_TOKENS} tokens"
            return tokens
    if elifs > MAX_ELIF:
        tokens.too_deep = f"more than {MAX_ELIF} elif branches"
    if _indentation(data, start, stop) > MAX_DEPTH:
        tokens.too_deep = f"more than {MAX_DEPTH} blocks inside each other"
    return tokens


_INDENTED = re.compile(rb"(?:^|[\r\n])([ \t\f]*)(?=[^ \t\f\r\n#])")


def _indentation(data: bytes, start: int, stop: int) -> int:
    """At most how many blocks stand inside each other (continuation lines count, too)."""
    if not re.compile(rb"[ \t\f]{%d}" % MAX_DEPTH).search(data, start, stop):
        return 0
    levels = [0]
    deepest = 0
    for match in _INDENTED.finditer(data, start, stop):
        width = len(match.group(1))
        while levels[-1] > width:
            levels.pop()
        if levels[-1] < width:
            levels.append(width)
        deepest = max(deepest, len(levels))
    return deepest


_WORD = re.compile(rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*")


def names_only(data: bytes) -> Tokens:
    """Every word of a text, wherever it stands: for what is too deep to be told apart from strings and comments.

    Of a text with very many only those that did not stand before: nobody can say what the others are.
    """
    tokens, seen = Tokens(), set(KEYWORDS)
    for match in _WORD.finditer(data):
        name = match.group()
        if name in KEYWORDS or (len(tokens.names) >= MAX_TOKENS and name in seen):
            continue
        seen.add(name)
        tokens.names.append(name)
        tokens.starts.append(match.start())
    return tokens


def _line_end(data: bytes, position: int, stop: int) -> int:
    """Where the line ends in which `position` lies: an unterminated string goes no further."""
    found = re.compile(rb"[\r\n]").search(data, position, stop)
    return found.start() if found else stop


def _format_text(
    data: bytes, position: int, stop: int, formats: list[_Format], chains: list[int], tokens: Tokens
) -> int:
    """Read a formatted string's text up to its next field or its end; returns where ordinary tokens go on."""
    current = formats[-1]
    pieces = _FORMAT_PIECE[current.quote, current.raw]
    inside = bool(current.fields)
    while (piece := pieces.match(data, position, stop)) is not None:
        found = piece.group("stop")
        if inside and piece.group() in (b"{{", b"}}"):
            # In a field's format braces are never doubled.
            found = piece.group()[:1]
            position = piece.start() + 1
        else:
            position = piece.end()
        if found is None:
            continue
        if found == b"{":
            chains.append(0)
            current.fields.append(current.depth)
            current.depth = len(chains)
            return position
        if found == b"}":
            if not inside:
                continue
            if len(chains) > 1:
                chains.pop()
            current.depth = current.fields.pop()
            inside = bool(current.fields)
            continue
        break
    else:
        position = stop
    formats.pop()
    tokens.strings[current.string] = Range(current.start, position)
    return position
