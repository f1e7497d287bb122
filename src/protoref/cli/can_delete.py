"""``protoref can-delete``: the checklist before a deletion, with its verdict."""

from __future__ import annotations

import click

from protoref.cli.completing import complete_target
from protoref.cli.options import Format, everything_option, exit_zero_option, settings, shared_options
from protoref.cli.output import look, write
from protoref.cli.running import report_on, surveyed
from protoref.cli.verdicts import exit_code
from protoref.cli.who_uses import tell_limits

_EPILOG = """\b
Examples:
  protoref can-delete span_data_container
  protoref can-delete archive.v1 --format json
  protoref can-delete Order Customer.Address

Exit codes: 0 safe, 1 blocked, 3 review, 2 usage or configuration error."""


@click.command(epilog=_EPILOG, short_help="May schemas or symbols be deleted? The checklist.")
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, shell_complete=complete_target)
@everything_option("List all evidence.")
@exit_zero_option
@shared_options
@click.pass_context
def can_delete(context: click.Context, targets: tuple[str, ...], everything: bool, exit_zero: bool) -> int:
    """May the TARGETs be deleted, together? Says SAFE, REVIEW or BLOCKED, and why.

    Several TARGETs are one deletion: what they only use among themselves holds nobody back.
    """
    given = settings(context)
    with surveyed(given) as run:
        keys = run.keys_inside(targets)
        found = report_on(run.analysis(), "can-delete", keys)
    how = look(given, everything=everything)
    if given.format is Format.JSON:
        from protoref.reporting import json_v1  # noqa: PLC0415

        write(json_v1.render(found), given)
    elif given.format is Format.CONCISE:
        from protoref.reporting import concise  # noqa: PLC0415

        write(concise.render_findings(found, how), given)
        tell_limits(found, given.quiet)
    else:
        from protoref.reporting import checklist_text  # noqa: PLC0415

        write(checklist_text.render(found, how), given)
    assert found.deletion is not None
    return 0 if exit_zero else exit_code(found.deletion.verdict)
