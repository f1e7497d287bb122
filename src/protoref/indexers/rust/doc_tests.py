"""Finds the code in documentation that rustdoc compiles as tests, and lays it out where it stands.

The rules are rustdoc's: librustdoc/html/markdown.rs (`LangString`, `map_line`) and rustc_resolve/src/rustdoc.rs
(how comments and `doc` attributes become one text).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from protoref.indexers.rust.index import DocFile, MacroCall
from protoref.indexers.rust.parsing import Captures, Node, parses

_MAY_HOLD_CODE = re.compile(rb"```|~~~|(?://[/!]|\*)(?: {5}|\t)|/\*[*!]|\bdoc\s*=")
_OPENS = re.compile(
    rb"(?P<quoted>[ \t>]*)(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})(?P<info>.*)\Z", re.DOTALL
)
_CLOSES = re.compile(rb"[ \t>]*(?P<fence>`{3,}|~{3,})[ \t]*\Z")
_LIST_ITEM = re.compile(rb"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)")
_QUOTE = re.compile(rb"[ \t]*>")
_INFO_WORDS = re.compile(r"\{[^}]*\}|\([^)]*\)|[^\s,{}()]+")
_KIND_OF_TEST = re.compile(r"should_panic|no_run|test_harness|compile_fail|standalone_crate|ignore-.*|E\d{4}")
_DOC_ATTRIBUTE = re.compile(rb"\bdoc\s*=\s*")
_DOC_FILE = re.compile(rb"\bdoc\s*=\s*(?:\w+\s*::\s*)*include_str\s*!")
_VARIABLE = re.compile(rb"\b(?:option_)?env\s*!\s*[({\[]\s*\"[^\"]*\"\s*,?\s*[)}\]]")
_QUOTED = re.compile(rb'"([^"\n]*)"')
_ESCAPE = re.compile(rb"\\(?:x[0-7][0-9a-fA-F]|u\{[0-9a-fA-F_]*\}|.)", re.DOTALL)
_ESCAPED = {b"\\n": b"\n", b'\\"': b'"', b"\\\\": b"\\", b"\\'": b"'", b"\\t": b"\t"}
_STARRED = re.compile(rb"[ \t]*\*")
_LINE_END = re.compile(rb"\r?\n")
_BLANKED = bytes(byte if byte in b"\r\n" else 0x20 for byte in range(256))
"""Turns everything but line ends into blanks."""
_INDENT = 4
"""Columns from which on a line is a code block without a fence."""


class Line(Struct, frozen=True):
    """A line of documentation without its comment marks: its range, and its text (of the same length, escapes replaced)."""

    start: int
    end: int
    text: bytes


class Block(Struct):
    """A code block.

    Attributes:
        opening: offset at which it starts; what stands there is no code.
        fenced: it stands between fences; otherwise its indentation alone makes it code.
        lines: of its content.
        closing: offset at which it ends, -1 where nothing marks the end.
    """

    opening: int
    fenced: bool
    lines: list[Line] = field(default_factory=list)
    closing: int = -1


class Layout(Struct, frozen=True):
    """The code of all doc tests of a document.

    Attributes:
        data: the code, each test in braces, everything at its own offset and blanks between; line ends may be more.
        tests: ranges of the tests, with their braces.
        unread: ranges of those tests that could not be parsed: in `data`, they are empty.
    """

    data: bytes
    tests: tuple[tuple[int, int], ...]
    unread: tuple[tuple[int, int], ...]


def find_doc_tests(data: bytes, found: Captures) -> Layout | None:
    """Lays out a document's doc tests; None where it has none."""
    return _lay_out(data, _documentation(data, found)) if _MAY_HOLD_CODE.search(data) else None


def find_prose_tests(data: bytes) -> Layout | None:
    """Lays out the doc tests of a Markdown document that is documentation as a whole."""
    return _lay_out(data, [list(_lines(data, 0, len(data)))])


def find_doc_files(data: bytes, found: Captures, macros: Iterable[MacroCall]) -> tuple[DocFile, ...]:
    """The documents that are taken in as documentation: by attributes, and by doc-comment's `doctest!("README.md")`."""
    places = [(call.tree_start, call.end) for call in macros if call.name == "doctest"]
    for capture in ("attribute", "attribute.inner"):
        for node in found.get(capture, ()):
            match = _DOC_FILE.search(data, node.start_byte, node.end_byte)
            if match:
                places.append((match.end(), node.end_byte))
    files = []
    for start, end in sorted(places):
        text = data[start:end]
        name = _QUOTED.search(_VARIABLE.sub(lambda match: b" " * len(match[0]), text))
        if name:
            from_package = b"CARGO_MANIFEST_DIR" in text
            path = name[1].decode("utf-8", "surrogateescape").replace("\\\\", "/")
            files.append(DocFile(path.lstrip("/") if from_package else path, start + name.start(1), from_package))
    return tuple(files)


def _lay_out(data: bytes, documentation: Iterable[list[Line]]) -> Layout | None:
    text = bytearray()
    tests: list[tuple[int, int]] = []
    unread: list[tuple[int, int]] = []
    for lines in documentation:
        for block in _blocks(lines):
            end = block.closing if block.closing >= 0 else block.lines[-1].end + 1
            shown = b"\n".join(line.text for line in block.lines)
            flawless = parses(shown, statements=True)
            if not flawless and not block.fenced:
                continue
            text = text or bytearray(data.translate(_BLANKED) + b"  ")
            tests.append((block.opening, end + 1))
            text[block.opening : block.opening + 1] = b"{"
            text[end : end + 1] = b"}"
            if not flawless:
                unread.append((block.lines[0].start, block.lines[-1].end))
                continue
            for line in block.lines:
                text[line.start : line.end] = line.text
                text[line.end : line.end + 1] = b"\n"
    return Layout(bytes(text), tuple(tests), tuple(unread)) if tests else None


# -- from comments and attributes to lines


def _documentation(data: bytes, found: Captures) -> Iterator[list[Line]]:
    """The lines of each documentation: neighbouring comments and attributes of one kind, whatever stands between them."""
    nodes = [
        *((node, b"") for node in found.get("comment", ())),
        *((node, b"outer") for node in found.get("attribute", ())),
        *((node, b"inner") for node in found.get("attribute.inner", ())),
    ]
    strings = sorted((node.start_byte, node.end_byte) for node in found.get("string", ()))
    open_kind, open_lines, before = b"", list[Line](), 0
    for node, attribute in sorted(nodes, key=lambda pair: pair[0].start_byte):
        start, end = node.start_byte, node.end_byte
        if start < before:  # in an attribute
            continue
        if open_lines and data[before:start].strip():
            yield open_lines
            open_kind, open_lines = b"", []
        before = end
        mark = data[start : start + 4]
        if attribute:
            kind, lines = attribute, list(_of_attribute(data, node, strings))
        elif mark[:3] in (b"///", b"//!") and mark != b"////":
            kind, lines = b"inner" if mark[2:3] == b"!" else b"outer", list(_lines(data, start + 3, end))
        elif mark[:3] in (b"/**", b"/*!") and mark not in (b"/***", b"/**/"):
            kind, lines = b"inner" if mark[2:3] == b"!" else b"outer", list(_of_block(data, start + 3, end - 2))
        else:
            continue
        if lines and open_lines and kind != open_kind:
            yield open_lines
            open_lines = []
        if lines:
            open_kind = kind
            open_lines.extend(lines)
    if open_lines:
        yield open_lines


def _lines(data: bytes, start: int, end: int) -> Iterator[Line]:
    """The lines of a range. A line end that ends the range starts no further line."""
    at = start
    for match in _LINE_END.finditer(data, start, end):
        yield Line(at, match.start(), data[at : match.start()])
        at = match.end()
    if at < end or at == start:
        yield Line(at, end, data[at:end])


def _of_block(data: bytes, start: int, end: int) -> Iterator[Line]:
    """The lines of a block comment, without the stars in front of them if each line has one."""
    lines = list(_lines(data, start, max(start, end)))
    stars = [_STARRED.match(line.text) for line in lines]
    starred = len(lines) > 1 and all(
        star or not line.text.strip() for star, line in zip(stars[1:], lines[1:], strict=True)
    )
    for number, (line, star) in enumerate(zip(lines, stars, strict=True)):
        skip = star.end() if starred and number and star else 0
        yield Line(line.start + skip, line.end, line.text[skip:])


def _of_attribute(data: bytes, node: Node, strings: list[tuple[int, int]]) -> Iterator[Line]:
    """The lines of `#[doc = "..."]`; several strings (`concat!`) follow each other. Files (`include_str!`) are left out."""
    start, end = node.start_byte, node.end_byte
    match = _DOC_ATTRIBUTE.search(data, start, end)
    if match is None or b"include_str" in data[match.end() : end]:
        return
    for first, last in strings[bisect_left(strings, (match.end(), 0)) :]:
        if first >= end:
            break
        if last <= end:
            opening, closing = data.find(b'"', first) + 1, data.rfind(b'"', first, last)
            yield from _of_string(data, opening, closing, raw=data[first : first + 1] == b"r")


def _of_string(data: bytes, start: int, end: int, *, raw: bool) -> Iterator[Line]:
    """The lines of a string literal: an escaped line end ends a line as well."""
    if raw:
        yield from _lines(data, start, end)
        return
    at, text = start, bytearray()
    position = start
    while position < end:
        escape = _ESCAPE.match(data, position, end) if data[position : position + 1] == b"\\" else None
        meant = _ESCAPED.get(escape[0], b"") if escape else data[position : position + 1]
        width = escape.end() - position if escape else 1
        if meant == b"\n":
            yield Line(at, position, bytes(text))
            at, text = position + width, bytearray()
        else:
            text += meant.ljust(width)
        position += width
    yield Line(at, end, bytes(text))


# -- from lines to code blocks


def _blocks(lines: list[Line]) -> Iterator[Block]:
    """The blocks that rustdoc compiles."""
    margin = min((_width(line.text) for line in lines if line.text.strip()), default=0)
    fence, compiled, quoted = b"", False, False
    block: Block | None = None
    listed, blank = False, True
    for line in lines:
        if fence:
            closes = _CLOSES.match(line.text)
            if closes and closes["fence"].startswith(fence):
                if block is not None and block.lines:
                    block.closing = line.start + closes.start("fence")
                    yield block
                block, fence, blank = None, b"", False
            elif block is not None:
                block.lines.append(_shown(line, quoted))
            continue
        opens = _OPENS.match(line.text)
        if opens:
            if block is not None:
                yield block
            fence, quoted = opens["fence"], b">" in opens["quoted"]
            compiled = is_compiled(opens["info"].decode("utf-8", "replace"))
            block = Block(line.end - 1, fenced=True) if compiled else None
            continue
        empty = not line.text.strip()
        deep = not empty and _width(line.text) >= margin + _INDENT
        if block is not None and not deep and not empty:
            yield block
            block = None
        if deep and not listed and (blank or block is not None):
            first = block is None
            block = block or Block(line.start, fenced=False)
            skip = 1 if first else 0
            block.lines.append(_shown(Line(line.start + skip, line.end, line.text[skip:]), quoted=False))
        elif not empty and not deep:
            listed = _LIST_ITEM.match(line.text) is not None or (listed and not blank)
        blank = empty
    if block is not None and block.lines:
        yield block


def _width(text: bytes) -> int:
    head = text[: len(text) - len(text.lstrip())]
    return len(head.expandtabs(_INDENT))


def _shown(line: Line, quoted: bool) -> Line:
    """A line of code as it is compiled: hidden ones lose their `#`, doubled ones one of theirs."""
    start, text = line.start, line.text
    if quoted and (mark := _QUOTE.match(text)):
        start, text = start + mark.end(), text[mark.end() :]
    bare = text.strip()
    if bare == b"#" or bare.startswith((b"# ", b"##")):
        skip = text.index(b"#") + 1
        return Line(start + skip, line.end, text[skip:])
    return Line(start, line.end, text)


def is_compiled(info: str) -> bool:
    """Whether a fence's info string says Rust, and not that the block is ignored everywhere."""
    rust, ours, others = True, False, False
    for word in _INFO_WORDS.findall(info):
        if word == "ignore":
            return False
        if word[0] in "{(" or word.startswith("edition"):
            continue
        if word == "rust":
            ours = True
        elif _KIND_OF_TEST.fullmatch(word):
            ours = ours or not others
        elif word == "custom":
            rust = False
        else:
            others = True
    return rust and (ours or not others)
