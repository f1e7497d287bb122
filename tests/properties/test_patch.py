"""Patches do in git's hands what they say."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from protoref.model.source import Mode
from protoref.patching import diff

_TEXTS = st.lists(st.sampled_from([b"a", b"b\r", b"", b"\xff", b"  x", b"+", b"-- y"]), max_size=12).flatmap(
    lambda lines: st.sampled_from([b"\n".join(lines), b"\n".join([*lines, b""])])
)
_NAMES = st.sampled_from(["plain.proto", "with blank.proto", 'quo"te.proto', "tab\t.proto", "häh.proto", "a\\b.proto"])


def applied(files: dict[str, bytes], patch: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, data in files.items():
            (root / name).write_bytes(data)
        if patch:
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            subprocess.run(command, input=patch, cwd=root, check=True, capture_output=True)
        return {path.name: path.read_bytes() for path in root.iterdir()}


@settings(max_examples=40, deadline=None)
@given(_NAMES, _TEXTS, _TEXTS)
def test_git_makes_of_it_what_was_meant(name: str, before: bytes, after: bytes) -> None:
    other = {"other.txt": b"stays"}
    assert applied({name: before, **other}, diff.change(name, before, after)) == {name: after, **other}
    assert applied({name: before, **other}, diff.deletion(name, Mode.FILE, before)) == other
