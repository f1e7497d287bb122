"""Bytes to searchable text."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from protoref.model.occurrence import OpaqueSpot
from protoref.model.source import Document, Source
from protoref.snapshot.base import Unreadable, blob_id
from protoref.snapshot.encodings import decode, load, load_many
from protoref.snapshot.memory import MemoryTree
from protoref.snapshot.work_tree import WorkTree

TEXT = "class Größe: # Δ €\r\n\tpass\n"


def read(raw: bytes, path: str = "a.py") -> tuple[bytes, str, int]:
    source = decode(path, raw, "id")
    assert source.path == path
    assert source.content_id == "id"
    return source.data, source.encoding, len(source.problems)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "a.txt"])
def test_unicode(raw: bytes, encoding: str, path: str) -> None:
    assert read(raw, path) == (TEXT.encode(), encoding, 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"\0",
        b"a\0b",
        b"a\0b\0c",
        b"MZ\0\0\0\1SpanData\0\0",
        b"\n\x0fa.proto\x12\x03pkg\x00\x00",
        b"a\0bc\0" * 50,
        "\0a".encode("utf-16-le"),
        "汉字文本".encode("utf-16-le") + b"\0\0",
    ],
)
def test_binary_stays_as_it_is(raw: bytes) -> None:
    assert read(raw) == (raw, "binary", 0)
    assert read(raw, "a.bin") == (raw, "binary", 0)


WIDE = "import x\n" * 50


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        # A name in plain bytes amid UTF-16 must not be hidden by decoding.
        (WIDE.encode("utf-16-le") + b"SpanData", f"{WIDE}\0SpanData"),
        (WIDE.encode("utf-16-le") + b"Sp" + "x".encode("utf-16-le"), f"{WIDE}\0Spx\0"),
        (b"".join(b"%c\0" % letter for letter in b"abcdefgh") + b"SpanData\0", "abcdefgh\0abcdefghS\0SpanData\0"),
        # Cut in the middle of a letter, or of its mark.
        (WIDE.encode("utf-16-le")[:-1], WIDE),
        (WIDE.encode("utf-16-be")[1:], WIDE),
        (WIDE.encode("utf-32")[1:], f"\udcfe\0\0{WIDE}"),
        (WIDE.encode("utf-32-be"), f"\0\0\0{WIDE}"),
        (codecs.BOM_UTF8 + WIDE.encode("utf-16-le"), WIDE),
    ],
)
def test_pieces_of_wide_text(raw: bytes, data: str) -> None:
    """Nobody runs such a file, and nobody can say that it uses nothing: its names are to be seen."""
    assert read(raw)[0].decode("utf-8", "surrogateescape") == data


@pytest.mark.parametrize("raw", [b"", b"caf\xe9", b"\xff", b"\xc3(", b"a\rb\x0cc\r\n", b"\xed\xa0\x80", b"\xef\xbb"])
def test_bytes_that_are_no_utf8_stay(raw: bytes) -> None:
    assert read(raw) == (raw, "utf-8", 0)


def test_broken_utf16_keeps_its_names() -> None:
    raw = codecs.BOM_UTF16_LE + "SpanData".encode("utf-16-le") + b"\x00\xd8" + "x".encode("utf-16-le") + b"!"
    data, encoding, _ = read(raw)
    assert encoding == "utf-16-le"
    assert data.decode("utf-8").startswith("SpanData")


@pytest.mark.parametrize(
    ("cookie", "encoding"),
    [
        ("# -*- coding: latin-1 -*-", "iso8859-1"),
        ("# vim: set fileencoding=cp1252 :", "cp1252"),
        ("\f# coding=koi8-r", "koi8-r"),
        ("#!/usr/bin/python\n# coding: latin_1", "iso8859-1"),
        ("#!/usr/bin/python\r# coding: latin_1", "iso8859-1"),
        ("\n# coding: shift_jis", "shift_jis"),
        ("#coding:Latin-1", "iso8859-1"),
    ],
)
def test_cookies(cookie: str, encoding: str) -> None:
    text = cookie + "\nname = 'é'\n" if encoding in {"iso8859-1", "cp1252"} else cookie + "\nname = 'x'\n"
    assert read(text.encode(encoding)) == (text.encode(), encoding, 0)
    assert read(text.encode(encoding), "a.pyi")[1] == encoding
    assert read(text.encode(encoding), "a.rs") == (text.encode(encoding), "utf-8", 0)


@pytest.mark.parametrize(
    "head",
    [
        "x = 1  # coding: latin-1",
        "x = 1\n# coding: latin-1",
        "\n\n# coding: latin-1",
        "# encoding of this file: latin-1",
        "# coding : latin-1",
        "# -*- coding: utf-8 -*-",
        "# coding: UTF_8",
        "# coding: utf-8-sig",
        '"""\n# coding: latin-1\n"""',
    ],
)
def test_what_is_no_other_cookie(head: str) -> None:
    raw = head.encode() + b"\nname = '\xe9'\n"
    assert read(raw) == (raw, "utf-8", 0)


@pytest.mark.parametrize(
    "name", ["no-such", "rot13", "hex", "idna", "punycode", "undefined", "..os", "zlib", "x" * 5000]
)
def test_cookies_that_name_no_encoding(name: str) -> None:
    raw = f"# coding: {name}\nimport x_pb2\n".encode()
    source = decode("a.py", raw, "id")
    assert (source.data, source.encoding) == (raw, "binary")
    (problem,) = source.problems
    assert (problem.path, problem.line, problem.severity) == ("a.py", 1, "error")
    assert "names no encoding" in problem.message
    assert len(problem.message) < 200


def test_a_cookie_that_is_wrong() -> None:
    raw = b"# coding: ascii\nname = '\xe9'\n"
    source = decode("a.py", raw, "id")
    assert (source.data, source.encoding) == (raw, "binary")
    assert "not how the file is encoded" in source.problems[0].message


@pytest.mark.parametrize(("name", "written"), [("utf-7", "+AGkAbQBwAG8AcgB0- x"), ("unicode_escape", r"\x69mport x\d")])
def test_encodings_that_hide_names(name: str, written: str) -> None:
    data, encoding, _ = read(f"# coding: {name}\n{written}\n".encode())
    assert b"import x" in data
    assert encoding == codecs.lookup(name).name


def test_load_gives_gits_blob_id_of_the_raw_bytes() -> None:
    raw = codecs.BOM_UTF8 + b"x = 1\n"
    with MemoryTree({"b.py": raw, "a.py": "text"}) as tree:
        assert [document.path for document in tree.documents] == ["a.py", "b.py"]
        assert load(tree, tree.documents[1]) == Source("b.py", blob_id(raw), b"x = 1\n", "utf-8")
        with pytest.raises(Unreadable):
            load(tree, Document("c.py"))


def test_load_many_gives_an_opaque_spot_for_what_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    with WorkTree.open(tmp_path) as tree:
        (tmp_path / "a.py").unlink()
        gone, read_ = load_many(tree, tree.readable())
        assert isinstance(gone, OpaqueSpot)
        assert (gone.path, gone.reason, gone.reach) == ("a.py", "unreadable", ("*",))
        assert isinstance(read_, Source)
        assert read_.data == b"b"


def test_blob_ids_are_gits() -> None:
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_id(b"", "sha256") == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
