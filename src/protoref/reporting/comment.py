"""`ci` as a comment on a pull request: the verdict first, a row a schema, the details folded.

Whatever comes from the repository stands in code spans, or is prose that calls nobody (`markdown_text`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from protoref.model.change import Change
from protoref.model.finding import Finding, Place
from protoref.model.report import Report
from protoref.model.verdict import Question, Severity, State, Verdict
from protoref.reporting.changes import Row, heading, is_silent, rows, sort_findings, why
from protoref.reporting.deletions import TITLES, next_command
from protoref.reporting.facts import spot_text
from protoref.reporting.layout import plural
from protoref.reporting.markdown_text import code, folded, prose, table

LIMIT = 65_000
"""Characters. GitHub takes no comment of more than 65,536."""

SUMMARY_LIMIT = 1_000_000
"""Characters. GitHub takes no summary of a step of more than a mebibyte."""

_MOST_ROWS = 60
_MOST_FINDINGS = 50
_WORDS = {Severity.BLOCKER: "**breaks**", Severity.REVIEW: "look", Severity.TODO: "to do", Severity.INFO: "info"}
_STATES = {State.DONE: "done", State.TODO: "to do", State.BLOCKED: "**blocked**", State.UNKNOWN: "**open**"}


def marker(name: str) -> str:
    """The invisible line by which a comment is found again. `name` tells several comments on one pull request apart."""
    return f"<!-- protoref:{name} -->"


def render(report: Report, name: str = "main", links: str = "", limit: int = LIMIT) -> str:
    """The comment, of at most `limit` characters.

    Args:
        report: about a change.
        name: of the comment: letters, digits, `.`, `_` and `-`.
        links: what an address of a file begins with (`https://host/owner/name/blob/COMMIT/`); empty: no links.
        limit: of the characters.
    """
    review = report.review
    assert review is not None
    if is_silent(report):
        said = "The change touches no schema, and nothing that was generated from one."
        return f"{marker(name)}\n### protoref: nothing to say\n\n{said}{_unused(report)}\n"
    found = rows(report)
    head = f"### protoref: {heading(report)}, **{review.verdict.value}**"
    parts = [f"{marker(name)}\n{head}"]
    if found:
        cells = [
            [
                code(row.name),
                prose(row.words),
                row.verdict.value.upper(),
                prose(why(row.findings, gone=row.change is Change.DELETED)),
            ]
            for row in found
        ]
        parts.append(table(("schema", "change", "verdict", "why"), cells[:_MOST_ROWS]))
        if len(found) > _MOST_ROWS:
            parts.append(f"{len(found) - _MOST_ROWS} more schemas, none of them worse.")
    closing = list(_closing(report))
    details = [_details(row, links) for row in found if row.findings]
    general = sort_findings(report.findings)
    if general:
        details.insert(0, folded(f"Elsewhere: {plural(len(general), 'finding')}", _findings(general, links)))
    return _fitted(parts, details, closing, limit)


def _fitted(parts: list[str], details: Sequence[str], closing: Sequence[str], limit: int) -> str:
    """Everything that fits: what is left out is counted, and said where it is."""
    room = limit - sum(len(part) + 2 for part in (*parts, *closing)) - 200
    shown: list[str] = []
    for detail in details:
        if len(detail) + 2 > room:
            break
        room -= len(detail) + 2
        shown.append(detail)
    left = len(details) - len(shown)
    cut = [f"{plural(left, 'more section')}: too long for a comment. The job's summary and its report have all of it."]
    return "\n\n".join([*parts, *shown, *(cut if left else []), *closing]) + "\n"


def _details(row: Row, links: str) -> str:
    open_ = sum(one.severity in (Severity.BLOCKER, Severity.REVIEW) for one in row.findings)
    said = plural(open_, "thing") + " to mend or to look at" if open_ else plural(len(row.findings), "note")
    return folded(f"{_html(row.name)}: {said}", _findings(row.findings, links))


def _html(name: str) -> str:
    """A name in HTML, where code spans mean nothing; `code` has made it visible, and here it is escaped."""
    shown = code(name).strip("` ").replace("\\|", "|")
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("`", "&#96;")):
        shown = shown.replace(char, entity)
    return f"<code>{shown}</code>"


def _findings(findings: Sequence[Finding], links: str) -> str:
    cells = [
        [_place(one.place, links), _WORDS[Severity(one.severity)], f"`{one.rule}`", code(one.message)]
        for one in findings[:_MOST_FINDINGS]
    ]
    shown = table(("where", "effect", "rule", "what"), cells)
    more = len(findings) - len(cells)
    return f"{shown}\n\n{more} more: the report has them." if more > 0 else shown


def _place(place: Place | None, links: str) -> str:
    if place is None:
        return ""
    shown = code(spot_text(place))
    if not links:
        return shown
    line = f"#L{place.line}" if place.line else ""
    return f"[{shown}]({links}{quote(place.path.encode('utf-8', 'surrogateescape'))}{line})"


def _closing(report: Report) -> Iterator[str]:
    review = report.review
    assert review is not None
    lost = [target.symbol for target in report.targets if target.requested]
    if review.deletion is not None and lost:
        states = (
            f"{TITLES[one.question].lower()} {_STATES[one.state]}"
            for one in review.deletion.checklist
            if one.question is not Question.VALIDATION
        )
        yield f"Checklist: {' · '.join(states)}"
        words, step = next_command(review.deletion)
        if step and not step.startswith("protoref who-uses"):
            yield f"{words}: {code(step, 400)}"
        command = f"protoref can-delete {' '.join(lost[:6])}"
        yield f"{code(command, 400)} shows it on your machine."
    if review.existing:
        yield f"{plural(review.existing, 'finding')} that were there before: `protoref audit` lists them."
    if unused := _unused(report).strip():
        yield unused
    if review.verdict is not Verdict.SAFE:
        yield "`protoref explain RULE` says what a rule means and what to do."


def _unused(report: Report) -> str:
    review = report.review
    if review is None or not review.unused:
        return ""
    names = ", ".join(map(code, review.unused[:20]))
    more = f" and {len(review.unused) - 20} more" if len(review.unused) > 20 else ""
    return f"\n\nNothing uses {names}{more} any more."
