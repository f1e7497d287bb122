"""``protoref who-uses``: every reference to the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from protoref.cli.completing import complete_target
from protoref.cli.options import Format, everything_option, settings, shared_options
from protoref.cli.output import look, note, write
from protoref.cli.running import report_on, surveyed

if TYPE_CHECKING:
    from protoref.model.report import Report

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
def who_uses(context: click.Context, targets: tuple[str, ...], by: str, everything: bool) -> None:
    """Show every reference to the TARGETs.

    A TARGET is a schema file (path, import path or stem), a package, or a symbol by its full name or by a short one
    that is unique.
    """
    given = settings(context)
    with surveyed(given) as run:
        keys = run.keys(targets)
        found = report_on(run.analysis(keys), "who-uses", keys)
    how = look(given, everything=everything, by=by)
    if given.format is Format.JSON:
        from protoref.reporting import json_v1  # noqa: PLC0415

        write(json_v1.render(found), given)
    elif given.format is Format.CONCISE:
        from protoref.reporting import concise  # noqa: PLC0415

        write(concise.render(found, how), given)
        tell_limits(found, given.quiet)
    else:
        from protoref.reporting import text  # noqa: PLC0415

        write(text.render(found, how), given)


def tell_limits(found: Report, quiet: int) -> None:
    """Notes what concise lines have no room for: that something could not be looked at."""
    problems, spots = len(found.problems), len(found.coverage.opaque)
    if (problems or spots) and not quiet:
        note(f"note: {problems} problems, {spots} places not looked into (--format text or json tells which)")
