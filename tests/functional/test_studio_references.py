"""Every reference in the example studio, found by hand: what protoref reports is this, no more and no less."""

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

API = "backend/app/api/jobs.py"
FARM = "backend/app/farm/__init__.py"
CLIENT = "backend/app/farm/client.py"
STATES = "backend/app/farm/states.py"
REPORT = "backend/app/reports/shot_report.py"
TEST_CLIENT = "backend/tests/test_client.py"
TEST_DESK = "backend/tests/test_desk.py"
TEST_STATES = "backend/tests/test_states.py"
SERVER = "ingestion/src/server/farm.rs"
QUEUE = "ingestion/src/queue.rs"
NEIGHBOUR = "ingestion/src/client.rs"
MAIN = "ingestion/src/main.rs"

KNOWN: dict[str, dict[str, list[int]]] = {
    "common.proto": {FARM: [3], CLIENT: [9, 21, 28, 29], TEST_CLIENT: [5]},
    "render.proto": {
        FARM: [4],
        CLIENT: [9, 16, 24, 25, 34, 35, 39, 45],
        STATES: [3, 5, 10, 11, 12, 18, 29],
        TEST_CLIENT: [6],
        TEST_STATES: [2],
    },
    "studio.common.FrameRange": {
        API: [8, 22],
        FARM: [3],
        CLIENT: [21],
        TEST_CLIENT: [4, 21],
        SERVER: [96, 112],
        QUEUE: [75],
    },
    "studio.common.Resolution": {FARM: [3], CLIENT: [28]},
    "studio.common.Priority": {CLIENT: [29], QUEUE: [6, 49, 50, 51, 52, 72, 88, 89, 103]},
    "studio.render.RenderFarm": {CLIENT: [16], SERVER: [7, 43], NEIGHBOUR: [5, 9, 15], MAIN: [1, 9]},
    "studio.render.RenderJob": {
        API: [13, 34],
        FARM: [4],
        CLIENT: [24, 34],
        STATES: [5, 10, 11, 12, 18, 29],
        TEST_CLIENT: [6, 15],
        TEST_DESK: [6, 12],
        TEST_STATES: [2, 4, 8, 13, 14, 19],
        SERVER: [22, 27, 44],
        QUEUE: [7, 18, 22, 30, 44, 72, 73],
        NEIGHBOUR: [6, 19],
    },
    "studio.render.RenderJob.State": {
        STATES: [5, 8, 9, 15],
        TEST_STATES: [4, 8, 14, 18],
        QUEUE: [7, 25, 38, 39, 47, 61, 62],
        SERVER: [121],
    },
    "studio.render.RenderJob.Progress": {STATES: [29], TEST_STATES: [8], SERVER: [32]},
    "studio.render.RenderJob.Failure": {TEST_STATES: [13]},
    "studio.render.SubmitJobRequest": {CLIENT: [25], SERVER: [22, 23, 48, 102, 110], NEIGHBOUR: [6, 20]},
    "studio.render.SubmitJobResponse": {TEST_CLIENT: [6, 15], SERVER: [49, 56]},
    "studio.render.WatchJobRequest": {CLIENT: [35], SERVER: [61]},
    "studio.render.CancelJobRequest": {CLIENT: [39], SERVER: [72], NEIGHBOUR: [6, 37]},
    "studio.render.CancelJobResponse": {SERVER: [73, 78]},
    "studio.render.RenderPreviewRequest": {CLIENT: [45], SERVER: [83, 85]},
    "studio.render.RenderPreviewResponse": {SERVER: [84, 89]},
    "studio.notes.ShotNote": {REPORT: [12]},
}
"""By symbol and document, the lines with a reference to a message, enum, service or file."""

EITHER: dict[str, dict[str, list[int]]] = {
    "studio.common.FrameRange": {FARM: [7]},
    "studio.common.Resolution": {FARM: [7]},
    "studio.render.RenderJob": {FARM: [7]},
    "studio.render.RenderFarm": {TEST_CLIENT: [19]},
    "render.proto": {TEST_CLIENT: [19]},
    "studio.common.Priority": {TEST_CLIENT: [5, 23]},
    "studio.render.RenderJob.State": {STATES: [10, 11, 12], TEST_DESK: [12], TEST_STATES: [19]},
}
"""Names in `__all__` and in the string of a patch, and an enum's values without the enum: counted or not."""

RPCS: dict[str, dict[str, list[int]]] = {
    "studio.render.RenderFarm.SubmitJob": {CLIENT: [31], SERVER: [46], NEIGHBOUR: [26]},
    "studio.render.RenderFarm.WatchJob": {CLIENT: [35], SERVER: [59]},
    "studio.render.RenderFarm.CancelJob": {CLIENT: [40], SERVER: [70], NEIGHBOUR: [37]},
    "studio.render.RenderFarm.RenderPreview": {CLIENT: [44], SERVER: [81]},
}
"""Calls on a known client and implementations of the service."""


def protoref(repository: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "protoref", *arguments, "--format", "json"]
    done = subprocess.run(command, cwd=repository, check=True, capture_output=True, text=True, encoding="utf-8")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    make_studio = runpy.run_path(str(ROOT / "examples" / "studio_repository.py"))["make_studio"]
    return make_studio(tmp_path_factory.mktemp("references") / "lantern")


@pytest.fixture(scope="module")
def audit(studio: Path) -> dict[str, Any]:
    return protoref(studio, "audit")


def spots(by_path: dict[str, list[int]]) -> set[tuple[str, int]]:
    return {(path, line) for path, lines in by_path.items() for line in lines}


def certain(target: dict[str, Any]) -> set[tuple[str, int]]:
    """Where Python and Rust refer to a target."""
    return {
        (reference["path"], reference["line"])
        for reference in target["references"]
        if reference["language"] in {"python", "rust"}
        and reference["certainty"] == "certain"
        and reference["role"] != "generated"
    }


def of_kinds(audit: dict[str, Any], *kinds: str) -> Iterator[dict[str, Any]]:
    return (target for target in audit["targets"] if target["kind"] in kinds)


def test_every_reference_is_found_and_nothing_else(audit: dict[str, Any]) -> None:
    missing, extra = {}, {}
    for target in of_kinds(audit, "message", "enum", "service", "file"):
        symbol, found = target["symbol"], certain(target)
        known = spots(KNOWN.get(symbol, {}))
        if target["kind"] == "file" and target["definitions"][0]["path"].endswith("shot_notes_pb2.py"):
            known = spots({REPORT: [5, 12]})
        if known - found:
            missing[symbol] = sorted(known - found)
        if more := found - known - spots(EITHER.get(symbol, {})):
            extra[symbol] = sorted(more)
    assert (missing, extra) == ({}, {})


def test_the_list_speaks_of_symbols_that_are_there(audit: dict[str, Any]) -> None:
    assert set(KNOWN) | set(RPCS) <= {target["symbol"] for target in audit["targets"]}


def test_rpcs_are_found(audit: dict[str, Any]) -> None:
    found = {target["symbol"]: certain(target) for target in of_kinds(audit, "rpc")}
    assert {rpc: sorted(spots(known) - found[rpc]) for rpc, known in RPCS.items() if spots(known) - found[rpc]} == {}


@pytest.mark.parametrize("symbol", ["preview.proto", "archive/frame_record.proto"])
def test_retired_schemas_have_no_reference_and_nothing_unresolved(studio: Path, symbol: str) -> None:
    report = protoref(studio, "who-uses", symbol)
    for target in report["targets"]:
        assert not certain(target), target["symbol"]
        assert target["ledger"]["classes"]["unresolved"] == 0, target["symbol"]
        assert not [spot for spot in report["coverage"]["opaque"] if target["symbol"] in spot["reach"]]


def test_occurrences_add_up(audit: dict[str, Any]) -> None:
    for target in audit["targets"]:
        ledger = target["ledger"]
        assert sum(ledger["classes"].values()) == ledger["occurrences"], target["symbol"]


def test_stubs_and_the_orphan_among_them(audit: dict[str, Any]) -> None:
    states = {stub["path"].rpartition("/")[2]: stub["state"] for stub in audit["stubs"]}
    assert states.pop("shot_notes_pb2.py") == "orphan"
    assert states.pop("shot_notes_pb2_grpc.py") == "orphan"
    assert len(states) == 8
    assert set(states.values()) == {"current"}


def test_the_gateway_names_the_service(studio: Path) -> None:
    """An rpc path in a configuration is no proof, and no coincidence."""
    report = protoref(studio, "who-uses", "studio.render.RenderFarm")
    found = {
        (reference["path"], reference["line"], reference["certainty"])
        for target in report["targets"]
        for reference in target["references"]
        if reference["path"] == "deploy/envoy.yaml"
    }
    assert {("deploy/envoy.yaml", 18, "possible"), ("deploy/envoy.yaml", 20, "possible")} <= found


def test_a_commit_is_read_as_the_work_tree_is(studio: Path, audit: dict[str, Any]) -> None:
    assert protoref(studio, "audit", "--at", "HEAD") == audit


def test_the_past_had_a_writer(studio: Path) -> None:
    report = protoref(studio, "who-uses", "FrameRecord", "--at", "HEAD~3")
    (target,) = (target for target in report["targets"] if target["symbol"] == "studio.archive.FrameRecord")
    assert {path for path, _ in certain(target)} == {
        "backend/app/archive/reader.py",
        "backend/app/archive/writer.py",
    }
