"""`build-glob`: a build input takes schemas by a pattern or from a folder, and takes others afterwards: it needs no change."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.schema import file_key
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    files = case.target_set.files
    for glob in case.world.globs:
        if not glob.covers.isdisjoint(files) and not (glob.certain and glob.covers <= files):
            covers = "covers it" if glob.certain else "may cover it"
            yield Fact(
                f"{glob.pattern} {covers}: needs no change",
                case.world.locate(glob.path, glob.range),
                file_key(min(glob.covers & files)),
            )


RULE = Rule(
    "build-glob",
    ("build input that takes it by a pattern", "build inputs that take it by a pattern"),
    Severity.INFO,
    Severity.INFO,
    Question.BUILD,
    _find,
)
