"""What a work tree lists and reads."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from git_repos import Repo, new_repo

from protoref.errors import RootError
from protoref.model.source import Document, Mode
from protoref.snapshot import git as git_module
from protoref.snapshot.base import Snapshot, Unreadable
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.work_tree import WorkTree, find_root, unlisted_folders


def paths(snapshot: Snapshot) -> list[str]:
    return [document.path for document in snapshot.documents]


def named(snapshot: Snapshot, path: str) -> Document:
    return next(document for document in snapshot.documents if document.path == path)


def unread(snapshot: Snapshot) -> dict[str, str]:
    assert all(spot.reach == ("*",) for spot in snapshot.unread)
    return {spot.path: spot.reason for spot in snapshot.unread}


def test_lists_tracked_and_untracked_but_no_ignored_files(repo: Repo) -> None:
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.write("a.py")
    repo.write("kept.log")
    repo.write("gone.py")
    repo.git("add", "-f", "kept.log")
    repo.commit()
    repo.write("new/b.py")
    repo.write("other.log")
    repo.write("build/out.py")
    (repo.path / "gone.py").unlink()
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == [".gitignore", "a.py", "kept.log", "new/b.py"]
        assert tree.whole
        assert tree.problems == ()
        assert tree.unread == ()
        assert tree.commit == repo.git("rev-parse", "HEAD")


def test_sorts_by_bytes_and_keeps_names_that_are_no_text(repo: Repo) -> None:
    names = [
        b"b\xff.py",
        b"a-b/c",
        b"a/c",
        "é".encode(),
        b"new\nline",
        b'quo"te',
        b" blank ",
        b"-dash",
        "z\u202e".encode(),
    ]
    for name in names:
        repo.write(os.fsdecode(name), name)
    with WorkTree.open(repo.path) as tree:
        assert [path.encode("utf-8", "surrogateescape") for path in paths(tree)] == sorted(names)
        assert [tree.read(document) for document in tree.documents] == sorted(names)
    repo.commit()
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert [path.encode("utf-8", "surrogateescape") for path in paths(tree)] == sorted(names)
        assert paths(commit) == paths(tree)
        assert [commit.read(document) for document in commit.documents] == sorted(names)


def test_unborn_and_empty(repo: Repo) -> None:
    with WorkTree.open(repo.path) as tree:
        assert (tree.documents, tree.commit, tree.dirty, tree.whole) == ((), None, False, True)
    repo.write("a.py")
    repo.git("add", "a.py")
    with WorkTree.open(repo.path) as tree:
        assert (paths(tree), tree.commit, tree.dirty) == (["a.py"], None, False)
        assert tree.deleted_protos() == frozenset()


def test_a_conflict_counts_once_and_is_dirty(repo: Repo) -> None:
    repo.write("a.py", "base\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "other")
    repo.write("a.py", "theirs\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("a.py", "ours\n")
    repo.commit()
    repo.git("merge", "other", check=False)
    assert "3\ta.py" in repo.git("ls-files", "--stage")
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == ["a.py"]
        assert b"<<<<<<<" in tree.read(tree.documents[0])
        assert tree.dirty


def test_symbolic_links(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.py").write_text("secret")
    repo.write("real/a.py", "a")
    links = {
        "in": "real/a.py",
        "folder-in": "real",
        "real/up": "../real/a.py",
        "through": "folder-in/a.py",
        "dangling": "no/such",
        "loop-a": "loop-b",
        "loop-b": "loop-a",
        "self": "self",
        "passwd": "/etc/passwd",
        "up": "../secret",
        "folder-out": "../folder",
        "sly": "folder-in/../../secret",
        "chain": "up",
        "absolute": str(repo.path / "real"),
    }
    for name, target in links.items():
        (repo.path / name).symlink_to(target)
    outside = dict.fromkeys(("passwd", "up", "folder-out", "sly", "chain", "absolute"), "outside-link")
    inside = {
        "in": "real/a.py",
        "folder-in": "real",
        "real/up": "real/a.py",
        "through": "real/a.py",
        "dangling": "no/such",
    }
    with WorkTree.open(repo.path) as tree:
        assert set(paths(tree)) == {*links, "real/a.py"}
        assert all(named(tree, name).mode is Mode.SYMLINK for name in links)
        assert unread(tree) == outside
        assert tree.links == inside
        assert tree.read(named(tree, "in")) == b""
        with pytest.raises(Unreadable):
            tree.read(named(tree, "passwd"))
        assert [document.path for document in tree.readable()] == ["real/a.py"]
    repo.commit()
    with GitTree.open(repo.path, "HEAD") as commit:
        assert unread(commit) == outside
        assert commit.links == inside
        assert commit.read(named(commit, "in")) == b""


def test_a_folder_replaced_by_a_link_is_not_entered(repo: Repo, tmp_path: Path) -> None:
    repo.write("pkg/a.py", "ours")
    repo.commit()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.py").write_text("secret")
    with WorkTree.open(repo.path) as before:
        document = named(before, "pkg/a.py")
        (repo.path / "pkg" / "a.py").unlink()
        (repo.path / "pkg").rmdir()
        (repo.path / "pkg").symlink_to("../elsewhere")
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == ["pkg"]
        assert unread(tree) == {"pkg": "outside-link"}
        assert tree.dirty
        with pytest.raises(Unreadable):
            tree.read(document)


def test_a_document_of_ones_own_making_reads_nothing_outside(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    repo.write("a.py")
    with WorkTree.open(repo.path) as tree:
        for path in ("../secret", "/etc/passwd", ".git/config", "a.py/../../secret", "", "nul\0"):
            with pytest.raises(Unreadable):
                tree.read(Document(path))


def test_an_index_that_leads_outside(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    repo.write("aaaaaaaaa")
    repo.write("b.py")
    repo.git("add", "-A")
    index = repo.path / ".git" / "index"
    data = index.read_bytes().replace(b"aaaaaaaaa", b"../secret")
    index.write_bytes(data[:-20] + hashlib.sha1(data[:-20], usedforsecurity=False).digest())
    (repo.path / "aaaaaaaaa").unlink()
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == ["b.py"]
        assert unread(tree) == {"../secret": "unreadable"}
        assert [problem.severity for problem in tree.problems] == ["error"]


@pytest.mark.parametrize("with_git", [True, False])
def test_special_files_never_block(repo: Repo, with_git: bool) -> None:
    repo.write("a.py")
    repo.write("b.py")
    repo.commit()
    if not with_git:
        (repo.path / ".git").rename(repo.path.parent / "hidden")
    (repo.path / "a.py").unlink()
    os.mkfifo(repo.path / "a.py")
    with WorkTree.open(repo.path) as tree:
        assert unread(tree) == {"a.py": "unreadable"}
        with pytest.raises(Unreadable):
            tree.read(named(tree, "a.py"))
        # One that takes a file's place after the listing.
        (repo.path / "b.py").unlink()
        os.mkfifo(repo.path / "b.py")
        with pytest.raises(Unreadable, match="no regular file"):
            tree.read(named(tree, "b.py"))


def test_a_file_that_vanishes_or_becomes_a_link(repo: Repo) -> None:
    repo.write("a.py")
    repo.write("b.py")
    with WorkTree.open(repo.path) as tree:
        (repo.path / "a.py").unlink()
        (repo.path / "b.py").unlink()
        (repo.path / "b.py").symlink_to("/etc/passwd")
        results = dict(tree.read_many(tree.documents))
        assert {document.path for document in results} == {"a.py", "b.py"}
        assert all(isinstance(result, Unreadable) for result in results.values())


def test_a_file_too_large_is_opaque(repo: Repo) -> None:
    place = repo.write("big.bin")
    os.truncate(place, 2**40)
    with WorkTree.open(repo.path) as tree, pytest.raises(Unreadable, match="larger than"):
        tree.read(tree.documents[0])


def test_a_narrower_root(repo: Repo) -> None:
    repo.write("a.py")
    repo.write("sub/b.py", "b")
    repo.write("sub/deep/c.py")
    (repo.path / "sub" / "link").symlink_to("../a.py")
    repo.commit()
    with WorkTree.open(repo.path / "sub") as tree, GitTree.open(repo.path / "sub", "HEAD") as commit:
        assert paths(tree) == paths(commit) == ["b.py", "deep/c.py", "link"]
        assert unread(tree) == unread(commit) == {"link": "outside-link"}
        assert not tree.whole
        assert not commit.whole
        assert not tree.dirty
        assert commit.read(commit.documents[0]) == tree.read(tree.documents[0]) == b"b"
        repo.write("a.py", "changed outside of the root")
    with WorkTree.open(repo.path / "sub") as tree:
        assert not tree.dirty
    repo.write("a.py", "changed outside of the root")
    repo.git("add", "a.py")
    with WorkTree.open(repo.path / "sub") as tree:
        assert not tree.dirty
    assert find_root(repo.path / "sub" / "deep") == repo.path


@pytest.mark.parametrize(
    "change",
    [
        lambda repo: repo.write("a.py", "changed"),
        lambda repo: repo.write("untracked.py"),
        lambda repo: (repo.path / "a.py").unlink(),
        lambda repo: repo.git("rm", "-q", "--cached", "a.py"),
        lambda repo: (repo.write("a.py", "staged"), repo.git("add", "a.py"), repo.write("a.py", "one\ntwo\n")),
        lambda repo: ((repo.path / "link").unlink(), (repo.path / "link").symlink_to("b.py")),
        lambda repo: ((repo.path / "link").unlink(), repo.write("link", "a.py")),
        lambda repo: (repo.git("update-index", "--assume-unchanged", "a.py"), repo.write("a.py", "hidden")),
    ],
    ids=["edited", "untracked", "deleted", "unstaged", "staged", "link", "link-to-file", "assume-unchanged"],
)
def test_dirty(repo: Repo, change: object) -> None:
    assert callable(change)
    repo.write(".gitignore", "*.log\n")
    repo.write("a.py", "one\ntwo\n")
    repo.write("b.py")
    (repo.path / "link").symlink_to("a.py")
    repo.commit()
    repo.write("x.log", "ignored")
    os.utime(repo.path / "b.py", (1, 1))
    with WorkTree.open(repo.path) as tree:
        assert not tree.dirty
    change(repo)
    for read_first in (False, True):
        with WorkTree.open(repo.path) as tree:
            if read_first:
                list(tree.read_many(tree.readable()))
            assert tree.dirty


def test_line_ends_that_git_converts_are_not_dirty(repo: Repo) -> None:
    repo.write("a.txt", "one\ntwo\n")
    repo.commit()
    repo.git("config", "core.autocrlf", "true")
    (repo.path / "a.txt").unlink()
    repo.git("checkout", "--", "a.txt")
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        document = named(tree, "a.txt")
        assert tree.read(document) == b"one\r\ntwo\r\n"
        assert commit.read(commit.documents[0]) == b"one\ntwo\n"
        # The bytes differ, so the content does: the blob's id must not stand for them.
        assert tree.content_id(document, b"one\r\ntwo\r\n") != commit.documents[0].content_id
        assert not tree.dirty


def test_submodules_and_nested_repositories(repo: Repo, tmp_path: Path) -> None:
    inner = new_repo(tmp_path / "inner")
    inner.write("x.proto")
    inner.commit()
    repo.write("a.py")
    repo.git("submodule", "add", "-q", str(inner.path), "third_party/inner")
    repo.commit()
    new_repo(repo.path / "nested").write("n.py")
    Repo(repo.path / "nested").commit()
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert paths(tree) == [".gitmodules", "a.py", "nested", "third_party/inner"]
        assert unread(tree) == {"nested": "submodule", "third_party/inner": "submodule"}
        assert unread(commit) == {"third_party/inner": "submodule"}
        assert named(commit, "third_party/inner").mode is Mode.SUBMODULE
        with pytest.raises(Unreadable):
            tree.read(named(tree, "third_party/inner"))
        with pytest.raises(Unreadable):
            commit.read(named(commit, "third_party/inner"))
    # A submodule's own folder is a legitimate root, though its git folder is elsewhere.
    checkout = repo.path / "third_party" / "inner"
    assert (checkout / ".git").is_file()
    assert find_root(checkout) == checkout
    with WorkTree.open(checkout) as tree:
        assert (paths(tree), tree.whole, tree.dirty) == (["x.proto"], True, False)


def test_a_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.py")
    repo.commit()
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    linked = Repo(tmp_path / "linked")
    linked.write("b.py")
    linked.commit()
    assert (linked.path / ".git").is_file()
    with WorkTree.open(linked.path) as tree, GitTree.open(linked.path, "HEAD") as commit:
        assert paths(tree) == paths(commit) == ["a.py", "b.py"]
        assert (tree.whole, tree.dirty) == (True, False)


def test_a_git_file_that_points_nowhere(repo: Repo, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / ".git").write_text("gitdir: ../no/such\n")
    (folder / "a.py").write_text("a")
    with pytest.raises(RootError, match="cannot read the repository"):
        WorkTree.open(folder)


def test_a_work_tree_that_is_said_to_be_elsewhere(repo: Repo) -> None:
    repo.write("a.py")
    repo.commit()
    repo.git("config", "core.worktree", "/")
    for ask in (WorkTree.open, find_root):
        with pytest.raises(RootError, match="work tree"):
            ask(repo.path)
    repo.git("config", "core.worktree", str(repo.path.parent))
    with pytest.raises(RootError, match="work tree"):
        find_root(repo.path)


def test_a_bare_repository_is_no_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.write("a.py")
    repo.commit()
    Repo(tmp_path).git("clone", "-q", "--bare", str(repo.path), "bare.git")
    for root in (tmp_path / "bare.git", repo.path / ".git"):
        with pytest.raises(RootError) as caught:
            WorkTree.open(root)
        assert "--at" in caught.value.hint
    assert find_root(tmp_path / "bare.git") == tmp_path / "bare.git"


@pytest.mark.parametrize("root", ["missing", "file", "loop", "nul\0"])
def test_no_such_root(tmp_path: Path, root: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for ask in (WorkTree.open, find_root):
        with pytest.raises(RootError):
            ask(tmp_path / root)


def test_a_root_behind_a_link(repo: Repo, tmp_path: Path) -> None:
    repo.write("sub/a.py")
    repo.commit()
    (tmp_path / "link").symlink_to("repo/sub")
    with WorkTree.open(tmp_path / "link") as tree:
        assert (paths(tree), tree.whole) == (["a.py"], False)


def test_a_sparse_checkout_is_read_from_the_object_store(repo: Repo) -> None:
    repo.write("kept/a.py", "a")
    repo.write("left/out/b.py", "b")
    commit_id = repo.commit()
    repo.git("sparse-checkout", "set", "kept")
    assert not (repo.path / "left").exists()
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, commit_id) as commit:
        assert paths(tree) == paths(commit) == ["kept/a.py", "left/out/b.py"]
        assert tree.read(named(tree, "left/out/b.py")) == b"b"
        assert tree.unread == ()
        assert not tree.dirty
    repo.git("sparse-checkout", "reapply", "--sparse-index")
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == ["kept/a.py", "left/out/b.py"]
        assert not tree.dirty
    # On disk all the same: then the disk counts.
    repo.write("left/out/b.py", "changed")
    with WorkTree.open(repo.path) as tree:
        assert tree.read(named(tree, "left/out/b.py")) == b"changed"
        assert tree.dirty


def test_lfs_pointers_are_opaque(repo: Repo) -> None:
    content = b"the real thing\n"
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    repo.write("a.bin", pointer)
    repo.write("about.md", f"A pointer begins like this:\n\n    {pointer}")
    repo.commit()
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert unread(tree) == unread(commit) == {"a.bin": "lfs-pointer"}
        assert not tree.dirty
        with pytest.raises(Unreadable):
            commit.read(named(commit, "a.bin"))
    # Downloaded, it is read and as committed.
    repo.write("a.bin", content)
    with WorkTree.open(repo.path) as tree:
        assert unread(tree) == {}
        assert tree.read(named(tree, "a.bin")) == content
        assert not tree.dirty
    repo.write("a.bin", content + b"!")
    with WorkTree.open(repo.path) as tree:
        assert tree.dirty


def test_without_git_gitignore_files_are_honoured(tmp_path: Path) -> None:
    plain = Repo(tmp_path / "plain")
    plain.write(".gitignore", "*.log\n/build/\n!important.log\n# comment\n!\n\n[bad\n")
    plain.write("a.py")
    plain.write("x.log")
    plain.write("important.log")
    plain.write("build/out.py")
    plain.write("sub/build/kept.py")
    plain.write("sub/.gitignore", "*.py\n!keep.py\nimportant.log\r\n")
    plain.write("sub/drop.py")
    plain.write("sub/keep.py")
    plain.write("sub/important.log")
    plain.write("sub/deep/x.py")
    plain.write("other/x.py")
    plain.write("nested/.git/HEAD", "ref: refs/heads/main")
    plain.write("nested/n.py")
    (plain.path / "link").symlink_to("../secret")
    (plain.path / "folder").symlink_to("sub")
    with WorkTree.open(plain.path) as tree:
        assert paths(tree) == [
            ".gitignore",
            "a.py",
            "folder",
            "important.log",
            "link",
            "nested",
            "other/x.py",
            "sub/.gitignore",
            "sub/keep.py",
        ]
        assert unread(tree) == {"link": "outside-link", "nested": "submodule"}
        assert (tree.commit, tree.dirty, tree.whole, tree.deleted_protos()) == (None, False, True, frozenset())
        assert tree.content_id(named(tree, "a.py"), b"x\n") == "587be6b4c3f93f93c489c0111bba5596147a26cb"
    assert find_root(plain.path / "sub") == plain.path / "sub"


def test_the_walk_ignores_what_git_ignores(repo: Repo, tmp_path: Path) -> None:
    repo.write(
        ".gitignore", "*.o\nout\n!out/keep\nlogs/*\n!logs/keep.txt\ndoc/**/x\n\\#hash\ntrail\\ \n*.[oa]\n?.tmp\n"
    )
    for path in [
        "a.o",
        "out/keep",
        "out/b",
        "logs/a.txt",
        "logs/keep.txt",
        "doc/x",
        "doc/a/b/x",
        "#hash",
        "a.a",
        "a.tmp",
        "ab.tmp",
        "sub/out",
        "sub/logs/a.txt",
        "src/a.O",
        "x/doc/x",
    ]:
        repo.write(path)
    repo.write("trail ")
    repo.write("src/.gitignore", "/only-here\n!*.o\n")
    repo.write("src/only-here")
    repo.write("src/sub/only-here")
    repo.write("src/b.o")
    with WorkTree.open(repo.path) as tree:
        by_git = paths(tree)
    (repo.path / ".git").rename(tmp_path / "hidden")
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == by_git
    assert "src/b.o" in by_git
    assert "out/keep" not in by_git


def test_patterns_that_could_take_forever(tmp_path: Path) -> None:
    plain = Repo(tmp_path / "plain")
    evil = "*a" * 30 + "b"
    folders = "/".join(["a"] * 100)
    plain.write(".gitignore", f"{evil}\n{'**/a/' * 20}b\n{'x' * 5000}\n*.log\nreport.[0-9]*.[0-9]*.[0-9]*.json\n")
    plain.write("a" * 200)
    plain.write("a" * 200 + "b")
    plain.write(f"{folders}/c")
    plain.write("x.log")
    plain.write("report.1.2.3.json")
    with WorkTree.open(plain.path) as tree:
        assert paths(tree) == [".gitignore", f"{folders}/c", "a" * 200]
        assert len(tree.problems) == 1


def test_git_that_is_not_installed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.py")
    repo.commit()
    monkeypatch.setenv("PATH", str(repo.path.parent / "empty"))
    with WorkTree.open(repo.path) as tree:
        assert paths(tree) == ["a.py"]
        assert tree.commit is None
        assert [problem.message for problem in tree.problems if "git is not installed" in problem.message]
        assert tree.whole
    repo.write("sub/b.py")
    assert find_root(repo.path / "sub") == repo.path
    with WorkTree.open(repo.path / "sub") as tree:
        assert not tree.whole
    with pytest.raises(RootError):
        GitTree.open(repo.path, "HEAD")


def test_a_refusal_over_ownership_is_an_error_with_help(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.py")
    repo.commit()
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    fixed = {**git_module.FIXED_ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    monkeypatch.setattr(git_module, "FIXED_ENVIRONMENT", fixed)
    # The repository cannot declare itself safe.
    repo.git("config", "safe.directory", "*")
    for ask in (WorkTree.open, find_root, lambda root: GitTree.open(root, "HEAD")):
        with pytest.raises(RootError, match="somebody else owns") as caught:
            ask(repo.path)
        assert caught.value.hint.endswith(f"git config --global --add safe.directory {repo.path}")
    # The user can, in the way that the hint says.
    subprocess.run(["git", "config", "--file", str(home / ".gitconfig"), "safe.directory", str(repo.path)], check=True)
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert paths(tree) == paths(commit) == ["a.py"]


def test_the_callers_git_variables_point_nowhere(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = new_repo(tmp_path / "other")
    other.write("other.py")
    other.commit()
    repo.write("a.py")
    repo.commit()
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.path / ".git" / "index"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert paths(tree) == paths(commit) == ["a.py"]


def test_folders_that_git_cannot_list() -> None:
    said = b"warning: could not open directory 'a/b c/': Permission denied\nwarning: something else\n"
    assert unlisted_folders(said) == (("a/b c", "Permission denied"),)


def test_a_sha256_repository(tmp_path: Path) -> None:
    repo = new_repo(tmp_path / "repo", "--object-format=sha256")
    repo.write("a.py", "text")
    commit_id = repo.commit()
    assert len(commit_id) == 64
    known = repo.git("hash-object", "a.py")
    with WorkTree.open(repo.path) as tree, GitTree.open(repo.path, "HEAD") as commit:
        assert tree.commit == commit.commit == commit_id
        assert tree.content_id(tree.documents[0], b"text") == known
        assert commit.content_id(commit.documents[0], b"text") == known
        assert not tree.dirty
