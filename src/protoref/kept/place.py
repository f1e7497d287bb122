"""Where the cache lies: in the user's cache folder, never in a repository."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "PROTOREF_CACHE_DIR"
"""Names another folder. Read from the environment alone: a repository under audit has no say in it."""

_FILE = "protoref-1.sqlite"


def cache_file(root: Path | None = None) -> Path | None:
    """The file of the cache, which need not exist; None where there is no place for it.

    Args:
        root: the folder under audit. A cache that would lie in it (a home folder may be a repository) is none: what is
            in there, strangers may have put there.
    """
    named = os.environ.get(VARIABLE)
    try:
        folder = Path(named) if named else user_cache_path("protoref", appauthor=False)
        if not folder.is_absolute():
            return None
        folder = folder.resolve()
        if root is not None and folder.is_relative_to(root.resolve()):
            return None
    except (OSError, RuntimeError, ValueError):
        return None
    return folder / _FILE
