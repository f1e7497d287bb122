"""Rows of the desk's own database. They share words with the farm's schemas, nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RenderJob:
    """A job as the desk remembers it: no schema of the farm's, whatever its name says."""

    job_id: str
    shot: str
    artist: str
    state: str


@dataclass(frozen=True)
class PreviewImage:
    """A picture in the browser's cache."""

    shot: str
    frame: int
    url: str
