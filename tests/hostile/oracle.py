"""Which schemas damaged code still uses, told without anything of protoref: by Python's own parser, and by plain searches.

What it says is used is used for certain, or stands where nobody can read it for certain: neither may be called SAFE. It
says nothing about the rest.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WORD = r"[\w\x80-\U0010ffff]"
_PYTHON = re.compile(r"\.pyi?\Z|^bin/")
_ENDS = re.compile(r"\r\n|\r|\n")
_SLASHES = re.compile(r"//.*|/\*|\*/")


def still_used(files: Mapping[str, bytes], schemas: Mapping[str, str]) -> dict[str, str]:
    """For each schema that is still used, a document that does.

    Args:
        files: hand-written documents by path, schemas among them.
        schemas: packages by stem: `wall` is `wall.proto`, in Python `app.gen.wall_pb2`.
    """
    found: dict[str, str] = {}
    for path, data in files.items():
        for stem in _used(path, _text(data), data, schemas):
            found.setdefault(stem, path)
    return found


def written_by_hand(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without what was generated, and without the copies that a damage makes: whom a copy's users use is another question."""
    return {path: data for path, data in files.items() if not path.startswith(("app/gen/", "copy/"))}


def _text(data: bytes) -> str:
    """A document as somebody may read it; a byte that is no text stays one letter."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data.count(0) * 3 > len(data):  # of two or four bytes a letter, whatever their order
        data = data.replace(b"\0", b"")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _used(path: str, text: str, data: bytes, schemas: Mapping[str, str]) -> Iterator[str]:
    if _PYTHON.search(path):
        tree = _tree(data) or _tree(text)  # as text it is read without its cookie
        if tree is not None:
            yield from _by_tree(path, tree, schemas)
            return
        text = "\n".join(line.partition("#")[0] for line in _ENDS.split(text))
    elif path.endswith(".ipynb"):
        text = _without_prose(text)
    elif path.endswith(".yaml"):
        text = "\n".join(line for line in _ENDS.split(text) if not line.lstrip().startswith("#"))
    elif path.endswith((".rs", ".ts", ".proto")):
        text = _without_comments(text, nested=path.endswith(".rs"))
    for stem, package in schemas.items():
        if any(re.search(form, text) for form in _forms(path, stem, package)):
            yield stem


def _without_prose(text: str) -> str:
    """What is left of a notebook without its cells of Markdown; all of it where it is none."""
    try:
        cells = json.loads(text)["cells"]
        return "\n".join(json.dumps(cell) for cell in cells if cell.get("cell_type") != "markdown")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return text


def _without_comments(text: str, *, nested: bool) -> str:
    """What stands outside of all comments, strings or not."""
    kept, depth, behind = [], 0, 0
    for mark in _SLASHES.finditer(text):
        if mark.start() < behind:
            continue
        kept.append("" if depth else text[behind : mark.start()])
        behind = mark.end()
        if mark.group() == "/*":
            depth = depth + 1 if nested else 1
        elif mark.group() == "*/":
            depth = max(0, depth - 1)
        elif depth:
            behind = mark.start() + 2
    return " ".join([*kept, "" if depth else text[behind:]])


def _full(stem: str, package: str) -> str:
    title = stem.capitalize()
    names = f"{title}Record|Get{title}Request|{title}Service(?:[./]Get{title})?"
    return rf"(?<!{_WORD})(?<!{_WORD}\.){re.escape(package)}\.(?:{names})(?!{_WORD})"


def _forms(path: str, stem: str, package: str) -> Iterator[str]:
    """How a text that is not parsed spells the use of a schema."""
    full = _full(stem, package)
    if _PYTHON.search(path) or path.endswith(".ipynb"):
        yield rf"(?<!{_WORD}){stem}_pb2(?:_grpc)?(?!{_WORD})"
        yield full
    elif path.endswith(".rs"):
        yield rf'(?<!{_WORD})include_proto\s*!\s*\(\s*"{re.escape(package)}"\s*\)'
        yield rf'(?<!{_WORD})env!\("OUT_DIR"\),\s*"/{re.escape(package)}\.rs"\)'
        yield rf'"[^"\n]*{full}[^"\n]*"'
    elif path.endswith(".proto"):
        yield rf'(?<!{_WORD})import\s+"{stem}\.proto"\s*;'
    elif path.endswith((".yaml", ".json", ".ts")):
        yield full


def _tree(data: bytes | str) -> ast.AST | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def _by_tree(path: str, tree: ast.AST, schemas: Mapping[str, str]) -> Iterator[str]:
    """By imports of the module, and strings that name it or one of its messages or methods; but not by documentation."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for dotted in _imported(path, node):
                parts = dotted.split(".")
                if len(parts) > 2 and parts[:2] == ["app", "gen"]:
                    stem = re.sub(r"_pb2(_grpc)?\Z", "", parts[2])
                    if stem in schemas and stem != parts[2]:
                        yield stem
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            for stem, package in schemas.items():
                if re.search(rf"\Aapp\.gen\.{stem}_pb2(?:_grpc)?\Z|{_full(stem, package)}", node.value):
                    yield stem


def _imported(path: str, node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
        return
    above = path.split("/")[: -node.level] if node.level else []
    module = ".".join([*above, *([node.module] if node.module else [])])
    yield module
    yield from (f"{module}.{name.name}" for name in node.names)
