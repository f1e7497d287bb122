"""Which copy of a schema a stub was made from, as far as the build inputs say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from protoref.codegen.protoc_python import module_path
from protoref.model.schema import SchemaFile
from protoref.model.source import Source
from protoref.protos.build_hints import root_hints
from protoref.protos.nearest import import_root

_WRITES = re.compile(rb"--\w+_out\b|\bout_dir\s*\(")
"""A build text that says where generated code goes."""
_WORD = re.compile(r"[\w./@+-]+")
_PARTS = 16
"""Folders at the end of a path that count; output folders of more parts are not known."""


class Compilation(Struct, frozen=True):
    """A build text that writes generated code.

    Attributes:
        home: the folder it lies in, from the root.
        roots: the import roots that it compiles from.
        paths: what may be paths in it, and the ends of these in whole parts, without dots and slashes around them.
    """

    home: str
    roots: frozenset[str]
    paths: frozenset[str]

    def writes_to(self, folder: str) -> bool:
        """Whether the text may write below a folder: it lies there, or names it (seen from itself, or from the root)."""
        if folder == self.home:
            return True
        below = folder.removeprefix(self.home + "/") if self.home else folder
        return below in self.paths or folder in self.paths


Compilations = tuple[Compilation, ...]


def compilations(build_texts: Iterable[Source], schemas: Iterable[str]) -> Compilations:
    """The build texts that write generated code and name the import roots that they compile from.

    Args:
        build_texts: generation scripts, Makefiles and the like.
        schemas: root paths of all `.proto` files.
    """
    folders = {folder for path in schemas for folder in _upward(path)}
    found = []
    for source in sorted(build_texts, key=lambda source: source.path):
        if not _WRITES.search(source.data):
            continue
        roots = frozenset(hint.root for hint in root_hints(source, folders))
        if roots:
            words = set(_WORD.findall(source.data.decode("utf-8", "replace")))
            paths = frozenset(end for word in words for end in _ends(word.strip("./")))
            found.append(Compilation(source.path.rpartition("/")[0], roots, paths))
    return tuple(found)


def made_from(stub: str, copies: Iterable[SchemaFile], given: Compilations) -> SchemaFile | None:
    """The copy that the nearest build text which may write a stub compiles; None where it compiles none, or several.

    Texts in the folders around the stub come first, from the inside out, then those that lie elsewhere and name the
    folder that it was written to.

    Args:
        stub: path of the stub.
        copies: the schema files that it can have been made from.
        given: what `compilations` found.
    """
    candidates = {file.path: file for file in copies}
    if len(candidates) < 2 or not given:
        return None
    around: Mapping[str, int] = {folder: number for number, folder in enumerate(_upward(stub))}
    by_distance: dict[int, set[str]] = {}
    for one in given:
        distance = around.get(one.home, len(around))
        compiled = {
            file.path
            for file in candidates.values()
            if import_root(file.path, file.import_path) in one.roots
            and any(one.writes_to(folder) for folder in _written_to(stub, file))
        }
        by_distance.setdefault(distance, set()).update(compiled)
    found = next((by_distance[distance] for distance in sorted(by_distance) if by_distance[distance]), set())
    return candidates[found.pop()] if len(found) == 1 else None


def _written_to(stub: str, file: SchemaFile) -> Iterator[str]:
    """The folders that a compiler may have been told to write a stub to: below which it has its module's path; its own."""
    folder, _, name = stub.rpartition("/")
    yield folder
    # A stub of services has the same folder as that of messages.
    module = module_path(file.import_path).rpartition("/")[0]
    root = import_root(folder + "/" + name, f"{module}/{name}" if module else name)
    if root is not None and root != folder:
        yield root


def _ends(path: str) -> Iterator[str]:
    """A path and its ends in whole parts (`c`, `b/c`, `a/b/c`), the longest ones left out."""
    parts = path.rsplit("/", _PARTS)[-_PARTS:]
    for at in range(len(parts)):
        if end := "/".join(parts[at:]):
            yield end


def _upward(path: str) -> Iterator[str]:
    """The folders around a path; the root (empty) is last."""
    while path:
        path = path.rpartition("/")[0]
        yield path
