"""`why` for people: what stands at a place, the chain that proves it, or where resolution stopped."""

from __future__ import annotations

from dataclasses import dataclass

from protoref.model.report import Explanation, LocatedOpaque, Place
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import spot_text
from protoref.reporting.layout import Line, Look, Span, joined, line, paint, plural, table

_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What `why` found.

    Attributes:
        symbol: the target, as shown.
        definitions: where it is defined.
        asked: the place that was asked about; column 0 where only a line was given.
        explanations: what stands there, sorted by place; empty where nothing does.
        lines: lines of the same document where the target's names stand, sorted.
        opaque: places in the same document that could not be looked into and may hide a use.
        homonyms: bare names in the same document that have no way to the target (they have no line in the report).
    """

    symbol: str
    definitions: tuple[Place, ...]
    asked: Place
    explanations: tuple[Explanation, ...]
    lines: tuple[int, ...] = ()
    homonyms: int = 0
    opaque: tuple[LocatedOpaque, ...] = ()

    @property
    def nearest(self) -> tuple[int, ...]:
        """The lines nearest to the one that was asked about, sorted."""
        ordered = sorted(self.lines, key=lambda number: (abs(number - self.asked.line), number))
        return tuple(sorted(ordered[:_NEAREST]))


def render(answer: Answer, look: Look) -> str:
    """Each explanation as a paragraph; where nothing stands, the nearest lines that have something."""
    if not answer.explanations:
        return paint(_nothing(answer), look)
    lines: list[Line] = []
    for explanation in answer.explanations:
        if lines:
            lines.append(())
        lines += _paragraph(answer, explanation)
    return paint(lines, look)


def render_concise(answer: Answer, look: Look) -> str:
    """A line for each explanation."""
    return paint(
        [
            line(
                Span(spot_text(each.place), "path"),
                f": {_class_words(each)} ",
                Span(each.name, "name"),
                f": {excerpt(each.reason)}" if each.reason else "",
            )
            for each in answer.explanations
        ],
        look,
    )


def _paragraph(answer: Answer, explanation: Explanation) -> list[Line]:
    head = line(
        Span(_class_words(explanation), "head"),
        " to " if explanation.reference else ": ",
        Span(answer.symbol if explanation.reference else explanation.name, "name"),
        "   ",
        Span(spot_text(explanation.place), "path"),
    )
    steps = explanation.reference.chain if explanation.reference else ()
    rows: list[list[Span]] = [
        [Span(step.name, "name"), Span(excerpt(step.how)), Span(_step_place(step.path, step.line), "path")]
        for step in steps
    ]
    if not rows:
        rows = [[Span(explanation.name, "name"), Span(excerpt(explanation.reason) or "no more is known")]]
    if explanation.reference:
        told = {row[2].text for row in rows if len(row) > 2}
        places = [spot for spot in map(spot_text, answer.definitions) if spot not in told]
        if places:
            rows.append([Span(answer.symbol, "name"), Span("defined at"), Span(joined(places), "path")])
    return [head, *table(rows, indent=2)]


def _class_words(explanation: Explanation) -> str:
    reference = explanation.reference
    if reference is None:
        return explanation.occurrence_class.value
    alias = ", alias" if reference.alias else ""
    return f"{reference.certainty.value} reference ({reference.usage.value}{alias})"


def _step_place(path: str, number: int) -> str:
    return spot_text(Place(path, number)) if path else f"line {number}" if number else ""


def _nothing(answer: Answer) -> list[Line]:
    lines = [line("nothing stands for ", Span(answer.symbol, "name"), " at ", Span(spot_text(answer.asked), "path"))]
    if answer.nearest:
        spots = [spot_text(Place(answer.asked.path, number)) for number in answer.nearest]
        lines.append(line("  its names stand nearby at:"))
        lines += [line("    ", Span(spot, "path")) for spot in spots]
    else:
        lines.append(line(f"  none of its names stands in {answer.asked.path} with a way to it"))
    if answer.homonyms:
        words = plural(answer.homonyms, "homonym")
        lines.append(line(f"  {words} in this file: the same spelling, but nothing here leads to the target"))
    if answer.opaque:
        lines.append(line("  not looked into, could hide a use:"))
        rows = [[Span(spot_text(s.place), "path"), Span(s.reason), Span(s.detail)] for s in answer.opaque]
        lines += table(rows, indent=4)
    return lines
