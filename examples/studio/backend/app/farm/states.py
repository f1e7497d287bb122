"""What the states of a job are called at the desk."""

from app.proto_gen import render_pb2 as pb

State = pb.RenderJob.State

LABELS = {
    State.STATE_QUEUED: "waiting",
    State.STATE_RENDERING: "rendering",
    pb.RenderJob.STATE_DONE: "done",
    pb.RenderJob.STATE_FAILED: "failed",
    pb.RenderJob.STATE_CANCELLED: "cancelled",
}

FINAL = frozenset({State.STATE_DONE, State.STATE_FAILED, State.STATE_CANCELLED})


def label(job: "pb.RenderJob") -> str:
    """One line for the desk: the state, how far the job is, or what went wrong."""
    text = LABELS.get(job.state, "unknown")
    outcome = job.WhichOneof("outcome")
    if outcome == "progress":
        return f"{text} {percent(job.progress)} %"
    if outcome == "failure":
        return f"{text} on {job.failure.node}: {job.failure.reason}"
    return text


def percent(progress: pb.RenderJob.Progress) -> int:
    if not progress.frames_total:
        return 0
    return 100 * progress.frames_done // progress.frames_total
