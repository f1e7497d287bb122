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

    Our code is looked at rather than asked for its version: nobody has to remember to raise a number, and a checkout that is
    worked on never answers with what it was yesterday. Place, size, times and inode of each file stand for what is in it:
    nobody can put back the change time.
    """
    digest = hashlib.blake2b(f"{sys.version}\0{_PACKAGE}".encode("utf-8", "surrogateescape"), digest_size=16)
    for base in (_PACKAGE, _PACKAGE.parents[1] / "queries"):
        for folder, folders, names in os.walk(base):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                if name.endswith((".py", ".scm")):
                    found = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 (fast)
                    facts = (folder, name, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
                    digest.update(repr(facts).encode("utf-8", "surrogateescape"))
    digest.update("\0".join(_installed()).encode("utf-8", "surrogateescape"))
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
