"""The state of a root without its bytes: what git lists, and what the system says of each file. Equal states, equal bytes."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
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
    untracked = repository.git.meanwhile("ls-files", "-z", "--others", "--exclude-standard")
    cached = repository.git.run("ls-files", "-z", "-t", "--stage", "--cached").stdout
    entries = cached.split(b"\0")[:-1]
    looks = _Looks(folder)
    for entry in entries:
        looks.at(entry.partition(b"\t")[2])
    others = untracked()
    if any(entry.startswith(b"S ") for entry in entries):
        return None  # not on disk: read from git's objects, which may be absent
    for name in others.stdout.split(b"\0")[:-1]:
        looks.at(name.rstrip(b"/"))
    told = (f"{commit}\0{repository.prefix}\0".encode("utf-8", "surrogateescape"), cached, others.stdout, others.stderr)
    return looks.state(b"work tree", told, began)


def _of_folder(folder: Path) -> State | None:
    began = time.time_ns()
    found = walk(Folder(folder))
    if found.problems or found.unlisted:
        return None
    names = [os.fsencode(path) for path in (*found.paths, *found.nested)]
    looks = _Looks(folder)
    for name in names:
        looks.at(name)
    return looks.state(b"folder", (b"\0".join(names), b"%d" % os.path.lexists(folder / ".git")), began)


_FACTS = struct.Struct("<QQQQQ")
"""Kind and mode, size, modification and change time, inode: each of at most 64 bits, or cut to these (times in far centuries)."""
_ABSENT = _FACTS.pack(0, 0, 0, 0, 0)
_64_BITS = 2**64 - 1


class _Looks:
    """What the system says of files, and of the folders on the way to them."""

    def __init__(self, folder: Path) -> None:
        self._root = os.fsencode(folder)
        self._youngest = 0
        self._folders: set[bytes] = {b""}
        self._facts: list[bytes] = []

    def at(self, name: bytes) -> None:
        """Looks at a file."""
        self._folders.add(name.rpartition(b"/")[0])
        place = b"%s/%s" % (self._root, name)
        try:
            found = os.lstat(place)
        except OSError:
            self._facts.append(_ABSENT)
            return
        mode, changed = found.st_mode, found.st_ctime_ns
        self._youngest = max(self._youngest, changed)
        modified = found.st_mtime_ns & _64_BITS
        self._facts.append(_FACTS.pack(mode, found.st_size, modified, changed & _64_BITS, found.st_ino))
        if stat.S_ISLNK(mode):
            target = os.path.realpath(place)
            self._facts.append(b"%d\0%s" % (len(target), target))

    def state(self, kind: bytes, told: Iterable[bytes], began: int) -> State:
        """The state that these make, with whatever else there is to tell."""
        digest = hashlib.blake2b(person=kind)
        for name in sorted(_with_parents(self._folders)):
            try:
                found = os.lstat(b"%s/%s" % (self._root, name))
            except OSError:
                self._facts.append(_ABSENT)
                continue
            self._facts.append(_FACTS.pack(found.st_mode, 0, 0, 0, found.st_ino))
        for part in (*told, b"".join(self._facts)):
            digest.update(b"%d\0" % len(part))
            digest.update(part)
        return State(digest.digest(), self._youngest + _SETTLED < began)


def _with_parents(folders: set[bytes]) -> set[bytes]:
    found = {b""}
    for folder in folders:
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition(b"/")[0]  # noqa: PLW2901 (upwards)
    return found
