"""Macros whose content is ordinary code (`cfg_if!`, `cfg_rt! { mod x; }`): their wrapping is blanked, so that the content is parsed.

Blanks keep all offsets as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from protoref.indexers.rust.parsing import Captures, Node, captures, parsed, parses

_ROUNDS = 4
"""How deep such macros may be nested in each other."""
_QUOTING = frozenset({b"quote", b"quote_spanned", b"parse_quote", b"stringify", b"concat", b"macro_rules", b"paste"})
"""Macros whose content is not what stands there in the end."""
_HOLDS_CODE = re.compile(rb"\b(?:mod|use|fn|struct|enum|impl|trait|type|const|static|let|async|await|return|match)\b|;")
_TRAIT_ALIAS = re.compile(
    rb"^([ \t]*(?:pub(?:\([\w: ]+\))?[ \t]+)?)trait([ \t]+\w+(?:<[^<>{};=]*>)?\s*=(?!=)[^;{}]*;)", re.M
)
"""`trait A = B + C;`, which the parser does not know and a type alias looks like."""
_MEMBER_ATTRIBUTE = re.compile(rb"#\[cfg\([^\[\]]*\)\](?=\s*(?:ref\s+|mut\s+)*\w+\s*[,:}]|\s*\.\.)")
"""Attributes before members, which the parser does not know in patterns. No name that matters stands in them."""
_BRACE = ord("{")
_LIMIT = 200_000
"""The longest content, in bytes, that is tried."""


class Reading(NamedTuple):
    """A document as it was parsed.

    Attributes:
        data: the text, of the same length.
        found: the captures.
        blanked: ranges of the text that were blanked.
        calls: the macro calls whose wrapping was blanked: where each starts, where its content does, and where that ends.
    """

    data: bytes
    found: Captures
    blanked: list[tuple[int, int]]
    calls: list[tuple[int, int, int]]


def read(data: bytes) -> Reading:
    """Parses a document."""
    data = _TRAIT_ALIAS.sub(rb"\1type \2", data)
    found, flawless = parsed(data)
    if not flawless and b"#[cfg" in data:
        plainer = _MEMBER_ATTRIBUTE.sub(lambda match: re.sub(rb"[^\r\n]", b" ", match[0]), data)
        again, mended = parsed(plainer)
        if mended:
            data, found = plainer, again
    blanked: list[tuple[int, int]] = []
    calls: list[tuple[int, int, int]] = []
    for _ in range(_ROUNDS):
        spans: list[tuple[int, int]] = []
        for node in found.get("macro", ()):
            around = list(_wrapping(data, node))
            spans += around
            if around:
                calls.append((node.start_byte, node.named_children[-1].start_byte, node.end_byte))
        if not spans:
            break
        blanked += spans
        text = bytearray(data)
        for start, end in spans:
            text[start:end] = re.sub(rb"[^\r\n]", b" ", data[start:end])
        data = bytes(text)
        found = captures(data)
    return Reading(data, found, blanked, calls)


def _wrapping(data: bytes, call: Node) -> Iterator[tuple[int, int]]:
    """The parts of a macro call around its content, if the content is ordinary code; none otherwise."""
    name, tree = call.child_by_field_name("macro"), call.named_children[-1] if call.named_child_count else None
    if name is None or tree is None or tree.type != "token_tree" or data[tree.start_byte : tree.start_byte + 1] != b"{":
        return
    last = data[name.start_byte : name.end_byte].rpartition(b":")[2].strip()
    if last in _QUOTING or tree.end_byte - tree.start_byte > _LIMIT:
        return
    parent = call.parent
    while parent is not None and parent.type == "expression_statement":
        parent = parent.parent
    among_items = parent is None or parent.type in ("source_file", "declaration_list")
    if last == b"cfg_if":
        yield from _arms(data, call, tree, among_items=among_items)
        return
    content = data[tree.start_byte + 1 : tree.end_byte - 1]
    if not _HOLDS_CODE.search(content):
        return
    if among_items and parses(content, statements=False):
        yield call.start_byte, tree.start_byte + 1
        yield tree.end_byte - 1, tree.end_byte
    elif not among_items and parses(content, statements=True):
        yield call.start_byte, tree.start_byte


def _arms(data: bytes, call: Node, tree: Node, *, among_items: bool) -> Iterator[tuple[int, int]]:
    """What stands around the arms of a `cfg_if!`. Values that would run into one another keep their braces (`{ a } { b }`)."""
    arms = [one for one in tree.children if one.type == "token_tree" and data[one.start_byte] == _BRACE]
    joined = b" ".join(data[one.start_byte + 1 : one.end_byte - 1] for one in arms)
    brace = 1 if among_items or parses(joined, statements=True) else 0
    at = call.start_byte
    for arm in arms:
        yield at, arm.start_byte + brace
        at = arm.end_byte - brace
    yield at, tree.end_byte
