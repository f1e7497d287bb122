"""JSON with places: the structure of a text, and where its strings stand."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

from protoref.model.source import Range

Value: TypeAlias = "dict[str, Value] | list[Value] | Range | None"
"""An object, an array, the range of a string between its quotes, or anything else (None)."""

_TOKEN = re.compile(rb"\s*+(?:\"(?P<text>(?:[^\"\\]|\\.)*+)\"|(?P<sign>[{}\[\],:])|(?P<other>[\w.+-]++))", re.DOTALL)
_SPACE = re.compile(rb"\s*+\Z")
_DEEPEST = 100
"""Levels. A text that nests deeper is none that anybody wrote."""


def read_json(data: bytes) -> Value:
    """What a JSON text holds; None where it is no JSON, or a text of one number or word.

    Args:
        data: the text.
    """
    top: list[Value] = []
    stack: list[dict[str, Value] | list[Value]] = [top]
    key: str | None = None
    keys: list[str | None] = []
    at = 0
    while (match := _TOKEN.match(data, at)) is not None:
        at = match.end()
        sign, inner = match["sign"], stack[-1]
        if sign in (b",", b":"):
            continue
        if sign in (b"}", b"]"):
            if len(stack) == 1 or isinstance(stack.pop(), dict) != (sign == b"}"):
                return None
            key = keys.pop()
            continue
        value: Value = {} if sign == b"{" else [] if sign == b"[" else None
        if match["text"] is not None:
            value = Range(*match.span("text"))
        if isinstance(inner, dict) and key is None:
            if not isinstance(value, Range):
                return None
            key = text_of(data, value)
            continue
        if isinstance(inner, dict):
            inner[key or ""] = value
            key = None
        else:
            inner.append(value)
        if isinstance(value, dict | list):
            if len(stack) > _DEEPEST:
                return None
            stack.append(value)
            keys.append(key)
            key = None
    whole = len(stack) == 1 and len(top) == 1 and _SPACE.match(data, at) is not None
    return top[0] if whole else None


def text_of(data: bytes, place: Range) -> str:
    """What a string says; as it is written where it is no JSON string."""
    written = data[place.start : place.end]
    try:
        return str(json.loads(b'"' + written + b'"', strict=False))
    except ValueError:
        return written.decode("utf-8", "replace")
