"""``protoref who-uses``: every reference to the targets."""

from __future__ import annotations

import click

from protoref.cli.completing import complete_target
from protoref.cli.options import everything_option, settings, shared_options
from protoref.cli.output import look
from protoref.cli.remembering import remembered
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import no_findings, tell

_EPILOG = """\b
Examples:
  protoref who-uses span_data_container
  protoref who-uses ingestion.FlushWALRequest --by symbol
  protoref who-uses InternalAuthService.ValidateApiKey --format concise"""


@click.command(epilog=_EPILOG, short_help="Show every reference to schemas or symbols.")
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, shell_complete=complete_target)
@click.option("--by", type=click.Choice(["file", "symbol"]), default="file", help="Group by.  [default: file]")
@everything_option("List every occurrence, not references alone.")
@shared_options
@click.pass_context
@remembered
def who_uses(context: click.Context, targets: tuple[str, ...], by: str, everything: bool) -> None:
    """Show every reference to the TARGETs.

    A TARGET is a schema file (path, import path or stem), a package, or a symbol by its full name or by a short one
    that is unique.
    """
    given = settings(context)
    no_findings(given, "who-uses")
    with surveyed(given) as run:
        keys = run.keys(targets)
        found = report_on(run.analysis(keys), "who-uses", keys)
    from protoref.reporting import concise, text  # noqa: PLC0415

    tell(found, given, look(given, everything=everything, by=by), text.render, concise.render)
