"""``protoref explain``: what a rule means, and what to do about its findings."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from protoref.errors import ProtorefError

_EPILOG = """\b
Examples:
  protoref explain
  protoref explain storage-unattested"""


def _complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from protoref.rulebook import rule_ids, title  # noqa: PLC0415

    return [CompletionItem(rule, help=title(rule)) for rule in rule_ids() if rule.startswith(incomplete)]


@click.command(epilog=_EPILOG, short_help="Explain a rule, or list all of them.")
@click.argument("rule", required=False, shell_complete=_complete)
def explain(rule: str | None) -> None:
    """Explain what a RULE means, with an example, and what to do about its findings.

    Without a RULE: all of them, a line each.
    """
    from protoref.rulebook import page, rule_ids, title  # noqa: PLC0415

    rules = rule_ids()
    if rule is None:
        width = max(map(len, rules))
        click.echo("\n".join(f"{each:<{width}}   {title(each)}" for each in rules))
    elif rule in rules:
        click.echo(page(rule), nl=False)
    else:
        raise ProtorefError(f"no rule is called {rule}", _hint(rule, rules))


def _hint(rule: str, rules: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(rule, rules, n=1)
    return f"did you mean {near[0]}?" if near else "protoref explain lists all rules"
