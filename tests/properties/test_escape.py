"""Whatever strangers write, no terminal obeys it and no reader is misled by it."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from protoref.reporting.escape import escape, escape_bytes, excerpt, shortened
from protoref.reporting.layout import Look, Span, line, paint, table

ANY = st.text(st.characters())
"""All code points, surrogates (bytes that are not UTF-8) included."""

DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(ANY)
@example("\x1b[31mred\x1b[0m")
@example("\x9b31m")
@example("a\u202eb\u2066c\u200f")
@example("line\nline\rline\x85line\u2028line")
@example("bytes \udcff\udc80")
@example("\ud800")
def test_nothing_that_steers_a_terminal_survives(text):
    shown = escape(text)

    assert not DANGEROUS & {unicodedata.category(char) for char in shown}
    assert len(shown.splitlines()) <= 1
    shown.encode("utf-8")  # and it can be written


@given(ANY)
def test_escaping_again_changes_nothing(text):
    assert escape(escape(text)) == escape(text)
    assert escape_bytes(escape_bytes(text)) == escape_bytes(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_plain_text_of_any_script_stays_as_it_is(text):
    if not set(text) & set("\u115f\u1160\u2800\u3164\uffa0"):
        assert escape(text) == text


@given(st.binary())
def test_bytes_that_are_not_utf_8_can_be_read_off(data):
    text = data.decode("utf-8", "surrogateescape")

    for shown in (escape(text), escape_bytes(text)):
        assert all(f"\\x{ord(char) - 0xDC00:02x}" in shown for char in text if 0xDC80 <= ord(char) <= 0xDCFF)
        shown.encode("utf-8")


@given(ANY)
def test_an_excerpt_is_one_line_without_blanks_around(text):
    shown = excerpt(text)

    assert shown == escape(shown)
    assert shown == shown.strip(" ")


@given(st.lists(st.lists(ANY, min_size=1, max_size=4), max_size=5), st.booleans(), st.none() | st.integers(1, 120))
def test_what_is_painted_is_as_many_lines_as_rows(rows, color, width):
    painted = paint(table([[Span(cell) for cell in row] for row in rows]), Look(color=color, width=width))

    assert len(painted.splitlines()) == len(rows)


@given(ANY, ANY)
def test_color_adds_nothing_but_color(first, second):
    lines = [line(Span(first, "path"), " ", Span(second, "bad"))]
    plain, colored = paint(lines, Look()), paint(lines, Look(color=True))

    for code in ("\x1b[36m", "\x1b[1;31m", "\x1b[0m"):
        colored = colored.replace(code, "")
    assert colored.rstrip() == plain.rstrip()


def test_each_kind_of_character_has_its_escape():
    assert escape("\x1b") == r"\x1b"
    assert escape("\x9b") == r"\u009b"  # a code point, not the byte
    assert escape("\udc9b") == r"\x9b"  # the byte
    assert escape("\u202e") == r"\u202e"
    assert escape("\U000e0041") == r"\U000e0041"
    assert escape("\ud800") == r"\ud800"
    assert escape("\u00a0") == r"\u00a0"
    assert escape("\u0301a") == r"\u0301a"  # would join what stands before
    assert escape("é世界 🎬") == "é世界 🎬"


def test_json_keeps_what_json_can_say():
    assert escape_bytes("tab\t\u202e é \udcff") == "tab\t\u202e é \\xff"


@given(ANY, st.integers(1, 50))
def test_long_text_is_cut_and_says_so(text, limit):
    cut = shortened(text, limit)

    assert len(cut) <= limit
    assert cut == text if len(text) <= limit else cut.endswith("…")
