"""A commit as a snapshot: read from the object store, without a checkout, in bare repositories as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from protoref.errors import RevisionError, RootError
from protoref.model.occurrence import OpaqueSpot
from protoref.model.past import Past
from protoref.model.problem import Problem
from protoref.model.source import Document, Mode
from protoref.snapshot.base import (
    ABSENT_BLOB,
    SUBMODULE,
    UNREADABLE,
    DeletedProto,
    History,
    Snapshot,
    Unreadable,
    blob_id,
    path_text,
)
from protoref.snapshot.git import GitError
from protoref.snapshot.history import read_history
from protoref.snapshot.listing import LFS_REFUSAL, Listing, ListingBuilder, is_pointer, may_be_pointer
from protoref.snapshot.objects import Blobs, sizes
from protoref.snapshot.past import read_past
from protoref.snapshot.repository import Repository, discover, existing_folder

MODES = {b"100755": Mode.EXECUTABLE, b"120000": Mode.SYMLINK, b"160000": Mode.SUBMODULE}
"""Git's modes; every other one (100644, the historic 100664) is a file."""

_LONGEST_LINK = 4096


class GitTree(Snapshot):
    """The files of a commit. Path for path what `WorkTree` sees in a clean checkout of it."""

    def __init__(self, repository: Repository, commit: str, listing: Listing, blobs: Blobs) -> None:
        self._repository = repository
        self._commit = commit
        self._listing = listing
        self._refused = listing.refusals()
        self._blobs = blobs
        self._history: History | None = None

    @classmethod
    def open(cls, root: Path, revision: str) -> GitTree:
        """Open a commit.

        Args:
            root: the top of a work tree, a folder in it (the commit is then narrowed to it), or a git folder.
            revision: anything that git takes for a commit.

        Raises:
            RootError: no repository, or git cannot or will not read it.
            RevisionError: no such commit here.
        """
        folder = existing_folder(root)
        repository = discover(folder)
        if repository is None:
            raise RootError(f"{root}: no git repository that could hold {revision!r}", "Is git installed?")
        commit = repository.resolve(revision)
        if commit is None:
            raise RevisionError(f"{revision!r}: no such commit here", _hint(repository))
        tree = f"{commit}:{repository.prefix.rstrip('/')}"
        try:
            output = repository.git.run("ls-tree", "-r", "-z", "--full-tree", tree).stdout
        except GitError as error:
            if repository.prefix:
                message = f"{root}: not a folder at {revision!r}"
                raise RootError(message, "Give the repository's top as root.") from error
            raise RevisionError(f"{revision!r}: git cannot list its files: {error.message}") from error
        blobs = Blobs(repository.git)
        try:
            return cls(repository, commit, _listing(repository, commit, output, blobs), blobs)
        except BaseException:
            blobs.close()
            raise

    @property
    def documents(self) -> tuple[Document, ...]:
        """See `Snapshot`; each has its content id."""
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
    def commit(self) -> str:
        """Full id of the commit."""
        return self._commit

    @property
    def dirty(self) -> bool:
        """A commit never differs from itself."""
        return False

    @property
    def whole(self) -> bool:
        """See `Snapshot`."""
        return not self._repository.prefix

    @property
    def problems(self) -> tuple[Problem, ...]:
        """See `Snapshot`."""
        return self._listing.problems

    def read(self, document: Document) -> bytes:
        """See `Snapshot`."""
        ((_, result),) = self.read_many((document,))
        if isinstance(result, Unreadable):
            raise result
        return result

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, bytes | Unreadable]]:
        """See `Snapshot`."""
        asked = tuple(documents)
        answers = self._blobs.read_many(document.content_id or "" for document in asked if self._has_bytes(document))
        for document in asked:
            if self._has_bytes(document):
                yield document, next(answers)
            elif document.mode is Mode.SYMLINK and document.path not in self._refused:
                yield document, b""
            else:
                spot = self._refused.get(document.path)
                yield document, Unreadable(*((spot.reason, spot.detail) if spot else (UNREADABLE, "no such document")))

    def content_id(self, document: Document, data: bytes) -> str:
        """See `Snapshot`."""
        return document.content_id or blob_id(data, self._repository.algorithm)

    def history(self) -> History:
        """See `Snapshot`."""
        if self._history is None:
            present = frozenset(document.path for document in self.documents)
            self._history = read_history(self._repository, self._commit, present)
        return self._history

    def read_deleted(self, protos: Iterable[DeletedProto]) -> tuple[bytes | Unreadable, ...]:
        """See `Snapshot`."""
        return tuple(self._blobs.read_many(proto.content_id for proto in protos))

    def past(self, names: Iterable[str]) -> Past:
        """See `Snapshot`."""
        return read_past(self._repository, self._commit, names)

    def close(self) -> None:
        """End the git process."""
        self._blobs.close()

    def _has_bytes(self, document: Document) -> bool:
        return (
            document.mode in {Mode.FILE, Mode.EXECUTABLE}
            and document.content_id is not None
            and document.path not in self._refused
        )


def _listing(repository: Repository, commit: str, output: bytes, blobs: Blobs) -> Listing:
    builder = ListingBuilder()
    for line in output.split(b"\0")[:-1]:
        facts, _, name = line.partition(b"\t")
        mode, _, content_id = facts.split(b" ")
        document = Document(path_text(name), MODES.get(mode, Mode.FILE), content_id.decode("ascii"))
        if builder.add(document) and document.mode is Mode.SUBMODULE:
            builder.refuse(document.path, SUBMODULE, "a submodule: its files are not read")
    examine_blobs(builder, builder.documents.values(), repository, commit, blobs)
    return builder.build()


def examine_blobs(
    builder: ListingBuilder, documents: Iterable[Document], repository: Repository, commit: str | None, blobs: Blobs
) -> None:
    """Tell the builder which blobs are absent or Git LFS pointers, and what links say.

    Args:
        builder: takes the facts.
        documents: of them those with a content id are examined.
        repository: holds the blobs.
        commit: they belong to it, or None.
        blobs: reads the small ones.
    """
    asked = [document for document in documents if document.content_id and document.mode is not Mode.SUBMODULE]
    found = sizes(repository, (document.content_id or "" for document in asked), commit)
    small: list[Document] = []
    for document in asked:
        size = found.get(document.content_id or "")
        if size is None:
            builder.refuse(document.path, ABSENT_BLOB, "its blob is not in this clone")
        elif document.mode is Mode.SYMLINK and size > _LONGEST_LINK:
            builder.refuse(document.path, UNREADABLE, "a symbolic link with too long a text")
        elif document.mode is Mode.SYMLINK or may_be_pointer(size):
            small.append(document)
    for document, data in zip(small, blobs.read_many(document.content_id or "" for document in small), strict=True):
        if isinstance(data, Unreadable):
            builder.refuse(document.path, data.reason, data.detail)
        elif document.mode is Mode.SYMLINK:
            builder.link_texts[document.path] = data
        elif is_pointer(data):
            builder.refuse(document.path, *LFS_REFUSAL)


def _hint(repository: Repository) -> str:
    if repository.shallow:
        return "In a shallow clone fetch it first (with actions/checkout: fetch-depth: 0)."
    return "Fetch it first, or look at git log --all --oneline."
