"""Real files of Rust generators, committed: recognised, proven, and paired with their schemas (see recorded/README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from protoref.model.generated import Stub, StubState
from protoref.pipeline import survey
from protoref.snapshot.memory import MemoryTree

RECORDED = Path(__file__).parent / "recorded"
SCHEMAS = {f"proto/{path.name}": path.read_text(encoding="utf-8") for path in (RECORDED / "shop").glob("*.proto")}

INDEXES = {"mod.rs"}
"""Lists of modules: code like any other."""

CASES = {
    "tonic": {"shop.v1.rs": None},
    "pbjson": {"shop.v1.serde.rs": None},
    "protoc_gen_prost": {
        "shop/v1/shop.v1.rs": None,
        "shop/v1/shop.v1.tonic.rs": "proto/till.proto",
        "shop/v1/shop.v1.serde.rs": None,
    },
    "rust_protobuf3": {"money.rs": "proto/money.proto", "till.rs": "proto/till.proto"},
    "rust_protobuf2": {"money.rs": "proto/money.proto", "till.rs": "proto/till.proto"},
    "grpcio": {"till_grpc.rs": "proto/till.proto"},
    "ttrpc": {"till_ttrpc.rs": "proto/till.proto"},
}
"""By recording, its files with their schema; None where a file is made of the whole package."""

EMBEDDING = ("rust_protobuf3", "rust_protobuf2")
"""Recordings whose files hold the schema's descriptor."""


def files_of(recording: str) -> dict[str, str]:
    folder = RECORDED / "stubs" / recording
    return {
        f"src/pb/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8")
        for path in folder.rglob("*.rs")
    }


def stubs_of(files: Mapping[str, str]) -> dict[str, Stub]:
    found = survey(MemoryTree(dict(files))).schemas.stubs
    return {path.removeprefix("src/pb/"): stub for path, stub in found.items()}


@pytest.mark.parametrize("recording", CASES)
def test_files_are_current(recording: str) -> None:
    stubs = stubs_of({**SCHEMAS, **files_of(recording)})
    assert {path: stub.schema for path, stub in stubs.items()} == CASES[recording]
    assert {stub.state for stub in stubs.values()} == {StubState.CURRENT}


@pytest.mark.parametrize("left_out", ["client", "server"])
def test_options_leave_clients_or_servers_out(left_out: str) -> None:
    ((path, text),) = files_of("tonic").items()
    before, *parts = text.split("/// Generated ")
    kept = "/// Generated ".join([before, *(part for part in parts if not part.startswith(left_out))])
    assert len(kept) < len(text)
    assert stubs_of({**SCHEMAS, path: kept})["shop.v1.rs"].state is StubState.CURRENT
    assert stubs_of({**SCHEMAS, path: kept.replace("Money", "Coins")})["shop.v1.rs"].state is StubState.DRIFTED


@pytest.mark.parametrize("recording", [name for name in CASES if name != "pbjson"])
def test_a_schema_that_says_something_else_is_drift(recording: str) -> None:
    till = SCHEMAS["proto/till.proto"].replace("service Till", "message Late {}\nservice Till").replace("Till", "Desk")
    stubs = stubs_of({**SCHEMAS, "proto/till.proto": till, **files_of(recording)})
    assert [path for path, stub in stubs.items() if stub.state is StubState.CURRENT] == [
        path for path in stubs if path == "money.rs" or path.endswith(".serde.rs")
    ]


@pytest.mark.parametrize("recording", CASES)
def test_a_statement_of_somebody_proves_that_somebody_wrote_there(recording: str) -> None:
    files = {path: f"{text}\npub use crate::mine::Thing;\n" for path, text in files_of(recording).items()}
    states = {stub.state for stub in stubs_of({**SCHEMAS, **files}).values()}
    assert states <= {StubState.UNPROVEN}


@pytest.mark.parametrize("recording", EMBEDDING)
def test_descriptors_stand_in_for_schemas_that_live_elsewhere(recording: str) -> None:
    schemas = survey(MemoryTree(files_of(recording))).schemas
    assert set(schemas.catalog.files) == {"src/pb/money.rs", "src/pb/till.rs"}
    assert {"shop.v1.Money", "shop.v1.Slip.Kind.KIND_VOID", "shop.v1.Till.Watch"} <= schemas.catalog.definitions.keys()
    assert {stub.state for stub in schemas.stubs.values()} == {StubState.EXTERNAL}


@pytest.mark.parametrize("recording", EMBEDDING)
def test_a_descriptor_of_another_name_than_the_header_states_proves_nothing(recording: str) -> None:
    files = {path: text.replace("from `till.proto`", "from `tall.proto`") for path, text in files_of(recording).items()}
    stubs = stubs_of({**SCHEMAS, **files})
    assert stubs["till.rs"].state is StubState.UNPROVEN
    assert stubs["money.rs"].state is StubState.CURRENT


def test_indexes_are_code() -> None:
    assert not INDEXES & {path.rpartition("/")[2] for name in CASES for path in stubs_of(files_of(name))}
