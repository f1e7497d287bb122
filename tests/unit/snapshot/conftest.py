"""Fixtures of the snapshot tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from git_repos import Repo, new_repo


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository; `tmp_path` is outside of it."""
    return new_repo(tmp_path / "repo")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs the tests (a hook, say) may have pointed git elsewhere."""
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
