"""Runs the commands that the README shows, in the example studio, and writes their output into it: `make readme`.

A shown command stands in the README as::

    <!-- output: audit -->
    ...
    <!-- end -->

Everything between the two lines is replaced by a block with the command and its output. Several commands joined by ``&&`` run one
after the other, in a copy of the studio: what they change is seen by the next one alone.
"""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
MARKED = re.compile(r"(?ms)^<!-- output: (?P<command>[^\n]*?) -->\n.*?^<!-- end -->$")

ATTESTED = re.compile(r"(attested by \w+) on \d{4}-\d{2}-\d{2}")
"""What `attest` has recorded today: in the README it is another day."""


def output(studio: Path, arguments: list[str]) -> str:
    """What protoref prints in the studio: standard output, then standard error, without trailing blanks."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PROTOREF_", "GIT_"))}
    environment |= {"NO_COLOR": "1", "COLUMNS": "120", "PYTHONUTF8": "1"}
    environment.pop("FORCE_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-m", "protoref", *arguments],
        cwd=studio,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    shown = ATTESTED.sub(r"\1 on 2025-02-03", done.stdout + done.stderr)
    return "\n".join(line.rstrip() for line in shown.strip("\n").splitlines())


def refreshed(text: str, studio: Path) -> str:
    """The text with the output of each command that it shows.

    Args:
        text: a document with marked commands.
        studio: the repository to run them in.
    """

    def block(marked: re.Match[str]) -> str:
        commands = marked["command"].split(" && ")
        with tempfile.TemporaryDirectory() as folder:
            place = studio
            if len(commands) > 1:
                place = Path(shutil.copytree(studio, Path(folder) / studio.name, symlinks=True))
            shown = "\n\n".join(f"$ protoref {one}\n{output(place, shlex.split(one))}" for one in commands)
        return f"<!-- output: {marked['command']} -->\n```console\n{shown}\n```\n<!-- end -->"

    return MARKED.sub(block, text)


def main() -> None:
    """Refreshes README.md."""
    make_studio = runpy.run_path(str(ROOT / "examples" / "studio_repository.py"))["make_studio"]
    with tempfile.TemporaryDirectory() as folder:
        studio = make_studio(Path(folder) / "lantern")
        README.write_text(refreshed(README.read_text(encoding="utf-8"), studio), encoding="utf-8")


if __name__ == "__main__":
    main()
