"""From an analysis to verdicts: the world that deletions are judged by, for one set of targets or for each target alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protoref.accounts import Accounts
from protoref.analysis import Analysis
from protoref.deletion.case import Case
from protoref.deletion.checklist import Asked, checklist
from protoref.deletion.judge import findings, verdict_of
from protoref.deletion.larger import larger_set
from protoref.deletion.target_set import TargetSet, target_set
from protoref.deletion.world import World
from protoref.model.finding import Finding
from protoref.model.generated import StubState
from protoref.model.schema import Key, Kind
from protoref.model.verdict import Answer, Deletion, Judgement, StorageClass
from protoref.protos import files_of, shown_name, symbols_of
from protoref.storage.classes import parts, storage_classes


def world_of(analysis: Analysis, accounts: Accounts) -> World:
    """Everything that deletions in a repository are judged by."""
    catalog = analysis.catalog
    sites = [site for path in sorted(analysis.linked) for site in analysis.linked[path].sites]
    return World(
        catalog=catalog,
        stubs=analysis.schemas.stubs,
        references=accounts.references,
        entries=accounts.entries,
        opaque=analysis.opaque,
        locate=accounts.locate,
        parts=parts(catalog),
        storage=storage_classes(catalog, sites, {}, {}, accounts.locate),
    )


def judge_each(world: World, keys: Iterable[Key]) -> Mapping[Key, Judgement]:
    """Each target judged as if it alone, with all that it contains, were deleted."""
    found: dict[Key, Judgement] = {}
    for key in keys:
        case = Case(world, _set(world, [key]), gone=_is_gone(world, key))
        found[key] = _judgement(case, key, findings(case))
    return found


def judge_together(world: World, asked: Iterable[Key], keys: Iterable[Key]) -> tuple[Deletion, Mapping[Key, Judgement]]:
    """Targets judged as one deletion: what they only use among themselves holds nobody back.

    Args:
        world: the repository.
        asked: what the user asked for.
        keys: these, and what is in them.

    Returns:
        The whole, and each target with the findings about it; those that were asked for with a checklist of their own.
    """
    targets = tuple(asked)
    gone = all(_is_gone(world, key) for key in targets)
    case = Case(world, _set(world, targets), gone)
    everything = findings(case)
    word = " ".join(shown_name(world.catalog, key) for key in targets)
    larger = larger_set(case, lambda more: Case(world, _set(world, (*targets, *more)), gone))
    deletion = Deletion(
        verdict=verdict_of(everything),
        findings=everything,
        checklist=checklist(Asked(case, case.target_set.keys, everything, word)),
        paths=tuple(sorted(case.target_set.paths)),
        gone=gone,
        larger=larger,
        larger_verdict=verdict_of(findings(Case(world, _set(world, (*targets, *larger)), gone))) if larger else None,
    )
    judged = {}
    for key in keys:
        own = _set(world, [key]).keys
        about = tuple(one for one in everything if one.symbol is None or one.symbol in own)
        answers = checklist(Asked(case, own, about, shown_name(world.catalog, key))) if key in targets else ()
        judged[key] = _judgement(case, key, about, answers)
    return deletion, judged


def _set(world: World, keys: Iterable[Key]) -> TargetSet:
    return target_set(keys, world.catalog, world.stubs.values(), world.families)


def _is_gone(world: World, key: Key) -> bool:
    """Whether no schema defines a target any more: an orphaned stub tells what it was."""
    orphans = {stub.schema for stub in world.stubs.values() if stub.state is StubState.ORPHAN}
    paths = {file.path for file in files_of(world.catalog, key)}
    return bool(paths) and paths <= orphans


def _judgement(case: Case, key: Key, about: tuple[Finding, ...], answers: tuple[Answer, ...] = ()) -> Judgement:
    alive = case.world.liveness.get(key)
    return Judgement(
        verdict=verdict_of(about),
        findings=about,
        checklist=answers,
        use=alive.use if alive else None,
        kept_by=alive.kept_by if alive else (),
        storage=_strictest(case, key),
    )


def _strictest(case: Case, key: Key) -> StorageClass | None:
    """A message's class; of a file, package, enum or field the strictest of its messages, or of those that it is part of."""
    world = case.world
    symbol = world.catalog.symbol(key)
    if symbol is None:
        names: Iterable[Key] = symbols_of(world.catalog, key)
    else:
        names = (key,) if symbol.kind is Kind.MESSAGE else world.parts.get(key, ())
    classes = [world.storage[name].cls for name in names if name in world.storage]
    return max(classes, key=lambda cls: cls.strictness, default=None)
