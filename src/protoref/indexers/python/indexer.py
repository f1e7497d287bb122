"""One Python document in, one frozen index out: parse, walk once, count ranges off the tokens."""

from __future__ import annotations

import re
import unicodedata

import libcst as cst

from protoref.indexers.python.builder import Builder, OutOfStepError, TooDeepError
from protoref.indexers.python.expressions import quoted
from protoref.indexers.python.index import Context, Label, PythonIndex
from protoref.indexers.python.lexer import Tokens, lex, names_only
from protoref.indexers.python.statements import visit_body
from protoref.model.source import Range, Source
from protoref.outline.python import outline

_TYPE_COMMENT = re.compile(rb"#\s*type:\s*(?!ignore\b)(?=\S)")


def index(source: Source) -> PythonIndex:
    """Index a Python document. Never fails: what cannot be read is an index with `failure` set.

    Args:
        source: the document, as UTF-8 whatever its coding cookie says.
    """
    tokens = lex(source.data)
    if tokens.too_deep:
        return _failed(source, tokens, "too-deep", tokens.too_deep)
    try:
        text = source.data.decode("utf-8")
    except UnicodeDecodeError:
        return _failed(source, tokens, "unreadable", "the text is not in its encoding")
    if any(not name.isascii() and _read(name).isascii() for name in tokens.names):
        return _failed(source, tokens, "unreadable", "a name in other letters than Python reads it in")
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        return _failed(source, tokens, "syntax-error", f"line {error.raw_line}: no Python that libcst understands")
    except RecursionError:
        return _failed(source, tokens, "too-deep", "it nests too deeply for the parser")
    except Exception as error:  # the native parser raises several kinds; each costs this document only
        return _failed(source, tokens, "syntax-error", f"the parser gave up ({type(error).__name__})")
    builder = Builder(source, tokens)
    try:
        visit_body(builder, tree.body)
        finished = builder.finish(tokens)
        if not any(b"type:" in source.data[c.start : c.end] for c in tokens.comments):
            return finished
        _type_comments(builder, tokens)
        return builder.finish(tokens)
    except (TooDeepError, RecursionError):
        return _failed(source, tokens, "too-deep", "statements or expressions nest too deeply")
    except OutOfStepError as error:
        return _failed(source, tokens, "syntax-error", f"tree and text disagree at {error}")


def unparsed(source: Source) -> PythonIndex:
    """What stands for a document that the parser did not survive."""
    return _failed(source, lex(source.data), "too-deep", "the parser ended its process")


def _failed(source: Source, tokens: Tokens, failure: str, detail: str) -> PythonIndex:
    """What is known without a tree: imports, identifiers, comments and strings, as far as they can be told apart."""
    if tokens.too_deep:
        tokens = names_only(source.data)
    labels = tuple(
        Label(_read(name), Range(start, start + len(name)), failure)
        for name, start in zip(tokens.names, tokens.starts, strict=True)
        if not source.data[start - 1 : start].isdigit()  # `9order_pb2` is no word, and no name
    )
    return PythonIndex(
        source.path,
        failure=failure,
        detail=detail,
        labels=labels,
        comments=tuple(tokens.comments),
        strings=tuple(tokens.strings),
        line_starts=tuple(source.line_starts),
        outline=outline(source).imports,
    )


def _read(name: bytes) -> str:
    """An identifier as Python reads it (PEP 3131: NFKC)."""
    text = name.decode("utf-8", "surrogateescape")
    return text if name.isascii() else unicodedata.normalize("NFKC", text)


def _type_comments(b: Builder, tokens: Tokens) -> None:
    """Read `# type:` comments as annotations in the scope where they stand."""
    for comment in tokens.comments:
        match = _TYPE_COMMENT.match(b.data, comment.start, comment.end)
        if match is None:
            continue
        end = b.data.find(b"#", match.end(), comment.end)
        stop = comment.end if end < 0 else end
        scope = b.scope_at(comment.start)
        with b.inside(scope):
            arrow = b.data.find(b"->", match.end(), stop)
            if arrow < 0:
                quoted(b, Range(match.end(), stop), Context.ANNOTATION)
                continue
            left = b.data[match.end() : arrow].strip()
            if left != b"(...)":
                quoted(b, Range(match.end(), arrow), Context.ANNOTATION)
            quoted(b, Range(arrow + 2, stop), Context.ANNOTATION)
