"""May it be deleted? The verdict, what it rests on, and what is left to do."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from protoref.model.finding import Finding, Place
from protoref.model.schema import Key


class Verdict(StrEnum):
    """The answer about a target set (report-v1: ``verdict``), the best first."""

    SAFE = "safe"
    REVIEW = "review"
    BLOCKED = "blocked"


class Severity(StrEnum):
    """What a finding asks for (report-v1: ``severity``), the worst first."""

    BLOCKER = "blocker"
    """Something breaks."""
    REVIEW = "review"
    """A person has to look, or to answer."""
    TODO = "todo"
    """Something has to be done together with the deletion."""
    INFO = "info"
    """Worth knowing, no work."""

    @property
    def verdict(self) -> Verdict:
        """The verdict that a finding of this severity allows at best."""
        if self is Severity.BLOCKER:
            return Verdict.BLOCKED
        return Verdict.REVIEW if self is Severity.REVIEW else Verdict.SAFE


class UseState(StrEnum):
    """Who keeps a symbol alive (report-v1: ``use``)."""

    USED = "used"
    """Code that is no test names it, or something that it owns."""
    SCHEMA_ONLY = "schema-only"
    """No code names it; a schema that is used contains it."""
    TESTS_ONLY = "tests-only"
    """Tests, examples and benchmarks alone name it, or what contains it."""
    UNUSED = "unused"
    """Nothing names it."""
    DEAD_FAMILY = "dead-family"
    """Only schemas name it that nothing uses either."""


class StorageClass(StrEnum):
    """What is known about stored bytes of a message (report-v1: ``storage``), the strictest last."""

    SERVICE_API = "service-api"
    """A service's requests or responses reach it, and nothing suggests that it was ever stored."""
    TRANSIENT = "transient"
    """Declared: never stored."""
    MIGRATED = "migrated"
    """Attested: no data remains."""
    UNCLASSIFIED = "unclassified"
    """None of these."""
    LEGACY = "legacy"
    """Declared: no longer written, data may remain."""
    ACTIVE = "active"
    """Production code stores its bytes in view, or it is declared."""

    @property
    def strictness(self) -> int:
        """The higher, the stricter."""
        return tuple(StorageClass).index(self)


class Question(StrEnum):
    """A line of the checklist, in the order of asking (report-v1: ``question``)."""

    STORAGE = "storage"
    MIGRATION = "migration"
    CODE = "code"
    GENERATED = "generated"
    BUILD = "build"
    VALIDATION = "validation"
    MENTIONS = "mentions"
    CONSUMERS = "consumers"


class State(StrEnum):
    """How a question stands (report-v1: ``state``)."""

    DONE = "done"
    TODO = "todo"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Evidence(Struct, frozen=True):
    """A line that speaks for an answer: what, and where (None: nowhere in particular)."""

    text: str
    place: Place | None = None


class Answer(Struct, frozen=True):
    """A question of the checklist, answered.

    Attributes:
        question: which one.
        state: how it stands.
        summary: the answer in one sentence.
        evidence: what it rests on, the most important first.
        next: what to do next, as a command where there is one; empty where nothing is left.
    """

    question: Question
    state: State
    summary: str
    evidence: tuple[Evidence, ...] = ()
    next: str = ""


class Judgement(Struct, frozen=True):
    """What a deletion means for one target.

    Attributes:
        verdict: the worst of the findings.
        findings: about it and what it contains; the worst first, then by rule and place.
        checklist: every question once, in their order; empty where nobody asked for it.
        use: who keeps it alive, or None for what has no use of its own (fields, values, rpcs, packages).
        kept_by: for `UseState.SCHEMA_ONLY`: the chain of symbols from the one that code names down to the one that contains it.
        storage: of a message; the strictest in a file or package; None where nothing of it is ever serialised by itself.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    checklist: tuple[Answer, ...] = ()
    use: UseState | None = None
    kept_by: tuple[Key, ...] = ()
    storage: StorageClass | None = None


class Deletion(Struct, frozen=True):
    """What it means that all targets go together.

    Attributes:
        verdict: the worst of the findings.
        findings: everything found, sorted like a judgement's.
        checklist: every question once, in their order.
        paths: documents to delete: schema files and generated files, sorted.
        gone: the schemas are gone already: judged is what is left of them.
        larger: keys of schemas that nothing else uses: with them in the set the verdict would be `larger_verdict`.
        larger_verdict: see there.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    checklist: tuple[Answer, ...]
    paths: tuple[str, ...] = ()
    gone: bool = False
    larger: tuple[Key, ...] = ()
    larger_verdict: Verdict | None = None
