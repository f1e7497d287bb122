"""What every format says of a deletion: its reason in half a sentence, the titles of the questions, what stands in the way."""

from __future__ import annotations

from protoref.model.finding import Finding
from protoref.model.report import Report
from protoref.model.verdict import Answer, Deletion, Evidence, Question, Severity, State, Verdict
from protoref.reporting.facts import Group, Use
from protoref.reporting.layout import joined, plural

TITLES = {
    Question.STORAGE: "Storage",
    Question.MIGRATION: "Migration",
    Question.CODE: "Code",
    Question.GENERATED: "Generated",
    Question.BUILD: "Build",
    Question.VALIDATION: "Validation",
    Question.MENTIONS: "Mentions",
    Question.CONSUMERS: "Elsewhere",
}
_WORDS = {Question.MIGRATION: "storage", Question.CONSUMERS: "consumers"}
"""What an answer is called where it alone is missing."""


def reason(report: Report, deletion: Deletion) -> str:
    """Why the verdict is what it is, in half a sentence."""
    blockers = [one for one in deletion.findings if one.severity == Severity.BLOCKER]
    if blockers:
        files = len({one.place.path for one in blockers if one.place is not None})
        where = f" in {plural(files, 'file')}" if files else ""
        return (
            f"{plural(len(blockers), 'thing')} would break{where}"
            if not deletion.gone
            else f"{len(blockers)} left{where}"
        )
    open_rules = {one.rule for one in deletion.findings if one.severity == Severity.REVIEW}
    if open_rules == {"storage-unattested"}:
        return "no code uses it, but stored data may still need it"
    if open_rules == {"consumers-unattested"}:
        return "no code here uses it, but it is published"
    if open_rules == {"storage-unattested", "consumers-unattested"}:
        return "no code here uses it, but stored data and consumers elsewhere may still need it"
    if open_rules:
        open_ones = [one for one in deletion.findings if one.severity == Severity.REVIEW]
        places = {one.place for one in open_ones if one.place is not None}
        count = len(places) + sum(one.place is None for one in open_ones)
        return f"{plural(count, 'place')} to look at"
    return f"in this repository{_commit(report)}"


def _commit(report: Report) -> str:
    if report.scope.commit is None:
        return ""
    dirty = " with uncommitted changes" if report.scope.dirty else ""
    return f" at {report.scope.commit[:7]}{dirty}"


def in_the_way(deletion: Deletion, asked: tuple[Group, ...]) -> list[Use]:
    """The uses that block or may be meant, in their documents."""
    places = {(one.place, one.symbol) for one in deletion.findings if one.place and one.severity in _OPEN}
    return sorted(
        {
            (use.place, use.target.key): use
            for group in asked
            for use in group.uses
            if (use.place, use.target.key) in places
        }.values(),
        key=lambda use: (use.place, use.target.symbol),
    )


_OPEN = frozenset({Severity.BLOCKER, Severity.REVIEW})


def evidence_of(answer: Answer, deletion: Deletion, report: Report) -> tuple[Evidence, ...]:
    """What an answer rests on, once each, without the references to targets: those are listed above the checklist, with their lines.

    A package that goes with its last schema file is no target, unless it is asked about.
    """
    told = tuple(dict.fromkeys(answer.evidence))
    if answer.question is not Question.CODE:
        return told
    listed = {target.key for target in report.targets}
    found = (one for one in deletion.findings if one.rule.endswith("-reference") and one.symbol in listed)
    uses = {(one.place, one.message) for one in found}
    return tuple(one for one in told if (one.place, one.text) not in uses)


def next_command(deletion: Deletion) -> tuple[str, str]:
    """What to do next: words that introduce it, and the command; both empty where nothing is open."""
    found = [
        one
        for one in deletion.checklist
        if one.state in (State.UNKNOWN, State.BLOCKED) and one.question is not Question.VALIDATION
    ]
    found.sort(key=lambda one: one.state is not State.BLOCKED)  # what breaks comes before what is open
    nexts = list(dict.fromkeys(one.next for one in found if one.next))
    if deletion.verdict is Verdict.SAFE or not nexts:
        return "", ""
    if deletion.verdict is Verdict.REVIEW and len(nexts) == 1:
        asked_for = joined([_WORDS.get(one.question, TITLES[one.question].lower()) for one in found if one.next])
        return f"Only the {asked_for} answer is missing", nexts[0]
    return "Next", nexts[0]


def larger_words(report: Report, deletion: Deletion, asked: tuple[Group, ...]) -> tuple[str, str]:
    """The larger set that would be freer, and the command that asks about it; both empty where there is none."""
    if not deletion.larger or deletion.larger_verdict is None:
        return "", ""
    shown = {target.key: target.symbol for target in report.targets}
    names = [shown.get(key, key.removeprefix("file:")) for key in deletion.larger]
    words = f"Nothing uses the schemas that use it. With {joined(names)} it would be {deletion.larger_verdict.value.upper()}"
    return words, f"protoref can-delete {' '.join(group.target.symbol for group in asked)} {' '.join(names)}"


def goes_with(report: Report, deletion: Deletion) -> str:
    """What has to go or to be changed together with it: ``2 generated files, 1 mention``."""
    stubs = {stub.path for stub in report.stubs}
    files = sum(path in stubs for path in deletion.paths)
    counts = [
        (files, "generated file"),
        (_count(deletion.findings, "build-input"), "build input"),
        (_count(deletion.findings, "mention"), "mention"),
    ]
    return ", ".join(plural(count, noun) for count, noun in counts if count)


def _count(findings: tuple[Finding, ...], rule: str) -> int:
    return sum(one.rule == rule for one in findings)
