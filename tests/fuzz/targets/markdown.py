"""The Markdown renderers: reports whose every text comes from a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import cycle
from typing import Any

from markdown_it import MarkdownIt
from msgspec import Struct
from msgspec.structs import replace

from changed import AFTER, BEFORE, changed
from fuzz.target import Target
from protoref.model.report import Report
from protoref.model.schema import file_key
from protoref.options import RunOptions
from protoref.pipeline import analyse, report
from protoref.reporting import comment, markdown
from protoref.snapshot.memory import MemoryTree

WORDS = [
    "`",
    "``",
    "```",
    "|",
    "\\",
    "\n",
    "\r",
    "<!--",
    "-->",
    "<b>",
    "</b>",
    "</details>",
    "</summary>",
    "<script>",
    "<img/src=x>",
    "&lt;",
    "&#64;",
    "@team",
    "@a/b",
    "#1",
    "GH-1",
    "a/b#1",
    "](x)",
    "[a]",
    "[a]:",
    "![",
    "::",
    "::error::",
    "##[group]",
    "https://x.example",
    "http://",
    "ftp://",
    "www.x.example",
    "mailto:a@b.example",
    "a@b.example",
    "%0A",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "~",
    "$",
    "$$",
    "<!--protoref:main-->",
    "SAFE",
    "a",
    "\u202e",
    "\x1b[31m",
    "$(x)",
    "-[",
    "]",
    ">",
    "#",
    "|---|",
    "\t",
    "protoref",
    "",
    "1.",
    "-",
    "+",
    "===",
    "---",
    "\u200b",
    "<?",
    "<![CDATA[",
    "http://\u200b",
]
_LINKS = "https://forge.example/o/r/blob/c0ffee/"
_OURS = re.compile(
    r"<!-- protoref:main -->|<details>|</details>|<summary>|</summary>|<code>|</code>|<details><summary><code>.*</code>: .*</summary>\n?"
    r"|<details><summary>(?:Elsewhere: \d+ findings?|Evidence|\d+ problems?|Symbols that nothing in production uses)</summary>\n?"
)
_CALLS = re.compile(r"@\w|(?<![&\w])#\d|https?://|www\.\w|(?i:\bgh-\d)")
_TEXTS = frozenset({"path", "text", "message", "symbol", "summary", "next", "detail", "reason", "name", "import_paths"})
"""The fields of a report that repository text flows into."""


@cache
def _reports() -> tuple[Report, ...]:
    files = {**BEFORE, "broken.py": "import shop_pb2\n(", "README.md": "shop.proto is stored.\n"}
    analysis = analyse(MemoryTree(files), RunOptions(jobs=1))
    keys = (file_key("shop.proto"),)
    return (
        changed(),
        report(analysis, "who-uses", keys),
        report(analysis, "can-delete", keys),
        report(analysis, "audit", None),
        report(analyse(MemoryTree(AFTER), RunOptions(jobs=1)), "can-delete", (file_key("till.proto"),)),
    )


def _spoiled(value: Any, texts: Iterator[str], *, text: bool = False) -> Any:
    """A report with other texts in it; keys, which tie its parts together, stay as they are."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return next(texts) if text and value else value
    if isinstance(value, Struct):
        changes = {
            name: _spoiled(getattr(value, name), texts, text=name in _TEXTS)
            for name in value.__struct_fields__
            if name not in ("schemas", "scope", "key", "owner")
        }
        return replace(value, **changes)
    return tuple(_spoiled(item, texts, text=text) for item in value) if isinstance(value, tuple) else value


def only_ours(text: str) -> None:
    """Whether nothing in rendered Markdown is live that we did not write."""
    assert text.isprintable() or set(text) - set(filter(str.isprintable, text)) <= {"\n", "\u200b"}
    shown = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        if token.type == "html_block":
            assert _OURS.fullmatch(token.content.rstrip("\n")), token.content
        assert token.type not in {"fence", "code_block", "hr", "blockquote_open", "list_item_open"}, token
        for child in token.children or ():
            assert child.type not in {"image", "s_open", "em_open", "hardbreak", "html_inline"}, child
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith(_LINKS)
            if child.type == "text":
                shown.append(child.content)
    for words in shown:
        assert not _CALLS.search(words), words
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "##[" not in text


def check(data: bytes) -> None:
    """Whatever texts a report holds, Markdown shows them and does nothing else. The first byte chooses the report; a NUL ends a text."""
    base = _reports()[data[0] % len(_reports()) if data else 0]
    one = _spoiled(base, cycle(data[1:].decode("utf-8", "surrogateescape").split("\0")))
    if one.review is None:
        only_ours(markdown.render(one))
        return
    said = comment.render(one, links=_LINKS)
    assert said.count("<!-- protoref:main -->") == 1
    assert said.startswith("<!-- protoref:main -->\n### protoref: ")
    only_ours(said)


def _seeds() -> tuple[bytes, ...]:
    plain = b"shop.proto\0app/main.py\0import shop_pb2\0shop.Order\0`a` | b\0protoref can-delete x"
    texts = (plain, *(f"{word}a\0b {word} c\0{word}".encode() for word in WORDS))
    return tuple(bytes([number]) + text for number, text in enumerate(texts))


TARGET = Target(check, _seeds, tuple(word.encode() for word in WORDS))
