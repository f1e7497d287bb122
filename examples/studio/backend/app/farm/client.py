"""The only module that speaks to the farm."""

from __future__ import annotations

from collections.abc import AsyncIterator

import grpc

from app.proto_gen import common_pb2, render_pb2, render_pb2_grpc

DEADLINE_SECONDS = 10.0


class FarmClient:
    def __init__(self, channel: grpc.aio.Channel) -> None:
        self.stub: render_pb2_grpc.RenderFarmStub = render_pb2_grpc.RenderFarmStub(channel)

    async def submit(
        self,
        shot: str,
        frames: common_pb2.FrameRange,
        *,
        urgent: bool = False,
    ) -> render_pb2.RenderJob:
        request = render_pb2.SubmitJobRequest(
            shot=shot,
            frames=frames,
            resolution=common_pb2.Resolution(width=2048, height=858),
            priority=common_pb2.PRIORITY_DEADLINE if urgent else common_pb2.Priority.PRIORITY_ARTIST,
        )
        response = await self.stub.SubmitJob(request, timeout=DEADLINE_SECONDS)
        return response.job

    async def watch(self, job_id: str) -> AsyncIterator[render_pb2.RenderJob]:
        async for job in self.stub.WatchJob(render_pb2.WatchJobRequest(job_id=job_id)):
            yield job

    async def cancel(self, job_id: str, reason: str) -> bool:
        request = render_pb2.CancelJobRequest(job_id=job_id, reason=reason)
        response = await self.stub.CancelJob(request, timeout=DEADLINE_SECONDS)
        return response.was_running

    async def preview(self, shot: str, frame: int) -> bytes:
        response = await self.stub.RenderPreview(
            render_pb2.RenderPreviewRequest(shot=shot, frame=frame),
            timeout=DEADLINE_SECONDS,
        )
        return response.png
