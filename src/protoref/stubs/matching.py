"""Which schema file of the repository a stub's stated source can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from protoref.model.schema import Origin, SchemaFile
from protoref.stubs.compare import names_of, same_schema


def ends_like(path: str, other: str) -> bool:
    """Whether one path is the other one's end, in whole parts (`proto/a.proto` and `a.proto`)."""
    return path == other or path.endswith("/" + other) or other.endswith("/" + path)


Packages = Mapping[str, tuple[SchemaFile, ...]]
"""Schema files by package."""


def in_packages(files: Iterable[SchemaFile]) -> Packages:
    """The files by their package."""
    found: dict[str, list[SchemaFile]] = {}
    for file in files:
        found.setdefault(file.package, []).append(file)
    return {package: tuple(members) for package, members in found.items()}


def candidates(schema: SchemaFile, packages: Packages) -> tuple[SchemaFile, ...]:
    """The `.proto` files, here or once here, that a stub's descriptor can have been made from.

    Their path or import path ends like the descriptor's (or the other way round), they are in the same package, and have
    at least one type in common with it, unless one side has none. Files whose path ends with the whole of the
    descriptor's are preferred to others, and what is here to what was here once (`_still_here`).
    """
    names = names_of(schema)
    fitting = tuple(
        file
        for file in packages.get(schema.package, ())
        if file.origin is not Origin.DESCRIPTOR
        and (ends_like(file.path, schema.import_path) or ends_like(file.import_path, schema.import_path))
        and (not (theirs := names_of(file)) or not names or names & theirs)
    )
    whole = tuple(file for file in fitting if ("/" + file.path).endswith("/" + schema.import_path))
    return _still_here(whole or fitting, schema)


def _still_here(files: tuple[SchemaFile, ...], schema: SchemaFile) -> tuple[SchemaFile, ...]:
    """Without those that were here once, if one that is here can take their place.

    It can if it is imported by the name that the stub was made under, or neither is, and says what the stub says, or
    neither does.
    """
    if not any(file.origin is Origin.HISTORY for file in files):
        return files
    named = tuple(file for file in files if file.import_path == schema.import_path) or files
    agreeing = tuple(file for file in named if same_schema(schema, file)) or named
    return tuple(file for file in agreeing if file.origin is not Origin.HISTORY) or agreeing


def nearest(path: str, files: Iterable[SchemaFile], schema: SchemaFile | None = None) -> SchemaFile | None:
    """Of several copies the one that a stub belongs to: with the nearest folder above both.

    Among equally near ones one that says what the stub says, then the one with the shortest path.

    Args:
        path: of the stub, from the root.
        files: the copies.
        schema: what the stub's descriptor says, if it has one.
    """
    return min(
        files,
        key=lambda file: (
            -shared_folders(path, file.path),
            schema is None or not same_schema(schema, file),
            file.path.count("/"),
            file.path,
        ),
        default=None,
    )


def shared_folders(path: str, other: str) -> int:
    """How many folders two paths have in common, from the root."""
    return sum(1 for _ in _common(path.split("/")[:-1], other.split("/")[:-1]))


def _common(left: list[str], right: list[str]) -> Iterator[str]:
    for ours, theirs in zip(left, right, strict=False):
        if ours != theirs:
            return
        yield ours
