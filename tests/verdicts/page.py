"""Reads pages of verdict cases: small repositories, and below them what `can-delete` says of a target."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pages import Block, cases, compiled, text_of


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
    return cases(page, Case(""), lambda shared, name: Case(name, dict(shared.files), dict(shared.deleted)), _take)


def _take(case: Case, block: Block) -> None:
    if block.language == "verdict":
        lines = tuple(line for line in block.lines if line)
        case.expected.append(Expected(tuple(block.rest.split()), lines, block.where))
    elif block.language == "sites":
        case.sites = [line for line in block.lines if line]
    elif block.language == "protoc":
        case.files |= compiled(block, case.files)
    elif block.language == "delete":
        for path in block.lines:
            case.deleted[path] = case.files.pop(path)
    else:
        assert block.rest, f"{block.where}: a file without a path"
        case.files[block.rest] = text_of(block, case.files)
