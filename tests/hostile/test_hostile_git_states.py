"""Git in every state: what git knows is read, what it does not give is an opaque spot, and a refusal is an error with help."""

import os
import shutil
import subprocess

import pytest
from yard import FILES, GIT, Damage, Yard


def conflict(yard: Yard) -> None:
    """Two branches changed the same lines of code in Python, Rust and a schema."""
    for branch, word in (("one", "left"), ("two", "right")):
        yard.git("checkout", "-q", "-B", branch, yard.base)
        for path in ("app/walker.py", "src/drink.rs", "proto/path.proto"):
            comment = "#" if path.endswith(".py") else "//"
            yard.write(path, f"{comment} {word}\n" + FILES[path])
        yard.commit()
    with pytest.raises(AssertionError):
        yard.git("merge", "-q", "one")
    assert b"<<<<<<<" in yard.read("app/walker.py")


STATES: dict[str, tuple[Damage, dict[str, str]]] = {
    "a detached head": (lambda yard: yard.git("checkout", "-q", "--detach"), {}),
    "no index": (lambda yard: yard.remove(".git/index"), {}),
    "a lock left behind": (lambda yard: yard.write(".git/index.lock", ""), {}),
    "a file that is tracked and deleted": (lambda yard: yard.remove("app/house.py"), {}),
    "the only reference deleted": (lambda yard: yard.remove("app/walker.py"), {"path": "safe"}),
    "the only reference ignored, and tracked": (lambda yard: yard.write(".gitignore", "walker.py\n"), {}),
    "everything ignored, and tracked": (lambda yard: yard.write(".gitignore", "*\n"), {}),
    "the only reference assumed unchanged": (
        lambda yard: yard.git("update-index", "--assume-unchanged", "app/walker.py"),
        {},
    ),
    "the only reference skipped, but there": (
        lambda yard: yard.git("update-index", "--skip-worktree", "app/walker.py"),
        {},
    ),
    "a sparse checkout without the references": (lambda yard: yard.git("sparse-checkout", "set", "proto"), {}),
    "references excluded in .git/info": (lambda yard: yard.write(".git/info/exclude", "*.py\n*.rs\n*.proto\n"), {}),
    "intent to add": (
        lambda yard: (yard.write("app/more.py", FILES["app/walker.py"]), yard.git("add", "-N", "app/more.py")),
        {},
    ),
    "a replaced commit": (
        lambda yard: yard.git("replace", yard.base, yard.git("commit-tree", yard.git("mktree"), "-m", "empty")),
        {},
    ),
    "grafts": (lambda yard: yard.write(".git/info/grafts", f"{yard.base} {'0' * 40}\n"), {}),
    "a nested repository": (
        lambda yard: (yard.write("inner/.git/HEAD", "ref: refs/heads/main\n"), yard.write("inner/x.py", "")),
        {},
    ),
    # What is in there is not ours to read, and could use anything.
    "a nested repository with commits": (
        lambda yard: (
            (yard / "inner").mkdir(),
            yard.git("-C", "inner", "init", "-q"),
            yard.git("-C", "inner", "commit", "-q", "--allow-empty", "-m", "c"),
        ),
        {"shed": "review"},
    ),
    "a submodule that is not checked out": (
        lambda yard: (
            yard.write(".gitmodules", '[submodule "x"]\n\tpath = third/x\n\turl = https://example.com/x\n'),
            yard.git("update-index", "--add", "--cacheinfo", f"160000,{yard.base},third/x"),
        ),
        {"shed": "review"},
    ),
    "a merge with conflicts": (conflict, {"path": "review"}),
    "a repository without blobs of its own": (
        lambda yard: yard.write(".git/objects/info/alternates", "/nowhere\n"),
        {},
    ),
    "lost objects": (
        lambda yard: [path.unlink() for path in (yard / ".git/objects").rglob("*") if path.is_file()],
        {"": "refused"},
    ),
    "a lost commit": (
        lambda yard: yard.remove(f".git/objects/{yard.base[:2]}/{yard.base[2:]}"),
        {"": "refused"},
    ),
    "a broken index": (lambda yard: yard.write(".git/index", b"DIRC\0\0\0\2\0\0\0\1x"), {"": "refused"}),
    "a broken configuration": (lambda yard: yard.write(".git/config", "[core\nbare"), {"": "refused"}),
    "a git of the future": (
        lambda yard: yard.write(".git/config", "[core]\n\trepositoryformatversion = 99\n"),
        {"": "refused"},
    ),
    "an unknown extension": (
        lambda yard: yard.write(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tnope = true\n"),
        {"": "refused"},
    ),
    "a .git that points nowhere": (
        lambda yard: (shutil.rmtree(yard / ".git"), yard.write(".git", "gitdir: ../nowhere\n")),
        {"": "refused"},
    ),
    "a head of nonsense": (lambda yard: yard.write(".git/HEAD", "0" * 39 + "1\n"), {"": "refused"}),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_of_git(yard: Yard, state: str) -> None:
    damage, expected = STATES[state]
    damage(yard)
    if expected == {"": "refused"}:
        yard.refuse("git cannot", "no such ref", "no commit", "git folder", "no repository")
    else:
        yard.hold(**expected)


def test_no_git_at_all(yard: Yard) -> None:
    shutil.rmtree(yard / ".git")
    yard.base = ""
    yard.hold()
    assert "git" in yard.protoref("ci", "--base", "main").err


def test_a_repository_without_commits(yard: Yard) -> None:
    shutil.rmtree(yard / ".git")
    yard.git("init", "-q")
    yard.base = ""
    yard.hold()
    yard.git("add", "--all")
    yard.hold()
    assert yard.protoref("ci", "--base", "main").code == 2
    assert yard.protoref("--at", "HEAD", "audit").code == 2


def test_an_unborn_branch_beside_others(yard: Yard) -> None:
    yard.git("checkout", "-q", "--orphan", "fresh")
    base, yard.base = yard.base, ""
    yard.hold()
    assert yard.protoref("ci", "--base", base).code == 2


@pytest.mark.parametrize("made", [True, False], ids=["in git", "without git"])
def test_an_empty_root(yard: Yard, made: bool) -> None:
    shutil.rmtree(yard.root)
    yard.root.mkdir()
    if made:
        yard.git("init", "-q")
    assert yard.verdicts() == {}
    for arguments in (("can-delete", "shed"), ("who-uses", "x.proto"), ("ci", "--base", "HEAD")):
        assert yard.protoref(*arguments).code == 2


def clone(yard: Yard, name: str, *options: str) -> Yard:
    place = yard.root.parent / name
    subprocess.run(
        ["git", "clone", "-q", *options, f"file://{yard.root}", str(place)], env={**os.environ, **GIT}, check=True
    )
    other = Yard(place, yard._server)
    other.base = yard.base
    return other


def test_a_bare_repository(yard: Yard) -> None:
    bare = clone(yard, "bare.git", "--bare")
    ran = bare.protoref("audit")
    assert ran.code == 2
    assert "--at" in ran.err
    assert bare.verdicts("--at", "main") == yard.verdicts()
    assert bare.protoref("ci", "--base", "main", "--head", "main").code == 0


def test_a_shallow_clone(yard: Yard) -> None:
    yard.commit()
    shallow = clone(yard, "shallow", "--depth=1")
    shallow.base = ""
    shallow.hold()
    ran = shallow.protoref("ci", "--base", yard.base)
    assert ran.code == 2
    assert "fetch-depth" in ran.err


def test_a_linked_work_tree_and_a_checked_out_submodule_are_roots_like_any(yard: Yard) -> None:
    place = yard.root.parent / "linked"
    yard.git("worktree", "add", "-q", str(place), "-b", "other")
    linked = Yard(place, yard._server)
    linked.base = yard.base
    linked.hold()
    outer = Yard(yard.root.parent / "outer", yard._server)
    outer.root.mkdir()
    outer.git("init", "-q")
    outer.git("submodule", "--quiet", "add", str(yard.root), "inner")
    inner = Yard(outer.root / "inner", yard._server)
    assert (inner.root / ".git").is_file()
    inner.base = yard.base
    inner.hold()


def test_a_partial_clone_is_not_completed(yard: Yard) -> None:
    yard.git("config", "uploadpack.allowFilter", "true")
    yard.git("config", "uploadpack.allowAnySHA1InWant", "true")
    partial = clone(yard, "partial", "--no-checkout", "--filter=blob:none")
    partial.git("sparse-checkout", "set", "proto")
    partial.git("checkout", "-q", "main")
    found = partial.verdicts()
    assert "safe" not in found.values()
    assert found["shed.proto"] == "review"  # the absent files could use it
    assert partial.protoref("ci", "--base", yard.base).code != 1
    present = partial.git("rev-list", "--objects", "--missing=print", "HEAD").count("?")
    assert present > 10  # still absent
