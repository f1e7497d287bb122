"""Files of a folder on disk: looked at without following links, opened without ever blocking."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from msgspec import Struct

from protoref.model.source import Mode
from protoref.snapshot.base import LIMIT, UNREADABLE, Unreadable, path_key

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOCTTY", 0)
)


class Entry(Struct, frozen=True):
    """What stands at a path.

    Attributes:
        mode: file, executable or symbolic link; None for a folder, FIFO, device or socket.
        folder: it is a folder.
        size: bytes.
    """

    mode: Mode | None
    folder: bool
    size: int


class Folder:
    """The files below a folder that is known by its real path."""

    def __init__(self, root: Path) -> None:
        self._root = os.fsencode(root)
        self._real: dict[str, bool] = {"": True}

    def place(self, path: str) -> bytes:
        """The path on disk of a path from the root."""
        return b"%s/%s" % (self._root, path_key(path)) if path else self._root

    def look(self, path: str) -> Entry | None:
        """What stands at a path, or None where nothing does, or where a folder on the way is a link.

        Raises:
            Unreadable: the system does not say.
        """
        if not self._is_real(path.rpartition("/")[0]):
            return None
        try:
            found = os.lstat(self.place(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise _refusal(error) from error
        if stat.S_ISLNK(found.st_mode):
            return Entry(Mode.SYMLINK, False, found.st_size)
        if stat.S_ISREG(found.st_mode):
            return Entry(Mode.EXECUTABLE if found.st_mode & stat.S_IXUSR else Mode.FILE, False, found.st_size)
        return Entry(None, stat.S_ISDIR(found.st_mode), 0)

    def link(self, path: str) -> bytes:
        """The text of a symbolic link.

        Raises:
            Unreadable: it is none any more, or the system refuses.
        """
        try:
            return os.readlink(self.place(path))  # noqa: PTH115 (bytes)
        except (OSError, ValueError) as error:
            raise _refusal(error) from error

    def read(self, path: str) -> bytes:
        """The bytes of a regular file.

        Raises:
            Unreadable: it is none (any more), it is too large, or the system refuses.
        """
        if not self._is_real(path.rpartition("/")[0]):
            raise Unreadable(UNREADABLE, "a folder on its way is a symbolic link")
        try:
            handle = os.open(self.place(path), _FLAGS)
        except (OSError, ValueError) as error:
            raise _refusal(error) from error
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable(UNREADABLE, "no regular file")
            if found.st_size > LIMIT:
                raise Unreadable(UNREADABLE, f"larger than {LIMIT // 1024**2} MiB")
            return _read_all(handle, found.st_size)
        except OSError as error:
            raise _refusal(error) from error
        finally:
            os.close(handle)

    def _is_real(self, folder: str) -> bool:
        """Whether no part of a folder's path is a symbolic link (checked once a folder)."""
        unknown: list[str] = []
        while folder not in self._real:
            unknown.append(folder)
            folder = folder.rpartition("/")[0]
        real = self._real[folder]
        for name in reversed(unknown):
            real = real and not os.path.islink(self.place(name))  # noqa: PTH114 (bytes: names need not be text)
            self._real[name] = real
        return real


def _read_all(handle: int, size: int) -> bytes:
    """Read as much of a file as it held when it was opened; it may shrink or grow meanwhile."""
    data = os.read(handle, size) if size else b""
    if len(data) == size and size:
        return data
    parts = [data]
    total = len(data)
    # The system gave less at once, or tells no size (as in /proc).
    while part := os.read(handle, 65536):
        parts.append(part)
        total += len(part)
        if total > LIMIT:
            raise Unreadable(UNREADABLE, f"larger than {LIMIT // 1024**2} MiB")
    return b"".join(parts)


def _refusal(error: OSError | ValueError) -> Unreadable:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Unreadable(UNREADABLE, f"the system refuses: {reason}")
