"""Reads pages of change cases: a repository before and after, and below it what `ci` says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pages import Block, cases, compiled, text_of


@dataclass(frozen=True)
class Expected:
    """A `review` block: every line of the answer, and whether the change's own policy is in force."""

    lines: tuple[str, ...]
    trust: bool
    where: str


@dataclass
class Case:
    """A heading with its files in both states, and the answers that are expected."""

    name: str
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    expected: list[Expected] = field(default_factory=list)


def read_page(page: Path) -> list[Case]:
    """The cases of a page; files above the first heading belong to each of them."""
    return cases(page, Case(""), lambda shared, name: Case(name, dict(shared.before), dict(shared.after)), _take)


def _take(case: Case, block: Block) -> None:
    when, _, path = block.rest.rpartition(":")
    if block.language == "review":
        lines = tuple(line for line in block.lines if line)
        case.expected.append(Expected(lines, block.rest == "trust", block.where))
    elif block.language == "protoc":
        _write(case, compiled(block, case.after if block.rest == "after" else case.before), block.rest)
    elif block.language == "forget":
        for path in block.lines:
            case.before.pop(path, None)
            case.after.pop(path, None)
    elif block.language == "delete":
        for gone in block.lines:
            del case.after[gone]
    else:
        _write(case, {path: text_of(block, case.before)}, when)


def _write(case: Case, files: dict[str, str], when: str) -> None:
    if when != "after":
        case.before |= files
    if when != "before":
        case.after |= files
