"""Settings, from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    farm_address: str
    database: str


def load() -> Settings:
    return Settings(
        farm_address=os.environ.get("FARM_ADDRESS", "localhost:50051"),
        database=os.environ.get("DATABASE", ":memory:"),
    )
