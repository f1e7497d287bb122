"""Files that exist only in memory, as a snapshot: for tests, and for texts that come from no disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from protoref.model.occurrence import OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.source import Document
from protoref.snapshot.base import UNREADABLE, DeletedProto, History, Snapshot, Unreadable, blob_id, path_key


class MemoryTree(Snapshot):
    """A snapshot of texts by path; whole, without git.

    Args:
        files: texts or bytes by path.
        deleted: last texts of schemas that existed once, by path.
    """

    def __init__(
        self, files: Mapping[str, str | bytes], deleted: Mapping[str, str | bytes] = MappingProxyType({})
    ) -> None:
        self._deleted = {path: data.encode() if isinstance(data, str) else data for path, data in deleted.items()}
        self._files = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
        self._documents = tuple(
            Document(path, content_id=blob_id(self._files[path])) for path in sorted(self._files, key=path_key)
        )

    @property
    def documents(self) -> tuple[Document, ...]:
        """See `Snapshot`; each has its content id."""
        return self._documents

    @property
    def unread(self) -> tuple[OpaqueSpot, ...]:
        """Nothing: everything is here."""
        return ()

    @property
    def links(self) -> Mapping[str, str]:
        """Nothing: there are only files."""
        return {}

    @property
    def commit(self) -> None:
        """There is none."""
        return

    @property
    def dirty(self) -> bool:
        """There is no commit to differ from."""
        return False

    @property
    def whole(self) -> bool:
        """There is nothing around it."""
        return True

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Nothing."""
        return ()

    def read(self, document: Document) -> bytes:
        """See `Snapshot`."""
        try:
            return self._files[document.path]
        except KeyError as error:
            raise Unreadable(UNREADABLE, "no such document") from error

    def content_id(self, document: Document, data: bytes) -> str:
        """See `Snapshot`."""
        return document.content_id or blob_id(data)

    def history(self) -> History:
        """What was given as deleted; nothing else ever was."""
        return History(
            tuple(DeletedProto(path, blob_id(data), "0" * 40) for path, data in sorted(self._deleted.items()))
        )

    def read_deleted(self, protos: Iterable[DeletedProto]) -> tuple[bytes | Unreadable, ...]:
        """See `Snapshot`."""
        return tuple(self._deleted[proto.path] for proto in protos)
