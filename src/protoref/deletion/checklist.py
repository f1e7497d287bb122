"""The checklist of docs/lifecycle.md, answered for one set: each question with its state, evidence and next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from protoref.deletion.case import Case
from protoref.deletion.quotes import quotes
from protoref.deletion.rules.opaque import RULE as OPAQUE
from protoref.deletion.rules.registry import RULES
from protoref.deletion.settling import settling
from protoref.model.check import CheckResult
from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub, StubState
from protoref.model.schema import Key
from protoref.model.storage import Storage
from protoref.model.verdict import Answer, Evidence, Question, Severity, State, StorageClass
from protoref.protos import files_of

_STATES = {
    Severity.BLOCKER: State.BLOCKED,
    Severity.REVIEW: State.UNKNOWN,
    Severity.TODO: State.TODO,
    Severity.INFO: State.DONE,
}
_MOST_EVIDENCE = 20


class Asked(Struct, frozen=True):
    """What the checklist is about.

    Attributes:
        case: the deletion.
        keys: the members that are asked about: all of the set, or those of one target.
        findings: those about these members.
        word: what a user types for them.
    """

    case: Case
    keys: frozenset[Key]
    findings: tuple[Finding, ...]
    word: str

    def about(self, question: Question) -> tuple[Finding, ...]:
        """The findings that answer a question."""
        names = {rule.name(gone=gone) for rule in RULES if rule.question is question for gone in (False, True)}
        return tuple(finding for finding in self.findings if finding.rule in names)

    @property
    def storage(self) -> tuple[tuple[Key, Storage], ...]:
        """The messages that go or lose something, the strictest class first."""
        messages = {message for key, message in self.case.stored if key in self.keys}
        found = [(message, self.case.world.storage[message]) for message in messages]
        return tuple(sorted(found, key=lambda one: (-one[1].cls.strictness, one[0])))


def checklist(asked: Asked) -> tuple[Answer, ...]:
    """Every question once, in their order."""
    return tuple(_ANSWERS[question](asked) for question in Question)


def _storage(asked: Asked) -> Answer:
    found = asked.storage
    if not found:
        return Answer(Question.STORAGE, State.DONE, "nothing of it is ever serialised by itself")
    strictest = found[0][1]
    states = {
        StorageClass.ACTIVE: State.BLOCKED,
        StorageClass.LEGACY: State.UNKNOWN,
        StorageClass.UNCLASSIFIED: State.UNKNOWN,
    }
    alike = sum(storage.cls is strictest.cls for _, storage in found)
    which = "" if len(found) == 1 else f"{alike} of {len(found)} messages " if alike < len(found) else ""
    summary = f"{which}{strictest.cls}: {strictest.why}"
    known = (one for _, storage in found for one in storage.evidence)
    evidence = tuple(dict.fromkeys((*known, *quotes(asked.case, asked.keys))))
    state = states.get(strictest.cls, State.DONE)
    return Answer(Question.STORAGE, state, summary, evidence[:_MOST_EVIDENCE])


def _migration(asked: Asked) -> Answer:
    found = asked.storage
    classes = {storage.cls for _, storage in found}
    if StorageClass.ACTIVE in classes:
        return Answer(Question.MIGRATION, State.BLOCKED, "it is stored today", next="stop storing it first")
    if classes & {StorageClass.LEGACY, StorageClass.UNCLASSIFIED}:
        command = f"protoref attest {asked.word} --by NAME --evidence URL"
        return Answer(Question.MIGRATION, State.UNKNOWN, "nobody has attested that no data remains", next=command)
    if StorageClass.MIGRATED in classes:
        evidence = tuple(e for _, s in found if s.cls is StorageClass.MIGRATED for e in s.evidence[:1])
        return Answer(Question.MIGRATION, State.DONE, "attested: no data remains", tuple(dict.fromkeys(evidence)))
    return Answer(Question.MIGRATION, State.DONE, "nothing to migrate")


def _code(asked: Asked) -> Answer:
    found = asked.about(Question.CODE)
    if not found:
        return Answer(Question.CODE, State.DONE, "0 references, nothing unresolved")
    summary, step = _counted(asked, Question.CODE), f"protoref who-uses {asked.word}"
    if all(finding.rule == OPAQUE.id and not finding.acknowledged for finding in found):
        step = settling(asked.case.spots, asked.keys)
        why = {finding.message.partition(": ")[2] for finding in found}
        summary += f": {why.pop()}" if len(why) == 1 else ""
    return Answer(Question.CODE, _state(found), summary, _evidence(found), step)


def _generated(asked: Asked) -> Answer:
    found = asked.about(Question.GENERATED)
    if not found:
        return _made_again(asked)
    return Answer(
        Question.GENERATED,
        _state(found),
        _counted(asked, Question.GENERATED),
        _evidence(found),
        "delete the generated files with it"
        if _state(found) is not State.BLOCKED
        else "generate what imports them again",
    )


def _made_again(asked: Asked) -> Answer:
    """Generated files hold more than what goes: they stay, and have to follow the schema."""
    world = asked.case.world
    files = {file.path for key in asked.keys for file in files_of(world.catalog, key)}
    stubs = sorted(path for path, stub in world.stubs.items() if stub.schema in files)
    if not stubs:
        return Answer(Question.GENERATED, State.DONE, "no generated file of it is committed")
    summary = f"{len(stubs)} generated file{'s'[: len(stubs) != 1]} to make again"
    evidence = tuple(Evidence(_held(world.stubs[path]), Place(path)) for path in stubs)
    return Answer(Question.GENERATED, State.TODO, summary, evidence, "generate them again after the deletion")


def _held(stub: Stub) -> str:
    """What a generated file that stays has in it."""
    if stub.state is StubState.UNPROVEN:
        return "may be made of it: what it holds does not prove that"
    return f"holds more of {stub.source or 'its schema'}"


def _build(asked: Asked) -> Answer:
    found = asked.about(Question.BUILD)
    if not found:
        return Answer(Question.BUILD, State.DONE, "no build input names it")
    state = _state(found)
    todo = "" if state is State.DONE else "take it out of the build inputs"
    return Answer(Question.BUILD, state, _counted(asked, Question.BUILD), _evidence(found), todo)


def _validation(asked: Asked) -> Answer:
    world = asked.case.world
    if not world.checks:
        return Answer(Question.VALIDATION, State.UNKNOWN, "no commands configured ([tool.protoref] checks)")
    if not world.checked:
        return Answer(
            Question.VALIDATION,
            State.TODO,
            f"{len(world.checks)} command{'s'[: len(world.checks) != 1]} to run",
            tuple(map(Evidence, world.checks)),
            f"protoref can-delete {asked.word} --run-checks",
        )
    return _checked(world.checked, gone=asked.case.is_gone(None))


def _checked(results: Sequence[CheckResult], *, gone: bool) -> Answer:
    """What the commands said: once the set is gone, that it may be gone; before, only that they worked without the deletion."""
    failed = [result for result in results if result.status]
    evidence = tuple(
        Evidence(text)
        for result in results
        for text in (f"exit {result.status}: {result.command}", *(result.output if result.status else ()))
    )
    if failed:
        summary = f"{len(failed)} of {len(results)} commands failed"
        return Answer(Question.VALIDATION, State.BLOCKED, summary, evidence, "mend what they say first")
    if gone:
        return Answer(Question.VALIDATION, State.DONE, f"{len(results)} of {len(results)} commands passed", evidence)
    summary = f"{len(results)} of {len(results)} commands passed before the deletion"
    return Answer(Question.VALIDATION, State.TODO, summary, evidence, "run them again after the deletion")


def _mentions(asked: Asked) -> Answer:
    found = asked.about(Question.MENTIONS)
    if not found:
        return Answer(Question.MENTIONS, State.DONE, "no document speaks of it")
    return Answer(Question.MENTIONS, _state(found), _counted(asked, Question.MENTIONS), _evidence(found))


def _consumers(asked: Asked) -> Answer:
    found = asked.about(Question.CONSUMERS)
    if found:
        command = f"protoref attest {asked.word} --kind consumers --by NAME --evidence URL"
        summary = "it is published, and nobody has attested about its consumers"
        return Answer(Question.CONSUMERS, _state(found), summary, _evidence(found), command)
    return Answer(Question.CONSUMERS, State.DONE, "no sign that it is published, or attested")


_ANSWERS: Mapping[Question, Callable[[Asked], Answer]] = {
    Question.STORAGE: _storage,
    Question.MIGRATION: _migration,
    Question.CODE: _code,
    Question.GENERATED: _generated,
    Question.BUILD: _build,
    Question.VALIDATION: _validation,
    Question.MENTIONS: _mentions,
    Question.CONSUMERS: _consumers,
}


def _state(found: Sequence[Finding]) -> State:
    """The state that the worst finding makes."""
    return _STATES[min((Severity(finding.severity) for finding in found), key=tuple(Severity).index)]


def _counted(asked: Asked, question: Question) -> str:
    """``2 references in code, 1 possible reference``."""
    counts = Counter(finding.rule for finding in asked.about(question))
    parts = []
    for rule in RULES:
        names = {rule.name(gone=gone) for gone in (False, True)} if rule.question is question else set()
        count = sum(counts[name] for name in names)
        if count:
            parts.append(f"{count} {rule.nouns[count != 1]}")
    seen = sum(bool(finding.acknowledged) for finding in asked.about(question))
    return ", ".join(parts) + (f"; {seen} acknowledged" if seen else "")


def _evidence(found: Iterable[Finding]) -> tuple[Evidence, ...]:
    return tuple(Evidence(f"{finding.message}{_acknowledged(finding)}", finding.place) for finding in found)


def _acknowledged(finding: Finding) -> str:
    return f" (acknowledged: {finding.acknowledged})" if finding.acknowledged else ""
