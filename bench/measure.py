"""Times protoref, and what people use today, over one synthetic monorepo; checks every answer as well.

    python bench/measure.py [FILES] [--runs N] [--python] [--json RESULTS.jsonl]

Every tool runs over the same tree, one after the other in each round, so that a busy machine is busy for all of them. Tools that are not
installed are left out with a notice.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from monorepo import make, write

PROTOREF = [sys.executable, "-m", "protoref"]
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass
class Figures:
    """Seconds of wall clock and of processors, and the largest process (MB), a value a run.

    The system counts what a process was before it became the command: no peak is told below that of this script.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)


def timed(command: list[str], root: Path, cache: Path, figures: Figures) -> None:
    """Runs a command once; waits for it alone, so that its own figures are told."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, env={**os.environ, "PROTOREF_CACHE_DIR": str(cache)}, **QUIET)
    _, _, usage = os.wait4(process.pid, 0)
    figures.wall.append(time.perf_counter() - began)
    figures.cpu.append(usage.ru_utime + usage.ru_stime)
    figures.peak.append(usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def references_of(report: dict[str, Any]) -> set[tuple[str, int, str]]:
    """Path, line and symbol of the references to messages that a report finds in code, generated code left out."""
    return {
        (one["path"], one["line"], one["symbol"])
        for target in report["targets"]
        if target["kind"] == "message"
        for one in target.get("references", ())
        if one["path"].endswith((".py", ".rs")) and "_gen/" not in one["path"]
    }


def check(root: Path, cache: Path) -> tuple[int, int, int]:
    """Known references, how many of them are missing in an audit, and how many it has beyond them (in code)."""
    known = {tuple(one) for one in json.loads(root.with_name(root.name + ".json").read_text())}
    environment = {**os.environ, "PROTOREF_CACHE_DIR": str(cache)}
    done = subprocess.run(
        [*PROTOREF, "audit", "--format", "json"], cwd=root, env=environment, capture_output=True, check=True
    )
    found = references_of(json.loads(done.stdout))
    return len(known), len(known - found), len(found - known)


def main() -> None:
    """Prints a table for people; keeps the figures for `charts.py`."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="?", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--python", action="store_true", help="Python services alone")
    parser.add_argument("--json", type=Path, help="a file to which all figures are added, as one line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root, cache, none = Path(folder) / "monorepo", Path(folder) / "cache", Path(folder) / "none"
        made = make(given.files, python=given.python)
        write(made, root)
        subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
        subprocess.run(["git", "add", "."], cwd=root, check=True)
        subprocess.run(
            ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-qm", "all"],
            cwd=root,
            check=True,
        )
        count = sum(1 for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
        symbol = sorted(made.references)[len(made.references) // 2][2]
        word = symbol.rpartition(".")[2]
        changing = next(path for path in sorted(made.files) if path.endswith("user0.py"))
        still = Path(folder) / "still"  # its files stay as they are, for the warm runs
        subprocess.run(["git", "clone", "-q", str(root), str(still)], check=True)
        time.sleep(3)  # answers about files that are younger than two seconds are not kept

        def touch() -> None:
            with (root / changing).open("a", encoding="utf-8") as file:
                file.write("# changed\n")

        rows: dict[str, tuple[list[str], Path, Callable[[], None]]] = {
            "audit, cold": ([*PROTOREF, "audit", "--no-cache"], none, lambda: None),
            "audit, indexes kept": ([*PROTOREF, "audit"], cache, touch),
            "audit, warm": ([*PROTOREF, "audit"], cache, lambda: None),
            "who-uses, cold": ([*PROTOREF, "who-uses", symbol, "--no-cache"], none, lambda: None),
            "who-uses, one file changed": ([*PROTOREF, "who-uses", symbol], cache, touch),
            "who-uses, warm": ([*PROTOREF, "who-uses", symbol], cache, lambda: None),
        }
        for tool, arguments in (
            ("rg", ["-w", word, "."]),
            ("ast-grep", ["run", "-p", word, "-l", "py", "."]),
            ("ty", ["check", "."]),
            ("basedpyright", ["."]),
        ):
            beside = Path(sys.executable).parent / tool
            path = str(beside) if beside.exists() else shutil.which(tool)
            if path is None:
                print(f"{tool}: not installed, left out", file=sys.stderr)
            else:
                rows[" ".join((tool, *arguments))] = ([path, *arguments], none, lambda: None)
        known, missing, extra = check(root, cache)
        for name in ("audit, warm", "who-uses, warm"):
            timed(rows[name][0], still, cache, Figures())  # keeps the answer
        figures = {name: Figures() for name in rows}
        for _ in range(given.runs):
            for name, (command, kept, prepare) in rows.items():
                prepare()
                timed(command, still if name.endswith("warm") else root, kept, figures[name])
        print(
            f"\n{count:,} files, {size / 1e6:.1f} MB, {known:,} known references: {missing} missing, {extra} beyond them\n"
        )
        print("| what | wall, median s | min to max | CPU s | peak MB |\n| --- | ---: | ---: | ---: | ---: |")
        for name, one in figures.items():
            wall = sorted(one.wall)
            print(
                f"| {name} | {statistics.median(wall):.2f} | {wall[0]:.2f} to {wall[-1]:.2f} | {statistics.median(one.cpu):.2f} | {max(one.peak):.0f} |"
            )
        if given.json is not None:
            rows_of = {name: asdict(one) for name, one in figures.items()}
            record = {"files": count, "bytes": size, "references": known, "python": given.python, "rows": rows_of}
            with given.json.open("a", encoding="utf-8") as results:
                results.write(json.dumps(record) + "\n")
        if missing or extra:
            sys.exit("the answer is wrong")


if __name__ == "__main__":
    main()
