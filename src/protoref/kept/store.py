"""A bounded SQLite file of values by their keys, safe to share between runs. Whatever is wrong with it, it is as if empty."""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

LIMIT = 1024**3
"""Bytes of values that are kept at the most; the least recently used go first."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB NOT NULL, size INTEGER NOT NULL, used INTEGER NOT NULL)"
_USED = "CREATE INDEX IF NOT EXISTS by_use ON kept (used)"
_AT_ONCE = 500
"""Keys of one question."""
_SEAL = 16
"""Bytes of the digest in front of each value."""
_DAY = 86_400


class Contents(Struct, frozen=True):
    """What a store holds: how many values, and how many bytes of them."""

    values: int
    size: int


class Store:
    """Values by key. Every failure (a full disk, a damaged file, a lock that is not given back) loses values, never a run."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """Nothing is opened yet.

        Args:
            path: of the file; its folder is made when something is kept.
            limit: bytes of values.
        """
        self._path = path
        self._limit = limit
        self._connection: sqlite3.Connection | None = None
        self._broken = False

    def read(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are kept. A value that is not as it was written is not there."""
        found: dict[bytes, bytes] = {}
        wanted = list(keys)
        connection = self._open(create=False) if wanted else None
        if connection is None:
            return found
        today = int(time.time()) // _DAY
        try:
            stale = []
            for start in range(0, len(wanted), _AT_ONCE):
                part = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = connection.execute(f"SELECT key, value, used FROM kept WHERE key IN ({marks})", part)  # noqa: S608
                for key, value, used in rows:
                    plain = _unsealed(key, value)
                    if plain is not None:
                        found[key] = plain
                        if used != today:
                            stale.append((today, key))
            if stale:
                with connection:
                    connection.executemany("UPDATE kept SET used = ? WHERE key = ?", stale)
        except (sqlite3.Error, OSError, TypeError, ValueError):
            self._give_up()
        return found

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Keeps values, in the place of what was kept under these keys."""
        connection = self._open(create=True) if values else None
        if connection is None:
            return
        today = int(time.time()) // _DAY
        try:
            sealed = [(key, _sealed(key, value)) for key, value in values.items()]
            with connection:
                connection.executemany(
                    "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
                    [(key, value, len(value), today) for key, value in sealed],
                )
                self._evict(connection)
        except (sqlite3.Error, OSError):
            self._give_up()

    def contents(self) -> Contents:
        """How much is kept."""
        connection = self._open(create=False)
        if connection is None:
            return Contents(0, 0)
        try:
            values, size = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM kept").fetchone()
            return Contents(int(values), int(size))
        except (sqlite3.Error, TypeError, ValueError):
            self._give_up()
            return Contents(0, 0)

    def clear(self) -> None:
        """Forgets everything: the file goes.

        Raises:
            OSError: the system refuses.
        """
        self.close()
        for end in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    def close(self) -> None:
        """Ends what is open. Later calls open it anew."""
        if self._connection is not None:
            try:
                self._connection.close()
            except sqlite3.Error:
                self._broken = True
            self._connection = None

    def _open(self, *, create: bool) -> sqlite3.Connection | None:
        if self._broken or self._connection is not None:
            return self._connection
        try:
            if not self._path.is_file():
                if not create:
                    return None
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._path.touch(mode=0o600)
            connection = sqlite3.connect(self._path, timeout=2.0)
        except (sqlite3.Error, OSError):
            self._broken = True
            return None
        self._connection = connection
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")  # a value that a crash damages does not fit its seal
            connection.execute(_SCHEMA)
            connection.execute(_USED)
        except sqlite3.DatabaseError as error:
            # Not ours, or damaged: the next run starts anew. A file that is merely locked or read-only stays.
            damaged = not isinstance(error, sqlite3.OperationalError)
            self._give_up()
            if damaged:
                self._discard()
            return None
        return connection

    def _evict(self, connection: sqlite3.Connection) -> None:
        (size,) = connection.execute("SELECT coalesce(sum(size), 0) FROM kept").fetchone()
        if size <= self._limit:
            return
        # A tenth more than needed, so that not every run has to do it.
        surplus, gone = size - self._limit + self._limit // 10, []
        for key, length in connection.execute("SELECT key, size FROM kept ORDER BY used, rowid"):
            if surplus <= 0:
                break
            gone.append((key,))
            surplus -= length
        connection.executemany("DELETE FROM kept WHERE key = ?", gone)

    def _give_up(self) -> None:
        self.close()
        self._broken = True

    def _discard(self) -> None:
        try:
            self.clear()
        except OSError:
            return


def _sealed(key: bytes, plain: bytes) -> bytes:
    packed = zlib.compress(plain, 1)
    return _seal(key, packed) + packed


def _unsealed(key: bytes, value: bytes) -> bytes | None:
    packed = value[_SEAL:]
    if value[:_SEAL] != _seal(key, packed):
        return None
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return None


def _seal(key: bytes, packed: bytes) -> bytes:
    return hashlib.blake2b(packed, digest_size=_SEAL, key=key[:64]).digest()
