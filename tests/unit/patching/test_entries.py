"""Entries of explicit lists: what is taken out, and what is left to a person."""

from __future__ import annotations

import pytest

from protoref.patching.entries import without


def taken(text: str, name: str = "b.proto") -> str | None:
    found = without(text.encode(), text.index(name))
    return None if found is None else found.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('files = [\n  "a.proto",\n  "p/b.proto",\n]\n', 'files = [\n  "a.proto",\n]\n'),
        ("protos:\n  - b.proto\n  - a.proto\n", "protos:\n  - a.proto\n"),
        ("protoc \\\n  a.proto \\\n  b.proto\necho done\n", "protoc \\\n  a.proto\necho done\n"),
        ("protoc \\\n  b.proto \\\n  a.proto\n", "protoc \\\n  a.proto\n"),
        ("PROTOS = a.proto b.proto c.proto\n", "PROTOS = a.proto c.proto\n"),
        ('compile(&["a.proto", "b.proto"], x)\n', 'compile(&["a.proto"], x)\n'),
        ('compile(&["b.proto", "a.proto"], x)\n', 'compile(&["a.proto"], x)\n'),
        ('    println!("cargo:rerun-if-changed=proto/b.proto");\nnext();\n', "next();\n"),
        ("a.proto\nb.proto", "a.proto\n"),
        ("a.proto \\\r\nb.proto\r\n", "a.proto\r\nb.proto\r\n".replace("b.proto\r\n", "")),
    ],
)
def test_plain_entries_go(before: str, after: str) -> None:
    assert taken(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "protoc -I proto b.proto\n",  # a command without any input
        'files = [\n  "b.proto",\n]\n',  # a list that would be empty
        "cp b.proto /srv\n",
        "COPY a.txt b.proto ./\n",
        'compile_protos("b.proto")\n',
        "protoc a.proto --out=b.proto\n",
    ],
)
def test_the_rest_is_for_a_person(text: str) -> None:
    assert taken(text) is None
