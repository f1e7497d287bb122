"""Notebooks: the Python in their cells, and where it stands."""

from __future__ import annotations

from fuzz import seeds
from fuzz.target import Target, all_inside
from protoref.model.source import Range, Source
from protoref.outline.notebook import read_notebook

WORDS = [
    '"cells"',
    '"worksheets"',
    '"cell_type": "code"',
    '"cell_type": "markdown"',
    '"cell_type": "raw"',
    '"source": [',
    '"input": "',
    '"outputs": []',
    '"kernelspec": {"language": "python"}',
    '"language_info": {"name": "julia"}',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    '\\"',
    "\\n",
    "\\u0041",
    "\\ud83d\\ude00",
    "\\ud83d",
    "%",
    "%%",
    "%time ",
    "%%time\\n",
    "%%bash\\n",
    "%%writefile a.py\\n",
    "!ls",
    "?",
    "x = ",
    "(",
    ")",
    "'''",
    "#",
    "pip install ",
    "    ",
    "\n",
    "\r",
    "\0",
]


def check(data: bytes) -> None:
    """No notebook, or one whose parts stand where it says, each in one kind of text alone."""
    source = Source("a.ipynb", "", data)
    found = read_notebook(source)
    if found is None:
        return
    all_inside((found.prose, found.texts), data)
    code, end = found.code.source.data, 0
    for here, there, length in found.code.pieces:
        assert end <= here
        assert length > 0
        assert code[here : here + length] == data[there : there + length]
        assert found.code.placed(Range(here, here + length)) == Range(there, there + length)
        end = here + length
    assert end <= len(code)
    all_inside(found.cells, code)
    for one in found.texts:
        assert all(there + length <= one.start or one.end <= there for _, there, length in found.code.pieces)


def _seeds() -> tuple[bytes, ...]:
    return tuple(block for block in seeds.fenced("json") if b"cells" in block)


TARGET = Target(check, _seeds, tuple(word.encode() for word in WORDS))
