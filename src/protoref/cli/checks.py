"""Runs the configured commands of `can-delete --run-checks`: the only place that executes what a repository says."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from protoref.model.check import CheckResult

LAST_LINES = 20
"""Of the output: a failure stands at its end."""


def run_checks(commands: Iterable[str], root: Path, tell: Callable[[str], None]) -> tuple[CheckResult, ...]:
    """Runs commands by the system's shell, one after the other, in the root.

    Args:
        commands: as configured.
        root: the folder that they run in.
        tell: told each command before it runs.
    """
    return tuple(_run(command, root, tell) for command in commands)


def _run(command: str, root: Path, tell: Callable[[str], None]) -> CheckResult:
    tell(f"running: {command}")
    done = subprocess.run(
        ["/bin/sh", "-c", command],  # the user asked for it
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return CheckResult(command, done.returncode, tuple(lines[-LAST_LINES:]))
