"""A change, judged: what becomes of the schemas, who is affected, and what of it is the change's doing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from protoref.accounts import Accounts
from protoref.analysis import Analysis
from protoref.answers import coverage, stub_schemas, target_report, upkeep
from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.changes.rules.registry import RULES
from protoref.deletion.judge import verdict_of
from protoref.deletion.reachability import DEAD
from protoref.deletion.world import World
from protoref.judging import judge_together, world_of
from protoref.model.change import Change, Review, SchemaChanges
from protoref.model.finding import Finding, Place
from protoref.model.occurrence import Certainty, OccurrenceClass
from protoref.model.report import LedgerEntry, Report, TargetReport
from protoref.model.schema import Key, Origin, file_key
from protoref.model.storage import Storage
from protoref.model.verdict import Deletion, Judgement, Severity, StorageClass, Verdict
from protoref.protos import files_of, symbols_of
from protoref.standing.decisions import Standing
from protoref.upkeep.uncompiled import uncompiled


@dataclass(frozen=True)
class Before:
    """The state that a change starts from.

    Attributes:
        commit: full id of its commit.
        decided: the decisions that are in force, about its schemas.
        findings: what did not fit there.
        world: everything about it. Expensive, and only asked for where something goes.
    """

    commit: str
    decided: Standing
    findings: tuple[Finding, ...]
    world: Callable[[], World]


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
    accounts = Accounts(analysis, detailed=True)
    lost = lost_keys(changes)
    world = world_of(analysis, accounts, lost, decided=before.decided)
    if lost:
        world = _remembering(world, before.world(), lost)
    judged: dict[Key, Judgement] = {}
    deletion: Deletion | None = None
    if lost:
        within = dict.fromkeys([*lost, *(name for key in lost for name in symbols_of(analysis.catalog, key))])
        deletion, found = judge_together(world, lost, [key for key in within if _is_deleted(key, lost, world)])
        judged.update(found)
    fates = dict.fromkeys(judged, Change.DELETED)
    about = _modifications(world, changes)
    for finding in _misplaced(world, changes):
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
            targets=fates,
            files={key: _file_of(analysis, key) for key in fates},
            deletion=deletion,
            moved=tuple(sorted((pair.before.path, pair.after.path) for pair in changes.moved)),
            existing=existing,
            unused=_used_once(before.world(), idle) if idle else (),
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


def _facts_of(file: object) -> object:
    symbols = getattr(file, "symbols", ())
    return [
        (one.full_name, one.kind, one.number, one.label, one.type_name, one.oneof, one.json_name) for one in symbols
    ], getattr(file, "package", "")


def _modifications(world: World, changes: SchemaChanges) -> dict[Key, list[Finding]]:
    """By target, what the rules find in the files that stay, weighed by who uses it and whether it is stored."""
    found: dict[Key, list[Finding]] = defaultdict(list)
    for kept in changes.kept:
        if kept.after.origin is not Origin.PROTO:
            continue  # whoever changes a schema that lives elsewhere answers for it there
        pair = Pair.of(kept)
        stored: dict[Key, None] = {}
        for rule in RULES:
            for fact in rule.find(pair):
                finding = _weighed(world, rule, fact)
                found[_shown_at(world, fact)].append(finding)
                if rule.wire and finding.severity != Severity.INFO:
                    stored.update(dict.fromkeys(_messages(world, fact.owner)))
        for message in stored:
            storage = world.storage[message]
            if storage.cls in _OPEN:
                words = f"{message} is {storage.cls} ({storage.why}): bytes of its earlier form may be stored"
                found[message].append(
                    Finding("storage-unattested", Severity.REVIEW, words, world.defined_at(message), message)
                )
    return found


_OPEN = (StorageClass.LEGACY, StorageClass.UNCLASSIFIED)


def _shown_at(world: World, fact: Fact) -> Key:
    """The target that a fact is shown at: a file, message, enum or service that is still there."""
    return fact.owner if fact.owner.startswith("file:") or fact.owner in world.catalog.definitions else fact.symbol


def _misplaced(world: World, changes: SchemaChanges) -> Iterator[Finding]:
    """Uses of symbols that another file declares now, by way of what was generated from the old one."""
    for path, part in changes.relocated.items():
        for symbol in part.symbols:
            home = world.catalog.definitions[symbol.full_name][0].file.path
            for located in world.references(symbol.full_name):
                chain = located.reference.chain
                if located.reference.language != "proto" and chain and chain[-1].path == path:
                    sure = located.reference.certainty is Certainty.CERTAIN
                    yield Finding(
                        "code-reference" if sure else "possible-reference",
                        Severity.BLOCKER if sure else Severity.REVIEW,
                        f"takes {symbol.full_name} from {path}, which {home} declares now",
                        located.place,
                        symbol.full_name,
                    )


def _weighed(world: World, rule: Rule, fact: Fact) -> Finding:
    classes = {world.storage[message].cls for message in _messages(world, fact.owner)}
    alive = world.liveness.get(fact.owner)
    affected = alive is None or alive.use not in DEAD or (rule.wire and bool(classes.intersection(_OPEN)))
    severity = rule.used if affected else rule.idle
    if fact.mild and severity in _MILDER:
        severity = _MILDER[severity]
    elif rule.wire and StorageClass.ACTIVE in classes:
        severity = Severity.BLOCKER
    subject = fact.symbol.rpartition("/")[2].removeprefix("file:")
    where = world.defined_at(fact.symbol) or world.defined_at(fact.owner) or _whole(fact.owner)
    return Finding(rule.id, severity, f"{subject} {fact.message}{_affected(world, fact)}", where, fact.owner)


_MILDER = {Severity.BLOCKER: Severity.REVIEW, Severity.REVIEW: Severity.INFO}


def _whole(key: Key) -> Place | None:
    return Place(key.removeprefix("file:"), 1, 1, 1, 1) if key.startswith("file:") else None


def _affected(world: World, fact: Fact) -> str:
    """Who uses what has changed, in half a sentence."""
    keys = (fact.symbol, fact.owner)
    places = {
        located.place
        for key in dict.fromkeys(keys)
        for located in world.references(key)
        if located.reference.language != "proto"
    }
    if not places:
        return ""
    files = len({place.path for place in places})
    return f" (used at {len(places)} place{'s'[: len(places) != 1]} in {files} file{'s'[: files != 1]})"


def _messages(world: World, owner: Key) -> Iterator[Key]:
    """The messages whose bytes a change of a message, enum or file is about."""
    if owner.startswith("file:"):
        yield from (name for name in symbols_of(world.catalog, owner) if name in world.storage)
    elif owner in world.storage:
        yield owner
    else:
        yield from (name for name in world.parts.get(owner, ()) if name in world.storage)


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


def _used_once(world: World, keys: frozenset[Key]) -> tuple[Key, ...]:
    """Those of some symbols that something needed, sorted."""
    return tuple(sorted(key for key in keys if key in world.liveness and world.liveness[key].use not in DEAD))


def _remembering(world: World, before: World, lost: tuple[Key, ...]) -> World:
    """What is gone was stored and published as the earlier state says: who takes the writer away with it leaves the data."""
    storage = dict(world.storage)
    published = dict(world.published)
    for key in lost:
        for name in (key, *symbols_of(before.catalog, key)):
            was, now = before.storage.get(name), storage.get(name)
            if was is not None and now is not None and was.cls is StorageClass.ACTIVE and now.cls in _FORGETFUL:
                why = f"it was stored before this change: {was.why}"
                storage[name] = Storage(StorageClass.UNCLASSIFIED, why, (*was.evidence, *now.evidence))
        for file in files_of(before.catalog, key):
            published[file.path] = tuple(
                dict.fromkeys((*published.get(file.path, ()), *before.published.get(file.path, ())))
            )
    return replace(world, storage=storage, published=published)


_FORGETFUL = (StorageClass.SERVICE_API, StorageClass.UNCLASSIFIED)
"""Classes that do not know of a writer that is gone."""
