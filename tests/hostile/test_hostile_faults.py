"""Every file operation, every git call and every helping process can fail: the report says so, and nothing turns SAFE."""

from __future__ import annotations

import concurrent.futures
import errno
import os
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pytest
from yard import USED, Yard

from protoref import parallel
from protoref.errors import ProtorefError
from protoref.model.report import Report
from protoref.pipeline import RunOptions, analyse, open_snapshot, report
from protoref.snapshot import git as git_module


@dataclass
class Failing:
    """Calls a function, but for the call of a number: that one fails."""

    function: Callable[..., object]
    error: Callable[[], BaseException]
    number: int = -1
    seen: int = 0

    def __call__(self, *arguments: object, **options: object) -> object:
        self.seen += 1
        if self.seen == self.number:
            raise self.error()
        return self.function(*arguments, **options)


def audited(yard: Yard) -> Report | None:
    """The report, or None where the run says that it cannot answer."""
    try:
        with open_snapshot(yard.root, None) as snapshot:
            return report(analyse(snapshot, RunOptions(jobs=1)), "audit", None)
    except ProtorefError:
        return None


def check(yard: Yard, fault: Failing) -> None:
    found = audited(yard)
    if found is None or fault.seen < fault.number:
        return
    verdicts = {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}
    assert not {name for name in USED if verdicts.get(name) == "safe"}, fault.number
    assert found.problems or found.coverage.opaque, fault.number


def io_error() -> OSError:
    return OSError(errno.EIO, "Input/output error")


class System:
    """`os` as one module sees it, with one function replaced."""

    def __init__(self, name: str, function: Failing) -> None:
        setattr(self, name, function)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


@pytest.mark.parametrize("name", ["open", "read", "fstat", "lstat", "readlink", "scandir"])
def test_file_operations(yard: Yard, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (yard / ".git").rename(yard.outside / "git")  # a walk, then
    (yard / "link").symlink_to("app")
    module = f"protoref.snapshot.{'walk' if name == 'scandir' else 'files'}.os"
    fault = Failing(getattr(os, name), io_error)
    monkeypatch.setattr(module, System(name, fault))
    audited(yard)
    assert fault.seen
    for number in range(1, fault.seen + 1, max(1, fault.seen // 10)):
        fault = Failing(getattr(os, name), io_error, number)
        monkeypatch.setattr(module, System(name, fault))
        check(yard, fault)


@pytest.mark.parametrize(
    "path", ["app/walker.py", "src/drink.rs", "proto/path.proto", "app/gen/path_pb2.py", "README.md"]
)
def test_the_file_that_cannot_be_read_is_named(yard: Yard, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    whole = os.open

    def fails(place: object, *arguments: int, **options: int) -> int:
        if os.fsencode(place).endswith(path.encode()):  # type: ignore[arg-type]
            raise OSError(errno.EACCES, "Permission denied")
        return whole(place, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("protoref.snapshot.files.os.open", fails)
    found = audited(yard)
    assert found is not None
    assert [spot.place.path for spot in found.coverage.opaque] == [path]
    assert "Permission denied" in found.coverage.opaque[0].detail
    verdicts = {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}
    assert "safe" not in verdicts.values()  # what could not be read may use anything


def test_git_calls(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    run = git_module.Git.run
    calls: list[str] = []
    number = 0

    def fails(self: git_module.Git, *arguments: str, **options: object) -> object:
        calls.append(arguments[0])
        if len(calls) == number:
            raise git_module.GitError(128, b"fatal: something is wrong")
        return run(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(git_module.Git, "run", fails)
    audited(yard)
    total = len(calls)
    assert total > 5
    for number in range(1, total + 1):
        calls.clear()
        found = audited(yard)
        if found is not None:
            verdicts = {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}
            assert {verdicts.get(name) for name in USED} == {"blocked"}, calls[number - 1 : number]


@pytest.mark.parametrize("error", [FileNotFoundError, PermissionError, MemoryError("fork")], ids=str)
def test_git_that_cannot_be_started(yard: Yard, monkeypatch: pytest.MonkeyPatch, error: object) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error if isinstance(error, BaseException) else error()  # type: ignore[operator]

    monkeypatch.setattr("protoref.snapshot.git.subprocess.run", fails)
    if isinstance(error, MemoryError):
        with pytest.raises(MemoryError):
            audited(yard)
    else:
        assert audited(yard) is None


def test_processes_that_die(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each of them dies, each document is a doubt about what it carries; none is forgotten."""

    class Dying(concurrent.futures.ProcessPoolExecutor):
        def map(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise BrokenProcessPool

    monkeypatch.setattr(parallel, "ProcessPoolExecutor", Dying)
    monkeypatch.setattr(parallel, "_WORTH_A_PROCESS", 1)
    with open_snapshot(yard.root, None) as snapshot:
        found = report(analyse(snapshot, RunOptions(jobs=2)), "audit", None)
    verdicts = {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}
    assert "safe" not in {verdicts[name] for name in USED}
    assert {"app/walker.py", "src/drink.rs"} <= {spot.place.path for spot in found.coverage.opaque}


@pytest.mark.parametrize("when", ["vanishes", "becomes a link", "becomes a folder", "grows"])
def test_a_file_that_changes_during_the_run(yard: Yard, when: str) -> None:
    with open_snapshot(yard.root, None) as snapshot:
        walker = yard / "app/walker.py"
        text = walker.read_bytes()
        if when != "grows":
            walker.unlink()
        if when == "becomes a link":
            (yard.outside / "x.py").write_text("")
            walker.symlink_to(yard.outside / "x.py")
        elif when == "becomes a folder":
            walker.mkdir()
        elif when == "grows":
            walker.write_bytes(text + b"\n" + b"x = 1\n" * 10_000)
        found = report(analyse(snapshot, RunOptions(jobs=1)), "audit", None)
    verdicts = {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}
    assert verdicts["path.proto"] == ("blocked" if when == "grows" else "review")


def test_an_error_of_our_own_is_one_line_and_code_70(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from protoref.cli.main import run

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of our own")

    monkeypatch.setattr("protoref.pipeline.survey", fails)
    assert run(["--root", str(yard.root), "can-delete", "shed"]) == 70
    printed = capsys.readouterr()
    assert (printed.out, len(printed.err.splitlines())) == ("", 1)
    assert "please report it" in printed.err
    assert Path(yard.root).exists()
