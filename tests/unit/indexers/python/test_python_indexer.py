"""One document in, one index out, whatever the document is."""

import pickle

import pytest

from protoref.indexers.python.index import (
    Attribute,
    BindingKind,
    Context,
    Name,
    PythonIndex,
    ScopeKind,
    Text,
)
from protoref.indexers.python.indexer import index
from protoref.model.source import Source


def indexed(text: str | bytes) -> PythonIndex:
    data = text.encode() if isinstance(text, str) else text
    return index(Source("m.py", "", data))


def reads(found: PythonIndex) -> list[tuple[str, Context]]:
    return [(e.name, e.context) for e in found.expressions if isinstance(e, Name | Attribute)]


def test_what_is_done_with_names():
    found = indexed("class C(Base):\n    x: Kind = make(arg).attr\n@deco\ndef f(): return result\n")
    assert reads(found) == [
        ("Base", Context.BASE),
        ("Kind", Context.ANNOTATION),
        ("make", Context.CALLEE),
        ("arg", Context.ARGUMENT),
        ("attr", Context.ALIAS),
        ("deco", Context.DECORATOR),
        ("result", Context.RETURN),
    ]


def test_bindings_know_how_they_are_bound():
    found = indexed(
        "import a.b\nfrom c import d as e\ndef f(g): pass\nclass H: pass\nfor i, (j, *k) in x: pass\n"
        "with y as l: pass\ntry: pass\nexcept E as m: pass\ndel n\no += 1\ntype P = int\n"
    )
    assert [(b.name, b.kind) for b in found.bindings] == [
        ("a", BindingKind.IMPORT),
        ("e", BindingKind.IMPORT),
        ("g", BindingKind.PARAMETER),
        ("f", BindingKind.FUNCTION),
        ("H", BindingKind.CLASS),
        ("i", BindingKind.LOOP),
        ("j", BindingKind.LOOP),
        ("k", BindingKind.LOOP),
        ("l", BindingKind.WITH),
        ("m", BindingKind.EXCEPT),
        ("n", BindingKind.DELETE),
        ("o", BindingKind.AUGMENTED),
        ("P", BindingKind.TYPE_ALIAS),
    ]
    assert [b.path for b in found.bindings if b.kind is BindingKind.LOOP] == [(0,), (1, 0), (1, -1)]


def test_scopes():
    found = indexed("class A[T]:\n    def f(self): return [x for x in self]\n    g = lambda: 0\n")
    assert [scope.kind for scope in found.scopes] == [
        ScopeKind.MODULE,
        ScopeKind.TYPE,
        ScopeKind.CLASS,
        ScopeKind.FUNCTION,
        ScopeKind.COMPREHENSION,
        ScopeKind.FUNCTION,
    ]


def test_global_names_are_bound_in_the_module():
    found = indexed("def f():\n    global a\n    a = 1\n    b = 2\n")
    assert {b.name: b.scope for b in found.bindings if b.kind is BindingKind.ASSIGN} == {"a": 0, "b": 1}


def test_quoted_annotations_and_type_comments_are_read_where_they_stand():
    text = "def f(a: 'x.Foo', b='x.Foo'):\n    # type: (...) -> Bar\n    c = cast('Baz', a)  # Qux\n"
    found = indexed(text)
    places = {e.name: e.range for e in found.expressions if isinstance(e, Name | Attribute)}
    assert {name: text[place.start : place.end] for name, place in places.items()} == {
        "x": "x",
        "Foo": "Foo",
        "cast": "cast",
        "a": "a",
        "Baz": "Baz",
        "Bar": "Bar",
    }
    assert [e.value for e in found.expressions if isinstance(e, Text)] == ["x.Foo"]


def test_a_quoted_annotation_that_is_no_python_is_a_string():
    found = indexed("a: 'not python at all!' = 1\nb: 'x\\n' = 2\n")
    assert [e.value for e in found.expressions if isinstance(e, Text)] == ["not python at all!", "x\n"]


def test_docstrings_are_comments():
    text = '"""Module."""\nx = "string"\n"attribute"\n# comment\ndef f():\n    "function"\n'
    found = indexed(text)
    assert [text[c.start : c.end] for c in found.comments] == [
        '"""Module."""',
        '"attribute"',
        "# comment",
        '"function"',
    ]
    assert [text[s.start : s.end] for s in found.strings] == ['"string"']


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_form_feeds_and_tabs(newline):
    found = indexed(newline.join(["\x0cimport a", "def f():", "\treturn a.Foo", ""]))
    assert not found.failure
    assert [name for name, _ in reads(found)] == ["a", "Foo"]
    assert len(found.line_starts) == 4


def test_a_coding_cookie_says_nothing_about_the_text():
    text = "# -*- coding: latin-1 -*-\nx = 'é'; Größe.Foo\n"
    places = [e.range for e in indexed(text).expressions if isinstance(e, Attribute)]
    assert text.encode()[places[0].start : places[0].end] == b"Foo"


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"print 'Python 2'\n", "syntax-error"),
        (b"{% if x %}\nimport a\n{% endif %}\n", "syntax-error"),
        (b"import a\x00\n", "syntax-error"),
        (b"import a\nx = '\xff'\n", "unreadable"),
        (b"import a\nx = " + b"(" * 5000 + b")" * 5000, "too-deep"),
        (b"import a\nx = " + b"1 if a else " * 600 + b"2\n", "too-deep"),
        (b"import a\n" + b"x = a" + b" ** b" * 5000, "too-deep"),
    ],
    ids=["python 2", "template", "NUL", "not UTF-8", "brackets", "conditions", "powers"],
)
def test_what_cannot_be_read_still_tells_its_imports(data, failure):
    found = indexed(data)
    assert found.failure == failure
    assert found.detail
    assert not found.expressions
    assert b"import a" not in data or found.outline == ("a",)
    assert b"import a" not in data or "a" in {label.name for label in found.labels}


def test_an_index_can_be_kept():
    found = indexed("from a import b\nclass C(b.D):\n    def f(self, x: int = 1): return {x: [self.y]}\n")
    assert pickle.loads(pickle.dumps(found)) == found


def test_long_flat_code_is_no_problem():
    text = "x = [\n" + "    Foo(a=1).b['c'] + d,\n" * 3000 + "]\n" + "if a: pass\n" + "elif b: pass\n" * 900
    found = indexed(text)
    assert not found.failure
    assert sum(name == "Foo" for name, _ in reads(found)) == 3000
