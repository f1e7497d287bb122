"""The Python in a Jupyter notebook: its cells as one document, and where each part of it stands in the file.

Facts: nbformat 4 and 3 (nbformat/v4/nbformat.v4.schema.json, nbformat/v3/nbformat.v3.schema.json); magics, commands and help
as IPython reads them (IPython/core/inputtransformer2.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from protoref.model.source import InnerCode, Notebook, Range, Source
from protoref.outline.json_places import Value, read_json, text_of

_PART = re.compile(rb"[^\\]++|(?:\\u[0-9A-Fa-f]{4})++|\\.", re.DOTALL)
_PROSE = frozenset({"markdown", "heading"})
"""Kinds of cells that are written for people; what stands in one of another kind is text like an output."""
_TIMING = frozenset({"time", "timeit", "prun", "memit", "mprun", "lprun"})
"""Magics that run what stands behind them in the line."""
_OTHER_CODE = frozenset(
    {
        "bash",
        "sh",
        "script",
        "system",
        "sx",
        "!",
        "cmd",
        "powershell",
        "html",
        "javascript",
        "js",
        "latex",
        "markdown",
        "svg",
    }
    | {"sql", "bigquery", "perl", "ruby", "r", "julia", "configure", "info", "cypher", "mermaid"}
)
"""Cell magics behind whose line no Python stands. Behind others it is looked for: somebody's own run it, somewhere or other."""
_WRITES = frozenset({"writefile", "file"})
"""Cell magics behind whose line the text of a file stands."""
_OPTIONS = rb"(?:--?\w+(?:[ =]?\d+)?[ \t]+)*+"
_CELL_MAGIC = re.compile(rb"\s*%%%%(?P<name>!|\w+)[ \t]*+%b(?P<rest>[^\n]*)(?:\n|\Z)" % _OPTIONS)
_INDENTED = re.compile(rb"(?:[ \t]*\n)*([ \t]+)[^ \t\n]")
_LINE = re.compile(
    rb"(?P<kept>[ \t]*(?:[^\n#'\"!%%]*=[ \t]*)?)(?:%%(?P<name>\w+)[ \t]*+%b|!|%%)(?P<rest>(?:[^\n\\]|\\[^\n]|\\\n)*)"
    rb"|(?P<automatic>[ \t]*)(?:pip3?|conda|mamba)[ \t]+(?:un)?install\b(?:[^\n\\]|\\[^\n]|\\\n)*"
    rb"|(?P<indent>[ \t]*)(?:\?{1,2}[\w.*%%]+|%%{0,2}[\w.*]+\?{1,2})[ \t]*(?=\n|\Z)" % _OPTIONS
)
"""A magic, a command or a question for help, from the beginning of a line to its end."""
_SCRIPT = re.compile(rb"['\"]?(?:\.{0,2}/)*((?:[A-Za-z_]\w*/)*[A-Za-z_]\w*)\.py\b")
_TOKEN = re.compile(
    rb"#[^\n]*|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)|'''(?:\\.|[^\\])*?(?:'''|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    rb"|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\r?\n|(?P<end>\n)",
    re.DOTALL,
)


class _Text:
    """Text that is written part by part, with the places of its parts in the file."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.pieces: list[tuple[int, int, int]] = []
        self.lines = 1

    def add(self, data: bytes, place: int | None = None) -> None:
        """Adds bytes; `place`: where these stand in the file as they are."""
        if place is not None and data:
            self.pieces.append((len(self.data), place, len(data)))
        self.data += data
        self.lines += data.count(b"\n")

    def copy(self, other: _Text, start: int, end: int) -> None:
        """Adds what stands between two offsets of another text."""
        number = max(0, bisect_right(other.pieces, start, key=lambda piece: piece[0]) - 1)
        while start < end:
            here, there, length = other.pieces[number] if number < len(other.pieces) else (end, 0, 0)
            number += 1
            if here + length <= start < len(other.data) and here < end:
                continue
            self.add(bytes(other.data[start : min(here, end)]))
            start = max(start, min(here, end))
            stop = min(here + length, end)
            self.add(bytes(other.data[start:stop]), there + start - here)
            start = max(start, stop)


def read_notebook(source: Source) -> Notebook | None:
    """The Python of a notebook, or None where its cells are another language's, or it is no notebook that can be read.

    Args:
        source: the file.
    """
    data = source.data
    whole = read_json(data) if b"cells" in data else None
    if not isinstance(whole, dict) or not _is_python(whole, data):
        return None
    code = _Text()
    prose: list[Range] = []
    parts: list[Range] = []
    for kind, strings in _cells(whole, data):
        if not strings:
            continue
        place = Range(strings[0].start, strings[-1].end)
        if kind != "code":
            prose += [place] if kind in _PROSE else []
            continue
        cell = _dedented(_unescaped(data, strings))
        magic = _CELL_MAGIC.match(cell.data)
        name = magic["name"].decode("utf-8", "replace").lower() if magic else ""
        module = name in _WRITES and magic is not None and magic["rest"].rstrip(b" '\"").endswith(b".py")
        if name in _OTHER_CODE or (name in _WRITES and not module):
            continue
        _begin(code, bisect_right(source.line_starts, place.start))
        start = len(code.data)
        if module and magic is not None:
            _write_inside(code, cell, magic.end())
        else:
            if magic is not None and name in _TIMING:
                code.copy(cell, magic.start("rest"), magic.end("rest"))
            code.add(b"\n" if magic is not None else b"")
            _write(code, cell, magic.end() if magic is not None else 0)
        parts.append(Range(start, len(code.data)))
    shown = sorted([*prose, *(Range(there, there + length) for _, there, length in code.pieces)])
    return Notebook(
        InnerCode(Source(source.path, source.content_id, bytes(code.data)), tuple(code.pieces)),
        tuple(parts),
        tuple(prose),
        tuple(_between(shown, len(data))),
    )


def _is_python(whole: dict[str, Value], data: bytes) -> bool:
    """Whether what a notebook says of its language is Python, or it says nothing."""
    metadata = whole.get("metadata")
    said = []
    for section, key in (("kernelspec", "language"), ("language_info", "name")):
        inner = metadata.get(section) if isinstance(metadata, dict) else None
        value = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(value, Range):
            said.append(text_of(data, value).lower())
    return all(language.startswith(("python", "ipython")) for language in said)


def _cells(whole: dict[str, Value], data: bytes) -> Iterator[tuple[str, list[Range]]]:
    """Kind of each cell, and the strings that are its text."""
    sheets = whole.get("worksheets")
    for holder in (whole, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                kind, text = cell.get("cell_type"), cell.get("source", cell.get("input"))
                strings = text if isinstance(text, list) else [text]
                told = text_of(data, kind) if isinstance(kind, Range) else "code"
                yield told, [one for one in strings if isinstance(one, Range)]


def _unescaped(data: bytes, strings: list[Range]) -> _Text:
    """The text of a cell."""
    text = _Text()
    for string in strings:
        for part in _PART.finditer(data, string.start, string.end):
            if part.group().startswith(b"\\"):
                text.add(text_of(data, Range(*part.span())).encode("utf-8", "replace"))
            else:
                text.add(part.group(), part.start())
    return text


def _dedented(cell: _Text) -> _Text:
    """A cell without what its first line is indented by."""
    first = _INDENTED.match(cell.data)
    if first is None:
        return cell
    text, start = _Text(), 0
    while start < len(cell.data):
        found = cell.data.find(b"\n", start)
        end = found + 1 if found >= 0 else len(cell.data)
        text.copy(cell, start + len(first[1]) if cell.data.startswith(first[1], start) else start, end)
        start = end
    return text


def _begin(code: _Text, line: int) -> None:
    """Begins a new line, if possible the one (1-based) in which a cell begins in the file."""
    if code.data and not code.data.endswith(b"\n"):
        code.add(b"\n")
    code.add(b"\n" * max(0, line - code.lines))


def _write(code: _Text, cell: _Text, start: int) -> None:
    """Writes a cell from some line on, a value in the place of what is no Python: these begin a statement's line."""
    at = start
    while at < len(cell.data):
        match = _LINE.match(cell.data, at)
        if match is None:
            at = _behind_statement(cell.data, at)
            continue
        kept = next(match.end(group) for group in ("kept", "automatic", "indent") if match[group] is not None)
        code.copy(cell, start, kept)
        name = match["name"].decode("utf-8", "replace") if match["name"] is not None else ""
        run = _SCRIPT.match(match["rest"]) if name == "run" else None
        if name in _TIMING and match["rest"]:
            code.copy(cell, match.start("rest"), match.end("rest"))
        elif run is not None:  # its names are the notebook's from then on
            code.add(b"from %b import *" % run[1].replace(b"/", b"."))
        else:
            code.add(b"None")
        start = at = match.end()
        at += 1
    code.copy(cell, start, len(cell.data))


def _write_inside(code: _Text, cell: _Text, start: int) -> None:
    """Writes a cell that is a module of its own, as a function: its names are not those of the notebook."""
    code.add(b"def written():\n")
    while start < len(cell.data):
        found = cell.data.find(b"\n", start)
        end = found + 1 if found >= 0 else len(cell.data)
        code.add(b"    ")
        code.copy(cell, start, end)
        start = end
    code.add(b"\n    pass\n")


def _behind_statement(data: bytearray, at: int) -> int:
    """Where the line behind a statement begins, which may have several itself."""
    depth = 0
    for token in _TOKEN.finditer(data, at):
        depth += (token["open"] is not None) - (token["close"] is not None)
        if token["end"] is not None and depth <= 0:
            return token.end()
    return len(data)


def _between(ranges: list[Range], end: int) -> Iterator[Range]:
    """What some ranges, sorted, leave out."""
    at = 0
    for one in ranges:
        if one.start > at:
            yield Range(at, one.start)
        at = max(at, one.end)
    if at < end:
        yield Range(at, end)
