"""Damages texts in the ways that find something: by pieces, by lines, by words of the language, by repetition."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LARGEST = 4096
"""Bytes. What a larger input finds, a smaller one finds, too; limits of depth and length lie below."""

_ODD = (
    b"\0", b"\r", b"\r\n", b"\n", b"\t", b"\x0c", b"\x1a", b"\\", b"\\\n", b"'", b'"', b'"""', b"(", b")", b"[", b"]", b"{", b"}",
    b"<", b">", b"#", b"//", b"/*", b"*/", b";", b",", b".", b":", b"::", b"=", b"\xff", b"\xc3", b"\xed\xb2\x80",
    "é".encode(), "\u0301".encode(), "\u202e".encode(), "\u2028".encode(), "\ufeff".encode(), "𝐱".encode(), "ª".encode(), b"-1",
    b"99999999999999999999", b"0x", b" " * 40,
)  # fmt: skip


def mutate(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """`data` damaged one to five times, at most `LARGEST` bytes of it.

    Args:
        data: the text.
        draw: chooses; the same state gives the same result.
        words: of the language.
        others: texts to take pieces of.
    """
    for _ in range(draw.choice((1, 1, 2, 3, 5))):
        data = draw.choice(_WAYS)(data, draw, words, others)[:LARGEST]
    return data


def _span(data: bytes, draw: random.Random, longest: int) -> tuple[int, int]:
    start = draw.randint(0, len(data))
    return start, min(len(data), start + draw.randint(0, longest))


def _insert_word(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(words) + data[at:]


def _insert_odd(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at = draw.randint(0, len(data))
    return data[:at] + draw.choice(_ODD) + data[at:]


def _remove(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    start, end = _span(data, draw, draw.choice((1, 8, 80)))
    return data[:start] + data[end:]


def _replace(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    start, end = _span(data, draw, 8)
    return data[:start] + draw.choice((*words, *_ODD)) + data[end:]


def _flip(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def _repeat(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    start, end = _span(data, draw, draw.choice((2, 10, 100)))
    return data[:start] + data[start:end] * draw.choice((2, 3, 20, 200, 2000)) + data[end:]


def _splice(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    other = draw.choice(others)
    start, end = _span(other, draw, 200)
    at, behind = _span(data, draw, draw.choice((0, 0, 40)))
    return data[:at] + other[start:end] + data[behind:]


def _lines(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    lines, given = data.splitlines(keepends=True), draw.choice(others).splitlines(keepends=True)
    at = draw.randint(0, len(lines))
    piece = draw.choice((given, lines)) or [b"\n"]
    first = draw.randrange(len(piece))
    lines[at : at + draw.choice((0, 0, 1))] = piece[first : first + draw.randint(1, 4)]
    return b"".join(lines)


def _swap(data: bytes, draw: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    first, second, third, fourth = sorted(draw.randint(0, len(data)) for _ in range(4))
    return data[:first] + data[third:fourth] + data[second:third] + data[first:second] + data[fourth:]


_WAYS: tuple[Callable[[bytes, random.Random, Sequence[bytes], Sequence[bytes]], bytes], ...] = (
    _insert_word, _insert_word, _insert_odd, _remove, _replace, _replace, _flip, _repeat, _splice, _lines, _lines, _swap,
)  # fmt: skip
