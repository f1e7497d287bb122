"""Makes the example studio a git repository of its own, with a history: for the demo, the documents and the tests.

Inside protoref's own repository the studio would be a part of a larger root, and never be judged on its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
STUDIO = HERE / "studio"
HISTORY = HERE / "history"

NOT_COPIED = ("__pycache__", ".venv", "target", "Cargo.lock", ".pytest_cache", ".ruff_cache")


@dataclass(frozen=True)
class Commit:
    """One commit of the studio's history.

    Attributes:
        message: the commit's message.
        author: name of author and committer.
        date: of both, in git's format.
        deletes: the folder below `HISTORY` whose files this commit deletes (they are there until then); empty: none.
    """

    message: str
    author: str
    date: str
    deletes: str = ""


COMMITS = (
    Commit("Move the pipeline into one repository", "Mara Lindqvist", "2024-02-05T09:12:00+0100"),
    Commit(
        "Retire the archive service: the asset store keeps the frames",
        "Tom Okafor",
        "2024-06-18T16:40:00+0200",
        "2-retire-the-archive-service",
    ),
    Commit(
        "Retire the preview service: the farm renders previews",
        "Mara Lindqvist",
        "2024-09-30T11:05:00+0200",
        "3-retire-the-preview-service",
    ),
    Commit("Delete the schema of shot notes", "Ines Duarte", "2025-01-14T10:20:00+0100", "4-delete-shot-notes"),
)


def make_studio(destination: Path) -> Path:
    """Makes the repository and leaves its last commit checked out, clean.

    Its commit ids are the same on every machine.

    Args:
        destination: a folder that does not exist yet, or is empty.

    Returns:
        The destination.

    Raises:
        subprocess.CalledProcessError: git failed.
        OSError: the destination cannot be written, or there is no git.
    """
    shutil.copytree(STUDIO, destination, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for commit in COMMITS:
        if commit.deletes:
            shutil.copytree(
                HISTORY / commit.deletes,
                destination,
                dirs_exist_ok=True,
                ignore=shutil.ignore_patterns(*NOT_COPIED),
            )
    _settle_modes(destination)
    _git(destination, "init", "--quiet", "--template=", "--object-format=sha1", "--initial-branch=main")
    for commit in COMMITS:
        if commit.deletes:
            _delete(destination, HISTORY / commit.deletes)
        _git(destination, "add", "--all")
        _git(destination, "commit", "--quiet", "--message", commit.message, commit=commit)
    return destination


def _settle_modes(root: Path) -> None:
    """Makes scripts executable and nothing else, whatever the umask or the archive that the files came in."""
    for path in root.rglob("*"):
        if path.is_file():
            path.chmod(0o755 if path.suffix == ".sh" else 0o644)


def _delete(root: Path, overlay: Path) -> None:
    """Deletes the files that an overlay brought, and the folders that this empties."""
    for path in sorted(overlay.rglob("*"), reverse=True):
        gone = root / path.relative_to(overlay)
        if path.is_file():
            gone.unlink(missing_ok=True)
        elif gone.is_dir() and not any(gone.iterdir()):
            gone.rmdir()


def _git(root: Path, *arguments: str, commit: Commit | None = None) -> None:
    """Runs git without regard to the user's own configuration and environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    if commit:
        email = f"{commit.author.split()[0].lower()}@lantern.example"
        for who in ("AUTHOR", "COMMITTER"):
            environment |= {
                f"GIT_{who}_NAME": commit.author,
                f"GIT_{who}_EMAIL": email,
                f"GIT_{who}_DATE": commit.date,
            }
    settings = ("core.autocrlf=false", "core.excludesFile=" + os.devnull, "commit.gpgsign=false", "gc.auto=0")
    options = [word for setting in settings for word in ("-c", setting)]
    subprocess.run(["git", *options, *arguments], cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/studio_repository.py FOLDER")
    print(make_studio(Path(sys.argv[1])))
