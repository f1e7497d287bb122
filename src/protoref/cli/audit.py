"""``protoref audit``: every schema of the repository."""

from __future__ import annotations

import click

from protoref.cli.options import Format, everything_option, settings, shared_options
from protoref.cli.output import look, write
from protoref.cli.running import report_on, surveyed
from protoref.cli.who_uses import tell_limits

_EPILOG = """\b
Examples:
  protoref audit
  protoref audit --at origin/main
  protoref audit --format json --output report.json"""


@click.command(epilog=_EPILOG, short_help="Show every schema file and how much it is used.")
@everything_option("List every symbol and every problem, too.")
@shared_options
@click.pass_context
def audit(context: click.Context, everything: bool) -> None:
    """Show every schema file, how much it is used, and the state of generated code.

    With --format json: every file and symbol with all references.
    """
    given = settings(context)
    with surveyed(given) as run:
        found = report_on(run.analysis(), "audit", None)
    how = look(given, everything=everything)
    if given.format is Format.JSON:
        from protoref.reporting import json_v1  # noqa: PLC0415

        write(json_v1.render(found), given)
    elif given.format is Format.CONCISE:
        from protoref.reporting import concise  # noqa: PLC0415

        write(concise.render_audit(found, how), given)
        tell_limits(found, given.quiet)
    else:
        from protoref.reporting import audit_text  # noqa: PLC0415

        write(audit_text.render(found, how), given)
