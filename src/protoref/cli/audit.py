"""``protoref audit``: every schema of the repository."""

from __future__ import annotations

import click

from protoref.cli.options import everything_option, exit_zero_option, settings, shared_options
from protoref.cli.output import look
from protoref.cli.remembering import remembered
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import tell
from protoref.cli.verdicts import exit_code

_EPILOG = """\b
Examples:
  protoref audit
  protoref audit --at origin/main
  protoref audit --check
  protoref audit --format json --output report.json"""


@click.command(epilog=_EPILOG, short_help="Show every schema file and how much it is used.")
@click.option("--check", is_flag=True, help="Fail on orphaned stubs, dangling build inputs and drift.")
@exit_zero_option
@everything_option("List every symbol and every problem, too.")
@shared_options
@click.pass_context
@remembered
def audit(context: click.Context, everything: bool, check: bool, exit_zero: bool) -> int:
    """Show every schema file, how much it is used, and the state of generated code.

    With --format json: every file and symbol with all references. With --check the repository's own findings are judged:
    orphaned generated files and dangling build inputs fail (1), drift and missing generated files ask for a review (3).
    """
    given = settings(context)
    with surveyed(given) as run:
        found = report_on(run.analysis(), "audit", None)
    from protoref.deletion.judge import verdict_of  # noqa: PLC0415
    from protoref.reporting import audit_text, concise  # noqa: PLC0415

    tell(found, given, look(given, everything=everything), audit_text.render, concise.render_audit)
    return exit_code(verdict_of(found.findings)) if check and not exit_zero else 0
