"""One run for a command: snapshot, analysis, targets. The stages are loaded here, so that help stays quick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from protoref.cli.options import Settings
from protoref.cli.places import target_word
from protoref.cli.progress import Progress
from protoref.cli.remembering import leave_unkept, open_store, root_of
from protoref.errors import TargetError

if TYPE_CHECKING:
    from protoref.analysis import Analysis, Survey
    from protoref.model.check import CheckResult
    from protoref.model.report import Report
    from protoref.model.schema import Key
    from protoref.pipeline import RunOptions
    from protoref.snapshot.base import Snapshot


@contextmanager
def surveyed(settings: Settings) -> Iterator[Run]:
    """Reads what the options name: schemas and texts, before any code is parsed.

    Raises:
        ProtorefError: the root, the revision or the configuration cannot be read.
    """
    from protoref.pipeline import RunOptions, open_snapshot, survey  # noqa: PLC0415  # loads every stage

    root = root_of(settings)
    with (
        open_snapshot(root, settings.at) as snapshot,
        open_store(settings, root) as store,
        Progress.of(settings) as progress,
    ):
        options = RunOptions(schemas=settings.schema, jobs=settings.jobs, progress=progress, store=store)
        found = survey(snapshot, options)
        if found.config.schemas:
            leave_unkept()  # these may lie where git lists nothing
        yield Run(found, options, settings, snapshot)


class Run(Struct):
    """A survey, ready to be asked.

    Attributes:
        survey: what is known before code is parsed.
        options: how to go on.
        settings: what the user asked for.
        snapshot: what was read; its history knows schemas that are here no more.
    """

    survey: Survey
    options: RunOptions
    settings: Settings
    snapshot: Snapshot

    @property
    def root(self) -> Path:
        """The folder that is looked at."""
        return root_of(self.settings)

    def keys(self, words: Sequence[str]) -> tuple[Key, ...]:
        """The keys that a user's words mean. Schemas that the history alone knows become part of the survey.

        Raises:
            TargetError: a word names nothing, or several things.
        """
        from protoref.pipeline import find_targets  # noqa: PLC0415

        asked = [target_word(word, self.settings.root) for word in words]
        self.survey, keys = find_targets(self.snapshot, self.survey, asked, self.options)
        return keys

    def keys_inside(self, words: Sequence[str]) -> tuple[Key, ...]:
        """The same for words that must mean schemas of this repository.

        Raises:
            TargetError: a word names nothing, several things, or what lies outside of the root.
        """
        from protoref.protos import files_of  # noqa: PLC0415

        keys = self.keys(words)
        for word in words:
            for key in self.keys([word]):
                if all(file.outside for file in files_of(self.survey.catalog, key)):
                    hint = "can-delete speaks of this repository's schemas; who-uses shows the users of others"
                    raise TargetError(f"{word} lies outside of the root", hint)
        return keys

    def analysis(self, keys: tuple[Key, ...] | None = None) -> Analysis:
        """Parses what can reach the targets; None: any schema."""
        from protoref.pipeline import analyse  # noqa: PLC0415

        return analyse(self.survey, self.options, keys)


def report_on(
    analysis: Analysis, command: str, keys: tuple[Key, ...] | None, checked: tuple[CheckResult, ...] = ()
) -> Report:
    """The report of a command about `keys`, or about everything, with what the configured checks said."""
    from protoref.pipeline import report  # noqa: PLC0415

    return report(analysis, command, keys, checked)
