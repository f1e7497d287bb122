"""Searches the commits before a snapshot for lines with some names that went away or changed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from protoref.errors import RootError
from protoref.model.past import Past, PastUse
from protoref.snapshot.base import Unreadable, path_text
from protoref.snapshot.git import GitError
from protoref.snapshot.objects import Blobs
from protoref.snapshot.repository import Repository

DEPTH = 5_000
"""Commits that are searched. A number, not a date: time never changes a result."""
MOST_NAMES = 500
MOST_TEXTS = 2_000

_CODE = tuple(
    f"*.{suffix}"
    for suffix in [
        "py",
        "pyi",
        "rs",
        "go",
        "ts",
        "tsx",
        "js",
        "mjs",
        "java",
        "kt",
        "kts",
        "scala",
        "cs",
        "cpp",
        "cc",
        "cxx",
        "h",
        "hpp",
        "c",
        "rb",
        "php",
        "swift",
        "dart",
        "ipynb",
    ]
)
_LINEAR = 2
"""A commit and its parent: merges have more."""
_CHANGE = re.compile(rb":\d+ \d+ ([0-9a-f]+) [0-9a-f]+ [DM]\0([^\0]*)\0|([0-9a-f]{40,64})\0")


def read_past(repository: Repository, commit: str, names: Iterable[str]) -> Past:
    """The changes up to a commit that took one of some names out of a code document, or changed a line with it.

    Args:
        repository: seen from the root; paths are from there.
        commit: full id.
        names: identifiers, compared as whole words.
    """
    wanted = sorted(set(names))
    if not wanted:
        return Past()
    if len(wanted) > MOST_NAMES:
        return Past(complete=False)
    pattern = f"(^|[^A-Za-z0-9_])({'|'.join(map(re.escape, wanted))})([^A-Za-z0-9_]|$)"
    try:
        output = repository.git.run("rev-list", "--parents", f"--max-count={DEPTH + 1}", commit).stdout
        listed = [line.split() for line in output.splitlines()]
        # A merge repeats what the merged commits did; asked last, it tells what it did by itself.
        ordered = sorted(listed[:DEPTH], key=lambda ids: len(ids) > _LINEAR)
        output = repository.git.run(
            "diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
            "--no-textconv", "--diff-filter=DM", "--diff-merges=first-parent", "--relative", f"-G{pattern}", "--", *_CODE,
            stdin=b"".join(ids[0] + b"\n" for ids in ordered),
        ).stdout  # fmt: skip
        changes = _changes(output)
        uses = _texts(repository, changes[:MOST_TEXTS], wanted)
    except (GitError, RootError):
        return Past(complete=False)
    return Past(uses, complete=not repository.shallow and len(listed) <= DEPTH and len(changes) <= MOST_TEXTS)


def _changes(output: bytes) -> list[tuple[str, str, str]]:
    """Commit, old blob and path of each change, in git's order."""
    found: list[tuple[str, str, str]] = []
    commit = ""
    for match in _CHANGE.finditer(output):
        if match[3]:
            commit = match[3].decode()
        else:
            found.append((commit, match[1].decode(), path_text(match[2])))
    return found


def _texts(repository: Repository, changes: list[tuple[str, str, str]], names: list[str]) -> tuple[PastUse, ...]:
    dates: dict[str, str] = {}
    blobs = Blobs(repository.git)
    found = []
    word = re.compile(
        rb"(?<!\w)(?:" + b"|".join(re.escape(name.encode("utf-8", "surrogateescape")) for name in names) + rb")(?!\w)"
    )
    try:
        for (commit, _, path), text in zip(changes, blobs.read_many(old for _, old, _ in changes), strict=True):
            if isinstance(text, Unreadable):
                raise GitError(1, b"a blob of the history is absent")
            if word.search(text):
                if commit not in dates:
                    shown = repository.git.run(
                        "rev-list", "--max-count=1", "--no-commit-header", "--format=%cs", commit
                    )
                    dates[commit] = shown.stdout.decode("ascii", "replace").strip()
                found.append(PastUse(commit, dates[commit], path, text))
    finally:
        blobs.close()
    return tuple(found)
