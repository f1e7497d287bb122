"""Leaves are cut where Python cuts them, and what would crash the parser is told before it is asked."""

import pytest

from protoref.indexers.python.lexer import MAX_CHAIN, MAX_DEPTH, lex


def names(text: str) -> list[str]:
    tokens = lex(text.encode())
    assert [text.encode()[s : s + len(n)] for n, s in zip(tokens.names, tokens.starts, strict=True)] == tokens.names
    return [name.decode() for name in tokens.names]


def texts(text: str) -> list[str]:
    return [text.encode()[place.start : place.end].decode() for place in lex(text.encode()).strings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b as c", ["a", "b", "c"]),
        ("x = 0xFF + 1e5j + 1_0 + a1", ["x", "a1"]),
        ("return'text'if x else None", ["x", "None"]),
        ("größe = Ä", ["größe", "Ä"]),
        ("a # b 'c\nd", ["a", "d"]),
        ("a = 'b' \"c\" '''d\n'e''' f", ["a", "f"]),
        (r"a = 'b\'c' r'\' d", ["a"]),
        ("f'{a!r:>{b}} c {{d}}' e", ["a", "b", "e"]),
        ("f'''{a['b']:{c}.{d}f}''' e", ["a", "c", "d", "e"]),
        (r"f'\N{DASH} {a}' b", ["a", "b"]),
        (r"rf'\{a}' b", ["a", "b"]),
        ("f'{f\"{a}\"} b' c", ["a", "c"]),
        ("f'{(lambda x: x)(a)}' b", ["x", "x", "a", "b"]),
        ("f'{a != b} {a:=^5}'", ["a", "b", "a"]),
        ("match match:\n case case: pass", ["match", "match", "case", "case"]),
    ],
)
def test_names(text, expected):
    assert names(text) == expected


def test_strings_span_prefix_and_quotes():
    assert texts("a = rb'x' + U\"y\" + f'{z}'") == ["rb'x'", 'U"y"', "f'{z}'"]


def test_an_unterminated_string_ends_with_its_line():
    assert names("a = 'b\nc") == ["a", "c"]


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1),
        "x = a" + ".b" * (MAX_CHAIN + 1),
        "x = a" + "\\\n+ b" * (MAX_CHAIN + 1),
        "x = (" + "'a'\n" * (MAX_CHAIN + 1) + ")",
        "x = " + "-" * (MAX_CHAIN + 2) + "1",
        "x = " + "not " * (MAX_CHAIN + 2) + "1",
        "x = " + "lambda: " * 5000 + "1",
        "if a: pass\n" + "elif b: pass\n" * 5000,
        "".join(" " * n + "if a:\n" for n in range(200)) + " " * 200 + "pass\n",
        "x = f'" + "{a:" * 200,
    ],
    ids=["brackets", "attributes", "sums", "strings", "signs", "nots", "lambdas", "elifs", "blocks", "fields"],
)
def test_what_is_too_deep(text):
    assert lex(text.encode()).too_deep


@pytest.mark.parametrize(
    "text",
    [
        "x = [" + "(a.b, 'c'), " * 20_000 + "]",
        "x = {" + "'a': 'b' 'c',\n" * 20_000 + "}",
        "a.b.c + 1\n" * 20_000,
        "'" + "(" * 20_000 + "'",
        "# " + "(" * 20_000,
        "x = f(\n" + " " * 300 + "a,\n" + " " * 150 + "b)\n",
    ],
    ids=["flat list", "flat dict", "many lines", "in a string", "in a comment", "far to the right"],
)
def test_what_is_only_long(text):
    assert not lex(text.encode()).too_deep
