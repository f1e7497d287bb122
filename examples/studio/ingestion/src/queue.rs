//! Jobs in the order in which the nodes take them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::proto::common::Priority;
use crate::proto::render::{render_job::State, RenderJob};

/// A look-alike: progress of the queue itself, no message of any schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub waiting: usize,
    pub running: usize,
}

#[derive(Clone, Default)]
pub struct Queue {
    jobs: Arc<Mutex<BTreeMap<String, RenderJob>>>,
}

impl Queue {
    pub fn push(&self, mut job: RenderJob) -> RenderJob {
        let mut jobs = self.jobs.lock().unwrap();
        job.job_id = format!("job-{}", jobs.len() + 1);
        job.state = State::Queued as i32;
        jobs.insert(job.job_id.clone(), job.clone());
        job
    }

    pub fn get(&self, job_id: &str) -> Option<RenderJob> {
        self.jobs.lock().unwrap().get(job_id).cloned()
    }

    /// Cancels a job and tells whether it was running.
    pub fn cancel(&self, job_id: &str) -> Option<bool> {
        let mut jobs = self.jobs.lock().unwrap();
        let job = jobs.get_mut(job_id)?;
        let was_running = matches!(job.state(), State::Rendering);
        job.set_state(State::Cancelled);
        Some(was_running)
    }

    /// The most urgent job that waits, the oldest first.
    pub fn next(&self) -> Option<RenderJob> {
        let jobs = self.jobs.lock().unwrap();
        jobs.values()
            .filter(|job| job.state() == State::Queued)
            .max_by_key(|job| match job.priority() {
                Priority::Deadline => 3,
                Priority::Artist => 2,
                Priority::Batch => 1,
                Priority::Unspecified => 0,
            })
            .cloned()
    }

    pub fn progress(&self) -> Progress {
        let jobs = self.jobs.lock().unwrap();
        let count = |state| jobs.values().filter(|job| job.state() == state).count();
        Progress {
            waiting: count(State::Queued),
            running: count(State::Rendering),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::common as pb_common;

    fn job(shot: &str, priority: pb_common::Priority) -> RenderJob {
        RenderJob {
            shot: shot.to_string(),
            frames: Some(pb_common::FrameRange {
                first: 1,
                last: 24,
                step: 0,
            }),
            priority: priority as i32,
            ..Default::default()
        }
    }

    #[test]
    fn a_deadline_goes_first() {
        let queue = Queue::default();
        queue.push(job("sq010_sh010", Priority::Batch));
        queue.push(job("sq010_sh020", Priority::Deadline));
        assert_eq!(queue.next().unwrap().shot, "sq010_sh020");
        assert_eq!(
            queue.progress(),
            Progress {
                waiting: 2,
                running: 0
            }
        );
    }

    #[test]
    fn a_cancelled_job_waits_no_more() {
        let queue = Queue::default();
        let id = queue.push(job("sq010_sh010", Priority::Artist)).job_id;
        assert_eq!(queue.cancel(&id), Some(false));
        assert!(queue.next().is_none());
    }
}
