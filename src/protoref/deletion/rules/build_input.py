"""`build-input`, later `dangling-input`: a build input that names a schema file which goes, or takes nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.occurrence import OccurrenceClass
from protoref.model.schema import file_key
from protoref.model.verdict import Question, Severity


def _find(case: Case) -> Iterator[Fact]:
    for key, entry in case.entries(OccurrenceClass.BUILD):
        yield Fact(f"names {entry.name}", entry.place, key)
    files = case.target_set.files
    for glob in case.world.globs:
        if glob.certain and glob.covers and glob.covers <= files:
            yield Fact(
                f"{glob.pattern} takes nothing any more",
                case.world.locate(glob.path, glob.range),
                file_key(min(glob.covers)),
            )


RULE = Rule(
    "build-input",
    ("build input that names it", "build inputs that name it"),
    Severity.TODO,
    Severity.BLOCKER,
    Question.BUILD,
    _find,
    id_after="dangling-input",
)
