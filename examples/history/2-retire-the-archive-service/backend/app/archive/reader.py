"""Reads frames back from the volumes."""

from collections.abc import Iterator
from pathlib import Path

from app.proto_gen.frame_record_pb2 import FrameRecord


def records(volume: Path, shot: str) -> Iterator[FrameRecord]:
    """Gives the frames of a shot in the order in which they were written."""
    with (volume / f"{shot}.frames").open("rb") as file:
        while length := file.read(4):
            yield FrameRecord.FromString(file.read(int.from_bytes(length, "big")))
