"""`consumers-unattested`: it is published to others, and nobody has attested that none of them needs it."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.schema import Key, file_key, package_key
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    catalog = case.world.catalog
    open_files: dict[str, Key] = {}
    for key in sorted(case.target_set.keys):
        if key.startswith("file:"):
            open_files.setdefault(key.removeprefix("file:"), key)
        elif not key.startswith("package:"):
            for definition in catalog.definitions[key]:
                open_files.setdefault(definition.file.path, key)
    for path, key in sorted(open_files.items()):
        if not _attested(case, key, path):
            for sign in case.world.published.get(path, ()):
                yield Fact(sign.text, sign.place, key)


def _attested(case: Case, key: Key, path: str) -> bool:
    """Whether somebody spoke for the symbol, what owns it, its file or its package."""
    package = package_key(case.world.catalog.files[path].package)
    around = {key, file_key(path), package}
    owner = None if key.startswith("file:") else case.world.families.owner(key)
    while owner is not None:
        around.add(owner)
        owner = case.world.families.owner(owner)
    return not around.isdisjoint(case.world.consumers_attested)


RULE = Rule(
    "consumers-unattested",
    ("sign of consumers elsewhere", "signs of consumers elsewhere"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.CONSUMERS,
    _find,
)
