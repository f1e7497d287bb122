"""The commit that a change started from."""

from __future__ import annotations

from pathlib import Path

from protoref.errors import RevisionError, RootError
from protoref.snapshot.git import GitError
from protoref.snapshot.repository import discover, existing_folder

_FETCH = "In a shallow clone fetch it first (with actions/checkout: fetch-depth: 0)."


def merge_base(root: Path, base: str, head: str | None) -> str:
    """The full id of the newest commit that `base` and a head have in common: what the change is compared with.

    Args:
        root: a folder of the repository.
        base: the revision that the change is to go into.
        head: the changed revision; None: what is checked out.

    Raises:
        RootError: no repository, or git cannot or will not read it.
        RevisionError: a revision is not here, or the two have no commit in common here.
    """
    repository = discover(existing_folder(root))
    if repository is None:
        raise RootError(f"{root}: not a git repository", "ci compares two commits: it needs git and its history.")
    ours = repository.resolve(base)
    if ours is None:
        raise RevisionError(f"--base {base}: no such ref here", _hint(base, repository.shallow))
    theirs = repository.resolve(head or "HEAD")
    if theirs is None:
        if head is None:
            raise RevisionError("there is no commit here yet", "ci compares with what was committed before.")
        raise RevisionError(f"--head {head}: no such ref here", _hint(head, repository.shallow))
    try:
        found = repository.git.run("merge-base", ours, theirs, accept=frozenset({0, 1})).stdout.decode("ascii").split()
    except (GitError, UnicodeDecodeError) as error:
        raise RevisionError(f"--base {base}: git cannot compare it: {error}", _FETCH) from error
    if not found:
        hint = _FETCH if repository.shallow else "They have no history in common: is it the right branch?"
        raise RevisionError(f"--base {base}: no commit in common with {head or 'HEAD'} here", hint)
    return found[0]


def _hint(revision: str, shallow: bool) -> str:
    if shallow:
        return _FETCH
    remote, _, branch = revision.partition("/")
    fetch = f"git fetch {remote} {branch}" if remote == "origin" and branch else "git fetch origin BRANCH"
    return f"Fetch it first: {fetch} (with actions/checkout: fetch-depth: 0)."
