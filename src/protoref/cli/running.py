"""One run for a command: snapshot, analysis, targets. The stages are loaded here, so that help stays quick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from protoref.cli.options import Settings
from protoref.cli.places import target_word
from protoref.cli.progress import Progress

if TYPE_CHECKING:
    from protoref.analysis import Analysis
    from protoref.model.report import Report
    from protoref.model.schema import Key


@contextmanager
def analysed(settings: Settings) -> Iterator[Analysis]:
    """Reads and analyses what the options name.

    Raises:
        ProtorefError: the root, the revision or the configuration cannot be read.
    """
    from protoref.pipeline import RunOptions, analyse, open_snapshot  # noqa: PLC0415  # loads every stage

    with open_snapshot(settings.root, settings.at) as snapshot:
        with Progress.of(settings) as progress:
            analysis = analyse(snapshot, RunOptions(schemas=settings.schema, jobs=settings.jobs, progress=progress))
        yield analysis


def keys_of(words: Sequence[str], analysis: Analysis, settings: Settings) -> tuple[Key, ...]:
    """The keys that a user's words mean.

    Raises:
        TargetError: a word names nothing, or several things.
    """
    from protoref.targets import resolve_targets  # noqa: PLC0415

    return resolve_targets([target_word(word, settings.root) for word in words], analysis.catalog)


def report_on(analysis: Analysis, command: str, keys: tuple[Key, ...] | None) -> Report:
    """The report of a command about `keys`, or about everything."""
    from protoref.pipeline import report  # noqa: PLC0415

    return report(analysis, command, keys)
