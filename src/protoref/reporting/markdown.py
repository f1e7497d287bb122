"""Markdown for people on a forge: the answer of `who-uses`, `can-delete` or `audit` over one report.

Whatever comes from the repository stands in code spans, where Markdown, HTML and mentions of people mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from protoref.model.report import Report
from protoref.model.verdict import Answer, Deletion, Question, State, UseState
from protoref.reporting.deletions import TITLES, evidence_of, goes_with, in_the_way, larger_words, next_command, reason
from protoref.reporting.facts import Group, Use, groups, spot_text, unused
from protoref.reporting.layout import plural
from protoref.reporting.markdown_text import code, folded, prose, table

_MOST_ROWS = 100
_MOST_EVIDENCE = 20
_STATES = {State.DONE: "done", State.TODO: "to do", State.BLOCKED: "**blocked**", State.UNKNOWN: "**unknown**"}


def render(report: Report) -> str:
    """The whole answer."""
    if report.deletion is not None:
        parts = list(_checklist(report))
    elif any(target.requested for target in report.targets):
        parts = [part for group in groups(report) for part in _users(group)]
    else:
        parts = list(_audit(report))
    return "\n\n".join([*parts, *_problems(report)]) + "\n"


def _checklist(report: Report) -> Iterator[str]:
    deletion = report.deletion
    assert deletion is not None
    asked = groups(report)
    names = ", ".join(code(group.target.symbol) for group in asked)
    yield f"### {names}: **{deletion.verdict.value.upper()}**"
    why = prose(reason(report, deletion))
    yield f"{why[:1].upper()}{why[1:]}."
    blocking = in_the_way(deletion, asked)
    if blocking:
        yield _uses(blocking)
    yield table(
        ("", "question", "answer", "next"),
        (
            (
                str(number),
                TITLES[answer.question],
                f"{_state(answer)}: {prose(answer.summary)}",
                _next(answer),
            )
            for number, answer in enumerate(deletion.checklist, 1)
        ),
    )
    evidence = [row for answer in deletion.checklist for row in _evidence(answer, deletion, report)]
    if evidence:
        yield folded("Evidence", table(("question", "where", "what"), evidence))
    closing = [f"{prose(words)}: {code(command)}" for words, command in _commands(report, asked) if command]
    if goes := goes_with(report, deletion):
        closing.append(f"Delete with it: {goes}.")
    yield from closing


def _commands(report: Report, asked: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    assert report.deletion is not None
    yield next_command(report.deletion)
    yield larger_words(report, report.deletion, asked)


def _state(answer: Answer) -> str:
    nothing = answer.question is Question.VALIDATION and answer.state is State.UNKNOWN
    return "-" if nothing else _STATES[answer.state]


def _next(answer: Answer) -> str:
    if not answer.next or answer.state is State.DONE:
        return ""
    return code(answer.next) if answer.next.startswith("protoref ") else prose(answer.next)


def _evidence(answer: Answer, deletion: Deletion, report: Report) -> Iterator[tuple[str, str, str]]:
    evidence = evidence_of(answer, deletion, report)
    for one in evidence[:_MOST_EVIDENCE]:
        yield TITLES[answer.question], code(spot_text(one.place)) if one.place else "", code(one.text)
    if len(evidence) > _MOST_EVIDENCE:
        yield TITLES[answer.question], "", f"{len(evidence) - _MOST_EVIDENCE} more"


def _uses(uses: Sequence[Use]) -> str:
    rows = [
        (
            code(spot_text(use.place)),
            f"{use.located.reference.certainty} {use.located.reference.usage}",
            code(use.target.symbol),
            code(use.located.text),
        )
        for use in uses[:_MOST_ROWS]
    ]
    shown = table(("where", "what", "of", "line"), rows)
    more = len(uses) - len(rows)
    return f"{shown}\n\n{more} more: {code('protoref who-uses')} lists them." if more else shown


def _users(group: Group) -> Iterator[str]:
    yield f"### {code(group.target.symbol)}"
    uses = (*group.code, *group.schemas)
    if not uses:
        yield "No reference in code or schemas."
        return
    files = len({use.place.path for use in uses})
    yield f"{plural(len(uses), 'reference')} in {plural(files, 'file')}."
    yield _uses(uses)


def _audit(report: Report) -> Iterator[str]:
    rows = []
    for group in groups(report, files=True):
        judgement, (idle, types) = group.target.judgement, unused(group)
        rows.append(
            (
                code(group.target.symbol),
                (judgement.storage.value if judgement.storage else "-") if judgement else "-",
                judgement.verdict.value.upper() if judgement else "-",
                f"{len(group.code)} in {plural(len({use.place.path for use in group.code}), 'file')}",
                f"{len(idle)} of {types}" if idle else "-",
            )
        )
    yield "### Schemas"
    yield table(("file", "class", "if deleted", "references", "unused symbols"), rows)
    dead = [
        (code(target.symbol), target.kind.value, target.judgement.use.value)
        for target in report.targets
        if target.judgement and target.judgement.use in (UseState.UNUSED, UseState.DEAD_FAMILY, UseState.TESTS_ONLY)
    ]
    if dead:
        yield folded("Symbols that nothing in production uses", table(("symbol", "kind", "use"), dead[:_MOST_ROWS]))
    found = [(code(spot_text(one.place)) if one.place else "", one.rule, prose(one.message)) for one in report.findings]
    if found:
        yield table(("where", "rule", "what"), found[:_MOST_ROWS])


def _problems(report: Report) -> Iterator[str]:
    if report.problems:
        rows = [
            (code(f"{one.path or '.'}{f':{one.line}' if one.line else ''}"), prose(one.message))
            for one in sorted(report.problems)[:_MOST_ROWS]
        ]
        yield folded(plural(len(report.problems), "problem"), table(("where", "what"), rows))
