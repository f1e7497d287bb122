"""Nothing that lies in a repository is executed, imported or obeyed: by Python, by git, by the processes that help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from yard import FILES, Yard

MODULES = (
    *("libcst", "click", "re", "rich", "tree_sitter", "tree_sitter_rust", "ahocorasick_rs", "tomllib", "json", "os"),
    *("subprocess", "multiprocessing", "concurrent", "pickle", "encodings", "sitecustomize", "usercustomize", "site"),
    *(
        "conftest",
        "setup",
        "typing_extensions",
        "yaml",
        "readline",
        "pygments",
        "markdown_it",
        "hatchling",
        "grpc_tools",
    ),
)


@pytest.fixture
def trapped(yard: Yard) -> Path:
    """The yard with traps everywhere; the file that is written where one of them is walked into."""
    marker = yard.outside / "executed"
    trap = f"open({str(marker)!r}, 'a').write(__file__)\nraise SystemExit(66)\n"
    for name in MODULES:
        yard.write(f"{name}.py", trap)
        yard.write(f"{name}/__init__.py", trap)
    for path in ("evil.pth", "src/evil.pth", ".venv/lib/python3/site-packages/evil.pth"):
        yard.write(path, f"import os; open({str(marker)!r}, 'a').write('pth')\n")
    script = f"#!/bin/sh\necho $0 >> {marker}\n"
    for path in ("git", "bin/git", "git.exe", "protoc", "cargo", "python", "python3", ".git/hooks/post-index-change"):
        yard.write(path, script).chmod(0o755)
    yard.write("build.rs", FILES["build.rs"] + f'const X: &str = include_str!("{marker}");\n')
    yard.write(
        "pyproject.toml",
        f'[tool.protoref]\n[build-system]\nbuild-backend = "setup"\n[project.scripts]\nx = "{marker}"\n',
    )
    yard.write(".env", f"PATH={yard.root}\n")
    yard.write(".envrc", f"echo > {marker}\n")
    # Enough code for several processes.
    yard.write("app/large.py", FILES["app/walker.py"] + "".join(f"x{n} = {n}\n" for n in range(100_000)))
    return marker


def as_people_run_it(yard: Yard, *command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A whole process, started in the repository."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    given = {**kept, "HOME": str(yard.home), **environment}
    return subprocess.run(command, cwd=yard.root, env=given, capture_output=True, check=False, timeout=300)


SCRIPT = str(Path(sys.executable).parent / "protoref")
COMMANDS = (("audit", "--jobs", "2"), ("can-delete", "shed", "--jobs", "2"), ("ci", "--base", "HEAD", "--jobs", "2"))


@pytest.mark.parametrize(
    "start", ["as a command", "as a module", "with an empty PYTHONPATH", "from a PATH of the repository"]
)
def test_no_module_and_no_program_of_the_repository_runs(yard: Yard, trapped: Path, start: str) -> None:
    command = (sys.executable, "-m", "protoref") if start == "as a module" else (SCRIPT,)
    environment = {}
    if start == "from a PATH of the repository":
        environment["PATH"] = os.pathsep.join(["", ".", "bin", os.environ["PATH"]])
    for arguments in COMMANDS:
        done = as_people_run_it(yard, *command, *arguments, **environment)
        assert done.returncode == 0, done.stderr
        assert not trapped.exists(), trapped.read_text()


def test_the_traps_work(yard: Yard, trapped: Path) -> None:
    assert as_people_run_it(yard, sys.executable, "-c", "import conftest").returncode == 66
    assert trapped.exists()


def test_watched_runs_notice_nothing_either(yard: Yard, trapped: Path) -> None:
    yard.hold()
    assert not trapped.exists()


def test_a_package_named_protoref_is_what_python_itself_would_run(yard: Yard, trapped: Path) -> None:
    """The documented limit: `python -m` looks into the current folder before anything of ours is loaded."""
    yard.write("protoref/__init__.py", "")
    yard.write("protoref/__main__.py", f"open({str(trapped)!r}, 'w')\n")
    assert as_people_run_it(yard, SCRIPT, "audit").returncode == 0
    assert as_people_run_it(yard, sys.executable, "-P", "-m", "protoref", "audit").returncode == 0
    assert not trapped.exists()
    as_people_run_it(yard, sys.executable, "-m", "protoref", "audit")
    assert trapped.exists()


GIT_SETTINGS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.gitProxy", "core.hooksPath",
    "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge",
    "filter.evil.process", "merge.evil.driver", "credential.helper", "gpg.program", "gpg.ssh.program", "pager.log",
    "pager.ls-files", "pager.rev-parse", "interactive.diffFilter", "sequence.editor", "uploadpack.packObjectsHook",
    "core.alternateRefsCommand", "trailer.x.command", "remote.origin.uploadpack", "remote.origin.vcs",
)  # fmt: skip


def test_nothing_that_git_is_told_to_run_runs(yard: Yard) -> None:
    marker = yard.outside / "executed"
    script = yard.write(".tools/evil.sh", f'#!/bin/sh\necho "$0 $@" >> {marker}\ncat\n')
    script.chmod(0o755)
    for name in GIT_SETTINGS:
        yard.git("config", name, str(script))
    for command in ("ls-files", "rev-parse", "cat-file", "log", "rev-list", "diff-index", "merge-base"):
        yard.git("config", f"alias.{command}", f"!{script}")
    yard.write("more.config", f"[core]\n\tfsmonitor = {script}\n\tpager = {script}\n")
    yard.git("config", "include.path", str(yard / "more.config"))
    yard.git("config", "remote.origin.url", f"ext::{script}")
    yard.git("config", "extensions.partialClone", "origin")
    yard.git("config", "core.repositoryFormatVersion", "1")
    yard.git("config", "remote.origin.promisor", "true")
    yard.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    for name in ("post-index-change", "post-checkout", "fsmonitor-watchman", "reference-transaction"):
        yard.write(f".git/hooks/{name}", script.read_bytes()).chmod(0o755)
    for path in FILES:
        os.utime(yard / path)  # as fresh as the index: git would compare contents, through the filters
    yard.hold()
    assert not marker.exists(), marker.read_text()


def test_the_users_own_git_settings_do_not_change_what_is_read(yard: Yard) -> None:
    (yard.home / ".gitconfig").write_text(
        f"[core]\n\texcludesFile = {yard.home}/ignore\n\tfsmonitor = false\n[alias]\n\tls-files = !false\n"
    )
    (yard.home / "ignore").write_text("*.py\n*.proto\n")
    (yard.home / ".config/git").mkdir(parents=True)
    (yard.home / ".config/git/ignore").write_text("*\n")
    yard.write("app/untracked.py", "from app.gen.shed_pb2 import ShedRecord\n")
    yard.hold(shed="blocked")


def test_no_environment_of_git_points_elsewhere(yard: Yard) -> None:
    for name, value in {
        "GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": "/nowhere", "GIT_CEILING_DIRECTORIES": "/",
        "GIT_EXTERNAL_DIFF": "false", "GIT_PAGER": "false", "GIT_SSH_COMMAND": "false", "GIT_CONFIG_COUNT": "x",
        "GIT_CONFIG_PARAMETERS": "'x", "GIT_NAMESPACE": "x", "GIT_ATTR_SOURCE": "x", "GIT_TRACE": "/nowhere/x",
        "GIT_EXEC_PATH": "/nowhere",
    }.items():  # fmt: skip
        ran = yard.protoref("can-delete", "proto/shed.proto", **{name: value})
        assert ran.code == 0, (name, ran.err)
