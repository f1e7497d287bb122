"""Texts that are known: constants, and what is put together of them."""

from __future__ import annotations

from protoref.indexers.python.index import Computed, Name, Text
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.values import (
    STRING,
    ForeignValue,
    GeneratedValue,
    ItemsValue,
    KnownValue,
    ModuleValue,
    TextValue,
    UnknownValue,
    Value,
    Values,
    merged,
)
from protoref.model.source import Range

_MOST = 64
"""Texts of one expression. Behind more of them, it is any text."""
_LONGEST = 1000
"""Characters: no name has more, and what is put together of itself again and again soon has more than there is memory."""
_PLAIN = {"formatted string": STRING, "comparison": KnownValue("comparison")}
"""What operations give whatever goes into them."""


def constants(values: Values) -> list[str]:
    """The texts that a value may be, where that is all it may be; else none."""
    texts = [value.text for value in values if isinstance(value, TextValue)]
    return texts if len(texts) == len(values) else []


def computed(r: Evaluator, path: str, expression: Computed) -> Values:
    """What an operation gives, by what goes into it: strings make strings, containers containers."""
    if expression.parts and (texts := _joined(r, path, expression.parts)):
        return tuple(map(TextValue, texts))
    if expression.what in _PLAIN:
        return (_PLAIN[expression.what],)
    parts = r.contents(merged(*(r.value(path, item) for item in expression.items)))
    if any(isinstance(one, ItemsValue) for one in parts):
        return tuple(one for one in parts if not isinstance(one, TextValue | KnownValue))
    if any(isinstance(one, TextValue) or one == STRING for one in parts):
        return (STRING,)
    if parts and all(isinstance(one, KnownValue | ForeignValue) for one in parts):
        return (ForeignValue(expression.what),)
    return (UnknownValue(expression.what),)


def _joined(r: Evaluator, path: str, parts: tuple[int | str, ...]) -> list[str]:
    """The texts that parts make, one behind the other; none where one of them may be any, or where they are many."""
    found = [""]
    for part in parts:
        texts = [part] if isinstance(part, str) else _of_part(r, path, part)
        if len(found) * len(texts) > _MOST:
            return []
        found = [before + text for before in found for text in texts]
        if any(len(text) > _LONGEST for text in found):
            return []
    return found


def _of_part(r: Evaluator, path: str, at: int) -> list[str]:
    document = r.documents[path]
    one = document.index.expressions[at]
    if isinstance(one, Name) and one.name in ("__name__", "__package__") and not document.lookup(one, at):
        folder, _, name = path.rpartition("/")
        own = folder if one.name == "__package__" or name == "__init__.py" else path.rpartition(".")[0]
        return [own.replace("/", ".")] if own else []
    return constants(r.value(path, at))


def module_name(value: Value) -> Values:
    """What `__name__` of a module is: its path from the root, which leads to it from everywhere."""
    if isinstance(value, GeneratedValue):
        return (TextValue(value.generated.dotted),)
    if isinstance(value, ModuleValue) and len(found := value.place.files or value.place.folders) == 1:
        path = found[0].removesuffix(".py").removesuffix("/__init__")
        return (TextValue(path.replace("/", ".")),) if path else (STRING,)
    return (STRING,)


def inside(text: Text, part: str, offset: int) -> Range:
    """The range of a part of a plain string; of the whole literal where it is written in another way."""
    try:
        length = len(text.value.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return text.range  # a lone surrogate is only ever written as an escape
    if text.range.end - text.range.start == length + 2:
        start = text.range.start + 1 + offset
        return Range(start, start + len(part.encode("utf-8", "surrogateescape")))
    return text.range
