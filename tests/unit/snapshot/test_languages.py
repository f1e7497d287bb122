"""Languages by name and first line."""

from __future__ import annotations

import pytest

from protoref.snapshot.languages import language_of


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"),
        ("a/b_pb2.pyi", "python"),
        ("A.PY", "python"),
        ("src/lib.rs", "rust"),
        ("x.y.rs", "rust"),
        ("a.proto", "proto"),
        ("a.pb.go", "go"),
        ("a.tsx", "typescript"),
        ("a.d.ts", "typescript"),
        ("a.mjs", "javascript"),
        ("A.java", "java"),
        ("a.kt", "kotlin"),
        ("a.scala", "scala"),
        ("A.cs", "csharp"),
        ("a.swift", "swift"),
        ("a.pb.cc", "cpp"),
        ("a.h", "cpp"),
        ("a.c", "c"),
        ("a.rb", "ruby"),
        ("a.php", "php"),
        ("a.dart", "dart"),
        ("a.ex", "elixir"),
        ("README.md", "prose"),
        ("docs/a.rst", "prose"),
        ("LICENSE", "prose"),
        ("a.txt", "prose"),
        ("Makefile", "make"),
        ("rules.mk", "make"),
        ("justfile", "make"),
        ("CMakeLists.txt", "cmake"),
        ("a.sh", "shell"),
        ("a.yml", "yaml"),
        ("Cargo.toml", "toml"),
        ("Cargo.lock", "toml"),
        ("a.json", "json"),
        ("a.ipynb", "notebook"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.windows", "dockerfile"),
        ("api.dockerfile", "dockerfile"),
        ("BUILD", "starlark"),
        ("BUILD.bazel", "starlark"),
        ("a.textproto", "textproto"),
        (".gitignore", "text"),
        ("CODEOWNERS", "text"),
        ("a.unknown", "text"),
        ("py", "text"),
        (".py", "text"),
        ("a.py.orig", "text"),
        ("b.py/c", "text"),
        ("a.", "text"),
        ("", "text"),
    ],
)
def test_by_name(path: str, language: str) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        (b"#!/usr/bin/python\n", "python"),
        (b"#!/usr/bin/env python3.11 -u\n", "python"),
        (b"#! /usr/bin/env -S python3\r\n", "python"),
        (b"#!/usr/bin/env -S uv run --script\n", "python"),
        (b"#!/usr/bin/env VAR=1 bash\n", "shell"),
        (b"\xef\xbb\xbf#!/bin/sh", "shell"),
        (b"#!/usr/bin/env node", "javascript"),
        (b"#!/usr/bin/env", "text"),
        (b"#!", "text"),
        (b"#!/opt/unknown", "text"),
        (b"# python", "text"),
        (b"\n#!/usr/bin/python", "text"),
        (b"#!/usr/bin/\xff\xfe", "text"),
    ],
)
def test_by_first_line(line: bytes, language: str) -> None:
    assert language_of("bin/tool", line) == language
    assert language_of("tool.rs", line) == "rust"
