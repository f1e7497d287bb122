import asyncio
from unittest.mock import patch

from app.farm import FarmClient, FrameRange
from app.proto_gen.common_pb2 import PRIORITY_DEADLINE
from app.proto_gen.render_pb2 import RenderJob, SubmitJobResponse


class FakeStub:
    def __init__(self, channel):
        self.requests = []

    async def SubmitJob(self, request, timeout):
        self.requests.append(request)
        return SubmitJobResponse(job=RenderJob(job_id="job-1", shot=request.shot))


def test_an_urgent_job_has_a_deadline():
    with patch("app.proto_gen.render_pb2_grpc.RenderFarmStub", FakeStub):
        client = FarmClient(channel=None)
    job = asyncio.run(client.submit("sq010_sh020", FrameRange(first=1, last=24), urgent=True))
    assert job.job_id == "job-1"
    assert client.stub.requests[0].priority == PRIORITY_DEADLINE
