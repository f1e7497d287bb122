"""Opaque spots with the smaller reach that the configuration gives them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from protoref.config import Config
from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.schema import Catalog
from protoref.snapshot.patterns import compile_patterns
from protoref.standing.keys import matching


def narrowed(
    spots: Sequence[OpaqueSpot], config: Config, catalog: Catalog
) -> tuple[tuple[OpaqueSpot, ...], tuple[Problem, ...]]:
    """The spots, each with what every rule that fits leaves of its reach, and the rules that fit none.

    A spot stays one even if nothing is left of its reach: it is listed, with the reason.
    """
    rules = [(rule, compile_patterns(rule.paths), matching(catalog, rule.reaches)) for rule in config.narrowings]
    fitting: set[int] = set()
    found = []
    for spot in spots:
        for number, (rule, paths, reach) in enumerate(rules):
            if (not rule.kinds or spot.reason in rule.kinds) and paths.covers(spot.path):
                fitting.add(number)
                left = tuple(sorted(reach)) if spot.reach == EVERYTHING else tuple(k for k in spot.reach if k in reach)
                spot = replace(spot, reach=left, detail=f"{spot.detail} (narrowed: {rule.reason})")  # noqa: PLW2901
        found.append(spot)
    unused = (rule for number, (rule, _, _) in enumerate(rules) if number not in fitting)
    problems = (Problem(config.path or "", rule.line, "opaque: no opaque spot fits this rule") for rule in unused)
    return tuple(found), tuple(problems)
