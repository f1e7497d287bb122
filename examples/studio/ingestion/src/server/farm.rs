use std::pin::Pin;

use tokio_stream::Stream;
use tonic::{Request, Response, Status};

use crate::proto::render as pb;
use crate::proto::render::render_farm_server::RenderFarm;
use crate::queue::Queue;

const MAX_FRAMES: i32 = 10_000;

pub struct Farm {
    queue: Queue,
}

impl Farm {
    pub fn new(queue: Queue) -> Self {
        Self { queue }
    }
}

impl From<pb::SubmitJobRequest> for pb::RenderJob {
    fn from(request: pb::SubmitJobRequest) -> Self {
        let total = request
            .frames
            .map_or(0, |frames| frames.last - frames.first + 1);
        pb::RenderJob {
            shot: request.shot,
            frames: request.frames,
            priority: request.priority,
            outcome: Some(pb::render_job::Outcome::Progress(
                pb::render_job::Progress {
                    frames_done: 0,
                    frames_total: total,
                },
            )),
            ..Default::default()
        }
    }
}

#[tonic::async_trait]
impl RenderFarm for Farm {
    type WatchJobStream = Pin<Box<dyn Stream<Item = Result<pb::RenderJob, Status>> + Send>>;

    async fn submit_job(
        &self,
        request: Request<pb::SubmitJobRequest>,
    ) -> Result<Response<pb::SubmitJobResponse>, Status> {
        let request = request.into_inner();
        match request.frames {
            Some(frames) if frames.last - frames.first < MAX_FRAMES => {}
            _ => return Err(Status::invalid_argument("frames are missing or too many")),
        }
        let job = self.queue.push(request.into());
        Ok(Response::new(pb::SubmitJobResponse { job: Some(job) }))
    }

    async fn watch_job(
        &self,
        request: Request<pb::WatchJobRequest>,
    ) -> Result<Response<Self::WatchJobStream>, Status> {
        let job = self
            .queue
            .get(&request.get_ref().job_id)
            .ok_or_else(|| Status::not_found("no such job"))?;
        Ok(Response::new(Box::pin(tokio_stream::once(Ok(job)))))
    }

    async fn cancel_job(
        &self,
        request: Request<pb::CancelJobRequest>,
    ) -> Result<Response<pb::CancelJobResponse>, Status> {
        let was_running = self
            .queue
            .cancel(&request.get_ref().job_id)
            .ok_or_else(|| Status::not_found("no such job"))?;
        Ok(Response::new(pb::CancelJobResponse { was_running }))
    }

    async fn render_preview(
        &self,
        request: Request<pb::RenderPreviewRequest>,
    ) -> Result<Response<pb::RenderPreviewResponse>, Status> {
        let pb::RenderPreviewRequest { shot, frame } = request.into_inner();
        if shot.is_empty() || frame < 0 {
            return Err(Status::invalid_argument("no such frame"));
        }
        Ok(Response::new(pb::RenderPreviewResponse { png: Vec::new() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::common::FrameRange;

    #[tokio::test]
    async fn a_job_needs_frames() {
        let farm = Farm::new(Queue::default());
        let refused = farm
            .submit_job(Request::new(pb::SubmitJobRequest::default()))
            .await;
        assert_eq!(refused.unwrap_err().code(), tonic::Code::InvalidArgument);
    }

    #[tokio::test]
    async fn a_submitted_job_waits() {
        let farm = Farm::new(Queue::default());
        let request = pb::SubmitJobRequest {
            shot: "sq010_sh020".into(),
            frames: Some(FrameRange {
                first: 1,
                last: 24,
                step: 0,
            }),
            ..Default::default()
        };
        let response = farm.submit_job(Request::new(request)).await.unwrap();
        let job = response.into_inner().job.unwrap();
        assert_eq!(job.state(), pb::render_job::State::Queued);
    }
}
