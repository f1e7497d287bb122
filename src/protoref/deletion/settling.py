"""What settles places that could not be looked into, where nothing else is left: one entry of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Set

from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.schema import Key
from protoref.model.toml import listed
from protoref.snapshot.patterns import exactly


def settling(spots: Iterable[tuple[Key | None, OpaqueSpot]], keys: Set[Key]) -> str:
    """The step for somebody who has looked at the places, and found that none can mean what goes.

    Args:
        spots: opaque spots, each with a member of the set in its reach (None: it reaches all).
        keys: the members that are asked about.
    """
    about = [spot for _, spot in spots if spot.reach == EVERYTHING or not keys.isdisjoint(spot.reach)]
    paths = listed(exactly(path) for path in sorted({spot.path for spot in about}))
    kinds = listed(sorted({spot.reason for spot in about}))
    entry = f'{{ paths = {paths}, kinds = {kinds}, reaches = [], reason = "WHY" }}'
    return f"if none of them can mean it, in protoref.toml: opaque = [{entry}]"
