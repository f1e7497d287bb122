"""Git, hardened: the one place that starts it. Nothing of the repository's configuration is executed or fetched."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from msgspec import Struct
from msgspec.structs import replace

from protoref.errors import RootError

TIMEOUT = 120.0
"""Seconds after which a run is given up with an error, so that a FIFO in git's way (a `.gitignore`, an `include.path`)
cannot hang us. It never changes a result."""

FIXED_ENVIRONMENT = {
    "LC_ALL": "C",  # messages are matched below
    "HOME": os.devnull,  # `~/...` in the repository's configuration leads nowhere, yet expands
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # overrules protocol.<name>.allow in the repository, which `protocol.allow` does not
    "GIT_NO_REPLACE_OBJECTS": "1",  # a commit id means that commit
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "0",
}

FIXED_CONFIGURATION = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.excludesFile={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.untrackedCache=false",
    "core.sshCommand=false",
    "core.askPass=false",
    "core.quotePath=false",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)

_KEPT = ("SUDO_UID", "SYSTEMROOT", "TMPDIR")
"""What of the caller's environment git may see besides PATH. With SUDO_UID git knows who owns what under sudo."""


class OwnershipError(RootError):
    """Git refuses a repository because somebody else owns it."""


class GitError(Exception):
    """A git command that failed.

    Attributes:
        status: its exit status.
        message: the first line that says why.
    """

    def __init__(self, status: int, stderr: bytes) -> None:
        text = stderr.decode("utf-8", "replace")
        lines = [line for line in text.splitlines() if line.strip()]
        self.status = status
        self.text = text
        self.message = next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "git failed")
        super().__init__(self.message)

    @property
    def about_ownership(self) -> bool:
        """Whether git refused because somebody else owns the repository."""
        return "dubious ownership" in self.text or "unsafe repository" in self.text

    @property
    def no_repository(self) -> bool:
        """Whether there is no repository here nor above; a broken one is another error."""
        return "not a git repository (or any" in self.text


class Output(Struct, frozen=True):
    """What a git command printed."""

    stdout: bytes
    stderr: bytes
    status: int


class Git(Struct, frozen=True):
    """Git for one folder.

    Attributes:
        executable: absolute path of git.
        folder: the folder it works in; git itself looks for the repository from there.
        safe: the user's own `safe.directory` values, where git needed them.
    """

    executable: str
    folder: Path
    safe: tuple[str, ...] = ()

    def command(self, *arguments: str) -> list[str]:
        """The whole command line for a git command."""
        options = [*FIXED_CONFIGURATION, *(f"safe.directory={value}" for value in self.safe)]
        settings = [word for option in options for word in ("-c", option)]
        return [self.executable, "--no-pager", "--no-optional-locks", *settings, *arguments]

    def run(self, *arguments: str, stdin: bytes = b"", accept: frozenset[int] = frozenset({0})) -> Output:
        """Run a git command (plumbing only: porcelain obeys more configuration).

        Raises:
            GitError: it failed with a status that is not in `accept`.
            OwnershipError: it refuses because somebody else owns the repository.
            RootError: git could not be started, or gave no end.
        """
        try:
            done = subprocess.run(
                self.command(*arguments),
                input=stdin,
                capture_output=True,
                cwd=self.folder,
                env=environment(),
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            message = f"{self.folder}: git {arguments[0]} does not end"
            raise RootError(message, "Look for a FIFO named .gitignore, or an include.path to one.") from error
        except (OSError, ValueError) as error:
            raise RootError(f"{self.folder}: git could not be started: {error}") from error
        if done.returncode in accept:
            return Output(done.stdout, done.stderr, done.returncode)
        failure = GitError(done.returncode, done.stderr)
        if failure.about_ownership:
            raise _refused(self.folder, failure)
        raise failure

    def meanwhile(self, *arguments: str) -> Callable[[], Output]:
        """Run a git command while other work is done; what is returned waits for its end, and raises what `run` does."""
        done: list[Output] = []
        failed: list[Exception] = []

        def work() -> None:
            try:
                done.append(self.run(*arguments))
            except Exception as error:
                failed.append(error)

        thread = Thread(target=work, daemon=True)
        thread.start()

        def result() -> Output:
            thread.join()
            if failed:
                raise failed[0]
            return done[0]

        return result

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a git command that is talked to through pipes.

        Raises:
            RootError: git could not be started.
        """
        try:
            return subprocess.Popen(
                self.command(*arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self.folder,
                env=environment(),
            )
        except OSError as error:
            raise RootError(f"{self.folder}: git could not be started: {error}") from error


def environment() -> dict[str, str]:
    """The environment that git runs in: fixed, and nothing of the caller's GIT_DIR, GIT_INDEX_FILE and the like."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"PATH": _search_path(), **kept, **FIXED_ENVIRONMENT}


def git_for(folder: Path) -> Git | None:
    """Git for a folder, or None where git is not installed."""
    executable = shutil.which("git", path=_search_path())
    return None if executable is None else Git(executable, folder)


def declared_safe(git: Git) -> Git | None:
    """The same git with the user's own `safe.directory` values, or None where there are none.

    Git honours them only where users or administrators wrote them, and so do we: they are read from their files, and from
    nothing in the repository. Needed after a refusal alone, because git runs without those files otherwise.
    """
    safe = _safe_directories(git.executable)
    return replace(git, safe=safe) if safe else None


def _search_path() -> str:
    """PATH without relative entries: git would otherwise be looked for in the repository."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if Path(entry).is_absolute())


def _safe_directories(executable: str) -> tuple[str, ...]:
    """The `safe.directory` values of the user and the system, read from outside of any repository."""
    users = {name: value for name, value in os.environ.items() if name in {"HOME", "XDG_CONFIG_HOME", *_KEPT}}
    levels = {name: os.environ[name] for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM") if name in os.environ}
    try:
        done = subprocess.run(
            [executable, "config", "--type=path", "--null", "--get-all", "safe.directory"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            cwd=Path(executable).anchor,
            env={"PATH": _search_path(), "LC_ALL": "C", "GIT_DIR": os.devnull, **users, **levels},
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(os.fsdecode(value) for value in done.stdout.split(b"\0")[:-1])


def _refused(folder: Path, failure: GitError) -> OwnershipError:
    found = re.search(r"repository at '(.*?)'", failure.text)
    place = found.group(1) if found else str(folder)
    return OwnershipError(
        f"{place}: somebody else owns this repository, so git refuses to read it",
        f"If you trust it: git config --global --add safe.directory {shlex.quote(place)}",
    )
