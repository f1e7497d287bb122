"""A few hundred damaged inputs a target, the same in every run. `make fuzz` looks for longer."""

from __future__ import annotations

import random

import pytest

from fuzz.mutation import mutate
from fuzz.targets import NAMES, load

RUNS = 300


@pytest.mark.parametrize("name", NAMES)
def test_seeds(name: str) -> None:
    target = load(name)
    seeds = target.seeds()
    assert seeds
    for seed in seeds:
        target.check(seed)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_inputs(name: str) -> None:
    target = load(name)
    seeds, draw = target.seeds(), random.Random(9)
    for _ in range(RUNS):
        target.check(mutate(draw.choice(seeds), draw, target.words, seeds))


def test_damage_can_be_repeated() -> None:
    seeds = load("python").seeds()
    first, again = ([mutate(seed, random.Random(1), (b"x",), seeds) for seed in seeds] for _ in range(2))
    assert first == again
    assert first != list(seeds)
