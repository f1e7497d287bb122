"""Columns, widths and what is cut."""

import pytest

from protoref.reporting.layout import Look, Span, joined, line, paint, plural, table, width_of


def painted(rows, **more):
    return paint(table([[Span(cell) for cell in row] for row in rows], **more), Look())


def test_columns_are_aligned_and_the_last_is_not_padded():
    assert painted([("a", "bb", "c"), ("aaa", "b", "ccccc")]) == "a     bb   c\naaa   b    ccccc\n"


def test_columns_may_stand_right():
    assert painted([("7:1", "x"), ("114:33", "y")], right=(0,), indent=2) == "     7:1   x\n  114:33   y\n"


def test_rows_may_be_of_different_lengths():
    assert painted([("a",), ("bbb", "c"), ("d", "e", "f")]) == "a\nbbb   c\nd     e   f\n"


def test_wide_and_combining_characters_count_as_a_terminal_shows_them():
    assert width_of("世界") == 4
    assert width_of("e\u0301") == 1
    assert painted([("世界", "x"), ("abcd", "y")]) == "世界   x\nabcd   y\n"


@pytest.mark.parametrize("width", range(1, 60))
def test_only_what_may_be_cut_is_cut(width):
    row = line(Span("path/to/file.py"), " ", Span("x" * 40, cut=True))
    shown = paint([row], Look(width=width)).rstrip("\n")

    assert shown.startswith("path/to/file.py x")
    assert len(shown) == min(56, max(width, 16 + 9))  # never less than eight characters and the ellipsis


def test_without_a_width_nothing_is_cut():
    assert paint([line(Span("x" * 500, cut=True))], Look()) == "x" * 500 + "\n"


def test_words():
    assert (plural(1, "file"), plural(2, "file"), plural(0, "entry", "entries")) == ("1 file", "2 files", "0 entries")
    assert (joined([]), joined(["a"]), joined(["a", "b", "c"])) == ("", "a", "a, b and c")
