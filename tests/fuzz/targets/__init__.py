"""The targets, a file each."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from fuzz.target import Target

NAMES = tuple(sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py")))
"""Of all targets."""


def load(name: str) -> Target:
    """The target of a name."""
    found: Target = import_module(f"fuzz.targets.{name}").TARGET
    return found
