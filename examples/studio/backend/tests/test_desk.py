import sqlite3

from app.api.jobs import JobDesk
from app.db.models import RenderJob
from app.db.repository import JobRepository
from app.farm import FarmJob


def test_the_desk_remembers_whose_job_it_is():
    jobs = JobRepository(sqlite3.connect(":memory:"))
    desk = JobDesk(farm=None, jobs=jobs)
    desk.remember("mara", FarmJob(job_id="job-1", shot="sq010_sh020", state=FarmJob.STATE_QUEUED))
    assert jobs.of_artist("mara") == [RenderJob("job-1", "sq010_sh020", "mara", "waiting")]
