"""Text of strangers in Markdown: shown, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protoref.reporting.markdown_text import code, prose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.proto", "`a.proto`"),
        ("x = `y`", "`` x = `y` ``"),
        ("``", "``` `` ```"),
        ("a | b", "`a \\| b`"),
        ("two\nlines", "`two\\x0alines`"),
        ("@team <img src=x>", "`@team <img src=x>`"),
        ("", ""),
    ],
)
def test_code(text: str, expected: str) -> None:
    assert code(text) == expected


@given(st.text(alphabet="`|a \\\n", min_size=1, max_size=30))
def test_no_text_ends_its_span(text: str) -> None:
    shown = code(text)
    if shown:
        ticks = re.match(r"`+", shown)
        assert ticks
        inner = shown[len(ticks[0]) : -len(ticks[0])]
        assert shown.endswith(ticks[0])
        assert ticks[0] not in re.findall(r"`+", inner)
        assert "|" not in shown.replace("\\|", "")
        assert "\n" not in shown


def test_prose_is_no_markdown() -> None:
    assert prose("[x](y) <b> `z` a*b") == "\\[x\\]\\(y\\) \\<b\\> \\`z\\` a\\*b"


def test_prose_calls_nobody() -> None:
    assert prose(
        "@team #1 gh-2 https://x www.y"
    ) == "@\u200bteam #\u200b1 gh\u200b-2 https:\u200b// x www\u200b.y".replace("// x", "//x")
