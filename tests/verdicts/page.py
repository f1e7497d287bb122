"""Reads pages of verdict cases: small repositories, and below them what `can-delete` says of a target."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from protoref.model.schema import file_key
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.storage.fingerprint import fingerprint

_HEADING = re.compile(r"^## (?P<title>.+?)\s*$")
_FENCE = re.compile(r"^```(?P<language>\w+) *(?P<rest>.*?) *$")


@dataclass(frozen=True)
class Expected:
    """A `verdict` block: what is asked for, and every line of the answer."""

    targets: tuple[str, ...]
    lines: tuple[str, ...]
    where: str


@dataclass
class Case:
    """A heading with its files, what is deleted after stubs were made, the answers that are expected, and the sites."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    deleted: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)
    sites: list[str] | None = None


def read_page(page: Path) -> list[Case]:
    """The cases of a page; files above the first heading belong to each of them."""
    shared = Case("")
    cases: list[Case] = []
    current = shared
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        heading, fence = _HEADING.match(lines[number]), _FENCE.match(lines[number])
        if heading:
            current = Case(f"{page.stem}: {heading['title']}", dict(shared.files), dict(shared.deleted))
            cases.append(current)
        elif fence:
            start = number + 1
            number = start
            while lines[number] != "```":
                number += 1
            _block(current, fence["language"], fence["rest"], lines[start:number], f"{page.name}:{start}")
        number += 1
    return cases


def _block(case: Case, language: str, rest: str, lines: list[str], where: str) -> None:
    if language == "verdict":
        case.expected.append(Expected(tuple(rest.split()), tuple(line for line in lines if line), where))
    elif language == "sites":
        case.sites = [line for line in lines if line]
    elif language == "protoc":
        protos = tuple(sorted((path, text) for path, text in case.files.items() if path.endswith(".proto")))
        for arguments in lines:
            case.files |= _protoc(tuple(arguments.split()), protos)
    elif language == "delete":
        for path in lines:
            case.deleted[path] = case.files.pop(path)
    else:
        assert rest, f"{where}: a file without a path"
        text = "\n".join(lines) + "\n"
        case.files[rest] = text.replace('"FINGERPRINT"', f'"{_fingerprint(case)}"') if "FINGERPRINT" in text else text


def _fingerprint(case: Case) -> str:
    """Of the first schema of a case, as `attest` would write it."""
    path = min(path for path in case.files if path.endswith(".proto"))
    catalog = build_catalog([read_proto(Source(path, "", case.files[path].encode()))])
    return fingerprint(catalog, file_key(path))


@lru_cache
def _protoc(arguments: tuple[str, ...], protos: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """What the real protoc writes, by path."""
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
