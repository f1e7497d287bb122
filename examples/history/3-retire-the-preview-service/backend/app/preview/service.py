"""Answers with the newest picture of a frame."""

from pathlib import Path

import grpc
from app.proto_gen import preview_pb2, preview_pb2_grpc


class PreviewService(preview_pb2_grpc.PreviewServiceServicer):
    """Serves the pictures of one folder."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder with a picture for each frame."""
        self.folder = folder

    async def GetPreview(  # noqa: N802
        self,
        request: preview_pb2.GetPreviewRequest,
        context: grpc.aio.ServicerContext,
    ) -> preview_pb2.PreviewImage:
        """Reads one picture."""
        png = (self.folder / request.shot / f"{request.frame:04}.png").read_bytes()
        return preview_pb2.PreviewImage(png=png, from_cache=True)


def add_to(server: grpc.aio.Server, folder: Path) -> None:
    """Registers the service."""
    preview_pb2_grpc.add_PreviewServiceServicer_to_server(PreviewService(folder), server)
