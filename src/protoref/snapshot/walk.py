"""The files of a folder that belongs to no git repository, as `.gitignore` files at all levels choose them."""

from __future__ import annotations

import os

from msgspec import Struct

from protoref.model.problem import Problem
from protoref.snapshot.base import Unreadable, path_text
from protoref.snapshot.files import Folder
from protoref.snapshot.patterns import Patterns, compile_patterns

_Rules = tuple[tuple[str, Patterns], ...]
"""From the root downwards: a folder (with a slash at its end; empty: the root) and the patterns of its `.gitignore`."""


class Walked(Struct, frozen=True):
    """What a walk found.

    Attributes:
        paths: regular files, links and special files, unsorted.
        nested: folders that are repositories of their own; not entered.
        unlisted: folders that the system does not list, and why.
        problems: patterns that were not used.
    """

    paths: tuple[str, ...]
    nested: tuple[str, ...]
    unlisted: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def walk(folder: Folder) -> Walked:
    """List a folder. Links are listed, never followed; `.git` is left out."""
    paths: list[str] = []
    nested: list[str] = []
    unlisted: list[tuple[str, str]] = []
    problems: list[Problem] = []
    todo: list[tuple[str, _Rules]] = [("", ())]
    while todo:
        prefix, rules = todo.pop()
        try:
            with os.scandir(folder.place(prefix.rstrip("/"))) as listing:
                entries = [(path_text(entry.name), entry.is_dir(follow_symlinks=False)) for entry in listing]
        except (OSError, ValueError) as error:
            unlisted.append((prefix.rstrip("/"), getattr(error, "strerror", None) or str(error)))
            continue
        names = {name for name, _ in entries}
        if prefix and ".git" in names:
            nested.append(prefix.rstrip("/"))
            continue
        if ".gitignore" in names:
            rules = _extend(rules, prefix, folder, problems)
        for name, is_folder in entries:
            path = prefix + name
            if name.lower() == ".git" or _is_ignored(path, is_folder, rules):
                continue
            if is_folder:
                todo.append((path + "/", rules))
            else:
                paths.append(path)
    return Walked(tuple(paths), tuple(nested), tuple(unlisted), tuple(problems))


def _extend(rules: _Rules, prefix: str, folder: Folder, problems: list[Problem]) -> _Rules:
    path = prefix + ".gitignore"
    try:
        text = path_text(folder.read(path).removeprefix(b"\xef\xbb\xbf"))
    except Unreadable as error:
        problems.append(Problem(path, 0, f"not read, so more files are looked at: {error.detail}"))
        return rules
    patterns = compile_patterns(line.removesuffix("\r") for line in text.split("\n"))
    problems.extend(
        Problem(path, 0, f"pattern {pattern[:80]!r} is not used, so more files are looked at")
        for pattern in patterns.refused
    )
    return (*rules, (prefix, patterns))


def _is_ignored(path: str, is_folder: bool, rules: _Rules) -> bool:
    """Whether the last fitting pattern of the nearest `.gitignore` that has one takes the path in."""
    for prefix, patterns in reversed(rules):
        verdict = patterns.verdict(path[len(prefix) :], is_folder)
        if verdict is not None:
            return verdict
    return False
