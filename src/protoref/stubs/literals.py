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
    found: list[bytes] = []
    total = 0
    for literal in literals:
        total += len(literal)
        if total > LIMIT:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # escapes that mean nothing
                value = ast.literal_eval(literal)
            found.append(value.encode("latin-1") if isinstance(value, str) else bytes(value))
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
            return None
    return b"".join(found)


def text_of(literal: str) -> str:
    """The text of a short literal, or empty."""
    if len(literal) > 4096:
        return ""
    value = bytes_of([literal])
    return value.decode("utf-8", "replace") if value is not None else ""
