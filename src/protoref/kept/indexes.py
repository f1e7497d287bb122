"""Indexes of documents by what is in them: the same for every path, target, commit and side of a change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Generic, Protocol, Self, TypeVar

import msgspec

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


class KeptIndexes(Generic[Index]):
    """The indexes of one language in a store."""

    def __init__(self, store: Store, language: str, kind: type[Index]) -> None:
        """Nothing is read yet.

        Args:
            store: where they are kept.
            language: theirs.
            kind: the class of an index.
        """
        self._store = store
        self._language = language.encode()
        self._decoder: msgspec.msgpack.Decoder[Index] = msgspec.msgpack.Decoder(kind)

    def recall(self, sources: Iterable[Source]) -> dict[str, Index]:
        """By path, the indexes that are kept of some documents."""
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

    def keep(self, indexes: Mapping[str, Index], sources: Iterable[Source]) -> None:
        """Keeps the indexes of some documents, given by path. Names that are no text (surrogates) cannot be kept."""
        values = {}
        for source in sources:
            try:
                values[self._key(source)] = msgspec.msgpack.encode(indexes[source.path])
            except (UnicodeError, OverflowError, RecursionError):
                continue
        self._store.write(values)

    def _key(self, source: Source) -> bytes:
        """Of the text itself: git's ids can be made to collide, and what is kept may come from a stranger's change."""
        digest = hashlib.blake2b(source.data, digest_size=32, key=engine(), person=b"index")
        digest.update(b"\0" + self._language)
        return digest.digest()
