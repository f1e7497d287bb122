"""What the pages of literate cases have in common: headings, fenced blocks, stubs by the real compiler, fingerprints."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from protoref.model.schema import file_key
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.storage.fingerprint import fingerprint

_HEADING = re.compile(r"^## (?P<title>.+?)\s*$")
_FENCE = re.compile(r"^```(?P<language>\w+) *(?P<rest>.*?) *$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: the words behind its fence, its lines, and where it starts."""

    language: str
    rest: str
    lines: tuple[str, ...]
    where: str


def blocks(page: Path) -> Iterator[str | Block]:
    """Headings (`##`, as texts) and blocks of a page, in order."""
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        heading, fence = _HEADING.match(lines[number]), _FENCE.match(lines[number])
        if heading:
            yield f"{page.stem}: {heading['title']}"
        elif fence:
            start = number + 1
            number = start
            while lines[number] != "```":
                number += 1
            yield Block(fence["language"], fence["rest"], tuple(lines[start:number]), f"{page.name}:{start}")
        number += 1


Case = TypeVar("Case")


def cases(
    page: Path, first: Case, begun: Callable[[Case, str], Case], take: Callable[[Case, Block], None]
) -> list[Case]:
    """The cases of a page.

    Args:
        page: the page.
        first: holds what stands above the first heading, and so belongs to each case.
        begun: makes a case of a name out of what belongs to each.
        take: gives a block to its case.
    """
    found: list[Case] = []
    for one in blocks(page):
        if isinstance(one, str):
            found.append(begun(first, one))
        else:
            take(found[-1] if found else first, one)
    return found


def text_of(block: Block, files: Mapping[str, str]) -> str:
    """A file's text. `FINGERPRINT` in it stands for that of the first schema among `files`, as `attest` would write it."""
    text = "\n".join(block.lines) + "\n"
    return text.replace('"FINGERPRINT"', f'"{_fingerprint(files)}"') if "FINGERPRINT" in text else text


def _fingerprint(files: Mapping[str, str]) -> str:
    path = min(path for path in files if path.endswith(".proto"))
    catalog = build_catalog([read_proto(Source(path, "", files[path].encode()))])
    return fingerprint(catalog, file_key(path))


def compiled(block: Block, files: Mapping[str, str]) -> dict[str, str]:
    """What the real protoc writes for the schemas among `files`, by path; a line of the block is a call."""
    protos = tuple(sorted((path, text) for path, text in files.items() if path.endswith(".proto")))
    return {path: text for line in block.lines for path, text in _protoc(tuple(line.split()), protos).items()}


@lru_cache
def _protoc(arguments: tuple[str, ...], protos: tuple[tuple[str, str], ...]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in protos:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        for argument in arguments:
            if "_out=" in argument:
                (root / argument.partition("=")[2]).mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "grpc_tools.protoc", *arguments], cwd=root, check=True)
        given = {path for path, _ in protos}
        return {
            path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.relative_to(root).as_posix() not in given
        }
