"""The demo: what protoref says about the example studio. Run it with `make demo`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from studio_repository import make_studio

COMMANDS = (
    ("audit",),
    ("who-uses", "studio.common.Priority"),
    ("who-uses", "shot_notes.proto"),
    ("who-uses", "preview.proto"),
    ("who-uses", "archive/frame_record.proto", "--at", "HEAD~3"),
    ("why", "RenderJob", "backend/app/api/jobs.py:34"),
    ("why", "RenderJob", "backend/app/db/repository.py:5"),
)
"""What is shown, in order: each is the arguments of one run."""


def main() -> int:
    """Runs the commands in a fresh studio.

    Returns:
        The exit code: 0, or that of the first command that failed.
    """
    with tempfile.TemporaryDirectory(prefix="protoref-demo-") as folder:
        studio = make_studio(Path(folder) / "lantern")
        print(f"The example studio, as a git repository of its own: {studio}", flush=True)
        for arguments in COMMANDS:
            print(f"\n$ protoref {' '.join(arguments)}\n", flush=True)
            done = subprocess.run([sys.executable, "-m", "protoref", *arguments], cwd=studio, check=False)
            if done.returncode:
                print(f"protoref {' '.join(arguments)} failed: exit code {done.returncode}", file=sys.stderr)
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
