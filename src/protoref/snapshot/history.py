"""What the commits before a snapshot tell: which schemas existed once."""

from __future__ import annotations

import re

from protoref.errors import RootError
from protoref.model.problem import Problem
from protoref.snapshot.base import DeletedProto, History, path_text
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
            "--raw",
            "--no-abbrev",
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
        return History((), False, tuple(problems))
    deleted = tuple(proto for path, proto in sorted(_last_seen(output).items()) if path not in present)
    return History(deleted, not problems, tuple(problems))


_CHANGE = re.compile(rb":\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([AD])\0([^\0]*)\0|([0-9a-f]{40,64})\0")
"""A change as `diff-tree --raw -z` writes it (the blobs before and after, what was done, the path), or a commit's id."""


def _last_seen(output: bytes) -> dict[str, DeletedProto]:
    """Each path with its newest text that some commit added or took away; git tells the newest commits first."""
    found: dict[str, DeletedProto] = {}
    commit = ""
    for match in _CHANGE.finditer(output):
        if match[5]:
            commit = match[5].decode()
        else:
            path, blob = path_text(match[4]), match[1] if match[3] == b"D" else match[2]
            found.setdefault(path, DeletedProto(path, blob.decode(), commit))
    return found
