"""Schemas that a user adds from outside of the root: files, folders and wheels, read without unpacking or running them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from protoref.errors import ConfigError

_SUFFIXES = (".proto", ".protodevel", ".py")
_ARCHIVES = (".whl", ".zip")
MOST_FILES = 100_000
"""Members of an archive, or files of a folder, that are looked at."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one file; what an archive claims to unpack to counts."""
MOST_BYTES = 1024 * 1024 * 1024
"""Bytes of everything from one place."""


class OutsideText(Struct, frozen=True):
    """One file from outside.

    Attributes:
        label: where it is, for people: unique, and never a path from the root.
        inside: its path below the place that was given (of a single file its name), with ``/``.
        data: its bytes.
    """

    label: str
    inside: str
    data: bytes


def read_outside(places: Iterable[Path]) -> Iterator[OutsideText]:
    """The `.proto` files and Python modules at some places; of archives those inside.

    Args:
        places: files, folders and wheels (or other zip archives).

    Raises:
        ConfigError: a place is not there, is none of these, cannot be read, or is larger than any schema.
    """
    for place in places:
        if not place.exists():
            raise ConfigError(f"--schema {place}: no such file or folder")
        try:
            yield from _bounded(place, _read(place))
        except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            # zipfile raises the last two for archives that are encrypted or packed in an unknown way.
            raise ConfigError(f"--schema {place}: cannot be read: {error}") from error


def _read(place: Path) -> Iterator[OutsideText]:
    if place.is_dir():
        yield from _folder(place)
    elif place.suffix.lower() in _ARCHIVES:
        yield from _archive(place)
    elif place.name.endswith(_SUFFIXES):
        yield OutsideText(place.as_posix(), place.name, _bytes(place))
    else:
        hint = "Give a .proto file, a generated _pb2.py, a folder of them, or a wheel."
        raise ConfigError(f"--schema {place}: no schema can be read from such a file", hint)


def _bounded(place: Path, texts: Iterable[OutsideText]) -> Iterator[OutsideText]:
    total = 0
    for number, text in enumerate(texts):
        total += len(text.data)
        if number >= MOST_FILES or total > MOST_BYTES:
            raise ConfigError(
                f"--schema {place}: holds more than any set of schemas", "Give the folder of the schemas."
            )
        yield text


def _folder(place: Path) -> Iterator[OutsideText]:
    for found in sorted(place.rglob("*")):
        if found.name.endswith(_SUFFIXES) and found.is_file() and not found.is_symlink():
            yield OutsideText(found.as_posix(), found.relative_to(place).as_posix(), _bytes(found))


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ConfigError(f"--schema {path}: larger than {LARGEST // 1024 // 1024} MiB")
    return path.read_bytes()


def _archive(place: Path) -> Iterator[OutsideText]:
    with zipfile.ZipFile(place) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            inside = PurePosixPath(info.filename)
            if not info.filename.endswith(_SUFFIXES) or info.is_dir() or inside.is_absolute() or ".." in inside.parts:
                continue
            if info.file_size > LARGEST:
                raise ConfigError(f"--schema {place}: {info.filename} is larger than {LARGEST // 1024 // 1024} MiB")
            with archive.open(info) as file:
                # What the directory claims need not be true.
                yield OutsideText(f"{place.as_posix()}/{inside.as_posix()}", inside.as_posix(), file.read(LARGEST))
