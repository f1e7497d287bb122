"""What artists do with jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.db.models import RenderJob
from app.farm import FrameRange
from app.farm.states import FINAL, label

if TYPE_CHECKING:
    from app.db.repository import JobRepository
    from app.farm import FarmClient, FarmJob


class JobDesk:
    def __init__(self, farm: FarmClient, jobs: JobRepository) -> None:
        self.farm = farm
        self.jobs = jobs

    async def submit(self, artist: str, shot: str, first: int, last: int) -> RenderJob:
        submitted = await self.farm.submit(shot, FrameRange(first=first, last=last))
        return self.remember(artist, submitted)

    async def follow(self, artist: str, job_id: str) -> RenderJob | None:
        """Watches a job to its end and returns what the desk then remembers."""
        remembered = None
        async for job in self.farm.watch(job_id):
            remembered = self.remember(artist, job)
            if job.state in FINAL:
                break
        return remembered

    def remember(self, artist: str, job: FarmJob) -> RenderJob:
        row = RenderJob(job_id=job.job_id, shot=job.shot, artist=artist, state=label(job))
        self.jobs.add(row)
        return row
