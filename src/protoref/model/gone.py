"""Schemas that are here no more and are spoken of all the same."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from protoref.model.problem import Problem
from protoref.model.schema import SchemaFile


class Gone(Struct, frozen=True):
    """Deleted schemas that were asked about.

    Attributes:
        files: whole files, as their last texts say (`Origin.HISTORY`), by the paths that they had.
        parts: by the path of a file that stays, the slice of an earlier text of it that it declares no more.
        problems: what there is to say about how they were found.
    """

    files: tuple[SchemaFile, ...] = ()
    parts: Mapping[str, SchemaFile] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
