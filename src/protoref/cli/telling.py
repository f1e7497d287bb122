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


def tell(
    report: Report,
    given: Settings,
    how: Look,
    text: Render,
    concise: Render,
    comment: Callable[[Report], str] | None = None,
) -> None:
    """Writes the answer.

    Args:
        report: what was found out.
        given: the options; they say in which format, and where to.
        how: colours and width, for people.
        text: renders it for people.
        concise: renders a line a fact.
        comment: renders Markdown; None: what every command has.
    """
    if given.format is Format.CONCISE:
        write(concise(report, how), given)
        _tell_limits(report, given.quiet)
    elif given.format is Format.TEXT:
        write(text(report, how), given)
    elif given.format is Format.MARKDOWN and comment is not None:
        write(comment(report), given)
    else:
        from protoref.reporting import github, gitlab, json_v1, junit, markdown, sarif  # noqa: PLC0415

        renderers = {
            Format.JSON: json_v1.render,
            Format.MARKDOWN: markdown.render,
            Format.GITHUB: github.render,
            Format.SARIF: sarif.render,
            Format.GITLAB: gitlab.render,
            Format.JUNIT: junit.render,
        }
        write(renderers[given.format](report), given)


OF_FINDINGS = frozenset({Format.GITHUB, Format.SARIF, Format.GITLAB, Format.JUNIT})
"""Formats that hold findings and nothing else."""


def no_findings(given: Settings, command: str) -> None:
    """For commands that find nothing that could be wrong.

    Raises:
        ProtorefError: a format was asked for that holds findings alone.
    """
    if given.format in OF_FINDINGS:
        raise ProtorefError(f"--format {given.format}: {command} has no findings", "ci, can-delete and audit have some")


def no_markdown(given: Settings, command: str) -> None:
    """For commands that have no Markdown.

    Raises:
        ProtorefError: it was asked for.
    """
    no_findings(given, command)
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
