"""``protoref init``: a first configuration, from what the repository shows."""

from __future__ import annotations

from pathlib import Path

import click

from protoref.cli.options import settings, shared_options
from protoref.cli.output import note, write, write_file
from protoref.cli.running import surveyed
from protoref.cli.telling import no_report
from protoref.errors import ConfigError

_EPILOG = """\b
Examples:
  protoref init
  protoref init --output -
  protoref init --json-schema > protoref.schema.json"""


@click.command(epilog=_EPILOG, short_help="Write a first, commented configuration.")
@click.option("--json-schema", is_flag=True, help="Print the JSON Schema of protoref.toml, for editors.")
@shared_options
@click.pass_context
def init(context: click.Context, json_schema: bool) -> None:
    """Write a first protoref.toml, with comments: what was inferred, and proposals for what only people know.

    Storage classes are proposed by folder and file, so that schemas need no attestations one by one. Proposals are commented
    out: they change no answer before somebody decides.
    """
    given = settings(context)
    no_report(given, "init")
    if json_schema:
        from importlib.resources import files  # noqa: PLC0415

        write(files("protoref.policy").joinpath("protoref.schema.json").read_text("utf-8"), given)
        return
    if given.at is not None and given.output is None:
        raise ConfigError("--at: a commit cannot be written to", "--output FILE writes elsewhere")
    with surveyed(given) as run:
        from protoref.proposing import propose  # noqa: PLC0415
        from protoref.reporting import configuration_toml  # noqa: PLC0415

        path, here = run.root / "protoref.toml", run.survey.config.path
        if given.output is None and (here is not None or path.exists() or path.is_symlink()):
            hint = "protoref init --output FILE (or -) writes a fresh one elsewhere"
            raise ConfigError(f"{here or path.name} is here already", hint)
        text = configuration_toml.render(propose(run.analysis()))
    if given.output is None:
        _write(text, path)
        note(f"wrote {path.name}: decide about the proposals in it, and commit it")
    else:
        write(text, given)


def _write(text: str, path: Path) -> None:
    try:
        write_file(text.encode(), path)
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be written: {(error.strerror or str(error)).lower()}") from error
