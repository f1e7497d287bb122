"""Submits one job and follows it: `python -m app.main ARTIST SHOT FIRST LAST`."""

import asyncio
import sqlite3
import sys

import grpc

from app import config
from app.api.jobs import JobDesk
from app.db.repository import JobRepository
from app.farm import FarmClient


async def run(artist: str, shot: str, first: int, last: int) -> None:
    settings = config.load()
    async with grpc.aio.insecure_channel(settings.farm_address) as channel:
        desk = JobDesk(FarmClient(channel), JobRepository(sqlite3.connect(settings.database)))
        job = await desk.submit(artist, shot, first, last)
        print(await desk.follow(artist, job.job_id))


if __name__ == "__main__":
    artist, shot, first, last = sys.argv[1:]
    asyncio.run(run(artist, shot, int(first), int(last)))
