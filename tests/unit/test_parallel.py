"""Work in several processes gives what work in one gives; a document that kills its process costs itself alone."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from protoref.model.source import Source
from protoref.parallel import map_sources

LARGE = b"x" * 300_000


def length(source: Source) -> int:
    if source.path == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return len(source.data)


def rescued(source: Source) -> int:
    return -1


def sources(*names: str) -> list[Source]:
    return [Source(name, "0", LARGE + name.encode()) for name in names]


def test_several_processes_keep_the_order() -> None:
    given = sources("a", "bbb", "cc", "dddd")
    alone = list(map_sources(length, rescued, given, 1))
    assert list(map_sources(length, rescued, given, 2)) == alone
    assert [path for path, _ in alone] == ["a", "bbb", "cc", "dddd"]


def test_a_document_that_kills_its_process_is_rescued() -> None:
    found = dict(map_sources(length, rescued, sources("a", "deadly", "b"), 2))
    assert found == {"a": 300_001, "deadly": -1, "b": 300_001}


@pytest.mark.parametrize("before", [None, "", "yes"])
def test_nothing_is_imported_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    for name in ("re", "pickle", "struct", "libcst", "protoref"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\nraise SystemExit(1)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if before is None:
        monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    else:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    assert dict(map_sources(length, rescued, sources("a", "b"), 2)) == {"a": 300_001, "b": 300_001}
    assert not (tmp_path / "ran").exists()
    assert os.environ.get("PYTHONSAFEPATH") == before
