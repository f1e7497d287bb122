"""A clean checkout and its commit are one thing, and nothing that is read raises."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from protoref.config import Config, load_config
from protoref.errors import ConfigError
from protoref.model.source import Role
from protoref.snapshot.base import Snapshot, blob_id
from protoref.snapshot.encodings import decode, load_many
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.languages import language_of
from protoref.snapshot.links import resolve_links
from protoref.snapshot.memory import MemoryTree
from protoref.snapshot.roles import role_of
from protoref.snapshot.work_tree import WorkTree

PARTS = st.one_of(
    st.sampled_from(
        ["a", "b", "A", ".hidden", "x.py", "x_pb2.py", "tests", "build", "a b", "é.rs", "\udcff.txt", "-x"]
    ),
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=4),
).filter(lambda part: part not in {".", ".."} and part.lower() not in {".git", ".gitattributes", ".gitmodules"})
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.text(max_size=40).map(lambda text: b"\xff\xfe" + text.encode("utf-16-le", "replace")),
    st.sampled_from([b"a\r\nb\r\n", b"# coding: latin-1\n\xe9\n", b"", b"# @generated\n"]),
)
LINKS = st.lists(st.sampled_from(["a", "b", "..", ".", "x.py", "", "tests"]), min_size=1, max_size=5).map("/".join)

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}


def git(root: str, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, check=True)
    return done.stdout


def what_it_says(snapshot: Snapshot) -> object:
    return (
        [(document.path, document.mode) for document in snapshot.documents],
        snapshot.unread,
        snapshot.links,
        list(load_many(snapshot, snapshot.readable())),
        snapshot.commit,
        snapshot.dirty,
        snapshot.whole,
        snapshot.problems,
        snapshot.history(),
    )


@settings(max_examples=15, deadline=None)
@given(
    st.dictionaries(PATHS, st.tuples(CONTENTS, st.booleans()), max_size=8),
    st.dictionaries(PATHS, LINKS.filter(bool), max_size=3),
)
def test_a_clean_checkout_is_its_commit(files: dict[str, tuple[bytes, bool]], links: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as root:
        written: dict[str, bytes] = {}
        for path, (data, executable) in files.items():
            place = os.fsencode(root) + b"/" + path.encode("utf-8", "surrogateescape")
            try:
                Path(os.fsdecode(place)).parent.mkdir(parents=True, exist_ok=True)
                Path(os.fsdecode(place)).write_bytes(data)
                Path(os.fsdecode(place)).chmod(0o755 if executable else 0o644)
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                continue  # one path is a folder of another
            written[path] = data
        for path, target in links.items():
            place = os.fsencode(root) + b"/" + path.encode("utf-8", "surrogateescape")
            if not os.path.lexists(place) and Path(os.fsdecode(place)).parent.is_dir():
                Path(os.fsdecode(place)).symlink_to(target)
        git(root, "init", "-q")
        git(root, "add", "-A", "-f")
        git(root, "commit", "-q", "--allow-empty", "-m", "c")
        with WorkTree.open(Path(root)) as tree, GitTree.open(Path(root), "HEAD") as commit:
            assert what_it_says(tree) == what_it_says(commit)
            assert [document.path for document in tree.readable()] == sorted(
                written, key=lambda path: path.encode("utf-8", "surrogateescape")
            )
            for document in commit.readable():
                data = commit.read(document)
                assert data == written[document.path]
                assert document.content_id == blob_id(data) == tree.content_id(document, data)
        listed = git(root, "ls-files", "-z", "--stage").split(b"\0")[:-1]
        assert [line.partition(b"\t")[2] for line in listed] == [
            document.path.encode("utf-8", "surrogateescape") for document in commit.documents
        ]
        assert [line.split()[1].decode() for line in listed] == [document.content_id for document in commit.documents]


@given(st.binary(max_size=200), PATHS)
def test_decoding_never_raises(raw: bytes, path: str) -> None:
    source = decode(path, raw, "id")
    assert source.encoding
    if source.encoding == "binary" or (source.encoding == "utf-8" and not raw.startswith(b"\xef\xbb\xbf")):
        assert source.data == raw
    else:
        source.data.decode("utf-8")


@given(st.text(max_size=60), st.binary(max_size=20))
def test_a_name_in_plain_bytes_is_never_decoded_away(text: str, noise: bytes) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        raw = noise + text.encode(encoding, "replace") + b"SpanData" + text.encode(encoding, "replace")
        if not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
            assert b"SpanData" in decode("a.txt", raw, "id").data


@given(PATHS, st.binary(max_size=200))
def test_every_document_has_a_role_and_a_language(path: str, head: bytes) -> None:
    assert role_of(path, head) in set(Role) - {Role.GENERATED}
    assert language_of(path, head)


@given(st.dictionaries(PATHS, st.one_of(LINKS.map(str.encode), st.binary(max_size=20)), max_size=8))
def test_links_lead_inside_outside_or_nowhere(texts: dict[str, bytes]) -> None:
    inside, outside = resolve_links(texts)
    assert not outside & set(inside)
    for target in inside.values():
        assert target not in texts
        assert ".." not in target.split("/")


@given(st.one_of(st.binary(max_size=100), st.text(max_size=100)))
def test_configuration_is_read_or_refused(text: str | bytes) -> None:
    for name in ("protoref.toml", "pyproject.toml"):
        with suppress(ConfigError):
            assert isinstance(load_config(MemoryTree({name: text})), Config)


def test_a_link_called_like_a_line_end_is_a_path_like_any_other() -> None:
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "\n").symlink_to("nowhere")
        git(root, "init", "-q")
        git(root, "add", "-A", "-f")
        git(root, "commit", "-q", "-m", "c")
        with WorkTree.open(Path(root)) as tree, GitTree.open(Path(root), "HEAD") as commit:
            assert what_it_says(tree) == what_it_says(commit)
            assert not tree.dirty
