"""``protoref can-delete``: the checklist before a deletion, with its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from protoref.cli import checks
from protoref.cli.completing import complete_target
from protoref.cli.options import Format, Settings, everything_option, exit_zero_option, settings, shared_options
from protoref.cli.output import look, note, write_bytes
from protoref.cli.running import Run, report_on, surveyed
from protoref.cli.telling import tell
from protoref.cli.verdicts import exit_code
from protoref.errors import ProtorefError

if TYPE_CHECKING:
    from protoref.model.check import CheckResult
    from protoref.model.report import Report
    from protoref.patching.patch import Patch

_EPILOG = """\b
Examples:
  protoref can-delete span_data_container
  protoref can-delete archive.v1 --format json
  protoref can-delete Order Customer.Address
  protoref can-delete span_data_container --patch | git apply

Exit codes: 0 safe, 1 blocked, 3 review, 2 usage or configuration error."""


@click.command(epilog=_EPILOG, short_help="May schemas or symbols be deleted? The checklist.")
@click.argument("targets", metavar="TARGET...", nargs=-1, required=True, shell_complete=complete_target)
@everything_option("List all evidence.")
@click.option("--patch", is_flag=True, help="Print the deletion as a patch for git apply; change nothing.")
@click.option("--run-checks", is_flag=True, help="Run the configured checks, and tell what they say.")
@exit_zero_option
@shared_options
@click.pass_context
def can_delete(  # an argument an option
    context: click.Context, targets: tuple[str, ...], everything: bool, patch: bool, run_checks: bool, exit_zero: bool
) -> int:
    """May the TARGETs be deleted, together? Says SAFE, REVIEW or BLOCKED, and why.

    Several TARGETs are one deletion: what they only use among themselves holds nobody back.
    """
    given = settings(context)
    if patch and given.format is not Format.TEXT:
        raise ProtorefError("--patch is a format of its own", "leave --format out")
    with surveyed(given) as run:
        keys = run.keys_inside(targets)
        analysis = run.analysis()
        found = report_on(analysis, "can-delete", keys, _checked(run, given) if run_checks else ())
        assert found.deletion is not None
        if patch:
            from protoref.patching.patch import patch_of  # noqa: PLC0415

            _print_patch(patch_of(analysis, found, keys, run.snapshot), found, given)
    if not patch:
        from protoref.reporting import checklist_text, concise  # noqa: PLC0415

        tell(found, given, look(given, everything=everything), checklist_text.render, concise.render_findings)
    return 0 if exit_zero else exit_code(found.deletion.verdict)


def _checked(run: Run, given: Settings) -> tuple[CheckResult, ...]:
    commands = run.survey.config.checks
    if given.at is not None:
        raise ProtorefError("--run-checks: a commit cannot be built", "leave --at out, or check that commit out")
    if not commands:
        raise ProtorefError("--run-checks: no commands are configured", 'checks = ["make test"] in protoref.toml')
    return checks.run_checks(commands, run.root, lambda words: None if given.quiet else note(words))


def _print_patch(patch: Patch, found: Report, given: Settings) -> None:
    """The patch alone goes to where reports go: it is a program's input. What people should know goes beside it."""
    from protoref.patching.patch import preamble  # noqa: PLC0415
    from protoref.reporting.deletions import reason  # noqa: PLC0415

    assert found.deletion is not None
    write_bytes(patch.text, given)
    if not given.quiet:
        note(f"{found.deletion.verdict.value.upper()}: {reason(found, found.deletion)}")
        for words in preamble(patch):
            note(words)
        if not patch.text:
            note("Nothing to delete: the files are gone already.")
