"""From an analysis to verdicts: the world that deletions are judged by, for one set of targets or for each target alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from protoref.accounts import Accounts
from protoref.analysis import Analysis
from protoref.build_globs import build_globs
from protoref.config import OWN_FILE
from protoref.deletion.case import Case
from protoref.deletion.checklist import Asked, checklist
from protoref.deletion.judge import findings, verdict_of
from protoref.deletion.larger import larger_set
from protoref.deletion.reachability import DEAD
from protoref.deletion.target_set import TargetSet, target_set
from protoref.deletion.world import World
from protoref.model.check import CheckResult
from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub
from protoref.model.occurrence import EVERYTHING, OpaqueSpot
from protoref.model.past import PastUse
from protoref.model.schema import Catalog, Key, Kind, Origin
from protoref.model.source import Role
from protoref.model.storage import Storage
from protoref.model.verdict import Answer, Deletion, Evidence, Judgement, StorageClass
from protoref.policy import baseline
from protoref.protos import files_of, shown_name, symbols_of
from protoref.publication import publication
from protoref.snapshot.roles import role_of
from protoref.standing.decisions import Standing, standing
from protoref.storage.classes import parts, storage_classes
from protoref.storage.past_sites import past_serialisations
from protoref.stubs.matching import shared_folders


def world_of(
    analysis: Analysis,
    accounts: Accounts,
    about: Iterable[Key] | None = None,
    checked: tuple[CheckResult, ...] = (),
    decided: Standing | None = None,
) -> World:
    """Everything that deletions in a repository are judged by.

    Args:
        analysis: the run.
        accounts: what it knows about single targets.
        about: the targets that will be judged; None: any. Only of these the history is asked.
        checked: what the configured commands said, where they were run.
        decided: the decisions that count; None: those of the configuration about the schemas that are here.
    """
    catalog, survey = analysis.catalog, analysis.survey
    sites = [site for path in sorted(analysis.linked) for site in analysis.linked[path].sites]
    decided = decided or standing(survey.config, catalog)
    builds = tuple(
        source
        for source in survey.library
        if survey.roles[source.path] is Role.BUILD or survey.languages[source.path] in _BUILDING
    )
    world = World(
        catalog=catalog,
        stubs=analysis.schemas.stubs,
        references=accounts.references,
        entries=accounts.entries,
        opaque=(*analysis.opaque, *_narrow(analysis)),
        locate=accounts.locate,
        stub_importers=_importers(analysis.schemas.stubs),
        globs=tuple(build_globs(builds, _protos(catalog))),
        storage=storage_classes(catalog, sites, decided.declared, decided.data, accounts.locate),
        parts=parts(catalog),
        published=publication(catalog, analysis.schemas.stubs.values(), survey.library, builds, accounts.locate),
        consumers_attested=decided.consumers,
        checks=survey.config.checks,
        checked=checked,
        suppressions=survey.suppressions,
        made_in_rust=frozenset().union(*(linked.made_of for linked in analysis.linked.values())),
        own_files=frozenset({OWN_FILE, baseline.FILE}),
    )
    return replace(world, storage={**world.storage, **_once_serialised(analysis, accounts, world, about)})


_BUILDING = frozenset({"shell", "make", "dockerfile", "cmake", "starlark", "powershell"})


def _protos(catalog: Catalog) -> Iterator[str]:
    for path, file in catalog.files.items():
        if file.origin is not Origin.DESCRIPTOR and not file.outside:
            yield path


def _narrow(analysis: Analysis) -> Iterator[OpaqueSpot]:
    """A root that is narrower than its repository: whoever uses a schema from above it is out of sight."""
    if not analysis.survey.whole:
        yield OpaqueSpot(".", None, "narrow-root", "the root is narrower than its repository", EVERYTHING)


def _importers(stubs: Mapping[str, Stub]) -> Mapping[str, tuple[Place, ...]]:
    """By generated file, the generated files that import it: of several of that name the nearest one is meant."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in stubs:
        named[path.rpartition("/")[2].partition(".")[0]].append(path)
    found: dict[str, list[Place]] = defaultdict(list)
    for path, stub in stubs.items():
        for name in stub.imports:
            candidates = named.get(name.removesuffix(".*"), ())
            most = max((shared_folders(path, one) for one in candidates), default=0)
            for one in candidates:
                if one != path and shared_folders(path, one) == most:
                    found[one].append(Place(path, 1, 1, 1, 1))
    return {path: tuple(places) for path, places in found.items()}


def _once_serialised(
    analysis: Analysis, accounts: Accounts, world: World, about: Iterable[Key] | None
) -> Mapping[Key, Storage]:
    """Messages that code may have serialised by itself, once: a service's may be stored all the same.

    Asked of those alone that nothing needs any more: for all others the answer changes nothing. Where some targets are asked
    about, messages that wait for an answer anyway get the last writer and reader as evidence.
    """
    open_classes = _ASKED if about is None else _ASKED | {StorageClass.UNCLASSIFIED, StorageClass.LEGACY}
    wanted = None if about is None else {key for one in about for key in (one, *symbols_of(world.catalog, one))}
    idle = [
        name
        for name, storage in world.storage.items()
        if storage.cls in open_classes
        and (wanted is None or name in wanted)
        and (alive := world.liveness.get(name)) is not None
        and alive.use in DEAD
    ]
    names = {name: {word for word in accounts.account(name).ledger.names if word.isidentifier()} for name in idle}
    past = analysis.survey.past({word for words in names.values() for word in words})
    if not past.complete:
        why = "the history was cut short: whether it was ever serialised is not known (git fetch --unshallow)"
        return {name: _noted(world.storage[name], why, ()) for name in idle}

    def role(use: PastUse) -> Role:
        return role_of(use.path, use.text[:2000], analysis.survey.config.roles)

    found = {}
    for name in idle:
        evidence = past_serialisations(past.uses, names[name], _carriers(analysis, name), role)
        if evidence:
            why = "a service's message, and code that named it once serialised something"
            found[name] = _noted(world.storage[name], why, evidence)
    return found


_ASKED = frozenset({StorageClass.SERVICE_API})
"""Classes that the history can make stricter."""


def _noted(storage: Storage, why: str, evidence: tuple[Evidence, ...]) -> Storage:
    """A class with what the history says: it makes a service's message unclassified, and nothing milder."""
    if storage.cls in _ASKED:
        return Storage(StorageClass.UNCLASSIFIED, why, evidence)
    return replace(storage, evidence=(*storage.evidence, *(evidence or (Evidence(why),))))


def _carriers(analysis: Analysis, message: Key) -> set[str]:
    """Words of which one stands in whatever reaches a message's generated code: modules, packages, file names."""
    found: set[str] = set()
    for file in files_of(analysis.catalog, message):
        found |= {module.rpartition(".")[2] for module in analysis.schemas.python_modules.get(file.key, ())}
        found |= {
            part for part in (*file.package.split("."), file.import_path.rpartition("/")[2].partition(".")[0]) if part
        }
        # Go imports the folder that `go_package` names, or its last word behind `;`; other languages their own package.
        for value in filter(None, map(file.option, _PACKAGES)):
            found |= {words[-1] for part in value.split(";") if (words := _WORD.findall(part))}
    return found


_PACKAGES = ("go_package", "java_package", "csharp_namespace", "php_namespace", "ruby_package", "swift_prefix")
_WORD = re.compile(r"\w+")


def judge_each(world: World, keys: Iterable[Key]) -> Mapping[Key, Judgement]:
    """Each target judged as if it alone, with all that it contains, were deleted."""
    found: dict[Key, Judgement] = {}
    for key in keys:
        case = _case(world, [key])
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
    case = _case(world, targets)
    everything = findings(case)
    word = " ".join(shown_name(world.catalog, key) for key in targets)
    larger = larger_set(case, lambda more: _case(world, (*targets, *more)))
    deletion = Deletion(
        verdict=verdict_of(everything),
        findings=everything,
        checklist=checklist(Asked(case, case.target_set.keys, everything, word)),
        paths=tuple(sorted(case.target_set.paths)),
        gone=all(_is_gone(world, key) for key in targets),
        larger=larger,
        larger_verdict=verdict_of(findings(_case(world, (*targets, *larger)))) if larger else None,
    )
    judged = {}
    numbers: dict[Key | None, list[int]] = defaultdict(list)
    for number, one in enumerate(everything):
        numbers[one.symbol].append(number)
    for key in keys:
        alone = _set(world, [key])
        # What is said of symbols that live on in a copy is said of the users of this one.
        own = alone.keys | alone.copied
        mine = sorted(number for name in (None, *own) for number in numbers.get(name, ()))
        about = tuple(everything[number] for number in mine)
        answers = checklist(Asked(case, own, about, shown_name(world.catalog, key))) if key in targets else ()
        judged[key] = _judgement(case, key, about, answers)
    return deletion, judged


def _set(world: World, keys: Iterable[Key]) -> TargetSet:
    return target_set(keys, world.catalog, world.stubs.values(), world.families)


def _case(world: World, keys: Iterable[Key]) -> Case:
    """The deletion of some targets; those that have gone already are judged by what is left of them."""
    targets = tuple(keys)
    gone = [key for key in targets if _is_gone(world, key)]
    return Case(world, _set(world, targets), _set(world, gone).keys)


def _is_gone(world: World, key: Key) -> bool:
    """Whether no schema defines a target any more: the history or an orphaned stub tells what it was."""
    files = files_of(world.catalog, key)
    if not key.startswith(("file:", "package:")) and all(one.symbol.gone for one in world.catalog.definitions[key]):
        return True
    return bool(files) and all(file.origin is Origin.HISTORY or file.path in world.orphans for file in files)


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
