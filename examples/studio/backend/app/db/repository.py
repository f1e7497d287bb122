"""Reads and writes the desk's database."""

import sqlite3

from app.db.models import RenderJob

SCHEMA = "CREATE TABLE IF NOT EXISTS jobs (job_id TEXT PRIMARY KEY, shot TEXT, artist TEXT, state TEXT)"


class JobRepository:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.connection.execute(SCHEMA)

    def add(self, job: RenderJob) -> None:
        self.connection.execute(
            "INSERT OR REPLACE INTO jobs VALUES (?, ?, ?, ?)",
            (job.job_id, job.shot, job.artist, job.state),
        )

    def of_artist(self, artist: str) -> list[RenderJob]:
        rows = self.connection.execute("SELECT * FROM jobs WHERE artist = ? ORDER BY job_id", (artist,))
        return [RenderJob(*row) for row in rows]
