"""``protoref why``: what stands at one place, and how that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from protoref.cli.completing import complete_target
from protoref.cli.options import Format, settings, shared_options
from protoref.cli.output import look, write
from protoref.cli.places import TypedPlace, document_path, parse_place
from protoref.cli.remembering import remembered
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import no_markdown

if TYPE_CHECKING:
    from protoref.analysis import Analysis
    from protoref.model.report import Report
    from protoref.model.schema import Key
    from protoref.reporting.why_text import Answer

_EPILOG = """\b
Examples:
  protoref why FlushWALRequest backend/app/client.py:168
  protoref why span_data_container proto/README.md:14:3"""


@click.command(epilog=_EPILOG, short_help="Explain what stands at one place.")
@click.argument("target", metavar="TARGET", shell_complete=complete_target)
@click.argument("place", metavar="PATH:LINE[:COLUMN]", type=click.Path())
@shared_options
@click.pass_context
@remembered
def why(context: click.Context, target: str, place: str) -> None:
    """Explain what stands at a place: a reference and what proves it, or what else it is.

    For any occurrence of TARGET's names: also for one that is unrelated, only mentioned or unresolved.
    """
    given = settings(context)
    no_markdown(given, "why")
    typed = parse_place(place)
    with surveyed(given) as run:
        keys, analysis = run.keys([target]), run.analysis()
        path = document_path(typed.path, given.root, _documents(analysis))
        found = _answer(analysis, keys, path, typed, report_on(analysis, "why", keys))
    how = look(given)
    if given.format is Format.JSON:
        from protoref.reporting import why_json  # noqa: PLC0415

        write(why_json.render(found), given)
    else:
        from protoref.reporting import why_text  # noqa: PLC0415

        render = why_text.render_concise if given.format is Format.CONCISE else why_text.render
        write(render(found, how), given)


def _documents(analysis: Analysis) -> frozenset[str]:
    """Every document, those that could not be read included."""
    return frozenset(analysis.library.sources) | {spot.path for spot in analysis.opaque}


def _answer(analysis: Analysis, keys: tuple[Key, ...], path: str, typed: TypedPlace, report: Report) -> Answer:
    from protoref.model.finding import Place  # noqa: PLC0415
    from protoref.pipeline import explain  # noqa: PLC0415
    from protoref.reporting.facts import groups, opaque_for  # noqa: PLC0415
    from protoref.reporting.why_text import Answer  # noqa: PLC0415

    explanations = {each: None for key in keys for each in explain(analysis, key, path, typed.line, typed.column)}
    lines: set[int] = set()
    homonyms = 0
    targets = []
    opaque = []
    for group in groups(report):
        targets.append(group.target)
        opaque.append(opaque_for(report, group))
        lines.update(use.place.line for use in group.uses if use.place.path == path)
        ledger = group.target.ledger
        if ledger is not None:
            lines.update(entry.place.line for entry in ledger.entries if entry.place.path == path)
            homonyms = max(homonyms, ledger.homonyms.get(path, 0))
    return Answer(
        symbol=targets[0].symbol if targets else keys[0],
        targets={each.key: (each.symbol, each.definitions) for each in report.targets},
        asked=Place(path, typed.line, typed.column or 0),
        explanations=tuple(sorted(explanations, key=lambda e: (e.place, e.name, e.reason))),
        lines=tuple(sorted(lines - {0})),
        homonyms=homonyms,
        opaque=tuple(dict.fromkeys(spot for spots in opaque for spot in spots if spot.place.path == path)),
    )
