"""The process around it: closed and full outputs, no home, Ctrl-C at any moment, odd surroundings."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from yard import FILES, Yard, _state

SCRIPT = str(Path(sys.executable).parent / "protoref")


def started(yard: Yard, *arguments: str, **how: object) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return subprocess.Popen(
        [SCRIPT, *arguments],
        cwd=yard.root,
        env={**kept, "HOME": str(yard.home)},
        start_new_session=True,
        **how,  # type: ignore[call-overload]
    )


@pytest.fixture
def large(yard: Yard) -> Yard:
    """A yard that takes a few processes and a second or two."""
    for number in range(4):
        lines = "".join(f"def walk{n}() -> PathRecord:\n    return PathRecord(id='{n}')\n\n\n" for n in range(3000))
        yard.write(f"app/large{number}.py", FILES["app/walker.py"] + lines)
    return yard


@pytest.mark.parametrize("stage", range(1, 8))
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_in_any_stage(large: Yard, stage: int, jobs: str) -> None:
    """As a terminal sends it: to every process of the group, when a stage has been told as begun (`-v`)."""
    before = _state(large.root)
    arguments = ("who-uses", "path.proto", "--jobs", jobs, "-v")
    with started(large, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        for _ in range(stage):
            run.stderr.readline()
        with contextlib.suppress(ProcessLookupError):  # it was over before
            os.killpg(run.pid, signal.SIGINT)
        _, err = run.communicate(timeout=120)
    assert run.returncode in {0, 130}, err
    assert b"Traceback" not in err, err.decode()
    assert _state(large.root) == before
    assert _all_gone(run.pid)


def _all_gone(group: int) -> bool:
    """Whether no process of a group is left, after a while at the latest."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "--all"),
        ("who-uses", "path.proto"),
        ("can-delete", "path", "--format", "json"),
        ("can-delete", "shed", "--patch"),
        ("--help",),
    ],
)
@pytest.mark.parametrize("stream", ["closed pipe", "closed", "full"])
def test_an_output_that_takes_nothing(yard: Yard, arguments: tuple[str, ...], stream: str) -> None:
    if stream == "closed pipe":
        reader, writer = os.pipe()
        os.close(reader)
        run = started(yard, *arguments, stdout=writer, stderr=subprocess.PIPE)
        os.close(writer)
    elif stream == "full":
        with open("/dev/full", "wb") as full:
            run = started(yard, *arguments, stdout=full, stderr=subprocess.PIPE)
    else:
        run = started(yard, *arguments, preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE)
    with run:
        _, err = run.communicate(timeout=120)
    assert b"Traceback" not in err, err.decode()
    assert b"internal error" not in err, err.decode()
    # A verdict that nobody could read is not "blocked", and lost output is no success.
    assert run.returncode in ({0, 1, 2, 3} if stream != "full" else {2}), err


def test_closed_standard_error_and_input(yard: Yard) -> None:
    with started(
        yard, "can-delete", "shed", preexec_fn=lambda: (os.close(0), os.close(2)), stdout=subprocess.PIPE
    ) as run:
        out, _ = run.communicate(timeout=120)
    assert (run.returncode, b"SAFE" in out) == (0, True)


@pytest.mark.parametrize("environment", [
    {"HOME": None}, {"HOME": ""}, {"PATH": None}, {"PATH": ""}, {"TMPDIR": "/nowhere"},
    {"TERM": None}, {"COLUMNS": "0"}, {"COLUMNS": "-1"}, {"COLUMNS": "x"}, {"PYTHONWARNINGS": "error"}, {"PYTHONHASHSEED": "7"},
    {"PYTHONUTF8": "0", "LANG": "C"}, {"XDG_CACHE_HOME": "relative"}, {"TZ": "nowhere"},
    {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "/nowhere/x"},
], ids=str)  # fmt: skip
def test_surroundings(yard: Yard, environment: dict[str, str | None]) -> None:
    for arguments, code in (
        (("can-delete", "proto/shed.proto"), 0),
        (("can-delete", "proto/path.proto"), 1),
        (("audit", "--format", "github"), 0),
    ):
        ran = yard.protoref(*arguments, **environment)
        if environment.get("PATH", "x"):
            assert ran.code in {code, 2}
        assert ran.code != 2 or "GITHUB_STEP_SUMMARY" in environment, ran.err


def test_a_folder_that_is_gone(yard: Yard) -> None:
    place = yard.outside / "gone"
    place.mkdir()
    script = f"cd {place} && rmdir {place} && exec {SCRIPT} audit"
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith(b"error: ")
