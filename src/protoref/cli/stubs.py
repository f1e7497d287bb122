"""``protoref stubs``: every committed generated file, and the state it is in."""

from __future__ import annotations

import click

from protoref.cli.options import Format, everything_option, settings, shared_options
from protoref.cli.output import look, write
from protoref.cli.remembering import remembered
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import no_markdown

_EPILOG = """\b
Examples:
  protoref stubs
  protoref stubs --format json"""


@click.command(epilog=_EPILOG, short_help="Show generated files: current, drifted, orphaned.")
@everything_option("List every user of orphaned files and every problem.")
@shared_options
@click.pass_context
@remembered
def stubs(context: click.Context, everything: bool) -> None:
    """Show every committed generated file with its schema, its generator and its state.

    Drift is told field by field; of orphans, who still uses them.
    """
    given = settings(context)
    no_markdown(given, "stubs")
    with surveyed(given) as run:
        from protoref.model.generated import StubState  # noqa: PLC0415
        from protoref.model.schema import file_key  # noqa: PLC0415

        found = run.survey.schemas.stubs.values()
        schemas = {stub.schema for stub in found if stub.state is StubState.ORPHAN and stub.schema is not None}
        keys = tuple(file_key(path) for path in sorted(schemas & run.survey.catalog.files.keys()))
        report = report_on(run.analysis(keys), "stubs", keys)
    if given.format is Format.JSON:
        from protoref.reporting import json_v1  # noqa: PLC0415

        write(json_v1.render(report), given)
    else:
        from protoref.reporting import stubs_text  # noqa: PLC0415

        write(stubs_text.render(report, look(given, everything=everything)), given)
