"""Notebooks: the cells' Python as it runs, and each part of it where it stands in the file."""

import json
import re
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protoref.indexers.python.notebooks import readable
from protoref.model.source import Notebook, Range, Source
from protoref.outline.notebook import read_notebook


def made(*cells: str, indent: int | None = 1, whole: bool = False, ascii_only: bool = True, **metadata: Any) -> bytes:
    """A notebook of code cells as programs write it; one that begins with `#md` is for people."""

    def cell(text: str) -> dict[str, Any]:
        kind: dict[str, Any] = (
            {"cell_type": "markdown"} if text.startswith("#md") else {"cell_type": "code", "outputs": []}
        )
        return {**kind, "metadata": {}, "source": text if whole else text.splitlines(keepends=True)}

    notebook = {"cells": [cell(text) for text in cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")


def read(data: bytes) -> Notebook | None:
    return read_notebook(Source("a.ipynb", "", data))


def code(data: bytes) -> str:
    """The Python of a notebook without empty lines."""
    notebook = read(data)
    assert notebook is not None
    return "\n".join(line for line in notebook.code.source.data.decode().split("\n") if line.strip())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("x = 1\ny = 2", "x = 1\ny = 2"),
        ("%matplotlib inline\nx = 1", "None\nx = 1"),
        ("if x:\n    !ls {y}\n    z()", "if x:\n    None\n    z()"),
        ("files = !ls *.py", "files = None"),
        ("a, b[1] = %sql select (", "a, b[1] = None"),
        ("!docker run \\\n  -it x\ny = 1", "None\ny = 1"),
        ("pip install protobuf\nx", "None\nx"),
        ("%time x = f()", "x = f()"),
        ("x = %time f()", "x = f()"),
        ("%timeit -n 10 -r3 f(x)", "f(x)"),
        ("f?\n?f\nf.g??\n%sql?", "None\nNone\nNone\nNone"),
        ("%run ../lib/set_up.py --all\n%run other.ipynb", "from lib.set_up import *\nNone"),
        ("%%time\nx = 1", "x = 1"),
        ("%%timeit y = 2\nx = 1", "y = 2\nx = 1"),
        ("\n%%capture out\nx = 1", "x = 1"),
        ("%%bash\nls $(", ""),
        ("%%writefile a.py\nx = 1\n", "def written():\n    x = 1\n    pass"),
        ("%%writefile a.yaml\nx: 1", ""),
        ("  x = 1\n  y = 2\nz", "x = 1\ny = 2\nz"),
        # What only looks like one of these.
        ("x = a % b", "x = a % b"),
        ("x = ('%s'\n     %b)", "x = ('%s'\n     %b)"),
        ("x = f(\n    a\n    !=b)", "x = f(\n    a\n    !=b)"),
        ("x = '''\n%time y\n'''", "x = '''\n%time y\n'''"),
        ("x = y \\\n    %z", "x = y \\\n    %z"),
        ("print('what?')\nx != y", "print('what?')\nx != y"),
        ("# (\n%time x", "# (\nx"),
        ("x = ':('\n!ls", "x = ':('\nNone"),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_cells(cell: str, expected: str, whole: bool) -> None:
    assert code(made(cell, whole=whole)) == expected


def test_lines_have_the_files_numbers() -> None:
    data = made("#md Title", "import a\n%time a.f()\n", "%%bash\nls", "b = '\\\\\"\\u00e9'\nb.g()")
    notebook = read(data)
    assert notebook is not None
    lines, files = notebook.code.source.data.split(b"\n"), data.split(b"\n")
    for word in (b"import a", b"a.f()", b"b.g()"):
        (number,) = [number for number, line in enumerate(lines) if word in line]
        assert word in files[number]


def test_a_cell_that_cannot_be_read_hides_itself_alone() -> None:
    data = made("x = Order", "print Order", "y = (\nOrder", "z = Order")
    notebook = read(data)
    assert notebook is not None
    found = readable(notebook)
    assert found.code.source.data.count(b"Order") == 2
    assert len(found.code.source.data) == len(notebook.code.source.data)
    assert found.code.source.data.count(b"\n") == notebook.code.source.data.count(b"\n")
    assert (found.prose, found.texts) == (notebook.prose, notebook.texts)
    places = [match.start() for match in re.finditer(b"Order", data)]
    assert [any(t <= at < t + n for _, t, n in found.code.pieces) for at in places] == [True, False, False, True]


def test_what_is_no_code() -> None:
    data = made("#md Order", "%%bash\necho Order", "%%cython\nOrder", "x = Order", "!ls Order")
    notebook = read(data)
    assert notebook is not None
    kinds = []
    for place in [match.start() for match in re.finditer(b"Order", data)]:
        in_code = any(there <= place < there + length for _, there, length in notebook.code.pieces)
        in_prose = any(one.start <= place < one.end for one in notebook.prose)
        in_text = any(one.start <= place < one.end for one in notebook.texts)
        kinds.append("code" * in_code + "prose" * in_prose + "text" * in_text)
    assert kinds == ["prose", "text", "code", "code", "text"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"cells": [',
        b'{"cells": []}}',
        b'{"cells": {"a" "b"}}',
        b'{"cells": [' + b"[" * 200 + b"]" * 200 + b"]}",
        made("x", kernelspec={"language": "julia", "name": "julia-1.9"}),
        made("x", language_info={"name": "R"}),
    ],
)
def test_notebooks_that_are_not_read(data: bytes) -> None:
    notebook = read(data)
    assert notebook is None or not notebook.code.source.data.strip()


@pytest.mark.parametrize(
    "metadata", [{}, {"kernelspec": {"language": "python"}}, {"language_info": {"name": "ipython"}}]
)
def test_notebooks_of_python(metadata: dict[str, Any]) -> None:
    assert code(made("x = 1", **metadata)) == "x = 1"


def test_the_format_before() -> None:
    sheet = {"cells": [{"cell_type": "code", "language": "python", "input": ["x = 1\n", "y = 2"], "outputs": []}]}
    assert code(json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()) == "x = 1\ny = 2"


_TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="%!?\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
)


@given(
    st.lists(_TEXTS, max_size=4),
    st.sampled_from([None, 0, 1, 4]),
    st.booleans(),
    st.booleans(),
)
def test_every_part_stands_where_it_is_said_to(
    cells: list[str], indent: int | None, whole: bool, ascii_only: bool
) -> None:
    cells = [f"x\n{text}" for text in cells]
    data = made(*cells, indent=indent, whole=whole, ascii_only=ascii_only)
    notebook = read(data)
    assert notebook is not None
    inner = notebook.code
    written = inner.source.data
    assert "".join(cells).replace("\n", "") == written.decode().replace("\n", "")
    for here, there, length in inner.pieces:
        assert written[here : here + length] == data[there : there + length]
        assert inner.placed(Range(here, here + length)) == Range(there, there + length)
    starts = [here for here, _, _ in inner.pieces]
    assert starts == sorted(starts)
    ends = list(accumulate((length for _, _, length in inner.pieces), initial=0))
    assert ends[-1] <= len(written)
    shown = sorted([*notebook.texts, *notebook.prose, *(Range(t, t + size) for _, t, size in inner.pieces)])
    assert all(one.end <= other.start for one, other in pairwise(shown))


@given(st.binary(max_size=300))
def test_any_bytes_end(data: bytes) -> None:
    written = b'{"cells": [{"cell_type": "code", "source": ["' + data + b'"]}]}'
    notebook = read(written)
    parts = notebook.code.pieces if notebook is not None else ()
    assert all(written[there : there + length] in written for _, there, length in parts)
    assert notebook is None or all(0 <= one.start <= one.end <= len(written) for one in notebook.texts)
