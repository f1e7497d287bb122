"""Every range that the Python indexer gives is where libcst's own (slow) position provider sees that name."""

from __future__ import annotations

import libcst as cst
from hypothesis import given, settings
from hypothesis import strategies as st
from libcst.metadata import MetadataWrapper, PositionProvider

from protoref.indexers.python.index import Attribute, Name, PythonIndex
from protoref.indexers.python.indexer import index
from protoref.model.source import Source

IDENTIFIERS = st.sampled_from(["a", "Foo", "x_pb2", "match", "case", "type", "_", "größe", "rf", "b"])
NEWLINES = st.sampled_from(["\n", "\r\n"])


def identifiers(index: PythonIndex) -> list[tuple[int, str]]:
    found = [(e.range.start, e.name) for e in index.expressions if isinstance(e, Name | Attribute)]
    found += [(b.range.start, b.name) for b in index.bindings]
    found += [(label.range.start, label.name) for label in index.labels]
    found += [(k.range.start, k.name) for e in index.expressions for k in getattr(e, "keywords", ())]
    for imported in index.imports:
        found += zip([place.start for place in imported.parts], imported.module.split("."), strict=False)
        if imported.name:
            found.append((imported.name_range.start, imported.name))
    return sorted(set(found))


def known(text: str, source: Source) -> list[tuple[int, str]]:
    """What the stock metadata says about every `Name` node but constants."""
    wrapper = MetadataWrapper(cst.parse_module(text))
    positions = wrapper.resolve(PositionProvider)
    starts = source.line_starts
    found = set()
    for node, place in positions.items():
        if isinstance(node, cst.Name) and node.value not in ("None", "True", "False"):
            line = source.data[starts[place.start.line - 1] :].decode()
            offset = starts[place.start.line - 1] + len(line[: place.start.column].encode())
            found.add((offset, node.value))
    return sorted(found)


@st.composite
def expressions(draw, depth: int = 2) -> str:
    name = draw(IDENTIFIERS)
    if depth == 0:
        return name
    inner = expressions(depth - 1)
    return draw(
        st.one_of(
            st.just(name),
            st.builds("{}.{}".format, inner, IDENTIFIERS),
            st.builds("{}({}, {}={})".format, inner, inner, IDENTIFIERS, inner),
            st.builds("({} if {} else {})".format, inner, inner, inner),
            st.builds("[{} for {} in {} if {}]".format, inner, IDENTIFIERS, inner, inner),
            st.builds("{{{}: {}, **{}}}".format, inner, inner, inner),
            st.builds("(lambda {}, *{}: {})".format, st.just("p"), st.just("q"), inner),
            st.builds("f'{{{}!r:>{{{}}}}} {}'".format, st.just("x.y"), IDENTIFIERS, IDENTIFIERS),
            st.builds("('{}' \"{}\" + {})".format, IDENTIFIERS, IDENTIFIERS, inner),
            st.builds("({} + {} | {}[{}])".format, inner, inner, inner, inner),
            st.builds("(not {} and await_({}) or -{})".format, inner, inner, inner),
            st.builds("({} < {} in {})".format, inner, inner, inner),
            st.builds("({} := {})".format, IDENTIFIERS, inner),
        )
    )


@st.composite
def statements(draw, depth: int = 2) -> list[str]:
    name, other, value = draw(IDENTIFIERS), draw(IDENTIFIERS), draw(expressions())
    simple = st.sampled_from(
        [
            f"{name} = {value}  # {other} {name}",
            f"{name}: {value} = {other}",
            f"{name}, [{other}, *{name}] = {value}",
            f"{name}.{other} = {value}",
            f"from ..{name} import ({other}, {name} as {other})",
            f"import {name}.{other} as {name}, {other}",
            f"del {name}, {other}.{name}",
            f"'''{name} {other}'''",
            f"{value}; {name}",
            "pass",
        ]
    )
    if depth == 0 or draw(st.booleans()):
        return [draw(simple)]
    body = [f"    {line}" for line in draw(statements(depth - 1))]
    head = draw(
        st.sampled_from(
            [
                f"def {name}({other}: {value} = {name}, *, k=1, **kw) -> {other}:",
                f"class {name}({other}, metaclass={name}):",
                f"for {name}, {other} in {value}:",
                f"with {value} as {name}, {other}:",
                f"if {value}:",
                f"while {name} or {other}:",
            ]
        )
    )
    special = draw(st.integers(0, 5))
    if special == 0:
        return [f"match {value}:", f"    case {other}({name}={name}) | _:", *[f"    {line}" for line in body]]
    if special == 1:
        return ["try:", *body, f"except {other} as {name}:", *body, "finally:", *body]
    return [f"@{name}.{other}", head, *body] if head.startswith(("def", "class")) else [head, *body]


@settings(max_examples=60, deadline=None)
@given(st.lists(statements(), min_size=1, max_size=4), NEWLINES)
def test_ranges_agree_with_the_position_provider(blocks, newline):
    text = newline.join(line for block in blocks for line in block) + newline
    try:
        cst.parse_module(text)
    except cst.ParserSyntaxError:
        return
    source = Source("m.py", "", text.encode())
    found = index(source)
    assert not found.failure, (found.detail, text)
    assert identifiers(found) == known(text, source)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_an_index(data):
    found = index(Source("m.py", "", data))
    for expression in found.expressions:
        place = getattr(expression, "range", None)
        assert place is None or 0 <= place.start <= place.end <= len(data)


PIECES = st.sampled_from(
    ["(", ")", "[", "'", '"""', "f'", "{", "}", "\\", "\n", "\r", "\x0c", "#", " ", "lambda", "x", ":", "0"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_broken_python_gives_an_index(text):
    found = index(Source("m.py", "", text.encode()))
    assert found.failure in ("", "syntax-error", "too-deep")
