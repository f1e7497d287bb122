"""The report about a change: deletions, modifications, additions, and what else the change causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from protoref.accounts import Accounts
from protoref.analysis import Analysis
from protoref.answers import coverage, stub_schemas, target_report, upkeep
from protoref.deletion.judge import verdict_of
from protoref.deletion.reachability import DEAD
from protoref.deletion.world import World
from protoref.judging import judge_together, world_of
from protoref.model.change import Change, Review, SchemaChanges
from protoref.model.finding import Finding
from protoref.model.occurrence import OccurrenceClass
from protoref.model.report import LedgerEntry, Report, TargetReport
from protoref.model.schema import Key, SchemaFile, file_key
from protoref.model.verdict import Deletion, Judgement, Severity, Verdict
from protoref.protos import symbols_of
from protoref.reviewing.memory import remembering, used_once
from protoref.reviewing.modifications import misplaced, modifications
from protoref.standing.decisions import Standing
from protoref.upkeep.uncompiled import uncompiled


class Before(Struct, frozen=True):
    """The state that a change starts from.

    Attributes:
        commit: full id of its commit.
        decided: the decisions that are in force, about its schemas.
        findings: what did not fit there.
        world: everything about some targets there (None: about all). Expensive, and only asked for where something goes.
    """

    commit: str
    decided: Standing
    findings: tuple[Finding, ...]
    world: Callable[[tuple[Key, ...] | None], World]


def lost_keys(changes: SchemaChanges) -> tuple[Key, ...]:
    """What a change deletes: files, old paths of files that are imported otherwise now, and symbols whose owner stays."""
    files = [file_key(file.path) for file in changes.deleted]
    files += [file_key(pair.before.path) for pair in changes.moved if not pair.imported_alike]
    symbols = []
    for part in changes.lost.values():
        names = {symbol.full_name for symbol in part.symbols}
        symbols += [one.full_name for one in part.symbols if not one.map_entry and one.parent not in names]
    return (*sorted(files), *sorted(dict.fromkeys(symbols)))


def review(
    analysis: Analysis, before: Before, changes: SchemaChanges, policy: tuple[Finding, ...], touched: frozenset[Key]
) -> Report:
    """The report about a change.

    Args:
        analysis: of the later state; it knows what is gone.
        before: the earlier state.
        changes: between the schemas of both.
        policy: what the change does to the policy.
        touched: symbols whose names stood in documents that the change edits or deletes.
    """
    lost = lost_keys(changes)
    accounts = Accounts(analysis, lost)
    world = world_of(analysis, accounts, lost, decided=before.decided)
    if lost:
        world = remembering(world, before.world(lost), lost)
    judged: dict[Key, Judgement] = {}
    deletion: Deletion | None = None
    if lost:
        within = dict.fromkeys([*lost, *(name for key in lost for name in symbols_of(analysis.catalog, key))])
        deletion, found = judge_together(world, lost, [key for key in within if _is_deleted(key, lost, world)])
        judged.update(found)
    fates = dict.fromkeys(judged, Change.DELETED)
    about = modifications(world, changes)
    for finding in misplaced(world, changes):
        about[finding.symbol or ""].append(finding)
    caused, existing = _caused(analysis, accounts, before, deletion)
    caused += uncompiled(changes.added, analysis.catalog, lambda key: _inputs(accounts, key), world.globs)
    for finding in caused:
        if finding.symbol is not None and finding.symbol not in judged:
            about[finding.symbol].append(finding)
    fates |= dict.fromkeys(_added(changes), Change.ADDED)
    for key in [*about, *_touched_files(changes)]:
        fates.setdefault(key, Change.MODIFIED)
    for key in fates:
        if key not in judged:
            judged[key] = _judgement(world, key, tuple(about.get(key, ())))
    general = tuple(one for one in (*caused, *policy) if one.symbol is None or one.symbol not in fates)
    idle = frozenset(
        key
        for key in touched - fates.keys()
        if not key.startswith("file:") and (alive := world.liveness.get(key)) is not None and alive.use in DEAD
    )
    everything = (*(one for judgement in judged.values() for one in judgement.findings), *caused, *policy)
    reports = [
        replace(target_report(analysis, accounts, key, key in lost, judged[key]), change=change)
        for key, change in fates.items()
    ]
    return Report(
        "ci",
        replace(analysis.scope, base=before.commit),
        tuple(sorted(reports, key=_order)),
        general,
        tuple(sorted(analysis.schemas.stubs.values(), key=lambda stub: stub.path)),
        stub_schemas(analysis),
        coverage(analysis),
        analysis.problems,
        None,
        Review(
            base=before.commit,
            verdict=max((verdict_of(everything), deletion.verdict if deletion else Verdict.SAFE), key=_VERDICTS.index),
            files={key: _file_of(analysis, key) for key in fates},
            deletion=deletion,
            moved=tuple(sorted((pair.before.path, pair.after.path) for pair in changes.moved)),
            existing=existing,
            unused=used_once(before.world(None), idle) if idle else (),
        ),
    )


_VERDICTS = tuple(Verdict)


def _order(target: TargetReport) -> tuple[str, str, Key]:
    return target.symbol, target.kind, target.key


def _file_of(analysis: Analysis, key: Key) -> Key:
    return key if key.startswith("file:") else analysis.catalog.definitions[key][0].file.key


def _is_deleted(key: Key, lost: tuple[Key, ...], world: World) -> bool:
    """Whether a symbol in a file that went is gone with it: it may live on in another one."""
    return key in lost or all(definition.gone for definition in world.catalog.definitions.get(key, ()))


def _added(changes: SchemaChanges) -> Iterator[Key]:
    yield from (file.key for file in changes.added)
    for definition in changes.new:
        yield definition.symbol.full_name


def _touched_files(changes: SchemaChanges) -> Iterator[Key]:
    """Files that stay and declare something else than before."""
    for pair in changes.kept:
        if pair.moved or _facts_of(pair.before) != _facts_of(pair.after):
            yield pair.after.key


def _facts_of(file: SchemaFile) -> tuple[object, ...]:
    """What a schema declares, wherever it stands in the text."""
    return file.package, [
        (one.full_name, one.kind, one.number, one.label, one.type_name, one.oneof, one.json_name)
        for one in file.symbols
    ]


def _judgement(world: World, key: Key, findings: tuple[Finding, ...]) -> Judgement:
    alive, storage = world.liveness.get(key), world.storage.get(key)
    return Judgement(
        verdict_of(findings),
        findings,
        use=alive.use if alive else None,
        kept_by=alive.kept_by if alive else (),
        storage=storage.cls if storage else None,
    )


def _caused(
    analysis: Analysis, accounts: Accounts, before: Before, deletion: Deletion | None
) -> tuple[list[Finding], int]:
    """What does not fit the schemas and did fit before, and how much was so already.

    What a deletion says by its own rules is not said again, and an orphan weighs what it weighs there.
    """
    known = Counter(_identity(one) for one in before.findings)
    told = {(one.rule, one.place.path) for one in (deletion.findings if deletion else ()) if one.place is not None}
    found, existing = [], 0
    for one in upkeep(analysis.survey, accounts.locate):
        if known[_identity(one)]:
            known[_identity(one)] -= 1
            existing += 1
        elif one.place is None or (one.rule, one.place.path) not in told:
            found.append(replace(one, severity=Severity.REVIEW) if one.rule == "orphan-stub" else one)
    return found, existing


def _identity(finding: Finding) -> tuple[str, str, str]:
    """What makes two findings of two states the same, wherever the lines have moved."""
    return finding.rule, finding.place.path if finding.place else "", finding.message


def _inputs(accounts: Accounts, key: Key) -> list[LedgerEntry]:
    return [entry for entry in accounts.entries(key) if entry.occurrence_class is OccurrenceClass.BUILD]
