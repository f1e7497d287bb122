"""Which schema file of the repository a stub's stated source can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from protoref.codegen.protoc_python import module_path
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
    at least one type in common with it, unless one side has none. Files beside the stub and those whose path ends with
    the whole of the descriptor's are preferred to others, and what is here to what was here once (`_still_here`).
    """
    names = names_of(schema)
    fitting = tuple(
        file
        for file in packages.get(schema.package, ())
        if file.origin is not Origin.DESCRIPTOR
        and (ends_like(file.path, schema.import_path) or ends_like(file.import_path, schema.import_path))
        and (not (theirs := names_of(file)) or not names or names & theirs)
    )
    whole = tuple(
        file
        for file in fitting
        if lies_beside(schema.path, file) or ("/" + file.path).endswith("/" + schema.import_path)
    )
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


def made_here(schema: SchemaFile, packages: Packages, deleted_protos: Iterable[str]) -> tuple[SchemaFile, ...]:
    """`candidates`, and where there are none, the files that a stub was made from before their package or name changed.

    That is what lies beside it: a compiler would have written over it. Elsewhere it has to be imported by the name that
    the stub was made under and have the very types of the stub, and the history must know no other file of that name.

    Args:
        schema: what the stub's descriptor says.
        packages: schema files by package.
        deleted_protos: root paths of `.proto` files that are here no more.
    """
    if found := candidates(schema, packages):
        return found
    here = [file for files in packages.values() for file in files if file.origin is Origin.PROTO and not file.outside]
    if beside := tuple(file for file in here if lies_beside(schema.path, file)):
        return beside
    names = _inside(schema)
    if not names or any(ends_like(path, schema.import_path) for path in deleted_protos):
        return ()
    return tuple(file for file in here if file.import_path == schema.import_path and _inside(file) == names)


def lies_beside(stub: str, file: SchemaFile) -> bool:
    """Whether a `_pb2.py` lies where a compiler puts it that is run in the folder of a schema file."""
    folder, slash, name = file.path.rpartition("/")
    return stub.startswith(folder + slash) and stub == folder + slash + module_path(name)


def _inside(file: SchemaFile) -> frozenset[str]:
    """The names of its types without the package."""
    return frozenset(name.removeprefix(file.package + ".") for name in names_of(file))


def nearest(path: str, files: Iterable[SchemaFile], schema: SchemaFile | None = None) -> SchemaFile | None:
    """Of several copies the one that a stub belongs to: the one beside it, else with the nearest folder above both.

    Among equally near ones one that says what the stub says, then the one with the shortest path.

    Args:
        path: of the stub, from the root.
        files: the copies.
        schema: what the stub's descriptor says, if it has one.
    """
    return min(
        files,
        key=lambda file: (
            not lies_beside(path, file),
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
