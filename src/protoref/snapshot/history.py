"""What the commits before a snapshot tell: which schemas existed once."""

from __future__ import annotations

from protoref.errors import RootError
from protoref.model.problem import Problem
from protoref.snapshot.base import History, path_text
from protoref.snapshot.git import GitError
from protoref.snapshot.repository import Repository

DEPTH = 20_000
"""Commits that are looked at. A number, not a date: time never changes a result."""

_PROTOS = ("*.proto", "*.protodevel")


def read_history(repository: Repository, commit: str, present: frozenset[str]) -> History:
    """The `.proto` files that existed up to a commit and are not `present` now.

    Files that any commit added or removed, so that one which a merge dropped silently counts as well. Plumbing only:
    `git log` would obey `log.*` and start gpg.

    Args:
        repository: seen from the root; paths are from there.
        commit: full id.
        present: the paths that exist now.
    """
    problems: list[Problem] = []
    try:
        listed = repository.git.run("rev-list", f"--max-count={DEPTH + 1}", commit).stdout.split()
        if len(listed) > DEPTH:
            problems.append(Problem("", 0, f"the history was searched {DEPTH} commits deep for deleted schemas"))
        if repository.shallow:
            problems.append(Problem("", 0, "the clone is shallow: schemas deleted before its first commit are unknown"))
        output = repository.git.run(
            "diff-tree",
            "--stdin",
            "--root",
            "-r",
            "-z",
            "--no-commit-id",
            "--name-only",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--diff-filter=AD",
            "--diff-merges=first-parent",
            "--relative",
            "--",
            *_PROTOS,
            stdin=b"".join(commit_id + b"\n" for commit_id in listed[:DEPTH]),
        ).stdout
    except (GitError, RootError) as error:
        problems.append(Problem("", 0, f"the history could not be searched for deleted schemas: {error}", "error"))
        return History(frozenset(), False, tuple(problems))
    names = frozenset(path_text(name) for name in output.split(b"\0") if name)
    return History(names - present, not problems, tuple(problems))
