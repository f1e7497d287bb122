"""Options that every command shares. They may stand before the command or behind it; the later one counts."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from msgspec import Struct, field

Command = TypeVar("Command", bound=Callable[..., Any])

_GIVEN = "protoref.given"


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"


class Color(StrEnum):
    """When colours are used."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Settings(Struct, frozen=True):
    """The shared options of one run.

    Attributes:
        root: folder under audit, or None: the top of the repository that the current folder is in.
        at: a revision to read instead of the work tree, or None.
        schema: places of schemas outside of the root.
        format: of the report.
        output: file to write to, or None: standard output.
        color: when colours are used.
        jobs: processes; 0: as many as there are processors.
        quiet: how often ``-q`` was given.
        verbose: how often ``-v`` was given.
        cache: what earlier runs kept may be used, and kept for later ones.
    """

    root: Path | None = None
    at: str | None = None
    schema: tuple[Path, ...] = field(default=())
    format: Format = Format.TEXT
    output: Path | None = None
    color: Color = Color.AUTO
    jobs: int = 0
    quiet: int = 0
    verbose: int = 0
    cache: bool = True


def settings(context: click.Context) -> Settings:
    """What was given so far on this command line (and in the environment)."""
    return Settings(**context.meta.get(_GIVEN, {}))


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Notes what was given. Callbacks run from the outermost command inwards, so what stands later wins."""
    name = str(parameter.name)
    if context.get_parameter_source(name) in {None, ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP}:
        return
    given = context.meta.setdefault(_GIVEN, {})
    given[name] = (*given.get(name, ()), *value) if parameter.multiple else value


_PATH = click.Path(path_type=Path)

_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--root",), {"type": _PATH, "metavar": "DIR", "help": "Folder to look at.  [default: the repository's top]"}),
    (("--at",), {"metavar": "REV", "help": "Read this commit instead of the work tree."}),
    (("--schema",), {"type": _PATH, "metavar": "PATH", "multiple": True, "help": "Schemas outside of the root (repeatable)."}),
    (("--format",), {"type": click.Choice(Format, case_sensitive=False), "help": "How to write.  [default: text]"}),
    (("--output",), {"type": _PATH, "metavar": "FILE", "help": "Write to FILE instead of standard output."}),
    (("--color",), {"type": click.Choice(Color, case_sensitive=False), "help": "When to use colours.  [default: auto]"}),
    (("--jobs",), {"type": click.IntRange(min=0), "metavar": "N", "help": "Processes to use.  [default: one a processor]"}),
    (("--cache/--no-cache",), {"default": True, "help": "Use what earlier runs have read of the same files.  [default: yes]"}),
    (("-q", "--quiet"), {"count": True, "help": "No progress and no notes."}),
    (("-v", "--verbose"), {"count": True, "help": "Tell more on standard error (-vv: tracebacks)."}),
)  # fmt: skip


def shared_options(command: Command) -> Command:
    """Adds the shared options; the command reads them with `settings`."""
    for names, how in reversed(_OPTIONS):
        command = click.option(*names, callback=_keep, expose_value=False, **how)(command)
    return command


def outermost_options(group: Command) -> Command:
    """The same for the group: there PROTOREF_FORMAT counts as well, so that any option beats it."""
    for names, how in reversed(_OPTIONS):
        variable = "PROTOREF_FORMAT" if names == ("--format",) else None
        group = click.option(*names, callback=_keep, expose_value=False, envvar=variable, **how)(group)
    return group


def everything_option(what: str) -> Callable[[Command], Command]:
    """``--all``; `what`: its help, since each command has another whole."""

    def add(command: Command) -> Command:
        return click.option("--all", "everything", is_flag=True, help=what)(command)

    return add


def exit_zero_option(command: Command) -> Command:
    """``--exit-zero``: a verdict is no failure."""
    return click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever the verdict.")(command)
