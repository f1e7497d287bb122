"""How schema files import each other, when nobody says so: each file's import path, inferred from evidence.

protoc knows a file by its path below an import root (`-I`), which is told on a command line and nowhere else. Stronger
evidence outweighs weaker; `docs/import-roots.md` tells people the order.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from fnmatch import fnmatchcase
from types import MappingProxyType

from protoref.model.schema import Origin, SchemaFile
from protoref.model.source import Source
from protoref.protos.build_hints import RootHint, buf_roots, folders_between, root_hints
from protoref.protos.nearest import import_root

_BUF = 1000
"""A buf module contains the file."""
_IMPORT = 8
"""An import leads to the file, or from it to another one, below that root."""
_STATED = 8
"""A committed stub states the import path."""
_LISTED = 6
"""A build text names the root, and the file as it is called below it."""
_NAMED = 5
"""A build text names the root, and somehow the file."""
_BELOW = 3
"""A build text names the root, and the file is below it."""
_COPY = 2
"""An import or a stub speaks for a nearer file of the same name and package."""

_ROOT_NAMES = frozenset({"proto", "protos", "protobuf", "protobufs", "idl"})

_Votes = dict[str, Counter[str]]
"""By root path, how much speaks for each import root."""


def infer_import_paths(
    files: Mapping[str, SchemaFile],
    build_texts: Mapping[str, Source],
    configured: Sequence[str] = (),
    stub_sources: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Find out by which path other schemas (and protoc) know each file.

    Args:
        files: all schema files by root path. Those read from a descriptor or from outside the root keep their
            import path.
        build_texts: generation scripts, build files and buf configuration, by root path.
        configured: import roots that the user has configured, from the root; the first that contains a file decides.
        stub_sources: by root path of a committed stub, the import path it states (`# source: a/b.proto`; several
            are separated by commas).

    Returns:
        The import path of each file, by root path.
    """
    own = {path: file for path, file in files.items() if file.origin is not Origin.DESCRIPTOR and not file.outside}
    folders = {folder for path in own for folder in _folders(path)}
    by_name: dict[str, list[str]] = {}
    for path in sorted(own):
        by_name.setdefault(posixpath.basename(path), []).append(path)
    votes: _Votes = {path: Counter() for path in own}
    for _, file in sorted(own.items()):
        _vote_for_imports(file, own, by_name, votes)
    for stub, stated in sorted(stub_sources.items()):
        for source in stated.split(","):
            _vote_by_name(stub, source.strip(), own, by_name, votes, _STATED)
    for path in sorted(build_texts):
        for root in buf_roots(build_texts[path]):
            for below in _below(own, root):
                votes[below][root] += _BUF * len(f"/{root}".split("/"))  # a module inside another one wins
        for hint in sorted(set(root_hints(build_texts[path], folders)), key=lambda hint: hint.root):
            _vote_for_hint(hint, own, votes)
    roots = {path: _winner(counter) for path, counter in votes.items()}
    others = {root for root in roots.values() if root}
    # The repository's own root is everybody's neighbour; it counts where a file below the same top folder has it.
    others |= {"/" + path.partition("/")[0] for path, root in roots.items() if root == "" and "/" in path}
    beside = {posixpath.dirname(path): root for path, root in sorted(roots.items()) if root is not None}
    result = {path: file.import_path for path, file in files.items()}
    for path, file in own.items():
        told = next((root for root in map(_clean, configured) if _is_below(path, root)), None)
        voted = roots[path] if told is None else told
        root = _guess(file, others, beside) if voted is None else voted
        result[path] = path[len(root) + 1 :] if root else path
    return result


def _clean(root: str) -> str:
    """A configured root without `./` and trailing slashes; the repository's root is empty."""
    cleaned = posixpath.normpath(root)
    return "" if cleaned == "." else cleaned


def _is_below(path: str, root: str) -> bool:
    return not root or path.startswith(root + "/")


def _below(paths: Iterable[str], root: str) -> Iterator[str]:
    return (path for path in paths if _is_below(path, root))


def _folders(path: str) -> Iterator[str]:
    """The folders around a file, innermost first; the root (empty) is last."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _vote_for_imports(
    file: SchemaFile, own: Mapping[str, SchemaFile], by_name: Mapping[str, list[str]], votes: _Votes
) -> None:
    """An import speaks for the root that makes it lead somewhere: that of the file it leads to and, if shared, its own."""
    for entry in file.imports:
        shared = next((root for root in _folders(file.path) if posixpath.join(root, entry.path) in own), None)
        if shared is not None:
            votes[file.path][shared] += _IMPORT
            votes[posixpath.join(shared, entry.path)][shared] += _IMPORT
        _vote_by_name(file.path, entry.path, own, by_name, votes, 0 if shared is not None else _IMPORT)


def _vote_by_name(
    asker: str,
    import_path: str,
    own: Mapping[str, SchemaFile],
    by_name: Mapping[str, list[str]],
    votes: _Votes,
    weight: int,
) -> None:
    """An import path speaks for the nearest file that it may mean, and a little for the copies of that file.

    Args:
        asker: path of the document that names the import path.
        import_path: what it names.
        own: all files.
        by_name: their paths by last part.
        votes: takes the votes.
        weight: of the vote for the nearest one.
    """
    roots = {
        path: root
        for path in by_name.get(posixpath.basename(import_path), ())
        if (root := import_root(path, import_path)) is not None
    }
    if not roots:
        return
    here = posixpath.dirname(asker)
    nearest = min(roots, key=lambda path: (folders_between(here, posixpath.dirname(path)), path))
    for path, root in roots.items():
        if path == nearest:
            votes[path][root] += weight
        elif own[path].package == own[nearest].package:
            votes[path][root] += _COPY


def _vote_for_hint(hint: RootHint, own: Iterable[str], votes: _Votes) -> None:
    """A build text that names a root speaks for it as that of the files below, most for those that it names, too."""
    words = {word.removeprefix("./") for word in hint.protos}
    names = {posixpath.basename(word) for word in words}
    patterns = [word.split("/") for word in words if "*" in word]
    for path in _below(own, hint.root):
        relative = path[len(hint.root) + 1 :] if hint.root else path
        if relative in words or any(_fits(relative.split("/"), pattern) for pattern in patterns):
            votes[path][hint.root] += _LISTED
        elif not hint.is_here:
            votes[path][hint.root] += _NAMED if posixpath.basename(path) in names else _BELOW


def _fits(parts: list[str], pattern: list[str]) -> bool:
    """Whether a path with wildcards, each within its folder, is a path."""
    return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))


def _winner(counter: Counter[str]) -> str | None:
    """The root with the most votes; of equal ones the deepest."""
    roots = [root for root, count in counter.items() if count > 0]
    return max(roots, key=lambda root: (counter[root], len(root), root)) if roots else None


def _guess(file: SchemaFile, others: Set[str], beside: Mapping[str, str]) -> str:
    """The root of a file without evidence of its own.

    That of a file in the same folder; where the package is laid out as folders, the folder around them; the nearest
    folder that is named like a root or is one for another file; else the file's own folder.

    Args:
        file: the file.
        others: the roots that other files have, and ``/top`` for each top folder in which that is the repository's.
        beside: by folder, the root of a file in it.
    """
    folder = posixpath.dirname(file.path)
    if folder in beside:
        return beside[folder]
    below = file.package.replace(".", "/")
    if "/" in below and (around := import_root(folder, below)) is not None:
        return around
    for candidate in _folders(file.path):
        if candidate in others or posixpath.basename(candidate) in _ROOT_NAMES:
            return candidate
    return "" if "/" + file.path.partition("/")[0] in others else folder
