"""What every snapshot gives: documents with bytes on demand, and what of them cannot be read."""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.past import Past
from protoref.model.problem import Problem
from protoref.model.source import Document, Mode

LIMIT = 256 * 1024 * 1024
"""Bytes. A larger file is not read: memory stays bounded whatever a repository holds."""

SUBMODULE = "submodule"
"""Reason of a gitlink or a nested repository: its files are not ours to read."""
ABSENT_BLOB = "absent-blob"
"""Reason of a blob that a partial clone left out."""
LFS_POINTER = "lfs-pointer"
"""Reason of a Git LFS pointer: the content it stands for is elsewhere."""
OUTSIDE_LINK = "outside-link"
"""Reason of a symbolic link that leaves the root."""
UNREADABLE = "unreadable"
"""Reason of everything else that the system or git does not give out."""


_FORGED = re.compile(r"(?:^|/)(?:\.{0,2}|\.[gG][iI][tT])(?:/|\Z)|\0")
"""An empty part, `.`, `..` or `.git`; or a NUL."""


class Unreadable(Exception):  # noqa: N818 (a result, named for what the document is)
    """A document whose bytes cannot be had. A result, not a crash: it becomes an opaque spot.

    Attributes:
        reason: report-v1's word.
        detail: one sentence for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def spot(self, path: str) -> OpaqueSpot:
        """The opaque spot that stands for the whole document at `path`; it could hide everything."""
        return OpaqueSpot(path, None, self.reason, self.detail, EVERYTHING)


class DeletedProto(Struct, frozen=True):
    """A `.proto` file that existed in the history and does not exist now.

    Attributes:
        path: from the root.
        content_id: git's blob id of its last text.
        commit: full id of the newest commit that took it away (or added it, where a merge dropped it silently).
    """

    path: str
    content_id: str
    commit: str


class History(Struct, frozen=True):
    """What the commits before a snapshot tell.

    Attributes:
        deleted: the `.proto` files that are here no more, sorted by path.
        complete: the whole history was seen; False for shallow clones, cut walks and where git failed.
        problems: where it stopped and why.
    """

    deleted: tuple[DeletedProto, ...] = ()
    complete: bool = True
    problems: tuple[Problem, ...] = ()

    @property
    def deleted_protos(self) -> frozenset[str]:
        """The paths of `deleted`."""
        return frozenset(proto.path for proto in self.deleted)


def path_key(path: str) -> bytes:
    """The bytes of a path: documents are sorted by it, on every machine and locale alike."""
    return path.encode("utf-8", "surrogateescape")


def path_text(path: bytes) -> str:
    """The inverse of `path_key`: bytes that are not UTF-8 become surrogate escapes."""
    return path.decode("utf-8", "surrogateescape")


def is_sane(path: str) -> bool:
    """Whether a listed path stays below the root. A forged index or tree may say `../x` or `.git/x`."""
    return _FORGED.search(path) is None


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """Git's id of a blob with these bytes; `algorithm` is ``sha1`` or ``sha256``."""
    digest = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


class Snapshot(ABC):
    """The files of a root at one moment; every later stage sees only this.

    A snapshot may hold a process (git): use it as a context manager, or call `close`.
    Reads are safe from several threads.
    """

    @property
    @abstractmethod
    def documents(self) -> tuple[Document, ...]:
        """Every listed path, sorted by path bytes; those in `unread` and symbolic links as well."""

    @property
    @abstractmethod
    def unread(self) -> tuple[OpaqueSpot, ...]:
        """The listed paths that are not to be read, sorted by path, each with its reason."""

    @property
    @abstractmethod
    def links(self) -> Mapping[str, str]:
        """By path of a symbolic link that stays inside, the root path it leads to (no link in it any more).

        The target need not exist. Loops and links that leave the root are not in it.
        """

    @property
    @abstractmethod
    def commit(self) -> str | None:
        """Full id of the commit, or None without git or commits."""

    @property
    @abstractmethod
    def dirty(self) -> bool:
        """Whether any read file differs from `commit` (untracked files do). False where `commit` is None."""

    @property
    @abstractmethod
    def whole(self) -> bool:
        """False where the root is narrower than its repository."""

    @property
    @abstractmethod
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong while listing."""

    @abstractmethod
    def read(self, document: Document) -> bytes:
        """The raw bytes of one of the `documents`.

        A symbolic link has nothing of its own to say: its target is a document of this root, or nothing. It gives
        ``b""``; where it leads is in `links`.

        Raises:
            Unreadable: it is in `unread`, it is gone, or the system refuses.
        """

    @abstractmethod
    def content_id(self, document: Document, data: bytes) -> str:
        """Git's blob id of a document with these raw bytes, in the repository's own hash."""

    @abstractmethod
    def history(self) -> History:
        """What the commits up to `commit` tell; empty without git. Worked out once."""

    def inside(self, paths: Iterable[str]) -> tuple[Path, ...]:
        """Paths from the root as places on disk, for what git does not list; empty where there is no folder to look in.

        Raises:
            ConfigError: a path leads out of the root by way of a link.
        """
        return ()

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, bytes | Unreadable]]:
        """The raw bytes of several documents, in the order given; faster than one by one where git is asked."""
        for document in documents:
            try:
                data: bytes | Unreadable = self.read(document)
            except Unreadable as error:
                data = error
            yield document, data

    def readable(self) -> tuple[Document, ...]:
        """The documents that have bytes of their own: neither links nor in `unread`."""
        refused = {spot.path for spot in self.unread}
        return tuple(
            document
            for document in self.documents
            if document.mode in {Mode.FILE, Mode.EXECUTABLE} and document.path not in refused
        )

    def deleted_protos(self) -> frozenset[str]:
        """Paths of `.proto` files that existed in the history of `commit` and do not exist now."""
        return self.history().deleted_protos

    def read_deleted(self, protos: Iterable[DeletedProto]) -> tuple[bytes | Unreadable, ...]:
        """The last texts of files of `history().deleted`, in the order given."""
        return tuple(Unreadable(ABSENT_BLOB, "there is no history to read it from") for _ in protos)

    def past(self, names: Iterable[str]) -> Past:
        """The changes up to `commit` that took one of some names out of code; nothing without git."""
        return Past()

    def close(self) -> None:
        """End what the snapshot holds. It can be called again; a later read starts it anew."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
