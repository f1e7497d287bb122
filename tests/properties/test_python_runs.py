"""What is called certain agrees with what happens when the code is run: programs are drawn, resolved and executed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, note, settings

from protoref.model.occurrence import Certainty, Usage
from protoref.model.source import Range
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

sys.path.insert(0, str(Path(__file__).parent / "runs"))
from programs import EACH, programs

CHILD = Path(__file__).parent / "runs" / "child.py"
PROTO = """syntax = "proto3";
package shop;
message Order {
  message Line {}
  enum State { OPEN = 0; }
}
message Item {}
enum Color { RED = 0; }
"""
EXAMPLES = int(os.environ.get("PROTOREF_EXAMPLES", "60"))
"""More of them find more: PROTOREF_EXAMPLES=5000 takes some minutes."""

NUMBERS = frozenset({"shop.Color.RED", "shop.Order.State.OPEN"})
_UNWATCHED = frozenset({Usage.ALIAS, Usage.IMPORT, Usage.REEXPORT, Usage.STRING})
"""What gets a value on its line, and `getattr`, whose third argument hides that there was nothing."""


@pytest.fixture(scope="module")
def stub() -> str:
    """What the real protoc makes of the schema."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shop.proto").write_text(PROTO, encoding="utf-8")
        command = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "--python_out=.", "shop.proto"]
        subprocess.run(command, cwd=folder, check=True)
        return (Path(folder) / "shop_pb2.py").read_text(encoding="utf-8")


def executed(files: dict[str, str]) -> tuple[set[tuple[str, int, str]], dict[tuple[str, int], set[tuple[str, str]]]]:
    """What running the program reaches: accesses, and by line the names that mean something generated before it runs."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        modules = sorted(path.removesuffix(".py").replace("/", ".") for path in files if "/m" in path)
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), os.path.realpath(folder)],
            input=json.dumps(modules),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONDONTWRITEBYTECODE": "1"},
        )
    accesses, visible = json.loads(done.stdout.splitlines()[-1])
    return (
        {(path, line, symbol) for path, line, symbol in accesses},
        {(path, line): {(name, symbol) for name, symbol in seen} for path, line, seen in visible},
    )


@settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 60, suppress_health_check=list(HealthCheck))
@given(files=programs())
def test_what_is_certain_is_what_happens(stub: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        note(f"# {path}\n{text}")
    accesses, visible = executed(files)
    analysis = analyse(MemoryTree({**files, "gen/shop_pb2.py": stub, "shop.proto": PROTO}), RunOptions(jobs=1))
    meant: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for (path, _), names in visible.items():
        meant[path] |= names
    found: set[tuple[str, int, str]] = set()
    told: dict[tuple[str, int, str, Range], list[bool]] = defaultdict(list)
    doubts: set[tuple[str, str]] = set()
    for path, document in analysis.linked.items():
        if document.language != "python":
            continue
        source = analysis.library.source(path)
        for reference in document.references:
            line = source.position(reference.range.start).line
            found.add((path, line, reference.symbol))
            if reference.certainty is not Certainty.CERTAIN:
                continue
            attribute = source.data[reference.range.start - 1 : reference.range.start] == b"."
            if attribute and (reference.alias or reference.symbol == "file:shop.proto"):
                continue  # an attribute of a class or package of the program's own: nobody watches those
            text = source.text(reference.range)
            seen = visible.get((path, line))
            # A function may be called at any time: what a name of the module means somewhere, it may mean in there.
            happened = (path, line, reference.symbol) in accesses or (text, reference.symbol) in meant[path]
            # An alias of such a name may hold whatever that may mean.
            happened = happened or (reference.alias and reference.symbol in {symbol for _, symbol in meant[path]})
            # A variable that holds a number is no name of the enum value, so that nothing is said of it.
            number = any(
                name == text and meant in ("shop.Color.RED", "shop.Order.State.OPEN") for name, meant in seen or ()
            )
            # A name that gets its value on this line means it from then on.
            if seen is not None and not number and text != EACH and reference.usage not in _UNWATCHED:
                told[path, line, text, reference.range].append(happened)
        for start, resolution in document.resolutions.items():
            if not resolution.resolved:
                reach = resolution.reach or _named(source.text(Range(start, resolution.range.end)))
                doubts |= {(path, key) for key in reach}
        doubts |= {(path, key) for spot in document.opaque for key in spot.reach}
    reached = {key for _, key in doubts}
    missing = [
        (path, line, symbol, files[path].splitlines()[line - 1])
        for path, line, symbol in sorted(accesses)
        if (path, line, symbol) not in found
        and symbol not in reached
        and not files[path].splitlines()[line - 1].endswith("import *")  # brings all names, and uses none
        # Where it has another name, whoever gave it that name has used its own.
        and re.search(rf"\b{symbol.rpartition('.')[2]}\b", files[path].splitlines()[line - 1])
    ]
    # Branches that do not run count as well: of several things that a name may be, one has to happen.
    wrong = [(path, line, text) for (path, line, text, _), happened in told.items() if not any(happened)]
    assert (missing, wrong) == ([], [])


def _named(name: str) -> tuple[str, ...]:
    symbols = (
        "shop.Order",
        "shop.Order.Line",
        "shop.Order.State",
        "shop.Order.State.OPEN",
        "shop.Item",
        "shop.Color",
        "shop.Color.RED",
    )
    return tuple(symbol for symbol in symbols if symbol.rpartition(".")[2] == name)
