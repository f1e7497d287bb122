from app.farm.states import FINAL, label
from app.proto_gen.render_pb2 import RenderJob

State = RenderJob.State


def test_a_running_job_says_how_far_it_is():
    job = RenderJob(state=State.STATE_RENDERING, progress=RenderJob.Progress(frames_done=3, frames_total=12))
    assert label(job) == "rendering 25 %"


def test_a_failed_job_says_where_and_why():
    failure = RenderJob.Failure(node="node-7", reason="out of memory")
    assert label(RenderJob(state=State.STATE_FAILED, failure=failure)) == "failed on node-7: out of memory"


def test_final_states():
    assert State.Value("STATE_DONE") in FINAL
    assert RenderJob.STATE_QUEUED not in FINAL
