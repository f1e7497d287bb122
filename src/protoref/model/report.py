"""The report: everything a run found out, located and counted, ready to be rendered. Mirrors report-v1."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from protoref.model.change import Change, Review
from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub
from protoref.model.occurrence import OccurrenceClass, Reference
from protoref.model.problem import Problem
from protoref.model.schema import Key, Kind
from protoref.model.verdict import Deletion, Judgement


class LocatedReference(Struct, frozen=True):
    """A reference with its place, and the line it stands in (`text`, surrounding blanks removed)."""

    reference: Reference
    place: Place
    text: str


class LedgerEntry(Struct, frozen=True):
    """One accounted occurrence.

    Attributes:
        occurrence_class: its class.
        name: the generated name as it stands there.
        place: where.
        reason: why it is in that class, in words (`comment`, `local variable`, `stub of ingestion.proto`).
        text: the line it stands in, surrounding blanks removed.
        language: of the document.
    """

    occurrence_class: OccurrenceClass
    name: str
    place: Place
    reason: str
    text: str = ""
    language: str = "text"


class Explanation(Struct, frozen=True):
    """What stands at one place, and how that is known (the answer of `why`).

    Attributes:
        place: of the name.
        name: as it stands there.
        occurrence_class: the ledger's class.
        reason: in words; where resolution stopped, what the name is instead, ...
        reference: the reference with its chain, or None where the name is none.
    """

    place: Place
    name: str
    occurrence_class: OccurrenceClass
    reason: str
    reference: Reference | None = None


class Ledger(Struct, frozen=True):
    """A target's account: the classes add up to the occurrences.

    Attributes:
        occurrences: how many times its generated names stand in the repository.
        classes: how many of them are in each class; every class is a key.
        via_alias: references under another name, counted beside the occurrences.
        names: the generated names that were searched for, sorted.
        entries: every occurrence but homonyms, sorted by place.
        homonyms: how many homonyms each document holds, by path.
    """

    occurrences: int
    classes: Mapping[OccurrenceClass, int]
    via_alias: int = 0
    names: tuple[str, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()
    homonyms: Mapping[str, int] = field(default_factory=dict)


class TargetReport(Struct, frozen=True):
    """One target.

    Attributes:
        key: its key.
        symbol: how it is shown: full name; a file's import path if that is unique here, else its path.
        kind: what it is.
        requested: the user asked for it by name (symbols in a requested file are not).
        definitions: where it is defined; several: copies. A package's are its `package` statements.
        import_paths: of a file.
        owner: key of the file (or owner symbol) it belongs to, or None.
        references: to itself, sorted by place.
        ledger: its account. A file's or package's takes in those of its symbols.
        findings: about it.
        outside: its schema lies outside of the root.
        judgement: what its deletion would mean, or None where nobody asked (`who-uses`) or nobody may (`outside`).
            In `ci`: what the change means for it.
        change: what becomes of it (`ci`).
    """

    key: Key
    symbol: str
    kind: Kind
    requested: bool
    definitions: tuple[Place, ...]
    import_paths: tuple[str, ...] = ()
    owner: Key | None = None
    references: tuple[LocatedReference, ...] = ()
    ledger: Ledger | None = None
    findings: tuple[Finding, ...] = ()
    outside: bool = False
    judgement: Judgement | None = None
    change: Change | None = None


class LocatedOpaque(Struct, frozen=True):
    """An opaque spot with its place; `reach` in shown symbols (not keys), or (``*``,)."""

    place: Place
    reason: str
    detail: str
    reach: tuple[str, ...]


class Coverage(Struct, frozen=True):
    """What was looked at.

    Attributes:
        files_scanned: documents whose bytes were searched.
        files_indexed: by language, documents that were parsed and resolved.
        documents: by language, all documents of it.
        opaque: the opaque spots, sorted by place.
    """

    files_scanned: int
    files_indexed: Mapping[str, int]
    documents: Mapping[str, int]
    opaque: tuple[LocatedOpaque, ...] = ()


class Scope(Struct, frozen=True):
    """What the run speaks about: a commit (full id, or None without git or commits) and whether files differ from it."""

    commit: str | None
    dirty: bool
    base: str | None = None


class Report(Struct, frozen=True):
    """The whole answer."""

    command: str
    scope: Scope
    targets: tuple[TargetReport, ...]
    findings: tuple[Finding, ...] = ()
    stubs: tuple[Stub, ...] = ()
    stub_schemas: Mapping[str, str] = field(default_factory=dict)
    """By stub path, its schema as shown to people."""
    coverage: Coverage = field(default_factory=lambda: Coverage(0, {}, {}))
    problems: tuple[Problem, ...] = ()
    deletion: Deletion | None = None
    """What the deletion of all targets together would mean (`can-delete`)."""
    review: Review | None = None
    """What a change means (`ci`)."""
