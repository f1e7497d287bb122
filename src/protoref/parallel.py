"""Pure functions over many documents, in this process or in several: the result is the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from protoref.model.source import Source

Result = TypeVar("Result")

_WORTH_A_PROCESS = 400_000
"""Bytes of source below which starting processes costs more than it saves."""


def map_sources(
    function: Callable[[Source], Result], sources: Iterable[Source], jobs: int
) -> Iterator[tuple[str, Result]]:
    """`function` of every source, by path, in the order given.

    Args:
        function: a pure, picklable function.
        sources: the documents.
        jobs: how many processes at the most; 0: one a core.
    """
    given = list(sources)
    workers = min(jobs or os.cpu_count() or 1, 1 + sum(len(source.data) for source in given) // _WORTH_A_PROCESS)
    if workers < 2:
        for source in given:
            yield source.path, function(source)
        return
    # Large documents first, so that no worker is left alone with the longest one; results keep the order given.
    order = sorted(range(len(given)), key=lambda index: -len(given[index].data))
    chunk = max(1, len(given) // (workers * 16))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        results = pool.map(function, (given[index] for index in order), chunksize=chunk)
        done = dict(zip(order, results, strict=True))
    for index, source in enumerate(given):
        yield source.path, done[index]
