"""Writes a report in the format that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from protoref.cli.options import Format, Settings
from protoref.cli.output import note, write
from protoref.errors import ProtorefError

if TYPE_CHECKING:
    from protoref.model.report import Report
    from protoref.reporting.layout import Look

    Render = Callable[[Report, Look], str]


def tell(report: Report, given: Settings, how: Look, text: Render, concise: Render) -> None:
    """Writes the answer.

    Args:
        report: what was found out.
        given: the options; they say in which format, and where to.
        how: colours and width, for people.
        text: renders it for people.
        concise: renders a line a fact.
    """
    if given.format is Format.JSON:
        from protoref.reporting import json_v1  # noqa: PLC0415

        write(json_v1.render(report), given)
    elif given.format is Format.MARKDOWN:
        from protoref.reporting import markdown  # noqa: PLC0415

        write(markdown.render(report), given)
    elif given.format is Format.CONCISE:
        write(concise(report, how), given)
        _tell_limits(report, given.quiet)
    else:
        write(text(report, how), given)


def no_markdown(given: Settings, command: str) -> None:
    """For commands that have no Markdown.

    Raises:
        ProtorefError: it was asked for.
    """
    if given.format is Format.MARKDOWN:
        raise ProtorefError(f"--format markdown: {command} has none", "--format text, concise or json")


def no_report(given: Settings, command: str) -> None:
    """For commands that print no report.

    Raises:
        ProtorefError: a format was asked for.
    """
    if given.format is not Format.TEXT:
        raise ProtorefError(f"--format {given.format}: {command} prints no report", "leave --format out")


def _tell_limits(report: Report, quiet: int) -> None:
    """Notes what concise lines have no room for: that something could not be looked at."""
    problems, spots = len(report.problems), len(report.coverage.opaque)
    if (problems or spots) and not quiet:
        note(f"note: {problems} problems, {spots} places not looked into (--format text or json tells which)")
