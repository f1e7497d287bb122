"""What a macro writes into the scope of its call (glob imports), and which macros it calls in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.indexers.rust.index import Glob
from protoref.indexers.rust.use_trees import flatten, plain

_USE = re.compile(rb"(?:\b(pub)\s*(\([^()]*\))?\s*)?\buse\b([^;]*;)")
_BRACKET = re.compile(rb"(\$?)([({\[])|[)}\]]")
_REPEATED = re.compile(rb"\)\s*,?\s*[*+?]")
"""The end of a repetition: its `*` is no glob."""
_OUTER = 2
"""Brackets around what a rule writes: those of the definition, and those of the rule. Repetitions are none."""

_CALLED = re.compile(rb"(\$?(?:r#)?[A-Za-z_]\w*|\)\s*[*+?]?)\s*!\s*[({\[]")


def called(tokens: bytes) -> tuple[str, ...]:
    """The names of the macros that are called in some tokens, comments blanked, sorted; ``$`` for what a variable names."""
    if b"!" not in tokens:
        return ()
    names = {found[1] for found in _CALLED.finditer(tokens)}
    return tuple(sorted({"$" if name[:1] in b"$)" else plain(name) for name in names}))


def globs(body: bytes, offset: int) -> Iterator[Glob]:
    """The glob imports in a macro's definition, comments blanked, that starts at an offset of its document."""
    if b"use" not in body or b"*" not in body:
        return
    depth, open_, at = 0, [], 0
    for found in _USE.finditer(body):
        for bracket in _BRACKET.finditer(body, at, found.start()):
            if bracket[2]:
                open_.append(not bracket[1])
                depth += open_[-1]
            elif open_:
                depth -= open_.pop()
        at = found.end()
        public = ("restricted" if found[2] else "pub") if found[1] else ""
        tree = _REPEATED.sub(lambda match: b" " * len(match[0]), found[3])
        for use in flatten(tree, offset + found.start(3), 0, public):
            if use.glob and use.segments:
                first = use.segments[0]
                if own := first.name == "$crate":
                    first = first._replace(name="crate", start=first.start + 1)
                leading = "$" if own else "::" if use.leading else ""
                yield Glob((first, *use.segments[1:]), leading, public, depth <= _OUTER)
