"""Runs command lines of protoref, each in a process of its own that is watched: what it writes, starts, loads and reads.

A server: one request a line on standard input, one answer a line on standard output, both JSON. Everything is imported
once, and each run is a fork of it: as separate as a process can be, in a tenth of the time.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MEMORY = 2 * 1024**3
"""Bytes of address space that a run may take: what needs more is unbounded, and fails."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    f"os.{name}"
    for name in (
        "remove",
        "rename",
        "mkdir",
        "rmdir",
        "symlink",
        "link",
        "chmod",
        "chown",
        "truncate",
        "utime",
        "mkfifo",
    )
)
_STARTS = frozenset({"subprocess.Popen", "os.exec", "os.system", "os.posix_spawn", "os.spawn", "os.startfile"})
"""What starts another program. A fork is a copy of this one, and as closely watched."""
_LISTS = frozenset({"os.listdir", "os.scandir"})


def _place(value: object) -> str | None:
    """A path of an event as an absolute one, links resolved; None for a file descriptor."""
    if isinstance(value, int):
        return None
    try:
        return os.path.realpath(os.fsdecode(value or "."))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return repr(value)


def watch(log: int) -> None:
    """Writes a line of JSON to `log` for everything that this process does to the world from now on."""
    busy = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal busy
        if busy:
            return
        busy = True  # looking at the file system causes events, too
        try:
            told = _told(event, arguments)
            if told is not None:
                os.write(log, (json.dumps(told) + "\n").encode("ascii"))
        finally:
            busy = False

    sys.addaudithook(hook)


def _told(event: str, arguments: tuple[Any, ...]) -> tuple[str, str] | None:
    if event == "open":
        place = _place(arguments[0])
        kind = "wrote" if (arguments[2] or 0) & _WRITING else "read"
        return None if place is None else (kind, place)
    if event in _LISTS:
        place = _place(arguments[0])
        return None if place is None else ("read", place)
    if event in _CHANGES:
        return "wrote", f"{_place(arguments[0])}"
    if event in _STARTS:
        return "started", os.fsdecode(arguments[0]) if arguments and arguments[0] is not None else event
    if event.startswith("socket.") and event != "socket.gethostname":
        return "connected", event
    if event == "exec" and hasattr(arguments[0], "co_filename"):
        return "ran", arguments[0].co_filename
    return None


def _child(request: dict[str, Any], out: int, err: int, log: int) -> None:
    """One run, which ends this process."""
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, handle in enumerate((nothing, out, err)):
        os.dup2(handle, number)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.argv = ["protoref", *request["arguments"]]
    from protoref.cli.main import main

    watch(log)
    main()


def _run(request: dict[str, Any]) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        out, err, log = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        child = os.fork()
        if child == 0:
            code = 70
            try:
                _child(request, out.fileno(), err.fileno(), log.fileno())
            except SystemExit as error:
                code = error.code if isinstance(error.code, int) else int(error.code is not None)
            except BaseException:
                import traceback

                traceback.print_exc()
            finally:
                for stream in (sys.stdout, sys.stderr):
                    with contextlib.suppress(Exception):
                        stream.flush()
                os._exit(code)
        status, hung = _wait(child, request["seconds"])
        texts = []
        for file in (out, err, log):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "surrogateescape"))
    return {
        "code": os.waitstatus_to_exitcode(status),
        "hung": hung,
        "out": texts[0],
        "err": texts[1],
        "events": sorted({tuple(json.loads(line)) for line in texts[2].splitlines()}),
    }


def _wait(child: int, seconds: float) -> tuple[int, bool]:
    end = time.monotonic() + seconds
    pause = 0.002
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status, False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.05)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1], True


def serve() -> None:
    """Answers requests until standard input ends."""
    import protoref

    for module in pkgutil.walk_packages(protoref.__path__, "protoref."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    serve()
