"""``protoref audit``: every schema of the repository."""

from __future__ import annotations

import click

from protoref.cli.options import everything_option, settings, shared_options
from protoref.cli.output import look
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import tell

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
    from protoref.reporting import audit_text, concise  # noqa: PLC0415

    tell(found, given, look(given, everything=everything), audit_text.render, concise.render_audit)
