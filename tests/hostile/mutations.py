"""Ways to damage a file: what happens to text in merges, editors, transfers and generators, and what nobody would do."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

Files = dict[str, bytes]

_TOKENS = (
    *(b"(", b")", b"{", b"}", b"[", b"]", b"'", b'"', b'"""', b"/*", b"*/", b"//", b"#", b"\\", b"\n", b"\r", b"\0"),
    *(
        b"\xff",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\x0c",
        b"<<<<<<< HEAD\n",
        b"=======\n",
        b">>>>>>> x\n",
        b"{{ x }}",
        b"{% if %}",
    ),
    *(
        b"import ",
        b"from . import *\n",
        b"class ",
        b"def ",
        b"mod ",
        b"use super::*;",
        b"macro_rules! ",
        b"message ",
        b"package x;",
    ),
    *(
        b"print 'x'\n",
        b"exec(",
        b"match x:\n",
        b"# coding: utf-16\n",
        b"# @generated\n",
        b"// source: proto/shed.proto\n",
    ),
)


def _at(chance: random.Random, data: bytes) -> int:
    return chance.randint(0, len(data))


def truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: _at(chance, data)]


def repeat(chance: random.Random, data: bytes) -> bytes:
    return data * chance.randint(2, 4)


def insert(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randint(1, 5)):
        place = _at(chance, data)
        data = data[:place] + chance.choice(_TOKENS) + data[place:]
    return data


def cut(chance: random.Random, data: bytes) -> bytes:
    start, end = sorted((_at(chance, data), _at(chance, data)))
    return data[:start] + data[end:]


def flip(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(changed), chance.randint(1, 4))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def shuffle(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


def swap(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def twice(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    start = chance.randint(0, len(lines))
    end = chance.randint(start, len(lines))
    return b"".join([*lines[:end], *lines[start:]])


def conflict(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    start, end = sorted((chance.randint(0, len(lines)), chance.randint(0, len(lines))))
    theirs = chance.choice([[], lines[start:end], lines[:start]])
    return b"".join(
        [*lines[:start], b"<<<<<<< ours\n", *lines[start:end], b"=======\n", *theirs, b">>>>>>> theirs\n", *lines[end:]]
    )


def cookie(chance: random.Random, data: bytes) -> bytes:
    name = chance.choice([b"latin-1", b"cp1252", b"utf-7", b"shift_jis", b"ascii", b"nonsense"])
    return b"# -*- coding: " + name + b" -*-\n# \xe9\xfc\n" + data


def encode(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp500"]), "replace")


def line_ends(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\r", b"\x85", b"\0\n"]))


def indent(chance: random.Random, data: bytes) -> bytes:
    return b"".join(chance.choice([b"", b" ", b"\t", b"    "]) + line for line in data.splitlines(keepends=True))


def wrap(chance: random.Random, data: bytes) -> bytes:
    before, after = chance.choice(
        [
            (b"if x:\n", b""),
            (b"/*", b""),
            (b'"""', b""),
            (b"macro!{", b"}"),
            (b"(" * 5000, b""),
            (b"[" * 300, b"]" * 300),
        ]
    )
    return before + data + after


DAMAGES: Mapping[str, Callable[[random.Random, bytes], bytes]] = {
    one.__name__: one
    for one in (
        *(truncate, repeat, insert, cut, flip, shuffle, swap, twice, conflict, cookie, encode, line_ends, indent, wrap),
    )
}


def damage(chance: random.Random, files: Files, paths: list[str]) -> tuple[Files, str]:
    """One of the files damaged, deleted, copied, or mixed with another; and which."""
    path = chance.choice([path for path in paths if path in files] or sorted(files))
    kind = chance.choice([*DAMAGES, "delete", "copy", "splice"])
    changed = dict(files)
    if kind == "delete":
        del changed[path]
    elif kind == "copy":
        changed[f"copy/{chance.randrange(3)}/{path}"] = files[path]
    elif kind == "splice":
        other = files[chance.choice(sorted(files))]
        changed[path] = files[path][: _at(chance, files[path])] + other[_at(chance, other) :]
    else:
        changed[path] = DAMAGES[kind](chance, files[path])
    return changed, path
