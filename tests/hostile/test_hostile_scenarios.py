"""Two hundred scenarios with a fixed seed: repositories, damages and commands, from outside. What holds for every run is
checked by `Yard.protoref`: an end, no traceback, the contract's exit codes, nothing written, started, loaded or fetched."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from mutations import Files, damage
from oracle import still_used, written_by_hand
from yard import USED, Ran, Server, Yard, copy_yard

STUDIO = Path(__file__).parents[2] / "examples" / "studio"
SCENARIOS = 200
COMMANDS = (
    ("audit", "--format", "json"),
    ("audit", "--check", "--format", "sarif"),
    ("who-uses", "{schema}"),
    ("who-uses", "{schema}", "--all", "--format", "json"),
    ("can-delete", "{schema}"),
    ("can-delete", "{schema}", "--patch"),
    ("ci", "--base", "{base}"),
    ("ci", "--base", "{base}", "--format", "markdown"),
    ("stubs",),
    ("--at", "HEAD", "audit"),
    ("why", "PathRecord", "app/walker.py:5"),
)


@pytest.fixture(scope="module")
def yards(
    untouched: Yard, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Yard, list[str], list[str]]]:
    """By name: a repository, its schemas, and those that code certainly uses whatever becomes of a file that is not code."""
    folder = tmp_path_factory.mktemp("scenarios")
    (folder / "studio").mkdir()
    studio = Yard(folder / "studio" / "yard", server)
    shutil.copytree(STUDIO, studio.root)
    studio.git("init", "--quiet", "--initial-branch=main")
    studio.base = studio.commit()
    (folder / "own").mkdir()
    own = copy_yard(untouched, folder / "own" / "yard", server)
    return {
        "own": (own, ["path", "gate", "well", "shed"], ["path.proto", "gate.proto", "well.proto"]),
        "studio": (studio, ["render.proto", "common.proto", "preview.proto"], ["render.proto", "common.proto"]),
    }


@pytest.mark.parametrize("part", range(4))
def test_scenarios(yards: dict[str, tuple[Yard, list[str], list[str]]], part: int) -> None:
    for seed in range(part, SCENARIOS, 4):
        chance = random.Random(seed)
        yard, schemas, used = yards["own" if seed % 2 else "studio"]
        tracked = yard.git("ls-files").splitlines()
        files = {path: yard.read(path) for path in tracked}
        harmless = [path for path in tracked if not path.endswith((".py", ".rs", ".toml", ".proto"))]
        spared = seed % 5 == 0  # no code and no schema is damaged: then every verdict has to stand
        damaged = files
        for _ in range(1 if spared else chance.randint(1, 4)):
            damaged, _ = damage(chance, damaged, harmless if spared else tracked)
        try:
            for path in files.keys() | damaged.keys():
                if path not in damaged:
                    yard.remove(path)
                elif damaged[path] != files.get(path):
                    yard.write(path, damaged[path])
            words = {"schema": chance.choice(schemas), "base": yard.base}
            command = [word.format(**words) for word in chance.choice(COMMANDS[:-1] if seed % 2 == 0 else COMMANDS)]
            ran = yard.protoref(*command)
            if seed % 2:
                _hold_what_is_used(yard, files, damaged, command, ran)
            if spared and command[:3] == ["audit", "--format", "json"]:
                found = {one["symbol"]: one.get("verdict") for one in ran.report["targets"]}
                assert {found[schema] for schema in used} == {"blocked"}
            if spared and command[0] == "can-delete" and f"{words['schema'].removesuffix('.proto')}.proto" in used:
                assert ran.code == 1, (seed, command)
        finally:
            yard.git("checkout", "--quiet", "--force", yard.base)
            yard.git("clean", "-fdqx")


def _hold_what_is_used(yard: Yard, files: Files, damaged: Files, command: list[str], ran: Ran) -> None:
    """No schema of our own that code still uses for certain is called safe, whatever became of the code."""
    used = still_used(written_by_hand(damaged), {one.removesuffix(".proto"): f"yard.{one[:-6]}" for one in USED})
    left = {
        stem: path for stem, path in used.items() if damaged.get(f"proto/{stem}.proto") == files[f"proto/{stem}.proto"]
    }
    if command[:3] == ["audit", "--format", "json"] and ran.code == 0:
        safe = {
            target["definitions"][0]["path"]
            for target in ran.report["targets"]
            if target["kind"] == "file" and target.get("verdict") == "safe"
        }
        assert not safe & {f"proto/{stem}.proto" for stem in left}, (left, damaged)
    elif command[0] == "can-delete" and command[1] in left:
        assert ran.code != 0, (left, damaged)
