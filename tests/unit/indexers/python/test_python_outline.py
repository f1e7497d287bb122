"""Outlines see too much rather than too little."""

import pytest

from protoref.model.source import Source
from protoref.outline.python import outline


def imports(text: str) -> set[str]:
    return set(outline(Source("m.py", "", text.encode())).imports)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b, c as d", {"a.b", "c"}),
        ("from a.b import c as d, e", {"a.b", "a.b.c", "a.b.e"}),
        ("from . import x_pb2", {".", ".x_pb2"}),
        ("from .. a import b", {"..a", "..a.b"}),
        ("from...a import b", {"...a", "...a.b"}),
        ("from a import *", {"a", "a.*"}),
        ("from a import (  # the (first)\n    b,\n    c as d,  # e\n)", {"a", "a.b", "a.c"}),
        ("from a import(b)", {"a", "a.b"}),
        ("from a \\\n import b, \\\n c", {"a", "a.b", "a.c"}),
        ("from a\\\r\n.b import c\r\nimport d", {"a.b", "a.b.c", "d"}),
        ("import a\\\n.b, c . \\\r\n d\nimport e", {"a.b", "c.d", "e"}),
        ("import a\rimport b\r", {"a", "b"}),
        ("\x0cimport a", {"a"}),
        ("try: import a\nexcept ImportError: import b", {"a", "b"}),
        ("x = 1; import a; y = 2", {"a"}),
        ("'''\nfrom a import b\n'''", {"a", "a.b"}),
        ("from größe import maß", {"größe", "größe.maß"}),
        ("__import__('a.b')", {"a.b"}),
        (f"from {' ' * 2000}a import b", {"a", "a.b"}),
        (f"from {'a' * 2000} import b", {"a" * 2000, f"{'a' * 2000}.b"}),
        ("raise a from b; from c import d", {"c", "c.d"}),
        ("yield from a\nfrom c import d", {"c", "c.d"}),
        ("from.import_ import b", {".import_", ".import_.b"}),
        ("from.import b", {".", ".b"}),
        ("important = fromage", set()),
        ("x.import_ = y.from_", set()),
    ],
)
def test_imports(text, expected):
    assert imports(text) == expected


def test_code_behind_a_list_that_never_ends() -> None:
    text = '"""\n>>> from a import (\n    # b)\n"""\nfrom helpers import load\nimport c\n'
    assert {"helpers", "helpers.load", "c"} <= imports(text)


@pytest.mark.parametrize(
    "text",
    [
        "# import a, \\\nfrom helpers import load\n",
        "# from a import b, \\\nfrom helpers import load\n",
        "# from a import (\nfrom helpers import load\nx = 1  # ...\n')'\n",
    ],
)
def test_code_below_a_comment_that_seems_to_go_on(text: str) -> None:
    assert {"helpers", "helpers.load"} <= imports(text)


def test_lists_that_never_end_by_the_thousand() -> None:
    found = outline(Source("m.py", "", b"# from a import (\n" * 50_000 + b"from helpers import load\n"))
    assert not found.complete


@pytest.mark.parametrize("text", ["getattr(a, b)", "importlib.import_module('x')", "sys.modules['x']", "eval(x)"])
def test_dynamic(text):
    assert outline(Source("m.py", "", text.encode())).dynamic


def test_not_dynamic():
    found = outline(Source("m.py", "", b"import a\nmy_getattr(a)\n'text'\n"))
    assert not found.dynamic
    assert found.texts == ()


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("import_module('a.b')", False),
        ("import_module(\n    'a.b',\n)", False),
        ("from importlib import import_module\n", False),
        ("import_module(name)", True),
        ("import_module(f'a.{b}')", True),
        ("import_module('a.' + b)", True),
        ("load = importlib.import_module; load(x)", True),
        ("(import_module\n(name))", True),
        ("__import__('a\0b')", True),
        ("map(import_module, names)", True),
        ("import sys\nsys.modules[name]", True),
        ("from sys import modules as m\nm[name]", True),
        ("import sys\nsys.modules[__name__], sys.modules['a.b']", False),
        ("modules[name]", False),
        ("load = import_module\n", True),
        ("from importlib import (reload, import_module)\n", False),
        ("from importlib import import_module\r\nx = (y)", False),
        ("run(exec if fast else slow)", True),
        ("runs = [exec for a in b]", True),
        ("{exec: text}", True),
        ("f'{exec!r}'", True),
        ("exec.__call__(text)", True),
        ("exec[0](text)", True),
        ("data >> exec >> text", True),
        ("'docker exec it'", False),
        ("model.eval()", False),
        ("'run eval.py'", False),
        ("evaluate(exec_plan)", False),
    ],
)
def test_computed_imports(text, computed):
    assert outline(Source("m.py", "", text.encode())).computed_import is computed


def test_hostile_text_takes_linear_time():
    assert imports("from " * 20_000) == set()
    assert imports("from . a " * 20_000) == set()
    assert imports("from . from." * 20_000) == set()
    assert imports("from a import (" * 5_000)
