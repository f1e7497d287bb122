"""Which git repository a folder belongs to, and where in it the folder lies."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from protoref.errors import RootError
from protoref.snapshot.git import Git, GitError, OwnershipError, declared_safe, git_for

_HEX = frozenset("0123456789abcdef")


class Repository(Struct, frozen=True):
    """A repository as seen from one folder.

    Attributes:
        git: hardened git for that folder.
        top: the top of the work tree, or None in a bare repository or inside of a git folder.
        prefix: the folder below `top`, ``/``-separated with a slash at its end; empty at the top.
        algorithm: the hash of object ids, ``sha1`` or ``sha256``.
        shallow: the history was cut when cloning.
    """

    git: Git
    top: Path | None
    prefix: str
    algorithm: str
    shallow: bool

    def resolve(self, revision: str) -> str | None:
        """The full id of the commit that a revision names, or None.

        A revision can never be taken for an option.
        """
        if not revision or revision.startswith("-") or "\0" in revision or "\n" in revision:
            return None
        try:
            name = f"{revision}^{{commit}}"
            output = self.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        except GitError:
            return None
        found = output.stdout.decode("ascii", "replace").split()[-1:]
        return found[0] if found and len(found[0]) in {40, 64} and set(found[0]) <= _HEX else None

    def is_unborn(self) -> bool:
        """Whether HEAD names a branch without commits, rather than a commit that cannot be read."""
        try:
            return not self.git.run("rev-parse", "--verify", "--quiet", "HEAD", accept=frozenset({0, 1})).stdout
        except GitError:
            return False

    def is_partial(self) -> bool:
        """Whether blobs may be left out (a partial clone)."""
        pattern = r"^(remote\..*\.(promisor|partialclonefilter)|extensions\.partialclone)$"
        return bool(self.git.run("config", "--get-regexp", pattern, accept=frozenset({0, 1})).stdout)


_QUESTIONS = ("rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-object-format", "--show-cdup")


def existing_folder(root: Path) -> Path:
    """The real path of a root.

    Raises:
        RootError: there is no such folder.
    """
    try:
        real = root.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise RootError(f"{root}: no such folder") from error
    if not real.is_dir():
        raise RootError(f"{root}: not a folder", "Give the folder of a repository.")
    return real


def discover(folder: Path) -> Repository | None:
    """The repository that a folder (a real path) belongs to; None without git or where it belongs to none.

    Raises:
        RootError: there is a repository, and git cannot or will not read it.
    """
    git = git_for(folder)
    if git is None:
        return None
    try:
        try:
            asked = git.run(*_QUESTIONS)
        except OwnershipError:
            git = declared_safe(git)
            if git is None:
                raise
            asked = git.run(*_QUESTIONS)
        inside, shallow, algorithm, *above = asked.stdout.decode("ascii", "replace").splitlines()
    except GitError as error:
        if error.no_repository:
            return None
        hint = "Mend the repository, or give another root."
        raise RootError(f"{folder}: git cannot read the repository: {error.message}", hint) from error
    except ValueError as error:
        raise RootError(f"{folder}: this git is too old", "protoref needs git 2.31 or newer.") from error
    if inside != "true":
        return Repository(git, None, "", algorithm, shallow == "true")
    top = (folder / "".join(above)).resolve()  # `../` as often as it lies below the top
    try:
        prefix = folder.relative_to(top).as_posix()
    except ValueError as error:
        raise RootError(f"{folder}: git places the work tree elsewhere", _WORK_TREE_HINT) from error
    if not os.path.lexists(top / ".git"):
        # `core.worktree` in the repository's configuration could name any folder above, `/` for one.
        raise RootError(f"{folder}: git takes {top} for its work tree, which has no .git", _WORK_TREE_HINT)
    return Repository(git, top, "" if prefix == "." else f"{prefix}/", algorithm, shallow == "true")


_WORK_TREE_HINT = "Look at core.worktree in the repository's configuration."


def top_without_git(folder: Path) -> Path | None:
    """Where git is not installed, the nearest folder (this one or above) that looks like the top of a repository."""
    if git_for(folder) is not None:
        return None
    return next((place for place in (folder, *folder.parents) if os.path.lexists(place / ".git")), None)


def find_root(start: Path) -> Path:
    """The default root: the top of the repository that `start` lies in, else `start` itself.

    Raises:
        RootError: there is no such folder, or git refuses to read the repository.
    """
    folder = existing_folder(start)
    repository = discover(folder)
    top = repository.top if repository is not None else top_without_git(folder)
    return top or folder
