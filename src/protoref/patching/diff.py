"""Changes of files in git's patch format, byte for byte (git-diff(1), "Generating patch text with -p")."""

from __future__ import annotations

import difflib

from protoref.model.source import Mode
from protoref.snapshot.base import blob_id, path_key

_MODES = {Mode.FILE: "100644", Mode.EXECUTABLE: "100755"}
_NO_END = b"\\ No newline at end of file\n"
_ESCAPES = {0x07: b"a", 0x08: b"b", 0x09: b"t", 0x0A: b"n", 0x0B: b"v", 0x0C: b"f", 0x0D: b"r", 0x22: b'"', 0x5C: b"\\"}


def deletion(path: str, mode: Mode, data: bytes) -> bytes:
    """The patch that deletes a file of text.

    Args:
        path: from the root.
        mode: of the file.
        data: its raw bytes.
    """
    head = [
        b"diff --git %s %s\n" % (_name("a/", path), _name("b/", path)),
        f"deleted file mode {_MODES[mode]}\nindex {blob_id(data)}..{'0' * 40}\n".encode(),
    ]
    if not data:
        return b"".join(head)
    lines = _lines(data)
    body = [b"--- %s\n+++ /dev/null\n" % _name("a/", path), f"@@ -1,{len(lines)} +0,0 @@\n".encode()]
    return b"".join([*head, *body, *(_line(b"-", line) for line in lines)])


def change(path: str, before: bytes, after: bytes) -> bytes:
    """The patch that changes a file; empty where nothing changes."""
    if before == after:
        return b""
    # difflib compares strings: latin-1 is any bytes, one to one.
    old, new = ([line.decode("latin-1") for line in _lines(data)] for data in (before, after))
    rows = list(difflib.unified_diff(old, new, n=3))[2:]
    head = b"diff --git %s %s\n--- %s\n+++ %s\n" % (
        _name("a/", path), _name("b/", path), _name("a/", path), _name("b/", path),
    )  # fmt: skip
    return head + b"".join(
        row.encode() if row.startswith("@@") else _line(row[:1].encode(), row[1:].encode("latin-1")) for row in rows
    )


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends; only a line feed ends one, as for git."""
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _line(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + _NO_END


def _name(side: str, path: str) -> bytes:
    """A path with its side, quoted in the way of C where git does (quote.c, `quote_c_style`)."""
    raw = side.encode() + path_key(path)
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return raw
    quoted = b"".join(
        b"\\" + _ESCAPES[byte]
        if byte in _ESCAPES
        else b"\\%03o" % byte
        if byte < 0x20 or byte > 0x7E
        else bytes([byte])
        for byte in raw
    )
    return b'"' + quoted + b'"'
