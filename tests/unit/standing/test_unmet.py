"""Decisions that mean nothing here are told, with their line."""

from __future__ import annotations

from protoref.pipeline import RunOptions, analyse, report
from protoref.snapshot.memory import MemoryTree

FILES = {
    "proto/box.proto": 'syntax = "proto3"; package box; message Box {}',
    "config/a.yaml": "route: box.Box",
    "requirements.txt": "protobuf\n",
    "load.py": "import importlib\nimportlib.import_module(input())\n",
}


def problems(configuration: str) -> list[str]:
    tree = MemoryTree({**FILES, "protoref.toml": configuration})
    found = report(analyse(tree, RunOptions(jobs=1)), "audit", None).problems
    return [f"{problem.line}: {problem.message}" for problem in found if problem.path == "protoref.toml"]


def test_what_fits_is_not_told() -> None:
    text = """
[roles]
test = ["/config/", "!nowhere/"]
[[storage]]
class = "transient"
symbols = ["box.*"]
[[opaque]]
paths = ["load.py"]
reaches = []
reason = "plugins"
[[ignore]]
rule = "possible-reference"
paths = ["config/"]
reason = "a tenant"
[[attestations]]
target = "gone.proto"
by = "Ada"
evidence = "OPS-1"
"""
    assert problems(text) == []


def test_what_fits_nothing_is_told() -> None:
    text = """
[roles]
test = ["/config/", "/harness/"]
[[storage]]
class = "transient"
symbols = ["crate.*"]
[[opaque]]
paths = ["other.py"]
reaches = []
reason = "plugins"
[[ignore]]
rule = "possible-reference"
paths = ["deploy/"]
reason = "a tenant"
[[attestations]]
target = "box.proto"
by = "Ada"
evidence = "OPS-1"
[[attestations]]
target = "box.proto"
by = "Ada"
"""
    assert problems(text) == [
        "3: roles.test: '/harness/' fits no file here",
        "4: storage: this transient rule fits no message here",
        "15: attestations: box.proto: speaks of another state of the schema, and counts for nothing: attest again",
        "19: attestations: box.proto: without a name and evidence it counts for nothing",
        "7: opaque: no opaque spot fits this rule",
        "11: ignore[possible-reference] suppresses nothing",
    ]
