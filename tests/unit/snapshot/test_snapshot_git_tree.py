"""A commit read from the object store."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from git_repos import Repo, new_repo

from protoref.errors import RevisionError, RootError
from protoref.model.source import Mode
from protoref.snapshot import objects
from protoref.snapshot.base import Unreadable
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.work_tree import WorkTree


def test_reads_a_commit_without_checkout(repo: Repo) -> None:
    repo.write("a.py", "old")
    script = repo.write("run.sh")
    script.chmod(0o755)
    first = repo.commit()
    repo.write("a.py", "new")
    repo.write("b.py")
    second = repo.commit()
    repo.git("tag", "-a", "v1", "-m", "annotated", first)
    for revision in (first, first[:10], "HEAD~1", "v1", "main^"):
        with GitTree.open(repo.path, revision) as commit:
            assert [(document.path, document.mode) for document in commit.documents] == [
                ("a.py", Mode.FILE),
                ("run.sh", Mode.EXECUTABLE),
            ]
            assert commit.read(commit.documents[0]) == b"old"
            assert (commit.commit, commit.dirty, commit.whole) == (first, False, True)
    with GitTree.open(repo.path, "HEAD") as commit:
        assert commit.commit == second
        assert commit.documents[0].content_id == repo.git("hash-object", "a.py")
    assert (repo.path / "a.py").read_text() == "new"


def test_reads_bare_repositories(repo: Repo, tmp_path: Path) -> None:
    repo.write("sub/a.py", "a")
    commit_id = repo.commit()
    Repo(tmp_path).git("clone", "-q", "--bare", str(repo.path), "bare.git")
    for root in (tmp_path / "bare.git", repo.path / ".git"):
        with GitTree.open(root, "main") as commit:
            assert [(document.path, commit.read(document)) for document in commit.documents] == [("sub/a.py", b"a")]
            assert (commit.commit, commit.whole) == (commit_id, True)


@pytest.mark.parametrize(
    "revision",
    [
        "",
        "nope",
        "--all",
        "-h",
        "--output=x",
        "--end-of-options",
        "HEAD\nHEAD",
        "nul\0",
        "main..main",
        "HEAD:a.py",
        "0" * 40,
    ],
)
def test_what_is_no_commit(repo: Repo, revision: str) -> None:
    repo.write("a.py")
    repo.commit()
    with pytest.raises(RevisionError) as caught:
        GitTree.open(repo.path, revision)
    assert caught.value.hint
    assert not (repo.path / "x").exists()


def test_a_shallow_clone_says_what_to_fetch(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.proto")
    first = repo.commit()
    (repo.path / "a.proto").unlink()
    repo.write("b.py")
    repo.commit()
    Repo(tmp_path).git("clone", "-q", "--depth=1", f"file://{repo.path}", "shallow")
    with pytest.raises(RevisionError) as caught:
        GitTree.open(tmp_path / "shallow", first)
    assert "fetch-depth" in caught.value.hint
    with WorkTree.open(tmp_path / "shallow") as tree:
        assert [document.path for document in tree.documents] == ["b.py"]
        assert tree.deleted_protos() == frozenset()
        assert not tree.history().complete
        assert "shallow" in tree.history().problems[0].message


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(RootError):
        GitTree.open(tmp_path, "HEAD")


def test_a_folder_that_the_commit_has_not(repo: Repo) -> None:
    repo.write("a.py")
    repo.commit()
    (repo.path / "later").mkdir()
    with pytest.raises(RootError, match="not a folder at"):
        GitTree.open(repo.path / "later", "HEAD")


def test_many_blobs_in_any_order(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_WINDOW", 7)
    for number in range(40):
        repo.write(f"{number}.txt", f"{number}\n" * number * 500)
    repo.commit()
    with GitTree.open(repo.path, "HEAD") as commit:
        backwards = commit.documents[::-1]
        found = {document.path: data for document, data in commit.read_many(backwards)}
        assert found == {f"{number}.txt": (f"{number}\n" * number * 500).encode() for number in range(40)}
        # Reading another while an iteration is under way.
        running = commit.read_many(backwards)
        next(running)
        assert commit.read(commit.documents[0]) == b""
        assert len(list(running)) == 39


def test_closing_ends_the_process_and_reading_starts_another(repo: Repo) -> None:
    repo.write("a.py", "a")
    repo.commit()
    commit = GitTree.open(repo.path, "HEAD")
    assert commit.read(commit.documents[0]) == b"a"
    process = commit._blobs._process
    assert process is not None
    commit.close()
    commit.close()
    assert process.returncode == 0
    assert commit.read(commit.documents[0]) == b"a"
    commit.close()


def test_threads_get_their_own_answers(repo: Repo) -> None:
    for number in range(30):
        repo.write(f"{number}.txt", f"{number}")
    repo.commit()
    wrong: list[str] = []

    def read_all(commit: GitTree) -> None:
        wrong.extend(found.path for found in commit.documents if commit.read(found).decode() + ".txt" != found.path)

    with GitTree.open(repo.path, "HEAD") as commit:
        threads = [threading.Thread(target=read_all, args=(commit,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_broken_object_costs_that_document(repo: Repo) -> None:
    for name in "abcd":
        repo.write(f"{name}.py", name)
    repo.commit()
    broken = repo.git("rev-parse", "HEAD:b.py")
    place = repo.path / ".git" / "objects" / broken[:2] / broken[2:]
    place.chmod(0o644)
    place.write_bytes(b"garbage")
    with GitTree.open(repo.path, "HEAD") as commit:
        results = {document.path: data for document, data in commit.read_many(commit.documents)}
        assert isinstance(results.pop("b.py"), Unreadable)
        assert results == {"a.py": b"a", "c.py": b"c", "d.py": b"d"}
        assert commit.read(commit.documents[3]) == b"d"


def test_a_git_that_dies_meanwhile(repo: Repo) -> None:
    for name in "abcd":
        repo.write(f"{name}.py", name)
    repo.commit()
    with GitTree.open(repo.path, "HEAD") as commit:
        assert commit.read(commit.documents[0]) == b"a"
        process = commit._blobs._process
        assert process is not None
        process.kill()
        process.wait()
        results = [data for _, data in commit.read_many(commit.documents)]
        assert [data for data in results if not isinstance(data, Unreadable)] == [b"b", b"c", b"d"]
        assert isinstance(results[0], Unreadable)


def test_too_large_a_blob_is_dropped(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.bin", b"x" * 3_000_000)
    repo.write("b.py", "b")
    repo.commit()
    monkeypatch.setattr(objects, "LIMIT", 1_000_000)
    with GitTree.open(repo.path, "HEAD") as commit:
        results = [data for _, data in commit.read_many(commit.documents)]
        assert isinstance(results[0], Unreadable)
        assert results[1] == b"b"


def forged_tree(repo: Repo, *entries: tuple[str, str, str]) -> str:
    """A commit of a tree that git itself would not write."""
    raw = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(content_id) for mode, name, content_id in entries)
    tree = repo.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=raw)
    return repo.git("commit-tree", tree, "-m", "forged")


def test_forged_trees(repo: Repo) -> None:
    one = repo.git("hash-object", "-w", "--stdin", stdin=b"one")
    two = repo.git("hash-object", "-w", "--stdin", stdin=b"two")
    inner = repo.git("mktree", stdin=f"100644 blob {one}\tx.py\n".encode())
    commit_id = forged_tree(
        repo,
        ("40000", "..", inner),
        ("40000", ".GIT", inner),
        ("100664", "a.py", one),
        ("100644", "twice.py", one),
        ("100644", "twice.py", two),
        ("40000", "sub", inner),
    )
    with GitTree.open(repo.path, commit_id) as commit:
        assert [document.path for document in commit.documents] == ["a.py", "sub/x.py", "twice.py"]
        assert {spot.path for spot in commit.unread} == {"../x.py", ".GIT/x.py", "twice.py"}
        assert len(commit.problems) == 3
        assert commit.read(commit.documents[0]) == b"one"


def test_links_of_forged_kinds(repo: Repo) -> None:
    long = repo.git("hash-object", "-w", "--stdin", stdin=b"x" * 10_000)
    empty = repo.git("hash-object", "-w", "--stdin", stdin=b"")
    binary = repo.git("hash-object", "-w", "--stdin", stdin=b"a\0b\xff")
    lines = [
        f"120000 blob {content_id}\t{name}"
        for name, content_id in (("long", long), ("empty", empty), ("binary", binary))
    ]
    tree = repo.git("mktree", stdin="\n".join(lines).encode() + b"\n")
    with GitTree.open(repo.path, repo.git("commit-tree", tree, "-m", "x")) as commit:
        assert [spot.path for spot in commit.unread] == ["long"]
        assert commit.links["binary"] == "a\0b\udcff"
        assert commit.links["empty"] == ""


def test_a_missing_tree_is_an_error(repo: Repo) -> None:
    repo.write("sub/a.py")
    repo.commit()
    tree = repo.git("rev-parse", "HEAD:sub")
    (repo.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(RevisionError, match="cannot list"):
        GitTree.open(repo.path, "HEAD")


def test_deleted_protos(repo: Repo) -> None:
    repo.write("kept.proto", "kept")
    repo.write("a/gone.proto", "gone")
    repo.write("moved.proto", "syntax = 'proto3'; message Moved { string a = 1; }\n" * 5)
    repo.write("back.proto", "back")
    repo.write("gone.py", "gone")
    repo.commit()
    repo.git("rm", "-q", "a/gone.proto", "gone.py", "back.proto")
    repo.git("mv", "moved.proto", "new.proto")
    repo.commit()
    repo.write("back.proto", "back")
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.write("side.proto", "side")
    repo.commit()
    repo.write("dropped.proto", "dropped by the merge")
    repo.commit()
    repo.git("rm", "-q", "side.proto")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("main.py")
    repo.commit()
    repo.git("merge", "-q", "--no-commit", "side")
    repo.git("rm", "-q", "-f", "dropped.proto")
    repo.commit()
    expected = {"a/gone.proto", "moved.proto", "side.proto", "dropped.proto"}
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert tree.deleted_protos() == commit.deleted_protos() == expected
        assert tree.history().complete
        assert tree.history() is tree.history()
    (repo.path / "kept.proto").unlink()
    with WorkTree.open(repo.path) as tree:
        assert tree.deleted_protos() == {*expected, "kept.proto"}
    repo.write("a/other.py")
    with WorkTree.open(repo.path / "a") as tree:
        assert tree.deleted_protos() == {"gone.proto"}


def test_a_history_that_is_cut_says_so(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("old.proto")
    repo.commit()
    repo.git("rm", "-q", "old.proto")
    for number in range(5):
        repo.commit(f"c{number}")
    monkeypatch.setattr("protoref.snapshot.history.DEPTH", 3)
    with GitTree.open(repo.path, "HEAD") as commit:
        history = commit.history()
        assert (history.deleted_protos, history.complete) == (frozenset(), False)
        assert "3 commits" in history.problems[0].message


def test_a_history_that_git_cannot_read_says_so(repo: Repo) -> None:
    repo.write("old.proto")
    first = repo.commit()
    repo.write("new.proto")
    repo.commit()
    (repo.path / ".git" / "objects" / first[:2] / first[2:]).unlink()
    with GitTree.open(repo.path, "HEAD") as commit:
        assert not commit.history().complete
        assert commit.history().problems[0].severity == "error"


def test_replaced_objects_do_not_count(repo: Repo) -> None:
    repo.write("a.py", "one")
    first = repo.commit()
    repo.write("a.py", "two")
    second = repo.commit()
    repo.git("replace", first, second)
    with GitTree.open(repo.path, first) as commit:
        assert commit.read(commit.documents[0]) == b"one"


FORKS = """
import os, sys
from pathlib import Path
from protoref.snapshot.git_tree import GitTree

with GitTree.open(Path(sys.argv[1]), "HEAD") as commit:
    before = commit.read(commit.documents[0])
    child = os.fork()
    if child == 0:
        os.write(1, commit.read(commit.documents[1]))
        os._exit(0)
    os.waitpid(child, 0)
    os.write(1, commit.read(commit.documents[0]))
"""


def test_a_forked_process_reads_for_itself(repo: Repo) -> None:
    for name in "ab":
        repo.write(f"{name}.py", name)
    repo.commit()
    done = subprocess.run([sys.executable, "-c", FORKS, str(repo.path)], capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"ba", b"")


def test_an_empty_commit(tmp_path: Path) -> None:
    repo = new_repo(tmp_path / "empty")
    repo.commit()
    with GitTree.open(repo.path, "HEAD") as commit, WorkTree.open(repo.path) as tree:
        assert commit.documents == tree.documents == ()
        assert commit.commit == tree.commit
