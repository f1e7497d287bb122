"""`why` for people: what stands at a place, the chain that proves it, or where resolution stopped."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from protoref.model.finding import Place
from protoref.model.occurrence import Step
from protoref.model.report import Explanation, LocatedOpaque
from protoref.model.schema import Key
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import spot_text
from protoref.reporting.layout import Line, Look, Span, joined, line, paint, plural, table

_NEAREST = 5


class Answer(Struct, frozen=True):
    """What `why` found.

    Attributes:
        symbol: the target, as shown.
        targets: by key, the name and the definitions of the target and of what it contains.
        asked: the place that was asked about; column 0 where only a line was given.
        explanations: what stands there, sorted by place; empty where nothing does.
        lines: lines of the same document where the target's names stand, sorted.
        opaque: places in the same document that could not be looked into and may hide a use.
        homonyms: bare names in the same document that have no way to the target (they have no line in the report).
    """

    symbol: str
    targets: Mapping[Key, tuple[str, tuple[Place, ...]]]
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
    reference = explanation.reference
    if reference is None:
        head = line(
            Span(_class_words(explanation), "head"),
            ": ",
            Span(explanation.name, "name"),
            "   ",
            Span(spot_text(explanation.place), "path"),
        )
        row = [Span(explanation.name, "name"), Span(excerpt(explanation.reason) or "no more is known")]
        return [head, *table([row], indent=2)]
    symbol, definitions = answer.targets.get(reference.symbol, (answer.symbol, ()))
    head = line(
        Span(_class_words(explanation), "head"),
        " to ",
        Span(symbol, "name"),
        "   ",
        Span(spot_text(explanation.place), "path"),
    )
    rows = [
        [Span(step.name, "name"), Span(excerpt(step.how)), Span(_step_place(step, explanation.place), "path")]
        for step in reference.chain
    ]
    if not rows:
        rows.append([Span(explanation.name, "name"), Span(excerpt(explanation.reason) or "names it in full")])
    if places := [spot_text(place) for place in definitions]:
        rows.append([Span(symbol, "name"), Span("defined at"), Span(joined(places), "path")])
    return [head, *table(rows, indent=2)]


def _class_words(explanation: Explanation) -> str:
    reference = explanation.reference
    if reference is None:
        return explanation.occurrence_class.value
    alias = ", alias" if reference.alias else ""
    return f"{reference.certainty.value} reference ({reference.usage.value}{alias})"


def _step_place(step: Step, place: Place) -> str:
    """Where a step was taken, unless its words say so already."""
    told = step.path in step.how or (step.path == place.path and f"line {step.line}" in step.how)
    return "" if told else spot_text(Place(step.path, step.line))


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
