"""Where a report goes: standard output or a file, with colours or without."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import TextIO

from protoref.cli.options import Color, Settings
from protoref.errors import ProtorefError
from protoref.reporting.escape import escape
from protoref.reporting.layout import Look

_overheard: ContextVar[list[tuple[bool, str]] | None] = ContextVar("overheard", default=None)


@contextlib.contextmanager
def overheard() -> Iterator[list[tuple[bool, str]]]:
    """What is told meanwhile, in order: whether it was a note or (part of) the report, and the text."""
    said: list[tuple[bool, str]] = []
    token = _overheard.set(said)
    try:
        yield said
    finally:
        _overheard.reset(token)


def _hear(is_note: bool, text: str) -> None:
    said = _overheard.get()
    if said is not None:
        said.append((is_note, text))


def look(settings: Settings, *, everything: bool = False, by: str = "file") -> Look:
    """How this run's report is to look. Only a terminal has a width: what is piped or written is never cut."""
    here = settings.output is None
    terminal = here and sys.stdout.isatty()
    return Look(
        color=uses_color(settings.color, terminal, os.environ),
        width=shutil.get_terminal_size().columns if terminal else None,
        everything=everything,
        by=by,
    )


def uses_color(choice: Color, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to use colours: the option decides, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal.

    Both variables count only if they are not empty (no-color.org); FORCE_COLOR=0 means no.
    """
    if choice is not Color.AUTO:
        return choice is Color.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return terminal and environment.get("TERM") != "dumb"


def write(text: str, settings: Settings) -> None:
    """Writes a report to where the user wants it.

    Raises:
        ProtorefError: the file cannot be written; what was there before is still there.
    """
    _hear(False, text)
    if settings.output is None or str(settings.output) == "-":
        _print(text, sys.stdout)
        return
    _replace(text.encode(), settings.output)


def _replace(data: bytes, path: Path) -> None:
    try:
        write_file(data, path)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ProtorefError(
            f"cannot write {path}: {reason}", "--output takes a file in a folder that exists"
        ) from error


def write_bytes(data: bytes, settings: Settings) -> None:
    """Writes a patch, byte for byte. On a terminal it is shown line by line, with whatever strangers put into it escaped.

    Raises:
        ProtorefError: the file cannot be written; what was there before is still there.
    """
    if settings.output is not None and str(settings.output) != "-":
        _replace(data, settings.output)
    elif sys.stdout.isatty():
        _print("".join(f"{escape(line)}\n" for line in data.decode("utf-8", "surrogateescape").split("\n")), sys.stdout)
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def note(text: str) -> None:
    """Says something on standard error, line by line, with whatever strangers put into it escaped."""
    _hear(True, text)
    with contextlib.suppress(OSError, ValueError):  # standard error may be closed: then there is nobody to tell
        _print("".join(f"{escape(line)}\n" for line in text.split("\n")), sys.stderr)


def _print(text: str, stream: TextIO) -> None:
    # Reports are printable text, but a stream may be ASCII only: then the rest is shown as escapes.
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def write_file(data: bytes, path: Path) -> None:
    """Replaces the file at once or not at all. Devices and pipes cannot be replaced: they are written to."""
    target = Path(os.path.realpath(path))  # a link stays a link
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        target.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(prefix=".protoref-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions that the file has, or that a new one gets here."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
