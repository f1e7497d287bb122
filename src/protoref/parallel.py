"""Pure functions over many documents, in this process or in several: the result is the same."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import TypeVar

from protoref.model.source import Source

Result = TypeVar("Result")

_WORTH_A_PROCESS = 400_000
"""Bytes of source below which starting processes costs more than it saves."""

_SAFE_PATH = "PYTHONSAFEPATH"


def map_sources(
    function: Callable[[Source], Result], rescue: Callable[[Source], Result], sources: Iterable[Source], jobs: int
) -> Iterator[tuple[str, Result]]:
    """`function` of every source, by path, in the order given.

    Args:
        function: a pure, picklable function.
        rescue: what stands for the result where `function` ended its process (a native parser can).
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
    results = _results(function, rescue, [given[index] for index in order], workers)
    done = dict(zip(order, results, strict=True))
    for index, source in enumerate(given):
        yield source.path, done[index]


def _results(
    function: Callable[[Source], Result], rescue: Callable[[Source], Result], sources: Sequence[Source], workers: int
) -> list[Result]:
    """All results. Where a process dies, its documents are halved until the one that kills it stands alone."""
    chunk = max(1, len(sources) // (workers * 16))
    try:
        # Collecting garbage costs a quarter of the time, and a run makes hardly any.
        with (
            _safe_path(),
            ProcessPoolExecutor(workers, mp_context=_context(), initializer=gc.disable) as pool,
        ):
            return list(pool.map(function, sources, chunksize=chunk))
    except BrokenProcessPool:
        if len(sources) == 1:
            return [rescue(sources[0])]
        middle = len(sources) // 2
        return [
            *_results(function, rescue, sources[:middle], workers),
            *_results(function, rescue, sources[middle:], workers),
        ]


def _context() -> BaseContext:
    """How processes start: as copies of this one, which has loaded the parsers already, where that is safe.

    It is not where another thread may hold a lock (a line of progress is drawn by one), nor with the system's own
    libraries on macOS.
    """
    copied = sys.platform.startswith("linux") and threading.active_count() == 1
    return get_context("fork" if copied else "spawn")


@contextmanager
def _safe_path() -> Iterator[None]:
    """Processes that start meanwhile import nothing from the current folder, which may be the repository under audit.

    A spawned interpreter is one of ``python -c``, which looks there first, before our own `sys.path` reaches it.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before
