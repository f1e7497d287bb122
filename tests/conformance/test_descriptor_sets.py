"""Descriptor sets that the real protoc wrote: generated, and no use of what is in them."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run

import pytest

from protoref.model.occurrence import OccurrenceClass
from protoref.pipeline import Analysis, RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

SCHEMAS = {
    "proto/acme/card.proto": 'syntax = "proto3"; package acme; import "acme/money.proto"; message Card { Money limit = 1; }',
    "proto/acme/money.proto": 'syntax = "proto3"; package acme; message Money { int64 units = 1; }',
}
STRANGER = {
    "proto/other/shop.proto": 'syntax = "proto3"; package other; import "acme/card.proto"; message Shop { acme.Card card = 1; }'
}
ALONE = {"proto/other/tool.proto": 'syntax = "proto3"; package other; message Tool { string name = 1; }'}


def compiled(folder: Path, schemas: dict[str, str]) -> bytes:
    for path, text in schemas.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    names = [path.removeprefix("proto/") for path in schemas]
    command = [sys.executable, "-m", "grpc_tools.protoc", "-Iproto", "--include_imports", "--include_source_info"]
    run([*command, "--descriptor_set_out=set.bin", *names], cwd=folder, check=True)
    return (folder / "set.bin").read_bytes()


def with_set(data: bytes, schemas: dict[str, str] = SCHEMAS) -> Analysis:
    return analyse(MemoryTree({**schemas, "gen/set.bin": data}), RunOptions(jobs=1))


def classes(analysis: Analysis, key: str) -> set[OccurrenceClass]:
    entries = analysis.books.account(key).ledger.entries
    return {entry.occurrence_class for entry in entries if entry.place.path == "gen/set.bin"}


def test_a_set_of_schemas_that_are_here(tmp_path: Path) -> None:
    analysis = with_set(compiled(tmp_path, SCHEMAS | ALONE))
    assert analysis.schemas.descriptor_sets == {"gen/set.bin": ("proto/acme/card.proto", "proto/acme/money.proto")}
    assert classes(analysis, "acme.Card") == {OccurrenceClass.GENERATED}
    assert classes(analysis, "acme.Money") == {OccurrenceClass.GENERATED}
    # The file that goes is named where the set is to be made again.
    assert classes(analysis, "file:proto/acme/card.proto") == {OccurrenceClass.GENERATED, OccurrenceClass.MENTION}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data + b"\x12\x09acme.Card",
        lambda data: data[:-1],
        lambda data: data + data,
        lambda data: b"\n" + data,
        lambda data: data.replace(b"acme/money.proto", b"acme/monet.proto"),
        lambda data: b"\nrun acme.Card with acme/card.proto\n",
    ],
    ids=["another field", "cut", "twice", "shifted", "another schema that is imported", "text"],
)
def test_what_is_no_set_of_theirs(tmp_path: Path, spoil) -> None:
    analysis = with_set(spoil(compiled(tmp_path, SCHEMAS)))
    found = analysis.schemas.descriptor_sets.get("gen/set.bin", ())
    assert "proto/acme/money.proto" not in found


def test_a_set_with_somebody_elses_schema_that_uses_ours(tmp_path: Path) -> None:
    analysis = with_set(compiled(tmp_path, SCHEMAS | STRANGER))
    assert analysis.schemas.descriptor_sets == {}
    assert OccurrenceClass.REFERENCE in classes(analysis, "acme.Card")


def test_an_older_set(tmp_path: Path) -> None:
    older = compiled(tmp_path, SCHEMAS)
    newer = SCHEMAS | {"proto/acme/money.proto": 'syntax = "proto3"; package acme; message Money { int64 cents = 2; }'}
    assert with_set(older, newer).schemas.descriptor_sets["gen/set.bin"] == tuple(SCHEMAS)
