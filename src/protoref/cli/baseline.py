"""``protoref baseline``: notes what does not fit today, so that only what is new fails."""

from __future__ import annotations

import click

from protoref.cli.options import settings, shared_options
from protoref.cli.output import note, write, write_file
from protoref.cli.running import report_on, surveyed
from protoref.cli.telling import no_report
from protoref.errors import ConfigError

_EPILOG = """\b
Examples:
  protoref baseline
  protoref baseline --output -

Afterwards audit --check and ci judge what is new alone. Commit the file; write it again when something was mended."""


@click.command(epilog=_EPILOG, short_help="Note what does not fit today: only what is new fails.")
@shared_options
@click.pass_context
def baseline(context: click.Context) -> None:
    """Write protoref-baseline.json: the orphaned, drifted and missing generated files, and the dangling build inputs of today.

    They are found again wherever their lines move to. They stay visible, and weigh nothing.
    """
    given = settings(context)
    no_report(given, "baseline")
    if given.at is not None and given.output is None:
        raise ConfigError("--at: a commit cannot be written to", "--output FILE writes elsewhere")
    with surveyed(given) as run:
        from protoref.policy.baseline import FILE, baseline_text  # noqa: PLC0415
        from protoref.standing.baseline import entries  # noqa: PLC0415

        found = tuple(entries(report_on(run.analysis(), "audit", None).findings))
        path = run.root / FILE
    if given.output is not None:
        write(baseline_text(found), given)
        return
    if path.is_symlink():
        raise ConfigError(f"{FILE}: a symbolic link is not written to", "Make it a file.")
    try:
        write_file(baseline_text(found).encode(), path)
    except OSError as error:
        raise ConfigError(f"{FILE}: cannot be written: {(error.strerror or str(error)).lower()}") from error
    note(f"wrote {FILE}: {len(found)} finding{'s'[: len(found) != 1]}. Commit it.")
