"""Loads the tree-sitter queries: from the installed package, or from the checkout it was installed from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def query_text(language: str) -> str:
    """All queries of a language, one after the other in the order of their files' names.

    Raises:
        FileNotFoundError: the package was installed without its queries.
    """
    shipped = files("protoref").joinpath("queries", language)
    if shipped.is_dir():
        found = {entry.name: entry.read_text("utf-8") for entry in shipped.iterdir() if entry.name.endswith(".scm")}
    else:
        folder = Path(__file__).parents[4] / "queries" / language
        found = {entry.name: entry.read_text("utf-8") for entry in folder.glob("*.scm")}
    if not found:
        raise FileNotFoundError(f"protoref/queries/{language}/*.scm")
    return "\n".join(found[name] for name in sorted(found))
