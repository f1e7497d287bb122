"""Nothing that a repository's configuration names is executed, and nothing is fetched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from git_repos import Repo, new_repo

from protoref.errors import RootError
from protoref.snapshot import git as git_module
from protoref.snapshot.base import Unreadable
from protoref.snapshot.encodings import load_many
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.work_tree import WorkTree, find_root


def use_everything(root: Path) -> None:
    find_root(root)
    with WorkTree.open(root) as tree:
        list(load_many(tree, tree.readable()))
        assert tree.dirty
        tree.history()
    with WorkTree.open(root) as tree:
        assert tree.dirty
    with GitTree.open(root, "HEAD") as commit:
        list(load_many(commit, commit.readable()))
        commit.history()


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "executed"


@pytest.fixture
def script(tmp_path: Path, marker: Path) -> str:
    place = tmp_path / "evil.sh"
    place.write_text(f'#!/bin/sh\necho "$0 $@" >> "{marker}"\ncat\n')
    place.chmod(0o755)
    return str(place)


@pytest.fixture
def busy(repo: Repo) -> Repo:
    """A repository with every occasion to run something: changed, merged, moved and racily clean files."""
    repo.write("a.proto", "one\n")
    repo.write("b.bin", "two\n")
    repo.commit()
    repo.git("checkout", "-q", "-b", "side")
    repo.git("mv", "a.proto", "c.proto")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("d.proto", "three\n")
    repo.write(".gitattributes", "* filter=evil diff=evil merge=evil\n*.bin filter=lfs text eol=crlf ident\n")
    repo.commit()
    repo.git("merge", "-q", "-m", "m", "side")
    return repo


CONFIGURED = {
    "filter.evil.clean": "{}",
    "filter.evil.smudge": "{}",
    "filter.evil.process": "{}",
    "filter.evil.required": "true",
    "filter.lfs.clean": "{}",
    "filter.lfs.process": "{}",
    "diff.evil.textconv": "{}",
    "diff.evil.command": "{}",
    "diff.external": "{}",
    "core.fsmonitor": "{}",
    "core.pager": "{}",
    "core.editor": "{}",
    "core.sshCommand": "{}",
    "core.gitProxy": "{}",
    "core.askPass": "{}",
    "core.alternateRefsCommand": "{}",
    "credential.helper": "{}",
    "gpg.program": "{}",
    "log.showSignature": "true",
    "sequence.editor": "{}",
    "pager.ls-files": "{}",
    "pager.ls-tree": "{}",
    "pager.rev-list": "{}",
    "pager.diff-tree": "{}",
    "alias.ls-files": "!{}",
    "alias.rev-parse": "!{}",
    "alias.cat-file": "!{}",
    "uploadpack.packObjectsHook": "{}",
    "trace2.eventTarget": "af_unix:{}",
}


def test_no_configured_program_runs(busy: Repo, script: str, marker: Path) -> None:
    for name, value in CONFIGURED.items():
        busy.git("config", name, value.format(script))
    for path in ("a.proto", "c.proto", "b.bin", "d.proto"):
        if (busy.path / path).exists():
            # As fresh as the index: git itself would compare contents, through the clean filter.
            os.utime(busy.path / path)
    marker.unlink(missing_ok=True)
    busy.write("d.proto", "3hree\n")
    use_everything(busy.path)
    assert not marker.exists(), marker.read_text()
    # The trap works: git as people run it falls into it.
    busy.git("status", check=False)
    assert marker.exists()


def test_no_hook_runs(busy: Repo, script: str, marker: Path, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    names = (
        "post-index-change",
        "post-checkout",
        "pre-commit",
        "fsmonitor-watchman",
        "reference-transaction",
        "pre-auto-gc",
    )
    for folder in (busy.path / ".git" / "hooks", hooks):
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).unlink(missing_ok=True)
            (folder / name).symlink_to(script)
    busy.write("d.proto", "changed\n")
    for path in (None, hooks):
        if path is not None:
            busy.git("config", "core.hooksPath", str(path))
        marker.unlink(missing_ok=True)
        use_everything(busy.path)
        assert not marker.exists()
        busy.git("commit", "-q", "--allow-empty", "-m", "the trap works")
        assert marker.exists()


def test_included_configuration_runs_nothing(busy: Repo, script: str, marker: Path, tmp_path: Path) -> None:
    (tmp_path / "included").write_text(
        f'[core]\n\tfsmonitor = {script}\n\tpager = {script}\n[filter "evil"]\n\tclean = {script}\n'
    )
    busy.git("config", "include.path", str(tmp_path / "included"))
    busy.git("config", "includeIf.gitdir:/.path", str(tmp_path / "included"))
    busy.write("d.proto", "changed\n")
    marker.unlink(missing_ok=True)
    use_everything(busy.path)
    assert not marker.exists()


def test_users_excludes_and_attributes_do_not_count(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "git").mkdir(parents=True)
    (home / "git" / "ignore").write_text("*.py\n")
    (home / ".gitconfig").write_text(f"[core]\n\texcludesFile = {home}/git/ignore\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    repo.git("config", "core.excludesFile", "~/git/ignore")
    repo.write("a.py")
    with WorkTree.open(repo.path) as tree:
        assert [document.path for document in tree.documents] == ["a.py"]


def test_no_git_of_the_repository_runs(repo: Repo, script: str, marker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.py")
    repo.commit()
    (repo.path / "git").symlink_to(script)
    repo.write("bin/x")
    (repo.path / "bin" / "git").symlink_to(script)
    monkeypatch.chdir(repo.path)
    commit_id = repo.git("rev-parse", "HEAD")
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", os.environ["PATH"]]))
    with WorkTree.open(Path()) as tree:
        assert tree.commit == commit_id
    assert not marker.exists()


def partial_clone(tmp_path: Path, script: str) -> tuple[Repo, str]:
    """A clone without blobs, but for those of `kept`; its remote would run a program."""
    origin = new_repo(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin.write("kept/a.py", "a")
    origin.write("left/b.py", "b")
    origin.write("left/c.proto", "c")
    commit_id = origin.commit()
    Repo(tmp_path).git(
        "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{origin.path}", str(tmp_path / "clone")
    )
    clone = Repo(tmp_path / "clone")
    clone.git("sparse-checkout", "set", "kept")
    clone.git("checkout", "-q", "main")
    clone.git("config", "protocol.allow", "always")
    clone.git("config", "protocol.file.allow", "always")
    clone.git("config", "protocol.ext.allow", "always")
    clone.git("config", "remote.origin.uploadpack", script)
    return clone, commit_id


@pytest.mark.parametrize("url", ["file", "ext"])
def test_absent_blobs_are_opaque_and_not_fetched(tmp_path: Path, script: str, marker: Path, url: str) -> None:
    clone, commit_id = partial_clone(tmp_path, script)
    if url == "ext":
        clone.git("config", "remote.origin.url", f"ext::{script}")
    with WorkTree.open(clone.path) as tree, GitTree.open(clone.path, commit_id) as commit:
        for snapshot in (tree, commit):
            assert [document.path for document in snapshot.documents] == ["kept/a.py", "left/b.py", "left/c.proto"]
            assert [(spot.path, spot.reason) for spot in snapshot.unread] == [
                ("left/b.py", "absent-blob"),
                ("left/c.proto", "absent-blob"),
            ]
            with pytest.raises(Unreadable):
                snapshot.read(snapshot.documents[1])
            assert snapshot.read(snapshot.documents[0]) == b"a"
        assert not tree.dirty
    assert not marker.exists()


def test_a_fifo_in_gits_way_is_an_error_in_the_end(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.py")
    os.mkfifo(repo.path / ".gitignore")
    monkeypatch.setattr(git_module, "TIMEOUT", 1.0)
    with pytest.raises(RootError, match="does not end"):
        WorkTree.open(repo.path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: (path / "config").write_text("[core\nbroken"),
        lambda path: (path / "config").write_text("[core]\n\trepositoryformatversion = 99\n"),
        lambda path: (path / "index").write_bytes(b"DIRC\0\0\0\2\0\0\0\1garbage"),
        lambda path: (path / "HEAD").write_text("0" * 39 + "1\n"),
        lambda path: (path / "refs" / "heads" / "main").write_text("0" * 39 + "1\n"),
    ],
    ids=["config", "version", "index", "head", "branch"],
)
def test_a_broken_repository_is_an_error(repo: Repo, damage: object) -> None:
    assert callable(damage)
    repo.write("a.py")
    repo.commit()
    damage(repo.path / ".git")
    with pytest.raises(RootError, match="git cannot") as caught:
        WorkTree.open(repo.path)
    assert str(repo.path) in caught.value.message
    assert caught.value.hint


def test_an_index_that_is_lost_is_dirty(repo: Repo) -> None:
    repo.write("a.py")
    repo.commit()
    (repo.path / ".git" / "index").unlink()
    with WorkTree.open(repo.path) as tree:
        assert [document.path for document in tree.documents] == ["a.py"]
        assert tree.dirty


def test_a_git_folder_that_is_no_repository_is_a_problem(repo: Repo) -> None:
    repo.write("a.py")
    repo.write(".gitignore", "*.log\n")
    repo.write("b.log")
    (repo.path / ".git" / "HEAD").unlink()
    with WorkTree.open(repo.path) as tree:
        assert [document.path for document in tree.documents] == [".gitignore", "a.py"]
        assert tree.commit is None
        assert "finds no repository" in tree.problems[0].message
