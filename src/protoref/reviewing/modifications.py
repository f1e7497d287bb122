"""What the rules find in schemas that stay, weighed by who uses them and whether data of them may be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.changes.rules.registry import RULES
from protoref.deletion.reachability import DEAD
from protoref.deletion.world import World
from protoref.model.change import SchemaChanges
from protoref.model.finding import Finding, Place
from protoref.model.occurrence import Certainty
from protoref.model.schema import Key, Origin
from protoref.model.verdict import Severity, StorageClass
from protoref.protos import symbols_of


def modifications(world: World, changes: SchemaChanges) -> dict[Key, list[Finding]]:
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


def misplaced(world: World, changes: SchemaChanges) -> Iterator[Finding]:
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
