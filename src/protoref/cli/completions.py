"""``protoref completions``: the script that teaches a shell to complete commands, options and schema names."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

VARIABLE = "_PROTOREF_COMPLETE"

_EPILOG = """\b
Examples:
  eval "$(protoref completions bash)"      in ~/.bashrc
  eval "$(protoref completions zsh)"       in ~/.zshrc
  protoref completions fish > ~/.config/fish/completions/protoref.fish"""


@click.command(epilog=_EPILOG, short_help="Print the completion script for a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completions(context: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL; names of schemas and symbols complete, too."""
    kind = get_completion_class(shell)
    if kind is None:  # click would have to drop a shell
        raise click.UsageError(f"click knows no completion for {shell}")
    script = kind(context.find_root().command, {}, "protoref", VARIABLE)
    # Not `script.source()`: for bash that runs bash to learn its version.
    click.echo(ShellComplete.source(script))
