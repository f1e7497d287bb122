"""Fuzzes one target, guided by coverage: `make fuzz TARGET=python SECONDS=600`. What it finds is in `.fuzz/TARGET/`."""

from __future__ import annotations

import random
import sys
from hashlib import sha1
from pathlib import Path

import atheris

from fuzz.mutation import LARGEST, mutate
from fuzz.seeds import ROOT
from fuzz.targets import load

TIMEOUT = 20
"""Seconds that one input may take, instrumented and on a busy machine."""
MEMORY = 2048
"""Mebibytes."""


def main(name: str, seconds: str, *options: str) -> None:
    """Runs until the time is up or something is found; the corpus stays, and the next run starts from it.

    Args:
        name: of the target.
        seconds: how long.
        options: of libFuzzer, or files to run instead.
    """
    with atheris.instrument_imports(include=["protoref"]):
        target = load(name)
    corpus, findings = ROOT / ".fuzz" / name / "corpus", ROOT / ".fuzz" / name / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    seeds = target.seeds()
    for seed in seeds:
        (corpus / sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed[:LARGEST])

    def mutated(data: bytes, limit: int, number: int) -> bytes:
        draw = random.Random(number)
        if draw.random() < 0.3:
            return bytes(atheris.Mutate(data, limit))
        return mutate(data, draw, target.words, seeds)[:limit]

    arguments = [
        "fuzz",
        *(() if any(Path(option).is_file() for option in options) else (str(corpus),)),
        f"-max_total_time={seconds}",
        f"-timeout={TIMEOUT}",
        f"-rss_limit_mb={MEMORY}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={findings}/",
        "-print_final_stats=1",
        *options,
    ]
    atheris.Setup(arguments, target.check, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
