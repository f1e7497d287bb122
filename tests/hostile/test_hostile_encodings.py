"""Text in every encoding, and what is no text: a reference in it is seen, or the doubt is said."""

import codecs
import json

import pytest
from yard import FILES, Yard

WALKER = FILES["app/walker.py"]
DRINK = FILES["src/drink.rs"]
PATH = FILES["proto/path.proto"]

LONE = r"\ud800"
SURROGATES = (
    WALKER
    + rf"""
import importlib
import app.gen.path_pb2 as path_pb2

"{LONE}"
'{LONE}.PathRecord'
b = getattr(path_pb2, "{LONE}")
c = getattr(path_pb2, f"Path{{b}}{LONE}")
f = {{"{LONE}": path_pb2.PathRecord, "PathRecord": "{LONE}"}}["{LONE}"]
g = path_pb2.PathRecord(**{{"{LONE}": 1}})
h = "type.googleapis.com/{LONE}.PathRecord {LONE} yard.path.PathRecord"
i = vars(path_pb2)["{LONE}"]
j = "app.gen.path_pb2.{LONE}"
for k in ("{LONE}", "PathRecord", "\udc80"):
    getattr(path_pb2, k)
    setattr(path_pb2, "{LONE}" + k, 1)
def l(m: "{LONE}", n: "path_pb2.{LONE}") -> "PathRecord{LONE}":
    ">>> '{LONE}'"
__all__ = ["{LONE}", "PathRecord"]
"""
)

COMPUTED = (
    SURROGATES
    + rf"""
importlib.import_module("app.gen.{LONE}")
importlib.import_module(f"app.gen.{{b}}{LONE}")
exec("{LONE}")
__import__("{LONE}")
"""
)

SEEN: dict[str, tuple[str, bytes]] = {
    "a mark, Python": ("app/walker.py", codecs.BOM_UTF8 + WALKER.encode()),
    "a mark, Rust": ("src/drink.rs", codecs.BOM_UTF8 + DRINK.encode()),
    "a mark, proto": ("proto/path.proto", codecs.BOM_UTF8 + PATH.encode()),
    "UTF-16 with a mark, proto": ("proto/path.proto", PATH.encode("utf-16")),
    "UTF-16 without one, proto": ("proto/path.proto", PATH.encode("utf-16-le")),
    "UTF-32, proto": ("proto/path.proto", PATH.encode("utf-32")),
    "Windows line ends, Python": ("app/walker.py", WALKER.replace("\n", "\r\n").encode()),
    "Windows line ends, Rust": ("src/drink.rs", DRINK.replace("\n", "\r\n").encode()),
    "Windows line ends, proto": ("proto/path.proto", PATH.replace("\n", "\r\n").encode()),
    "CR alone, Python": ("app/walker.py", WALKER.replace("\n", "\r").encode()),
    "CR alone, Rust": ("src/drink.rs", DRINK.replace("\n", "\r").encode()),
    "CR alone, proto": ("proto/path.proto", PATH.replace("\n", "\r").encode()),
    "form feeds": ("app/walker.py", WALKER.replace("\n\n", "\n\f\n").encode()),
    "vertical tabs": ("proto/path.proto", PATH.replace("\n\n", "\n\v\n").encode()),
    "a latin-1 cookie": ("app/walker.py", b"# -*- coding: latin-1 -*-\n# \xe9\n" + WALKER.encode()),
    "a latin-1 cookie on line two": ("app/walker.py", b"#!/usr/bin/python\n# vim: fileencoding=iso-8859-15\n# \xe9\n" + WALKER.encode()),
    "a cookie of UTF-7": ("app/walker.py", b"# coding: utf-7\n" + WALKER.encode()),
    "a cookie of UTF-16 that is none": ("app/walker.py", b"# coding: utf-16\n" + WALKER.encode()),
    "an unknown cookie": ("app/walker.py", b"# coding: klingon\n" + WALKER.encode()),
    "a cookie that is a codec but no encoding": ("app/walker.py", b"# coding: rot13\n" + WALKER.encode()),
    "a cookie that unpacks": ("app/walker.py", b"# coding: zlib\n" + WALKER.encode()),
    "a cookie of escapes": ("app/walker.py", b"# coding: unicode_escape\n" + WALKER.encode()),
    "latin-1 without a cookie, Python": ("app/walker.py", b"# \xe9\n" + WALKER.encode()),
    "latin-1, Rust": ("src/drink.rs", b"// \xe9\n" + DRINK.encode()),
    "latin-1, proto": ("proto/path.proto", b"// \xe9\n" + PATH.encode()),
    "NUL, Python": ("app/walker.py", b"# \0\n" + WALKER.encode()),
    "NUL, Rust": ("src/drink.rs", b"// \0\n" + DRINK.encode()),
    "NUL, proto": ("proto/path.proto", b"// \0\n" + PATH.encode()),
    "NUL between all letters' lines": ("app/walker.py", WALKER.replace("\n", "\n\0").encode()),
    "UTF-16, Python": ("app/walker.py", WALKER.encode("utf-16")),
    "UTF-16 big end first, Python": ("app/walker.py", WALKER.encode("utf-16-be")),
    "UTF-16, Rust": ("src/drink.rs", DRINK.encode("utf-16")),
    "surrogates in UTF-8": ("app/walker.py", b"# \xed\xa0\x80\n" + WALKER.encode()),
    "overlong UTF-8": ("app/walker.py", b"# \xc0\xaf\n" + WALKER.encode()),
    "surrogates in strings": ("app/walker.py", SURROGATES.encode()),
    "surrogates in a notebook": ("walk.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": SURROGATES}]}).encode()),
    "surrogates between letters of a notebook": ("walk.ipynb", b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}'),
    "surrogates in Rust": ("src/drink.rs", b'const X: &str = "\\u{d800} yard.well.WellRecord \\ud800";\n' + DRINK.encode()),
    "surrogates in a schema": ("proto/path.proto", PATH.encode() + b'option (a) = "\\ud800 \\udfff \\355\\240\\200";\n'),
    "surrogates in documents": ("docs/a.json", b'{"a": "\\ud800 proto/path.proto yard.path.PathRecord \\udc80"}'),
    "bidirectional overrides": ("app/walker.py", WALKER.replace("-> PathRecord", "-> \u202ePathRecord\u202c").encode()),
    "a zero-width space in code": ("app/walker.py", WALKER.replace("def", "def\u200b").encode()),
    "full-width letters, which Python reads as others": (
        "app/walker.py", WALKER.replace("PathRecord", "\uff30athRecord").encode(),
    ),
    "a name by an escape": ("src/drink.rs", DRINK.replace("WellRecord", "r#WellRecord").encode()),
    "archives with a source's name": ("app/other.py", b"PK\x03\x04" + bytes(range(256)) * 50),
    "an image with a source's name": ("src/other.rs", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50),
    "a binary schema": ("proto/other.proto", bytes(range(256)) * 50),
    "compiled Python": ("app/__pycache__/walker.cpython-311.pyc", b"\xa7\r\r\n" + b"\0" * 12 + b"path_pb2 PathRecord"),
}  # fmt: skip


@pytest.mark.parametrize("case", SEEN)
def test_no_encoding_hides_a_reference(yard: Yard, case: str) -> None:
    path, data = SEEN[case]
    assert not (yard / path).exists() or yard.read(path) != data
    yard.write(path, data)
    found = yard.verdicts()
    for schema in ("gate.proto", "path.proto", "well.proto", "wall.proto"):
        assert found[schema] in {"blocked", "review"}, schema
    # Only what could be a use of it may put the unused one in doubt.
    assert found["shed.proto"] == "safe"
    assert yard.protoref("can-delete", "proto/shed.proto").code == 0
    assert yard.protoref("can-delete", "proto/path.proto").code in {1, 3}
    assert yard.protoref("who-uses", "proto/path.proto", "--all").code == 0
    assert yard.protoref("ci", "--base", yard.base).code in {0, 1, 3}


def test_surrogates_in_computed_imports_end_no_run(yard: Yard) -> None:
    yard.write("app/walker.py", COMPUTED)
    for command in ("audit", "stubs", "who-uses proto/path.proto", "why proto/path.proto app/walker.py:1"):
        for form in ("text", "json"):
            assert yard.protoref(*command.split(), "--format", form).code == 0
    assert yard.protoref("can-delete", "proto/path.proto").code == 1
    assert yard.protoref("can-delete", "proto/shed.proto").code == 3


@pytest.mark.parametrize("locale", ["C", "POSIX", "tr_TR.UTF-8", "ja_JP.SJIS", None])
def test_the_locale_changes_nothing(yard: Yard, locale: str | None) -> None:
    yard.write("app/walker.py", "# é \u202e 日本\n" + WALKER.replace("PathRecord(", "PathRecord(  # é\n        "))
    usual = yard.protoref("audit", "--format", "json")
    other = yard.protoref(
        "audit", "--format", "json", LANG=locale, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert (other.code, other.out) == (usual.code, usual.out)
    assert "é" in usual.report["targets"][0]["symbol"] + usual.out or "\\u00e9" in usual.out
