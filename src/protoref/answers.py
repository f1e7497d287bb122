"""From an analysis to a report: targets with their references, ledgers and definitions, located for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from protoref.accounts import Accounts
from protoref.analysis import Analysis, Survey
from protoref.evidence import Entry
from protoref.judging import judge_each, judge_together, world_of
from protoref.ledger import located
from protoref.linking.foreign.link import LANGUAGES as FOREIGN_LANGUAGES
from protoref.model.check import CheckResult
from protoref.model.finding import Finding, Place
from protoref.model.occurrence import OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.report import Coverage, Explanation, LocatedOpaque, Report, TargetReport
from protoref.model.schema import NOWHERE, Key, Kind, Origin, file_key
from protoref.model.source import Range, Role
from protoref.model.verdict import Deletion, Judgement
from protoref.outline.patterns import Written
from protoref.protos import shown_name, symbols_of
from protoref.readings import reading_of
from protoref.standing.baseline import baselined, outlived
from protoref.standing.unmet import unused
from protoref.upkeep.dangling_inputs import dangling_inputs
from protoref.upkeep.missing_stubs import missing_stubs
from protoref.upkeep.stub_states import stub_states


def report(
    analysis: Analysis,
    command: str,
    targets: tuple[Key, ...] | None,
    checked: tuple[CheckResult, ...] = (),
) -> Report:
    """The answer about some targets and the symbols in them, or (None) about every file and symbol.

    `can-delete` judges the targets as one deletion, a report about everything judges each alone; `who-uses` does not judge.

    Args:
        analysis: the run.
        command: its name.
        targets: their keys, or None.
        checked: what the configured commands said, where they were run.
    """
    if targets is None:
        keys = [*map(file_key, analysis.catalog.files), *_all_symbols(analysis)]
        requested: frozenset[Key] = frozenset()
    else:
        requested = frozenset(targets)
        keys = [*targets]
        for target in targets:
            keys.extend(_contained(analysis, target))
    keys = list(dict.fromkeys(keys))
    accounts = Accounts(analysis, requested)
    deletion, judged = _judged(analysis, accounts, command, targets, keys, checked)
    findings = tuple(_upkeep(analysis, accounts, command))
    reports = [target_report(analysis, accounts, key, key in requested, judged.get(key)) for key in keys]
    return Report(
        command,
        analysis.scope,
        tuple(sorted(reports, key=lambda target: (target.symbol, target.kind, target.key))),
        findings,
        tuple(sorted(analysis.schemas.stubs.values(), key=lambda stub: stub.path)),
        stub_schemas(analysis),
        coverage(analysis),
        (*analysis.problems, *(_idle(analysis, judged, findings) if command == "audit" else ())),
        deletion,
    )


def stub_schemas(analysis: Analysis) -> dict[str, str]:
    """By path of a committed generated file, its schema as shown to people."""
    catalog = analysis.catalog
    return {
        path: shown_name(catalog, file_key(stub.schema)) if stub.schema in catalog.files else stub.source
        for path, stub in analysis.schemas.stubs.items()
        if stub.schema
    }


def _idle(analysis: Analysis, judged: Mapping[Key, Judgement], findings: tuple[Finding, ...]) -> Iterator[Problem]:
    """Acknowledgements without effect; known only where everything was judged."""
    found = (finding for judgement in judged.values() for finding in judgement.findings)
    yield from unused(analysis.survey.suppressions, found)
    yield from outlived(findings, analysis.survey.config.baseline)


def _judged(
    analysis: Analysis,
    accounts: Accounts,
    command: str,
    targets: tuple[Key, ...] | None,
    keys: Sequence[Key],
    checked: tuple[CheckResult, ...],
) -> tuple[Deletion | None, Mapping[Key, Judgement]]:
    if targets is None:
        return None, judge_each(world_of(analysis, accounts), (key for key in keys if not _outside(analysis, key)))
    if command == "can-delete":
        return judge_together(world_of(analysis, accounts, targets, checked), targets, keys)
    return None, {}


def explain(analysis: Analysis, key: Key, path: str, line: int, column: int | None = None) -> tuple[Explanation, ...]:
    """What stands at a place, as far as it concerns a target: occurrences and aliases on the line, or at the column.

    Args:
        analysis: the run.
        key: the target.
        path: the document, from the root.
        line: 1-based.
        column: 1-based in code points; None: the whole line.
    """
    found: list[Explanation] = []
    books = analysis.books
    if path in analysis.library.sources:
        source = analysis.library.source(path)
        found.extend(_explanation(analysis, entry) for entry in books.entries(key, frozenset([path])))
        family = books.family(key)
        document = analysis.linked.get(path)
        known = {(explanation.place.line, explanation.place.column) for explanation in found}
        for reference in document.references if document else ():
            place = located(source, reference.range)
            if reference.symbol in family and (place.line, place.column) not in known:
                entry = Entry(path, reference.range, Written.NAME, reading_of(reference), reference)
                found.append(_explanation(analysis, entry))
    here = [e for e in found if e.place.line == line]
    if column is not None:
        here = [e for e in here if e.place.column <= column < max(e.place.end_column, e.place.column + 1)]
    return tuple(sorted(here, key=lambda explanation: explanation.place))


def _explanation(analysis: Analysis, entry: Entry) -> Explanation:
    source = analysis.library.source(entry.path)
    place = entry.reference.range if entry.reference is not None and entry.reference.range in entry.hit else entry.hit
    return Explanation(
        located(source, place),
        source.text(place),
        entry.reading.occurrence_class,
        entry.reading.reason,
        entry.reference,
    )


def _all_symbols(analysis: Analysis) -> Iterator[Key]:
    for name, definitions in analysis.catalog.definitions.items():
        if not definitions[0].symbol.map_entry:
            yield name


def _contained(analysis: Analysis, key: Key) -> Iterator[Key]:
    if key.startswith("package:"):
        yield from map(file_key, analysis.catalog.packages.get(key.removeprefix("package:"), ()))
    yield from symbols_of(analysis.catalog, key)


def target_report(
    analysis: Analysis, accounts: Accounts, key: Key, requested: bool, judgement: Judgement | None
) -> TargetReport:
    """One target, with everything that is known about it."""
    return TargetReport(
        key=key,
        symbol=shown_name(analysis.catalog, key),
        kind=_kind(analysis, key),
        requested=requested,
        definitions=tuple(sorted(_definitions(analysis, key))),
        import_paths=_import_paths(analysis, key),
        owner=_owner(analysis, key),
        references=accounts.references(key),
        ledger=accounts.account(key).ledger,
        findings=judgement.findings if judgement else (),
        outside=_outside(analysis, key),
        judgement=judgement,
    )


def _kind(analysis: Analysis, key: Key) -> Kind:
    if key.startswith("file:"):
        return Kind.FILE
    if key.startswith("package:"):
        return Kind.PACKAGE
    return analysis.catalog.definitions[key][0].symbol.kind


def _definitions(analysis: Analysis, key: Key) -> Iterator[Place]:
    catalog = analysis.catalog
    if key.startswith("file:"):
        file = catalog.files[key.removeprefix("file:")]
        if not file.elsewhere:
            yield Place(file.path, 1, 1, 1, 1)
    elif key.startswith("package:"):
        for path in catalog.packages.get(key.removeprefix("package:"), ()):
            file = catalog.files[path]
            if not file.elsewhere:
                yield _place(analysis, path, file.package_range == NOWHERE, file.package_range)
    else:
        for definition in catalog.definitions[key]:
            if not definition.file.elsewhere and not definition.gone:
                nowhere = definition.file.origin is Origin.DESCRIPTOR
                yield _place(analysis, definition.file.path, nowhere, definition.symbol.name_range)


def _place(analysis: Analysis, path: str, nowhere: bool, place: Range) -> Place:
    return Place(path, 1, 1, 1, 1) if nowhere else located(analysis.library.source(path), place)


def _import_paths(analysis: Analysis, key: Key) -> tuple[str, ...]:
    return (analysis.catalog.files[key.removeprefix("file:")].import_path,) if key.startswith("file:") else ()


def _owner(analysis: Analysis, key: Key) -> Key | None:
    if key.startswith(("file:", "package:")):
        return None
    definition = analysis.catalog.definitions[key][0]
    return definition.symbol.parent or definition.file.key


def _outside(analysis: Analysis, key: Key) -> bool:
    if key.startswith("package:"):
        return False
    if key.startswith("file:"):
        return analysis.catalog.files[key.removeprefix("file:")].outside
    return all(definition.file.outside for definition in analysis.catalog.definitions[key])


def _upkeep(analysis: Analysis, accounts: Accounts, command: str) -> Iterable[Finding]:
    """What does not fit, whatever is asked for. What is missing, and what dangles, is told where everything is looked at."""
    if command in _WHOLE:
        return upkeep(analysis.survey, accounts.locate)
    return stub_states(stub for _, stub in sorted(analysis.schemas.stubs.items()))


def upkeep(survey: Survey, locate: Callable[[str, Range | None], Place]) -> tuple[Finding, ...]:
    """Everything in a repository that does not fit its schemas; what its baseline knows weighs nothing."""
    catalog, stubs = survey.catalog, [stub for _, stub in sorted(survey.schemas.stubs.items())]
    builds = [source for source in survey.library if survey.roles[source.path] is Role.BUILD]
    here = [file for file in catalog.files.values() if file.origin is not Origin.HISTORY]
    present = {name for file in here for name in (file.path, file.import_path)}
    found = (
        *stub_states(stubs),
        *missing_stubs(catalog, stubs, builds),
        *dangling_inputs(builds, present, survey.deleted, locate),
    )
    return baselined(found, survey.config.baseline)


_WHOLE = frozenset({"audit", "stubs"})
"""Commands about the whole repository."""


def coverage(analysis: Analysis) -> Coverage:
    """What was looked at, and what could not be."""
    languages = analysis.evidence.languages
    indexed = Counter(
        document.language for document in analysis.linked.values() if document.language not in FOREIGN_LANGUAGES
    )
    return Coverage(
        files_scanned=len(analysis.library.sources),
        files_indexed=dict(sorted(indexed.items())),
        documents=dict(sorted(Counter(languages.values()).items())),
        opaque=tuple(
            sorted((_located_opaque(analysis, spot) for spot in analysis.opaque), key=lambda o: (o.place, o.reason))
        ),
    )


def _located_opaque(analysis: Analysis, spot: OpaqueSpot) -> LocatedOpaque:
    place = Place(spot.path)
    if spot.range is not None and spot.path in analysis.library.sources:
        place = located(analysis.library.source(spot.path), spot.range)
    reach = tuple(sorted({key if key == "*" else shown_name(analysis.catalog, key) for key in spot.reach}))
    return LocatedOpaque(place, spot.reason, spot.detail, reach)
