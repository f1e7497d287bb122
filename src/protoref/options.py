"""How a run is to be done: nothing of it changes a result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from protoref.kept.store import Store

Progress = Callable[[str, int, int], None]
"""Told the stage, how many documents of it are done, and how many there are."""


class RunOptions(Struct, frozen=True):
    """How to run.

    Attributes:
        schemas: files, folders and wheels outside of the root that hold further schemas (`.proto` files, stubs).
        jobs: processes at the most; 0: one a core. Never changes a result.
        progress: told about what is going on.
        indexes: keeps what was read of each document, by path and content id, for further analyses with these options;
            None: nothing is kept. Never changes a result.
        store: what earlier runs kept, and later ones may find; None: nothing. Never changes a result.
    """

    schemas: tuple[Path, ...] = ()
    jobs: int = 0
    progress: Progress = lambda stage, done, total: None
    indexes: dict[tuple[str, str], Any] | None = None
    store: Store | None = None
