"""The files on disk as a snapshot: tracked and untracked ones, but no ignored ones."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from protoref.errors import ConfigError, RootError
from protoref.model.occurrence import OpaqueSpot
from protoref.model.past import Past
from protoref.model.problem import Problem
from protoref.model.source import Document, Mode
from protoref.snapshot.base import (
    SUBMODULE,
    UNREADABLE,
    DeletedProto,
    History,
    Snapshot,
    Unreadable,
    blob_id,
    is_sane,
    path_text,
)
from protoref.snapshot.files import Folder
from protoref.snapshot.git import GitError
from protoref.snapshot.git_tree import MODES, examine_blobs
from protoref.snapshot.history import read_history
from protoref.snapshot.listing import LFS_REFUSAL, Listing, ListingBuilder, is_pointer, may_be_pointer
from protoref.snapshot.objects import Blobs
from protoref.snapshot.past import read_past
from protoref.snapshot.repository import Repository, discover, existing_folder, find_root, top_without_git
from protoref.snapshot.walk import walk

__all__ = ["WorkTree", "find_root", "unlisted_folders"]

_FILES = frozenset({Mode.FILE, Mode.EXECUTABLE})


class _Tracked(Struct, frozen=True):
    """What git's index says about the files, besides the listing.

    Attributes:
        ids: by path, the blob id of every tracked file that is on disk.
        stored: paths that are not on disk but in the object store (a sparse checkout).
        changed: something differs from the index already by being there or not, or in kind.
    """

    ids: Mapping[str, str]
    stored: frozenset[str]
    changed: bool


_NOTHING_TRACKED = _Tracked({}, frozenset(), False)


class WorkTree(Snapshot):
    """The files of a folder as they are on disk.

    In a repository: tracked files (ignored ones too, deleted ones not, those in conflict once) and untracked files that
    are not ignored; modes of tracked files are the index's. What a sparse checkout leaves out is read from the object
    store. Without git: what a walk finds.
    """

    def __init__(
        self,
        folder: Folder,
        listing: Listing,
        repository: Repository | None,
        commit: str | None,
        tracked: _Tracked,
        whole: bool,
    ) -> None:
        self._folder = folder
        self._listing = listing
        self._refused = listing.refusals()
        self._repository = repository
        self._commit = commit
        self._tracked = tracked
        self._whole = whole
        self._blobs = Blobs(repository.git) if repository is not None else None
        self._ids: dict[str, str] = {}  # what was read so far, so that `dirty` reads nothing twice
        self._dirty: bool | None = None
        self._history: History | None = None

    @classmethod
    def open(cls, root: Path) -> WorkTree:
        """Open a folder.

        Raises:
            RootError: no such folder, a bare repository, or git cannot or will not read the repository.
        """
        real = existing_folder(root)
        folder = Folder(real)
        repository = discover(real)
        if repository is None:
            whole = top_without_git(real) in {None, real}
            return cls(folder, _walked(folder, real), None, None, _NOTHING_TRACKED, whole)
        if repository.top is None:
            raise RootError(f"{root}: a git folder without files", "Read a commit of it: --at HEAD")
        commit = repository.resolve("HEAD")
        if commit is None and not repository.is_unborn():
            raise RootError(f"{root}: git cannot read the commit that HEAD names", "Mend the repository.")
        try:
            listing, tracked = _listed(folder, repository, commit)
        except GitError as error:
            raise RootError(f"{root}: git cannot list the files: {error.message}", "Mend the repository.") from error
        return cls(folder, listing, repository, commit, tracked, not repository.prefix)

    @property
    def documents(self) -> tuple[Document, ...]:
        """See `Snapshot`; those that are on disk have no content id yet."""
        return self._listing.documents

    @property
    def unread(self) -> tuple[OpaqueSpot, ...]:
        """See `Snapshot`."""
        return self._listing.unread

    @property
    def links(self) -> Mapping[str, str]:
        """See `Snapshot`."""
        return self._listing.links

    @property
    def commit(self) -> str | None:
        """See `Snapshot`."""
        return self._commit

    @property
    def whole(self) -> bool:
        """See `Snapshot`; a folder without a repository is whole."""
        return self._whole

    @property
    def problems(self) -> tuple[Problem, ...]:
        """See `Snapshot`."""
        return self._listing.problems

    @property
    def dirty(self) -> bool:
        """See `Snapshot`.

        Worked out once, from the bytes: asked of git, it could run the repository's clean filters. A file is as
        committed if its bytes are the blob's, if they are with CRLF as LF (`core.autocrlf`), or if the blob is a Git
        LFS pointer to them. Files that another filter changes on checkout count as different.
        """
        if self._dirty is None:
            self._dirty = self._differs()
        return self._dirty

    def read(self, document: Document) -> bytes:
        """See `Snapshot`."""
        spot = self._refused.get(document.path)
        if spot is not None:
            raise Unreadable(spot.reason, spot.detail)
        if document.mode is Mode.SYMLINK:
            return b""
        if document.mode is Mode.SUBMODULE or not is_sane(document.path):
            raise Unreadable(UNREADABLE, "no such document")
        if document.path in self._tracked.stored and self._blobs is not None and document.content_id:
            return self._blobs.read(document.content_id)
        data = self._folder.read(document.path)
        self._ids[document.path] = self._hash(data)
        return data

    def content_id(self, document: Document, data: bytes) -> str:
        """See `Snapshot`; the data are those that `read` gave last."""
        return document.content_id or self._ids.get(document.path) or self._hash(data)

    def inside(self, paths: Iterable[str]) -> tuple[Path, ...]:
        """See `Snapshot`."""
        root = Path(os.fsdecode(self._folder.place("")))
        found = tuple(root / path for path in paths)
        for path, place in zip(paths, found, strict=True):
            if not place.resolve().is_relative_to(root):
                raise ConfigError(
                    f"schemas: {path!r} leads out of the root", "Give it on the command line: --schema PATH."
                )
        return found

    def history(self) -> History:
        """See `Snapshot`."""
        if self._history is None:
            self._history = History()
            if self._repository is not None and self._commit is not None:
                present = frozenset(document.path for document in self.documents)
                self._history = read_history(self._repository, self._commit, present)
        return self._history

    def read_deleted(self, protos: Iterable[DeletedProto]) -> tuple[bytes | Unreadable, ...]:
        """See `Snapshot`."""
        if self._blobs is None:
            return super().read_deleted(protos)
        return tuple(self._blobs.read_many(proto.content_id for proto in protos))

    def past(self, names: Iterable[str]) -> Past:
        """See `Snapshot`."""
        if self._repository is None or self._commit is None:
            return Past()
        return read_past(self._repository, self._commit, names)

    def close(self) -> None:
        """End the git process, if one was needed."""
        if self._blobs is not None:
            self._blobs.close()

    def _hash(self, data: bytes) -> str:
        return blob_id(data, self._repository.algorithm if self._repository is not None else "sha1")

    def _differs(self) -> bool:
        if self._repository is None or self._commit is None:
            return False
        if self._tracked.changed or self._index_differs(self._repository, self._commit):
            return True
        return any(not self._is_as_committed(path, known) for path, known in self._tracked.ids.items())

    def _index_differs(self, repository: Repository, commit: str) -> bool:
        """Whether the index is not the commit (below the root)."""
        comparison = ("diff-index", "--cached", "--quiet", "--no-ext-diff", "--no-textconv", commit, "--", ".")
        try:
            return repository.git.run(*comparison, accept=frozenset({0, 1})).status == 1
        except GitError:
            return True

    def _is_as_committed(self, path: str, known: str) -> bool:
        seen = self._ids.get(path)
        if seen == known:
            return True
        try:
            text = self._listing_link(path)
            if text is not None:
                return self._hash(text) == known
            data = self._folder.read(path)
        except Unreadable:
            return False
        if known in {self._hash(data), self._hash(data.replace(b"\r\n", b"\n"))}:
            return True
        return self._is_pointer_to(known, data)

    def _listing_link(self, path: str) -> bytes | None:
        """The text of a path that is a symbolic link."""
        entry = self._folder.look(path)
        return self._folder.link(path) if entry is not None and entry.mode is Mode.SYMLINK else None

    def _is_pointer_to(self, content_id: str, data: bytes) -> bool:
        """Whether a blob is the Git LFS pointer that stands for these bytes."""
        assert self._blobs is not None
        try:
            blob = self._blobs.read(content_id)
        except Unreadable:
            return False
        named = re.search(rb"^oid sha256:([0-9a-f]{64})$", blob, re.MULTILINE) if is_pointer(blob) else None
        return named is not None and named.group(1).decode("ascii") == hashlib.sha256(data).hexdigest()


def _walked(folder: Folder, real: Path) -> Listing:
    """List a folder without git."""
    builder = ListingBuilder()
    found = walk(folder)
    for path in found.paths:
        _add_from_disk(builder, folder, path, None)
    for path in found.nested:
        _add_nested(builder, path)
    for path, reason in found.unlisted:
        _refuse_folder(builder, path, reason)
    builder.problems.extend(found.problems)
    if os.path.lexists(real / ".git"):
        message = "there is a .git, but git is not installed or finds no repository: the files were listed without it"
        builder.problems.append(Problem("", 0, message))
    return builder.build()


def _listed(folder: Folder, repository: Repository, commit: str | None) -> tuple[Listing, _Tracked]:
    """List a folder as git sees it."""
    builder = ListingBuilder()
    untracked = repository.git.meanwhile("ls-files", "-z", "--others", "--exclude-standard")
    cached = repository.git.run("ls-files", "-z", "-t", "--stage", "--cached").stdout
    ids: dict[str, str] = {}
    stored: list[Document] = []
    changed = False
    for line in dict.fromkeys(cached.split(b"\0")[:-1]):
        facts, _, name = line.partition(b"\t")
        tag, octal, content_id, stage = facts.split(b" ")
        path, mode = path_text(name), MODES.get(octal, Mode.FILE)
        if stage != b"0":
            changed = True
            if path in builder.documents:
                continue  # the other sides of a conflict: one file on disk
        if mode is Mode.SUBMODULE:
            if builder.add(Document(path, mode, content_id.decode("ascii"))):
                builder.refuse(path, SUBMODULE, "a submodule: its files are not read")
        elif _add_from_disk(builder, folder, path, mode):
            actual = builder.documents.get(path)
            changed = changed or actual is None or (actual.mode in _FILES) != (mode in _FILES)
            ids[path] = content_id.decode("ascii")
        elif tag == b"S":
            document = Document(path, mode, content_id.decode("ascii"))
            if builder.add(document):
                stored.append(document)
        else:
            changed = True
    others = untracked()
    for name in others.stdout.split(b"\0")[:-1]:
        changed = True
        path = path_text(name)
        if path.endswith("/"):
            _add_nested(builder, path.rstrip("/"))
        else:
            _add_from_disk(builder, folder, path, None)
    for path, reason in unlisted_folders(others.stderr):
        _refuse_folder(builder, path, reason)
    if stored:
        blobs = Blobs(repository.git)
        try:
            examine_blobs(builder, stored, repository, commit, blobs)
        finally:
            blobs.close()
    return builder.build(), _Tracked(ids, frozenset(document.path for document in stored), changed)


def unlisted_folders(warnings: bytes) -> tuple[tuple[str, str], ...]:
    """The folders that `git ls-files` could not list, and why, from what it says about them."""
    found = re.findall(rb"^warning: could not open directory '(.*?)/?': (.*)$", warnings, re.MULTILINE)
    return tuple((path_text(path), reason.decode("utf-8", "replace")) for path, reason in found)


def _add_from_disk(builder: ListingBuilder, folder: Folder, path: str, mode: Mode | None) -> bool:
    """Take a path in as it is on disk, with the index's mode where that fits; False where nothing is there."""
    if not is_sane(path):
        builder.add(Document(path))
        return True
    try:
        entry = folder.look(path)
    except Unreadable as error:
        builder.add(Document(path, mode or Mode.FILE))
        builder.refuse(path, error.reason, error.detail)
        return True
    if entry is None or entry.folder:
        return False
    if entry.mode is None:
        if builder.add(Document(path, mode or Mode.FILE)):
            builder.refuse(path, UNREADABLE, "a FIFO, device or socket")
        return True
    actual = mode if mode in _FILES and entry.mode in _FILES else entry.mode
    if not builder.add(Document(path, actual)):
        return True
    try:
        if actual is Mode.SYMLINK:
            builder.link_texts[path] = folder.link(path)
        elif may_be_pointer(entry.size) and is_pointer(folder.read(path)):
            builder.refuse(path, *LFS_REFUSAL)
    except Unreadable as error:
        builder.refuse(path, error.reason, error.detail)
    return True


def _add_nested(builder: ListingBuilder, path: str) -> None:
    if builder.add(Document(path, Mode.SUBMODULE)):
        builder.refuse(path, SUBMODULE, "a repository of its own: its files are not read")


def _refuse_folder(builder: ListingBuilder, path: str, reason: str) -> None:
    builder.refuse(path, UNREADABLE, f"the folder cannot be listed: {reason}")
    builder.problems.append(Problem(path, 0, f"the folder cannot be listed: {reason}", "error"))
