"""Occurrences of generated names, the references among them, and the places where resolution had to stop."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from protoref.model.schema import Key
from protoref.model.site import Site
from protoref.model.source import Range, Role


class Usage(StrEnum):
    """How a reference uses its symbol (report-v1: ``usage``)."""

    IMPORT = "import"
    REEXPORT = "reexport"
    CALL = "call"
    TYPE = "type"
    BASE = "base"
    ALIAS = "alias"
    PATTERN = "pattern"
    IMPLEMENT = "implement"
    ATTRIBUTE = "attribute"
    MACRO = "macro"
    STRING = "string"
    BUILD = "build"
    OTHER = "other"


class Certainty(StrEnum):
    """Whether resolution proved it."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Step(Struct, frozen=True):
    """One link of a resolution chain, for `via` and `why`.

    Attributes:
        name: what was resolved (`ingestion_pb2`, `app.proto_gen`).
        how: in words (`imported from app.proto_gen`, `package backend/app/proto_gen (import root backend)`).
        path: the document it happened in, or empty.
        line: 1-based, or 0.
    """

    name: str
    how: str
    path: str = ""
    line: int = 0


class Reference(Struct, frozen=True):
    """One identifier (or string) in hand-written code that stands for a symbol.

    Attributes:
        symbol: key of the symbol, file or package.
        path: the document.
        range: of the identifier alone.
        language: ``python``, ``rust``, ``proto``, ``go``, ..., ``text``.
        usage: how it is used.
        certainty: whether resolution proved it.
        role: what the place is for; a document's own role, or ``test`` inside a Rust test module.
        chain: how the name was resolved, from the identifier towards the schema.
        alias: the identifier is not a generated name (an alias, bound by import or assignment).
        user: key of the symbol or file in whose declaration it stands, where a schema makes it; else empty.
    """

    symbol: Key
    path: str
    range: Range
    language: str
    usage: Usage
    certainty: Certainty = Certainty.CERTAIN
    role: Role = Role.PRODUCTION
    chain: tuple[Step, ...] = ()
    alias: bool = False
    user: Key = ""


class Resolution(Struct, frozen=True):
    """What a name that is no reference turned out to be.

    Attributes:
        range: of the identifier.
        resolved: whether resolution reached an end: the name is unrelated. Otherwise it is unresolved.
        what: in words: what it is (`local variable`, `class Value of app/models.py`) or where resolution stopped.
        reach: where unresolved, the keys it may stand for; None: whatever generated symbol has that name.
    """

    range: Range
    resolved: bool
    what: str
    reach: tuple[Key, ...] | None = None


class OpaqueSpot(Struct, frozen=True):
    """A place that could hide a use.

    Attributes:
        path: the document.
        range: of the place, or None for the whole document.
        reason: report-v1's words: ``syntax-error``, ``computed-name``, ``unexpanded-macro``, ``too-deep``,
            ``unreadable``, ``absent-blob``, ``submodule``, ...
        detail: one sentence for people.
        reach: keys of the symbols it could hide, as few as can be proven; (``*``,) for all.
    """

    path: str
    range: Range | None
    reason: str
    detail: str
    reach: tuple[Key, ...]


EVERYTHING: tuple[Key, ...] = ("*",)


class OccurrenceClass(StrEnum):
    """The ledger's classes. Each occurrence is in exactly one."""

    REFERENCE = "reference"
    FOREIGN = "foreign"
    GENERATED = "generated"
    DEFINITION = "definition"
    BUILD = "build"
    MENTION = "mention"
    HOMONYM = "homonym"
    UNRELATED = "unrelated"
    UNRESOLVED = "unresolved"


class LinkedDocument(Struct, frozen=True):
    """What linking found out about one document.

    Attributes:
        path: the document.
        language: its language.
        references: certain and possible ones, aliases included, sorted by range.
        resolutions: by start offset, for every other identifier that was asked for.
        opaque: spots with their reach.
        comments: ranges of comments, docstrings and other prose.
        strings: ranges of string literals that are no docstrings.
        texts: ranges that are neither code nor prose (outputs of a notebook).
        definitions: by start offset of a name, the key of what is defined there (schemas only).
        sites: where messages become bytes or are made of them, sorted by range.
        made_of: root paths of the schema files that a build may make the generated code of which this document mounts (Rust).
        passes_on: the generated names that whoever imports this module gets from it, each with the symbols that it may be (Python).
        broken: not all of it could be read as code, so what was made of the rest may be wrong.
    """

    path: str
    language: str
    references: tuple[Reference, ...] = ()
    resolutions: Mapping[int, Resolution] = field(default_factory=dict)
    opaque: tuple[OpaqueSpot, ...] = ()
    comments: tuple[Range, ...] = ()
    strings: tuple[Range, ...] = ()
    texts: tuple[Range, ...] = ()
    definitions: Mapping[int, Key] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    made_of: frozenset[str] = frozenset()
    passes_on: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    broken: bool = False


class Reading(Struct, frozen=True):
    """What an occurrence in text that is not parsed amounts to.

    Attributes:
        occurrence_class: its class.
        reason: why, in words.
        usage: how it uses the symbol, where it is a reference.
        language: of the text around it.
        certainty: whether a use is beyond doubt, where it is a reference.
    """

    occurrence_class: OccurrenceClass
    reason: str
    usage: Usage = Usage.STRING
    language: str = "text"
    certainty: Certainty = Certainty.POSSIBLE
