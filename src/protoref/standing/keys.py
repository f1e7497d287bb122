"""Which targets a configured pattern means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from protoref.model.schema import Catalog, Key, package_key


def matching(catalog: Catalog, patterns: Iterable[str]) -> frozenset[Key]:
    """The keys that shell patterns mean.

    Args:
        catalog: all schemas.
        patterns: for full names, packages, paths or import paths of schema files; a file's or a package's symbols are meant with it.
    """
    return frozenset(key for pattern in patterns for key in _matching(catalog, pattern))


def _matching(catalog: Catalog, pattern: str) -> Iterator[Key]:
    for name, definitions in catalog.definitions.items():
        if fnmatchcase(name, pattern) or any(
            _file_fits(each.file.path, each.file.import_path, each.file.package, pattern) for each in definitions
        ):
            yield name
    for file in catalog.files.values():
        if _file_fits(file.path, file.import_path, file.package, pattern):
            yield file.key
    for package in catalog.packages:
        if fnmatchcase(package, pattern):
            yield package_key(package)


def _file_fits(path: str, import_path: str, package: str, pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in (path, import_path, package) if name)
