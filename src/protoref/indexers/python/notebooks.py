"""Which cells of a notebook are Python, as the parser sees it."""

from __future__ import annotations

from msgspec.structs import replace

from protoref.indexers.python.doc_tests import is_python
from protoref.model.source import InnerCode, Notebook


def readable(notebook: Notebook) -> Notebook:
    """The notebook without the cells that cannot be parsed, which hide what stands in them and nothing else.

    They are blank in its code, and neither prose nor text: what they are is not known.
    """
    source = notebook.code.source
    data = bytearray(source.data)
    pieces = notebook.code.pieces
    for cell in notebook.cells:
        if not is_python(source.data[cell.start : cell.end]):
            lines = source.data[cell.start : cell.end].split(b"\n")
            data[cell.start : cell.end] = b"\n".join(b" " * len(line) for line in lines)
            pieces = tuple(piece for piece in pieces if not cell.start <= piece[0] < cell.end)
    known = f"{source.content_id} (readable)"
    return replace(notebook, code=InnerCode(replace(source, content_id=known, data=bytes(data)), pieces))
