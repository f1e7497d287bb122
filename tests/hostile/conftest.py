"""What hostile tests share: a yard of their own to damage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from yard import Server, Yard, copy_yard, make_yard, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving() as started:
        yield started


@pytest.fixture(scope="session")
def untouched(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Yard:
    return make_yard(tmp_path_factory.mktemp("untouched") / "yard", server)


@pytest.fixture
def yard(untouched: Yard, server: Server, tmp_path: Path) -> Yard:
    return copy_yard(untouched, tmp_path / "yard", server)
