"""Appends finished frames to the volumes, length-delimited, one file a shot."""

from pathlib import Path

from app.proto_gen import common_pb2, frame_record_pb2


def append(volume: Path, shot: str, frame: int, pixels: bytes) -> None:
    """Writes one frame behind those that are there."""
    record = frame_record_pb2.FrameRecord(
        shot=shot,
        frame=frame,
        resolution=common_pb2.Resolution(width=2048, height=858),
        codec=frame_record_pb2.FrameRecord.CODEC_EXR,
        pixels=pixels,
    )
    payload = record.SerializeToString()
    with (volume / f"{shot}.frames").open("ab") as file:
        file.write(len(payload).to_bytes(4, "big"))
        file.write(payload)
