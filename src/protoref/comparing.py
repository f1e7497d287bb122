"""A change: the pipeline run over two states of a repository, and what differs between its answers."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from msgspec.structs import replace

from protoref.accounts import Accounts
from protoref.analysis import Survey
from protoref.answers import upkeep
from protoref.changes.compare import compare
from protoref.config import Config, load_config
from protoref.deletion.world import World
from protoref.errors import ConfigError
from protoref.judging import world_of
from protoref.ledger import located
from protoref.library import Library, read_library
from protoref.model.finding import Finding, Place
from protoref.model.gone import Gone
from protoref.model.report import Report
from protoref.model.schema import Key, Origin, SchemaFile
from protoref.model.source import Range
from protoref.model.verdict import Severity
from protoref.pipeline import RunOptions, analyse, survey
from protoref.reviewing.review import Before, lost_keys, review
from protoref.snapshot.base import Snapshot
from protoref.standing.amendments import LineOf, amendments, in_force, new_comments
from protoref.standing.decisions import standing


def review_change(
    head: Snapshot, base: Snapshot, options: RunOptions | None = None, *, trust_head: bool = False
) -> Report:
    """What a change means for the schemas and for those who use them.

    Args:
        head: the later state.
        base: the earlier state, a commit. Its policy is in force.
        options: how to run.
        trust_head: the policy of the later state is in force.

    Raises:
        ConfigError: the policy that is in force cannot be understood.
    """
    options = replace(options or RunOptions(), indexes={})
    library = read_library(head, lambda done, total: options.progress("reading", done, total))
    earlier = survey(base, options, library=read_library(base, known=library))
    config, policy = _policy(earlier.config, head, trust_head)
    later = survey(head, options, config, library=library)
    changes = compare(earlier.catalog, later.catalog)
    lost = (key.removeprefix("file:") for key in lost_keys(changes) if key.startswith("file:"))
    files = tuple(replace(earlier.catalog.files[path], origin=Origin.HISTORY) for path in lost)
    gone = Gone(files, _together(changes.lost, changes.relocated))
    if gone.files or gone.parts:
        later = survey(head, options, config, gone, library)
    paths = frozenset(file.path for file in earlier.catalog.files.values()) - later.library.sources.keys()
    known = later.deleted
    later = replace(later, deleted=lambda: known() | paths)
    if not trust_head:
        kept = in_force(earlier.suppressions, later.suppressions, _lines(earlier.library), _lines(library))
        policy = (*policy, *new_comments(later.suppressions, kept, Severity.REVIEW))
        later = replace(later, suppressions=kept)

    @cache
    def world_before(keys: tuple[Key, ...] | None) -> World:
        analysis = analyse(earlier, options, keys)
        return world_of(analysis, Accounts(analysis), ())

    before = Before(
        commit=base.commit or "",
        decided=standing(config, earlier.catalog),
        findings=upkeep(earlier, _places(earlier.library)),
        world=world_before,
    )
    touched = _touched(earlier, later)
    # Where no schema changes and no name is written less often, no code need be parsed to say so.
    keys = None if touched or changes.any else ()
    return review(analyse(later, options, keys), before, changes, policy, touched)


def _policy(before: Config, head: Snapshot, trust_head: bool) -> tuple[Config, tuple[Finding, ...]]:
    """The configuration that is in force, and what the change does to it.

    Where things lie (import roots, further schemas) is no policy: each state knows that itself, and both are looked at.
    """
    try:
        after = load_config(head)
    except ConfigError as error:
        if trust_head:
            raise
        return before, (Finding("policy-change", Severity.REVIEW, f"cannot be read any more: {error.message}"),)
    if trust_head:
        return after, tuple(amendments(before, after, Severity.INFO))
    config = dataclasses.replace(
        before,
        import_roots=_both(before.import_roots, after.import_roots),
        python_roots=_both(before.python_roots, after.python_roots),
        schemas=_both(before.schemas, after.schemas),
        problems=after.problems,
    )
    return config, tuple(amendments(before, after, Severity.REVIEW))


def _together(ones: Mapping[str, SchemaFile], others: Mapping[str, SchemaFile]) -> dict[str, SchemaFile]:
    found = dict(ones)
    for path, part in others.items():
        own = found.get(path)
        found[path] = (
            part
            if own is None
            else replace(own, symbols=(*own.symbols, *part.symbols), type_refs=(*own.type_refs, *part.type_refs))
        )
    return found


def _both(ones: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ones, *others)))


def _places(library: Library) -> Callable[[str, Range | None], Place]:
    return lambda path, place: Place(path) if place is None else located(library.source(path), place)


def _lines(library: Library) -> LineOf:
    def line(path: str, number: int) -> str:
        source = library.sources.get(path)
        return source.line(number) if source is not None and 0 < number <= len(source.line_starts) else ""

    return line


def _touched(earlier: Survey, later: Survey) -> frozenset[Key]:
    """The symbols whose names stand in edited documents less often than before."""
    counts: Counter[Key] = Counter()
    for path, source in earlier.library.sources.items():
        now = later.library.sources.get(path)
        if now is None or now.content_id != source.content_id:
            counts.update(_named(earlier, path))
            counts.subtract(_named(later, path))
    return frozenset(key for key, count in counts.items() if count > 0)


def _named(surveyed: Survey, path: str) -> Iterator[Key]:
    for hit in surveyed.hits.get(path, ()):
        yield from {key for key, _ in surveyed.patterns[hit.pattern].meanings}
