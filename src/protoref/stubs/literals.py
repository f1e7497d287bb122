"""Values of string literals in committed stubs: read, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable

LIMIT = 32 * 1024 * 1024
"""Characters of source at most. The largest descriptors known take under one million."""


def bytes_of(literals: Iterable[str]) -> bytes | None:
    """The bytes that adjacent literals spell together, or None where they spell none.

    Text literals stand for Latin-1 bytes, as older protoc versions wrote them (`_b('...')`).
    """
    given = list(literals)
    if sum(map(len, given)) > LIMIT:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes that mean nothing
        try:
            values = [ast.literal_eval(literal) for literal in given]
            return b"".join(value.encode("latin-1") if isinstance(value, str) else bytes(value) for value in values)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
            return None


def text_of(literal: str) -> str:
    """The text of a short literal, or empty."""
    if len(literal) > 4096:
        return ""
    value = bytes_of([literal])
    return value.decode("utf-8", "replace") if value is not None else ""
