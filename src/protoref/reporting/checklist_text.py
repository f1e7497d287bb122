"""`can-delete` for people: the verdict with its reason, what stands in the way, the checklist, the next command."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.model.finding import Finding
from protoref.model.report import Report
from protoref.model.verdict import Answer, Deletion, Evidence, Question, Severity, State, Verdict
from protoref.reporting import sections
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import Group, Use, groups, spot_text
from protoref.reporting.layout import VERDICT_STYLES, Line, Look, Span, joined, line, paint, plural, table
from protoref.reporting.listing import listed

_TITLES = {
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
_MARKS = {State.DONE: "v", State.TODO: "!", State.BLOCKED: "x", State.UNKNOWN: "?"}
_STYLES = {
    State.DONE: "good",
    State.TODO: "doubt",
    State.BLOCKED: "bad",
    State.UNKNOWN: "doubt",
}
_MOST_EVIDENCE = 8
_MOST_PATHS = 12
_SHOWN_SHORT = 100
"""Code points of a piece of evidence: it is a pointer, no quotation."""


def render(report: Report, look: Look) -> str:
    """The whole answer. `report.deletion` is set."""
    deletion = report.deletion
    assert deletion is not None
    asked = groups(report)
    lines: list[Line] = [_head(report, deletion, asked), ()]
    blocking = _in_the_way(deletion, asked)
    if blocking:
        lines += [*listed(blocking, look), ()]
    for number, answer in enumerate(deletion.checklist, 1):
        lines += _answer(number, answer, deletion, look)
    lines.append(())
    lines += _closing(report, deletion, asked)
    lines += sections.problems(report, look)
    return paint(lines, look)


def _head(report: Report, deletion: Deletion, asked: tuple[Group, ...]) -> Line:
    names = joined([group.target.symbol for group in asked][:_MOST_PATHS])
    more = f" and {len(asked) - _MOST_PATHS} more" if len(asked) > _MOST_PATHS else ""
    verdict = Span(deletion.verdict.value.upper(), VERDICT_STYLES[deletion.verdict])
    return line(Span(names + more, "name"), "   ", verdict, f"   {_reason(report, deletion)}")


def _reason(report: Report, deletion: Deletion) -> str:
    """Why, in half a sentence."""
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
        count = sum(one.severity == Severity.REVIEW for one in deletion.findings)
        return f"{plural(count, 'place')} to look at"
    return f"in this repository{_commit(report)}"


def _commit(report: Report) -> str:
    if report.scope.commit is None:
        return ""
    dirty = " with uncommitted changes" if report.scope.dirty else ""
    return f" at {report.scope.commit[:7]}{dirty}"


def _in_the_way(deletion: Deletion, asked: tuple[Group, ...]) -> list[Use]:
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


def _answer(number: int, answer: Answer, deletion: Deletion, look: Look) -> Iterator[Line]:
    mark = Span(
        _MARKS[answer.state]
        if answer.question is not Question.VALIDATION or answer.state is not State.UNKNOWN
        else "-",
        _STYLES[answer.state],
    )
    yield line(f"  {number} ", mark, f" {_TITLES[answer.question]:<11} {answer.summary}")
    references = answer.question is Question.CODE and any(one.rule.endswith("-reference") for one in deletion.findings)
    evidence = (
        answer.evidence if not references else tuple(one for one in answer.evidence if not _is_use(one, deletion))
    )
    shown = evidence if look.everything else evidence[:_MOST_EVIDENCE]
    rows = [
        [
            Span(spot_text(one.place) if one.place is not None else "-", "path"),
            Span(excerpt(one.text, _SHOWN_SHORT), "dim"),
        ]
        for one in shown
    ]
    yield from table(rows, indent=18)
    if len(shown) < len(evidence):
        yield line(f"{' ' * 18}... {len(evidence) - len(shown)} more (--all lists them)")
    if answer.next and answer.state is not State.DONE:
        yield line(f"{' ' * 18}-> {answer.next}")


def _is_use(evidence: Evidence, deletion: Deletion) -> bool:
    """Whether a piece of evidence is a reference: those are listed above, with their lines."""
    return any(
        one.place == evidence.place and one.message == evidence.text and one.rule.endswith("-reference")
        for one in deletion.findings
    )


def _closing(report: Report, deletion: Deletion, asked: tuple[Group, ...]) -> Iterator[Line]:
    open_answers = [
        one
        for one in deletion.checklist
        if one.state in (State.UNKNOWN, State.BLOCKED) and one.question is not Question.VALIDATION
    ]
    open_answers.sort(key=lambda one: one.state is not State.BLOCKED)  # what breaks comes before what is open
    nexts = list(dict.fromkeys(one.next for one in open_answers if one.next))
    if deletion.verdict is Verdict.REVIEW and len(nexts) == 1:
        asked_for = joined(
            [_WORDS.get(one.question, _TITLES[one.question].lower()) for one in open_answers if one.next]
        )
        yield line(f"Only the {asked_for} answer is missing: ", Span(nexts[0], "name"))
    elif deletion.verdict is not Verdict.SAFE and nexts:
        yield line("Next: ", Span(nexts[0], "name"))
    if deletion.larger and deletion.larger_verdict is not None:
        shown = {target.key: target.symbol for target in report.targets}
        names = [shown.get(key, key.removeprefix("file:")) for key in deletion.larger]
        what = deletion.larger_verdict.value.upper()
        listed_names = " ".join(group.target.symbol for group in asked)
        yield line(f"Nothing uses the schemas that use it. With {joined(names)} it would be {what}: ")
        yield line("  ", Span(f"protoref can-delete {listed_names} {' '.join(names)}", "name"))
    goes = _goes_with(report, deletion)
    if goes and deletion.verdict is not Verdict.BLOCKED:
        yield line(f"Delete with it: {goes}.")


def _goes_with(report: Report, deletion: Deletion) -> str:
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
