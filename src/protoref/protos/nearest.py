"""Which of several files with one import path an import means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protoref.model.schema import Import, Origin, SchemaFile


class ImportTable:
    """All files by what an import could call them. Immutable once made."""

    def __init__(self, files: Iterable[SchemaFile]) -> None:
        self._by_import_path: dict[str, list[SchemaFile]] = {}
        self._by_name: dict[str, list[SchemaFile]] = {}
        for file in files:
            self._by_import_path.setdefault(file.import_path, []).append(file)
            if file.origin is not Origin.DESCRIPTOR:
                self._by_name.setdefault(file.path.rpartition("/")[2], []).append(file)

    def target(self, importer: SchemaFile, entry: Import) -> str | None:
        """Root path of the file that an import leads to.

        A file has one import path in the catalog, though it may be compiled under several (`-I proto` here,
        `-I proto/api` there): so a file whose path ends with the import path is accepted where none has that very
        import path.

        Args:
            importer: the file that has the import.
            entry: the import.

        Returns:
            The path of the nearest candidate, or None where no file here fits.
        """
        candidates = self._by_import_path.get(entry.path, [])
        if not candidates:
            end = "/" + entry.path.lstrip("/")
            named = self._by_name.get(entry.path.rpartition("/")[2], [])
            candidates = [file for file in named if ("/" + file.path).endswith(end)]
        candidates = [file for file in candidates if file.path != importer.path]
        return min(candidates, key=lambda file: _distance(importer, file)).path if candidates else None


def import_root(path: str, import_path: str) -> str | None:
    """The folder below which `path` has that import path (empty: the repository's root), or None where it has not."""
    if path == import_path:
        return ""
    return path.removesuffix("/" + import_path) if path.endswith("/" + import_path) else None


def _distance(importer: SchemaFile, file: SchemaFile) -> tuple[bool, bool, int, int, str]:
    """How far a candidate is: the same import root first, then folders in common, then folders between."""
    here, there = importer.path.split("/")[:-1], file.path.split("/")[:-1]
    common = 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        common += 1
    root = import_root(importer.path, importer.import_path)
    same_root = root is not None and root == import_root(file.path, file.import_path)
    return (
        not same_root,
        file.origin is not Origin.PROTO,
        -common,
        len(here) + len(there) - 2 * common,
        file.path,
    )


def group_copies(files: Mapping[str, SchemaFile]) -> tuple[tuple[str, ...], ...]:
    """Files of one package whose full names overlap, whatever their import paths.

    Map entries and files from outside the root make no copies: what lies elsewhere keeps nothing alive here.

    Args:
        files: by root path.

    Returns:
        Groups of two and more root paths, sorted.
    """
    leader: dict[str, str] = {path: path for path in files}

    def find(path: str) -> str:
        while leader[path] != path:
            leader[path] = leader[leader[path]]
            path = leader[path]
        return path

    first: dict[tuple[str, str], str] = {}
    for path in sorted(files):
        file = files[path]
        if file.outside:
            continue
        for symbol in file.symbols:
            if not symbol.map_entry and not symbol.gone:
                other = find(first.setdefault((file.package, symbol.full_name), path))
                leader[find(path)] = other
    groups: dict[str, list[str]] = {}
    for path in sorted(files):
        groups.setdefault(find(path), []).append(path)
    return tuple(sorted(tuple(group) for group in groups.values() if len(group) > 1))
