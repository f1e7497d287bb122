"""Draws the figures that `measure.py --json` keeps, as the two pictures of docs/performance.md.

    python bench/charts.py RESULTS.jsonl DOCS

Python-only trees give `tools.svg` (the newest of them: what each tool needs for one tree), the mixed ones `growth.svg` (what protoref
needs as trees grow).
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.ticker import NullFormatter

Record = dict[str, Any]
"""One run of the bench: files, bytes, references, python (alone), and by row the lists `wall`, `cpu` (seconds) and `peak` (MB)."""

OURS, OTHERS = "#1f5fa8", "#9aa3ad"
GROWING = ("audit, cold", "who-uses, cold", "who-uses, one file changed", "who-uses, warm")
mpl.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "protoref", "font.family": "sans-serif", "axes.spines.top": False}
    | {"axes.spines.right": False, "font.size": 9}
)


def tools(record: Record, place: Path) -> None:
    """Wall-clock seconds of every row, smallest to largest: the median as a bar, all runs from the fastest to the slowest as a line."""
    rows = sorted(record["rows"].items(), key=lambda row: -statistics.median(row[1]["wall"]))
    names = [name for name, _ in rows]
    walls = [row["wall"] for _, row in rows]
    medians = [statistics.median(wall) for wall in walls]
    spread = [
        [middle - min(wall) for middle, wall in zip(medians, walls, strict=True)],
        [max(wall) - middle for middle, wall in zip(medians, walls, strict=True)],
    ]
    figure, axes = plt.subplots(figsize=(7.2, 0.34 * len(rows) + 1))
    ours = [name.startswith(("audit", "who-uses")) for name in names]
    axes.barh(
        [f"protoref {name}" if mine else name for name, mine in zip(names, ours, strict=True)],
        medians,
        xerr=spread,
        color=[OURS if mine else OTHERS for mine in ours],
        error_kw={"lw": 0.8, "ecolor": "#333333"},
    )
    axes.set_xscale("log")
    _plain(axes.xaxis)
    axes.set_xlabel(f"seconds, wall clock: {record['files']:,} files, {record['bytes'] / 1e6:.1f} MB of Python")
    for number, middle in enumerate(medians):
        axes.annotate(f" {middle:.2f}", (max(walls[number]), number), va="center")
    _save(figure, place)


def growth(records: list[Record], place: Path) -> None:
    """Seconds of processors by the number of files, both in powers of ten, and the peak of an audit's memory.

    A smaller peak than that of the script that measures cannot be told: the other commands are left out.
    """
    records = sorted(records, key=lambda record: int(record["files"]))
    figure, (seconds, memory) = plt.subplots(1, 2, figsize=(8.4, 3.4))
    files = [record["files"] for record in records]
    for name in GROWING:
        seconds.plot(files, [statistics.median(one["rows"][name]["cpu"]) for one in records], marker="o", label=name)
    first = statistics.median(records[0]["rows"]["audit, cold"]["cpu"])
    seconds.plot(files, [first * count / files[0] for count in files], ":", color=OTHERS, label="in proportion")
    memory.plot(files, [max(one["rows"]["audit, cold"]["peak"]) for one in records], marker="o")
    seconds.set(xscale="log", yscale="log", xlabel="files", ylabel="seconds of processors")
    memory.set(xlabel="files", ylabel="audit, cold: peak, MB", xlim=(0, None), ylim=(0, None))
    memory.locator_params(axis="x", nbins=4)
    for axis in (seconds.xaxis, seconds.yaxis, memory.xaxis):
        _plain(axis)
    seconds.legend(frameon=False, fontsize=8)
    _save(figure, place)


def _plain(axis: Any) -> None:
    """Numbers as people write them, at the powers of ten."""
    axis.set_major_formatter("{x:,g}")
    axis.set_minor_formatter(NullFormatter())


def _save(figure: Any, place: Path) -> None:
    figure.tight_layout()
    figure.savefig(place, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    """Draws both, as far as there are figures for them."""
    results, docs = map(Path, sys.argv[1:])
    records: list[Record] = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    if alone := [record for record in records if record["python"]]:
        tools(alone[-1], docs / "tools.svg")
    newest = {record["files"]: record for record in records if not record["python"]}
    if len(newest) > 1:
        growth(list(newest.values()), docs / "growth.svg")


if __name__ == "__main__":
    main()
