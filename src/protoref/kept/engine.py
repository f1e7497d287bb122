"""Which protoref it is: whatever another one kept is not asked for."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = ("libcst", "tree_sitter", "tree_sitter_rust", "ahocorasick_rs", "msgspec")


@cache
def engine() -> bytes:
    """A digest of everything that makes a result: our own code, the parsers' and the interpreter's versions.

    Our code is read rather than asked for its version: nobody has to remember to raise a number, and a checkout that is
    worked on never answers with what it was yesterday.
    """
    digest = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for base in (_PACKAGE, _PACKAGE.parents[1] / "queries"):
        for folder, folders, names in os.walk(base):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".py", ".scm")):
                    path = Path(folder) / name
                    digest.update(str(path.relative_to(base)).encode())
                    digest.update(hashlib.blake2b(path.read_bytes()).digest())
    digest.update("\0".join(_installed()).encode())
    return digest.digest()


def _installed() -> list[str]:
    """The folders of the libraries' installed versions: `libcst-1.8.6.dist-info`. Faster than reading their metadata."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder).iterdir()] if folder else []
        except OSError:
            continue
        found.update(name for name in names if name.endswith(".dist-info") and name.partition("-")[0] in _LIBRARIES)
    return sorted(found)
