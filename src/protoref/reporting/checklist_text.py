"""`can-delete` for people: the verdict with its reason, what stands in the way, the checklist, the next command."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.model.report import Report
from protoref.model.verdict import Answer, Deletion, Question, State, Verdict
from protoref.reporting import sections
from protoref.reporting.deletions import TITLES, evidence_of, goes_with, in_the_way, larger_words, next_command, reason
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import Group, groups, spot_text
from protoref.reporting.layout import VERDICT_STYLES, Line, Look, Span, joined, line, paint, table
from protoref.reporting.listing import listed

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
    blocking = in_the_way(deletion, asked)
    if blocking:
        lines += [*listed(blocking, look), ()]
    for number, answer in enumerate(deletion.checklist, 1):
        lines += _answer(number, answer, deletion, report, look)
    lines.append(())
    lines += _closing(report, deletion, asked)
    lines += sections.problems(report, look)
    return paint(lines, look)


def _head(report: Report, deletion: Deletion, asked: tuple[Group, ...]) -> Line:
    names = joined([group.target.symbol for group in asked][:_MOST_PATHS])
    more = f" and {len(asked) - _MOST_PATHS} more" if len(asked) > _MOST_PATHS else ""
    verdict = Span(deletion.verdict.value.upper(), VERDICT_STYLES[deletion.verdict])
    return line(Span(names + more, "name"), "   ", verdict, f"   {reason(report, deletion)}")


def _answer(number: int, answer: Answer, deletion: Deletion, report: Report, look: Look) -> Iterator[Line]:
    mark = Span(
        _MARKS[answer.state]
        if answer.question is not Question.VALIDATION or answer.state is not State.UNKNOWN
        else "-",
        _STYLES[answer.state],
    )
    yield line(f"  {number} ", mark, f" {TITLES[answer.question]:<11} {answer.summary}")
    evidence = evidence_of(answer, deletion, report)
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


def _closing(report: Report, deletion: Deletion, asked: tuple[Group, ...]) -> Iterator[Line]:
    words, command = next_command(deletion)
    if command:
        yield line(f"{words}: ", Span(command, "name"))
    words, command = larger_words(report, deletion, asked)
    if command:
        yield line(f"{words}: ")
        yield line("  ", Span(command, "name"))
    goes = goes_with(report, deletion)
    if goes and deletion.verdict is not Verdict.BLOCKED:
        yield line(f"Delete with it: {goes}.   (--patch prints the deletion as a diff)")
