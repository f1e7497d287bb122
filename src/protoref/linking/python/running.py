"""Where text is run that may import something: `exec` and `eval` beside text that is put together and holds an import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from protoref.indexers.python.index import Attribute, Call, Computed, Expression, Name, Sequence, Text
from protoref.linking.python.scopes import Document
from protoref.model.source import Range

_IMPORTS = re.compile(r"(?<!\w)(?:import|__import__|import_module)(?!\w)")
_RUNS = frozenset({"exec", "eval"})
_BUILT_INS = frozenset({"builtins", "__builtins__"})
_MAKES_TEXT = frozenset({"format", "format_map", "join", "replace", "substitute", "safe_substitute"})
"""Methods that put a text together."""
_READS = frozenset({"read", "read_text"})
"""Methods that give the text of a file: what lies in this repository is read for itself."""


def running_imports(document: Document, foreign: Callable[[int], set[str]]) -> list[Range]:
    """Where `exec` or `eval` is called, renamed or handed on in a document that puts together text with an import.

    Which text is run is not followed: it goes through functions, loops and files. Constant text that is run is read
    as code elsewhere.

    Args:
        document: the document.
        foreign: the dotted names of what an expression may be that is not of this repository.
    """
    expressions = document.index.expressions
    renamed = {one.alias: one.name for one in document.index.imports if one.alias}
    built_ins = _has_built_ins(document)
    # All that the built-in functions have are attributes like `__call__`.
    others = {one.value for one in expressions if isinstance(one, Attribute) and not one.name.startswith("__")}
    given = {one.func: one.args[0] for one in expressions if isinstance(one, Call) and one.args}

    def runs(at: int, one: Expression) -> Range | None:
        if isinstance(one, Name) and at not in others and (renamed.get(one.name) or one.name) in _RUNS:
            return one.range
        if isinstance(one, Text) and built_ins and one.value in _RUNS:
            return one.range
        if isinstance(one, Attribute) and built_ins and one.name in _RUNS:
            holder = expressions[one.value]
            dunder = isinstance(holder, Name) and holder.name in _BUILT_INS
            return one.range if dunder or f"builtins.{one.name}" in foreign(at) else None
        return None

    found = []
    somewhere: bool | None = None
    for at, one in enumerate(expressions):
        place = runs(at, one)
        if place is None:
            continue
        imports = _writes_import(document, given[at]) if at in given else None
        if imports is None:
            if somewhere is None:
                somewhere = any(_writes_import(document, text) for text in range(len(expressions)))
            imports = somewhere
        if imports:
            found.append(place)
    return found


def _has_built_ins(document: Document) -> bool:
    index = document.index
    named = any(isinstance(one, Name) and one.name in _BUILT_INS for one in index.expressions)
    return named or any(one.module == "builtins" or one.name == "builtins" for one in index.imports)


def _writes_import(document: Document, at: int) -> bool | None:
    """Whether an expression is text that imports something, put together of parts; None where it is not seen what it is."""
    expressions = document.index.expressions
    one = expressions[document.assigned(at)]
    if isinstance(one, Text):
        return False
    if isinstance(one, Computed):
        return _imports((one.prefix, one.suffix, *_constants(document, one.items))) or None
    func = expressions[one.func] if isinstance(one, Call) else None
    if not isinstance(one, Call) or not isinstance(func, Name | Attribute):
        return None
    if func.name == "compile" and one.args:
        return _writes_import(document, one.args[0])
    if isinstance(func, Attribute) and func.name in _MAKES_TEXT:
        return _imports(_constants(document, (func.value, *one.args))) or None
    return False if isinstance(func, Attribute) and func.name in _READS else None


def _imports(parts: Iterable[str]) -> bool:
    return any(_IMPORTS.search(part) is not None for part in parts)


def _constants(document: Document, items: Iterable[int]) -> Iterator[str]:
    """The constant texts among some expressions, in lists and behind names, too."""
    expressions = document.index.expressions
    for item in items:
        one = expressions[document.assigned(item)]
        if isinstance(one, Text):
            yield one.value
        elif isinstance(one, Sequence):
            yield from (text.value for at in one.items if isinstance(text := expressions[at], Text))
