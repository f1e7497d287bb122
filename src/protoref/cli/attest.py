"""``protoref attest``: records somebody's word about a schema in the configuration."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from protoref.cli.completing import complete_target
from protoref.cli.options import settings, shared_options
from protoref.cli.output import note, write_file
from protoref.cli.running import surveyed
from protoref.errors import ConfigError, ProtorefError

_EPILOG = """\b
Examples:
  protoref attest span_data_container --by "Ada" --evidence https://tracker.example/OPS-42
  protoref attest archive.v1 --kind consumers --by "Ada" --evidence "mail to all teams, 2026-03-01"

An attestation counts for the schema as it is now: once it is changed, somebody has to look again."""


@click.command(epilog=_EPILOG, short_help="Record that no data, or no consumer, needs a schema.")
@click.argument("target", shell_complete=complete_target)
@click.option("--by", required=True, metavar="NAME", help="Who says so.")
@click.option("--evidence", required=True, metavar="TEXT", help="Where it can be checked: a link, a ticket.")
@click.option("--kind", type=click.Choice(["data", "consumers"]), default="data", help="About what.  [default: data]")
@click.option("--note", "more", default="", metavar="TEXT", help="Anything else.")
@shared_options
@click.pass_context
def attest(context: click.Context, target: str, by: str, evidence: str, kind: str, more: str) -> None:
    """Record that no stored data (or no consumer elsewhere) needs TARGET any more.

    It is written into protoref.toml, or below [tool.protoref] of pyproject.toml where that is the configuration.
    """
    given = settings(context)
    if not by.strip() or not evidence.strip():
        raise ProtorefError("an attestation needs a name and evidence", "--by and --evidence must not be empty")
    if given.at is not None:
        raise ProtorefError("--at: a commit cannot be written to", "attest in the work tree, and commit it")
    with surveyed(given) as run:
        from protoref.policy.attestations import Attestation, attestation_table  # noqa: PLC0415
        from protoref.protos import shown_name  # noqa: PLC0415
        from protoref.storage.fingerprint import fingerprint  # noqa: PLC0415

        key = run.keys_inside([target])[0]
        catalog, config = run.survey.catalog, run.survey.config
        path = run.root / (config.path or "protoref.toml")
        today = datetime.now(UTC).date().isoformat()
        said = Attestation(
            shown_name(catalog, key), kind, by.strip(), evidence.strip(), today, fingerprint(catalog, key), more
        )
        _append(path, attestation_table(said, shared=path.name == "pyproject.toml"))
    note(f"recorded in {path.name}: {said.by} attests that no {_OBJECTS[kind]} {said.target} any more. Commit it.")


_OBJECTS = {"data": "stored data needs", "consumers": "consumer elsewhere needs"}


def _append(path: Path, table: str) -> None:
    if path.is_symlink():
        raise ConfigError(f"{path.name}: a symbolic link is not written to", "Make it a file.")
    try:
        before = path.read_bytes() if path.exists() else b""
        gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
        write_file(before + gap + table.encode(), path)
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be written: {(error.strerror or str(error)).lower()}") from error
