"""Dotted paths in strings (`"app.wire.Order"`, `"app.wire:Order"`): what they lead to for whoever loads it by them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import TypeAlias

from protoref.indexers.python.index import NONE, Attribute, Computed, Name, Text
from protoref.linking.python import members, texts
from protoref.linking.python.modules import Place
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import ModuleValue, SymbolValue, TextValue, Values
from protoref.model.schema import Key
from protoref.model.source import Range

Found: TypeAlias = tuple[Key, Range, SymbolValue]
"""A symbol that a path may mean, where its name stands, and how it was found."""

_PATH = re.compile(r"(?<![\w./:@$-])[A-Za-z_]\w*+(?:[.:][A-Za-z_]\w*+)+(?![/\w])", re.ASCII)
_PART = re.compile(r"\w+")
_SENTENCE = re.compile(r"\w\s+\w")
_MOST = 40
"""Parts of a path."""


def dotted_paths(r: Resolver, document: Document, names: Container[str]) -> Iterator[Found]:
    """The symbols that the strings of a document name by a path, whatever is done with them.

    A path begins with a module, as the import system finds it, or (in what reads like a type: `"Union[pb.Order, None]"`) with
    a name of the document.

    Args:
        r: answers what names stand for.
        document: the document.
        names: those of generated code; a path that has none of them leads to none.
    """
    prose = frozenset(document.index.comments)
    for at, one in enumerate(document.index.expressions):
        if isinstance(one, Text):
            if one.range in prose:
                continue  # a docstring
            yield from _in_text(r, document, one.value, names, one)
        elif isinstance(one, Computed) and one.parts:
            for value in r.value(document.path, at):
                if isinstance(value, TextValue):
                    yield from _in_text(r, document, value.text, names, _shown(document, one))


def _shown(document: Document, computed: Computed) -> Text | Range:
    """Where people see a text that is put together: at the last of its parts that has a place."""
    parts = [document.index.expressions[part] for part in computed.parts if isinstance(part, int)]
    placed = [
        part if isinstance(part, Text) else part.range for part in parts if isinstance(part, Name | Attribute | Text)
    ]
    return placed[-1] if placed else Range(0, 0)


def _in_text(r: Resolver, document: Document, text: str, names: Container[str], shown: Text | Range) -> Iterator[Found]:
    if "." not in text and ":" not in text:
        return
    typed = _SENTENCE.search(text) is None
    for path in _PATH.finditer(text):
        parts = [*_PART.finditer(text, *path.span())]
        if len(parts) > _MOST or not any(part.group() in names for part in parts[1:]):
            continue
        words = [part.group() for part in parts]
        first = members.module(r, r.modules.resolve(document.path, 0, ".".join(words))[0])
        found = [*_symbols(r, document, first, words)]
        if not found and typed:
            held = r.member(Place("", (document.path,)), words[0], submodules=False)
            found = [*_symbols(r, document, held, words)]
        for number, value in found:
            yield value.symbol, _place(text, parts[number], shown), value


def _place(text: str, part: re.Match[str], shown: Text | Range) -> Range:
    """Where a part of a text stands: within the string that the text is, or ends with."""
    if isinstance(shown, Range):
        return shown
    start = part.start() - (len(text) - len(shown.value))
    if start < 0:
        return shown.range
    return texts.inside(shown, part.group(), len(shown.value[:start].encode("utf-8", "surrogatepass")))


def _symbols(r: Resolver, document: Document, values: Values, words: list[str]) -> Iterator[tuple[int, SymbolValue]]:
    """What each part behind the first leads to, as long as it leads anywhere."""
    for number, word in enumerate(words[1:], 1):
        if any(isinstance(value, ModuleValue) and value.place.absent for value in values):
            return  # whatever a package lacks may be made when it is built: a mere string is no sign of that
        values = r.attribute(values, word, document, NONE)
        yield from ((number, value) for value in values if isinstance(value, SymbolValue) and not value.held)
