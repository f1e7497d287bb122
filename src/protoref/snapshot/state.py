"""The state of a root without its bytes: what git lists, and what the system says of each file. Equal states, equal bytes."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from protoref.errors import ProtorefError
from protoref.snapshot.files import Folder
from protoref.snapshot.git import GitError
from protoref.snapshot.repository import Repository, discover, existing_folder
from protoref.snapshot.walk import walk

_SETTLED = 2_000_000_000
"""Nanoseconds after which a file that is written to again shows another time, even where times are coarse (FAT: 2 s)."""


class State(Struct, frozen=True):
    """A root at one moment.

    Attributes:
        digest: of everything that a run may read.
        settled: no file is so young that another change to it could go unnoticed.
    """

    digest: bytes
    settled: bool


def state_of(root: Path, at: str | None) -> State | None:
    """The state of a folder, or of a commit of its repository; None where it cannot be told.

    It is made of the commit, of git's lists (tracked with their ids, untracked), and of kind, size, modification and
    change time (nanoseconds) and inode of every file, and kind and inode of every folder on the way. The change time is
    the system's own: a size and a time that were put back do not hide a change.

    In shallow and partial clones commits and blobs can appear without a trace in these: there it cannot be told.
    Neither can it on Windows, which has no change time.
    """
    if os.name == "nt":
        return None
    try:
        folder = existing_folder(root)
        repository = discover(folder)
        if repository is None:
            return None if at is not None else _of_folder(folder)
        if repository.shallow or repository.is_partial():
            return None
        commit = repository.resolve(at or "HEAD")
        if at is not None:
            told = f"{repository.prefix}\0{commit}".encode("utf-8", "surrogateescape")
            return State(hashlib.blake2b(told, person=b"commit").digest(), True) if commit is not None else None
        return _of_work_tree(folder, repository, commit)
    except (ProtorefError, GitError, OSError, ValueError):
        return None


def _of_work_tree(folder: Path, repository: Repository, commit: str | None) -> State | None:
    began = time.time_ns()
    cached = repository.git.run("ls-files", "-z", "-t", "--stage", "--cached").stdout
    others = repository.git.run("ls-files", "-z", "--others", "--exclude-standard")
    entries = cached.split(b"\0")[:-1]
    if any(entry.startswith(b"S ") for entry in entries):
        return None  # not on disk: read from git's objects, which may be absent
    digest = hashlib.blake2b(f"{commit}\0{repository.prefix}\0".encode("utf-8", "surrogateescape"), person=b"work tree")
    for listed in (cached, others.stdout, others.stderr):
        digest.update(b"%d\0" % len(listed))
        digest.update(listed)
    names = [entry.partition(b"\t")[2] for entry in entries]
    names.extend(name.rstrip(b"/") for name in others.stdout.split(b"\0")[:-1])
    return _with_files(digest, folder, names, began)


def _of_folder(folder: Path) -> State | None:
    began = time.time_ns()
    found = walk(Folder(folder))
    if found.problems or found.unlisted:
        return None
    digest = hashlib.blake2b(person=b"folder")
    names = [os.fsencode(path) for path in (*found.paths, *found.nested)]
    for name in names:
        digest.update(name + b"\0")
    digest.update(b"%d" % os.path.lexists(folder / ".git"))
    return _with_files(digest, folder, names, began)


def _with_files(digest: hashlib.blake2b, folder: Path, names: Iterable[bytes], began: int) -> State:
    root = os.fsencode(folder)
    youngest = 0
    folders: set[bytes] = set()
    facts: list[tuple[int, ...] | bytes | None] = []
    for name in names:
        folders.add(name.rpartition(b"/")[0])
        place = b"%s/%s" % (root, name)
        try:
            found = os.lstat(place)
        except OSError:
            facts.append(None)
            continue
        youngest = max(youngest, found.st_ctime_ns)
        facts.append((found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino))
        if stat.S_ISLNK(found.st_mode):
            facts.append(os.path.realpath(place))
    for name in sorted(_with_parents(folders)):
        try:
            found = os.lstat(b"%s/%s" % (root, name))
        except OSError:
            facts.append(None)
            continue
        facts.append((found.st_mode, found.st_ino))
    digest.update(repr(facts).encode())
    return State(digest.digest(), youngest + _SETTLED < began)


def _with_parents(folders: set[bytes]) -> set[bytes]:
    found = {b""}
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition(b"/")[0]  # noqa: PLW2901 (upwards)
    return found
