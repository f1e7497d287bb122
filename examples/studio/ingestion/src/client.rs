//! Asks another farm for help when this one is full.

use tonic::transport::Channel;

use crate::proto::render::render_farm_client::RenderFarmClient;
use crate::proto::render::{CancelJobRequest, RenderJob, SubmitJobRequest};

pub struct Neighbour {
    client: RenderFarmClient<Channel>,
}

impl Neighbour {
    pub async fn connect(address: String) -> Result<Self, tonic::transport::Error> {
        Ok(Self {
            client: RenderFarmClient::connect(address).await?,
        })
    }

    pub async fn hand_over(&mut self, job: &RenderJob) -> Result<String, tonic::Status> {
        let request = SubmitJobRequest {
            shot: job.shot.clone(),
            frames: job.frames,
            priority: job.priority,
            ..Default::default()
        };
        let response = self.client.submit_job(request).await?;
        response
            .into_inner()
            .job
            .map(|job| job.job_id)
            .ok_or_else(|| tonic::Status::internal("the neighbour took no job"))
    }

    pub async fn take_back(&mut self, job_id: String) -> Result<(), tonic::Status> {
        let reason = "a node is free again".to_string();
        self.client
            .cancel_job(CancelJobRequest { job_id, reason })
            .await?;
        Ok(())
    }
}
