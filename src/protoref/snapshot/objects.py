"""Blobs of a repository, through one persistent `git cat-file --batch`."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO

from protoref.snapshot.base import ABSENT_BLOB, LIMIT, UNREADABLE, Unreadable
from protoref.snapshot.git import Git, GitError
from protoref.snapshot.repository import Repository

_WINDOW = 400
"""Requests that are written before answers are read: fewer bytes than the smallest pipe holds (16 KiB), so that
neither side can block the other."""
_CHUNK = 1024 * 1024


class Blobs:
    """Reads blobs by id. One process, started when first needed; `close` ends it."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, content_id: str) -> bytes:
        """The bytes of a blob.

        Raises:
            Unreadable: it is not here, broken, no blob, or too large.
        """
        (result,) = self.read_many((content_id,))
        if isinstance(result, Unreadable):
            raise result
        return result

    def read_many(self, content_ids: Iterable[str]) -> Iterator[bytes | Unreadable]:
        """The bytes of several blobs, in the order given."""
        window: list[str] = []
        for content_id in content_ids:
            window.append(content_id)
            if len(window) == _WINDOW:
                yield from self._window(window)
                window = []
        if window:
            yield from self._window(window)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._stop()

    def __del__(self) -> None:
        self._stop()

    def _window(self, content_ids: list[str]) -> list[bytes | Unreadable]:
        results: list[bytes | Unreadable] = []
        with self._lock:
            while len(results) < len(content_ids):
                rest = content_ids[len(results) :]
                stdin, stdout = self._pipes()
                try:
                    stdin.write("".join(f"{content_id}\n" for content_id in rest).encode("ascii"))
                    stdin.flush()
                    for _ in rest:
                        results.append(_answer(stdout))  # noqa: PERF401 (what came before a failure counts)
                except (OSError, EOFError, ValueError):
                    # Git ends at a broken object: that one is lost, the others are asked for again.
                    self._stop()
                    results.append(Unreadable(UNREADABLE, "git cannot read the object"))
        return results

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None or self._owner != os.getpid():
            # After a fork the pipes are the parent's.
            self._process = self._git.start("cat-file", "--batch")
            self._owner = os.getpid()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answer(stdout: IO[bytes]) -> bytes | Unreadable:
    header = stdout.readline().split()
    if not header:
        raise EOFError
    if header[-1] in {b"missing", b"ambiguous"}:
        return Unreadable(ABSENT_BLOB, "the blob is not in this clone")
    kind, size = header[1], int(header[2])
    if size > LIMIT:
        _drop(stdout, size + 1)
        return Unreadable(UNREADABLE, f"larger than {LIMIT // 1024**2} MiB")
    data = stdout.read(size)
    if len(data) != size or stdout.read(1) != b"\n":
        raise EOFError
    return data if kind == b"blob" else Unreadable(UNREADABLE, "the object is no blob")


def _drop(stdout: IO[bytes], size: int) -> None:
    while size > 0:
        part = stdout.read(min(size, _CHUNK))
        if not part:
            raise EOFError
        size -= len(part)


def sizes(repository: Repository, content_ids: Iterable[str], revision: str | None) -> dict[str, int | None]:
    """The size of each blob in bytes; None where it is not in this clone. Nothing is fetched.

    Args:
        repository: where to look.
        content_ids: the blobs.
        revision: the commit they belong to. Older gits would try to fetch what a partial clone left out as soon as it
            is asked for, so what is missing is listed first.
    """
    asked = sorted(set(content_ids))
    missing = (
        absent(repository, revision) if asked and revision is not None and repository.is_partial() else frozenset()
    )
    found: dict[str, int | None] = dict.fromkeys(asked)
    request = "".join(f"{content_id}\n" for content_id in asked if content_id not in missing).encode("ascii")
    if not request:
        return found
    # Within one run git reads and writes at its own pace: `communicate` keeps both pipes moving.
    output = repository.git.run("cat-file", "--batch-check", "--buffer", stdin=request).stdout
    for line in output.decode("ascii", "replace").splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] == "blob" and parts[2].isdigit():
            found[parts[0]] = int(parts[2])
    return found


def absent(repository: Repository, revision: str) -> frozenset[str]:
    """The ids of the objects of a commit's tree that a partial clone left out."""
    try:
        output = repository.git.run(
            "rev-list", "--objects", "--no-object-names", "--missing=print", f"{revision}^{{tree}}"
        ).stdout
    except GitError:
        return frozenset()
    return frozenset(line[1:] for line in output.decode("ascii", "replace").splitlines() if line.startswith("?"))
