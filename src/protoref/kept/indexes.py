"""Indexes of documents by what is in them: the same for every path, target, commit and side of a change."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, Protocol, Self, TypeVar

import msgspec
from msgspec import Struct

from protoref.kept.engine import engine
from protoref.kept.store import Store
from protoref.model.source import Source


class Indexed(Protocol):
    """What a document's index offers: apart from its path, nothing in it depends on where the document lies."""

    @property
    def path(self) -> str:
        """The document's."""

    def moved(self, path: str) -> Self:
        """The index of the same text at another path."""


Index = TypeVar("Index", bound=Indexed)


class packing(Struct, Generic[Index], frozen=True):  # noqa: N801  # used like a function; one that other processes can be sent
    """An indexer whose results are packed: bytes are handed from process to process, and kept, as they are.

    Attributes:
        index: the indexer.
    """

    index: Callable[[Source], Index]

    def __call__(self, source: Source) -> bytes | Index:
        """The packed index of a document; the index itself where names in it are no text (surrogates)."""
        found = self.index(source)
        try:
            return msgspec.msgpack.encode(found)
        except (UnicodeError, OverflowError, RecursionError):
            return found


class KeptIndexes(Generic[Index]):
    """The indexes of one language in a store."""

    def __init__(self, store: Store | None, language: str, kind: type[Index]) -> None:
        """Nothing is read yet.

        Args:
            store: where they are kept; None: nowhere.
            language: theirs.
            kind: the class of an index.
        """
        self._store = store
        self._language = language.encode()
        self._decoder: msgspec.msgpack.Decoder[Index] = msgspec.msgpack.Decoder(kind)

    def unpack(self, packed: bytes) -> Index:
        """What was packed a moment ago.

        Raises:
            msgspec.MsgspecError: it is no index.
        """
        return self._decoder.decode(packed)

    def recall(self, sources: Iterable[Source]) -> dict[str, Index]:
        """By path, the indexes that are kept of some documents."""
        if self._store is None:
            return {}
        paths: dict[bytes, list[str]] = {}
        for source in sources:
            paths.setdefault(self._key(source), []).append(source.path)
        found: dict[str, Index] = {}
        for key, value in self._store.read(paths).items():
            try:
                index = self._decoder.decode(value)
            except (msgspec.MsgspecError, RecursionError):
                continue
            found.update((path, index if index.path == path else index.moved(path)) for path in paths[key])
        return found

    def keep(self, packed: Mapping[str, bytes], sources: Iterable[Source]) -> None:
        """Keeps the indexes of some documents, given by path as far as they could be packed."""
        if self._store is not None:
            self._store.write({self._key(one): packed[one.path] for one in sources if one.path in packed})

    def _key(self, source: Source) -> bytes:
        """Of the text itself: git's ids can be made to collide, and what is kept may come from a stranger's change."""
        digest = hashlib.blake2b(source.data, digest_size=32, key=engine(), person=b"index")
        digest.update(b"\0" + self._language)
        return digest.digest()
