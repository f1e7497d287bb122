"""``protoref ci``: what a change does to the schemas, and to those who use them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from protoref.cli.forges import add_to_summary, file_links
from protoref.cli.options import Format, Settings, everything_option, exit_zero_option, settings, shared_options
from protoref.cli.output import look
from protoref.cli.progress import Progress
from protoref.cli.remembering import open_store, root_of
from protoref.cli.telling import tell
from protoref.cli.verdicts import exit_code
from protoref.errors import ProtorefError

if TYPE_CHECKING:
    from protoref.model.report import Report

_NAME = re.compile(r"[\w.-]{1,40}", re.ASCII)

_EPILOG = """\b
Examples:
  protoref ci --base origin/main
  protoref ci --base origin/main --format markdown
  protoref ci --base v1.2 --head v1.3

Exit codes: 0 safe, 1 blocked, 3 review, 2 usage or configuration error."""


@click.command(epilog=_EPILOG, short_help="What a change does to the schemas: the report on a pull request.")
@click.option(
    "--base", metavar="REF", required=True, help="Where the change is to go; compared with is the merge base."
)
@click.option("--head", metavar="REF", help="The changed commit.  [default: the work tree]")
@click.option("--also", metavar="FORMAT=FILE", multiple=True, help="Write another format, too (repeatable).")
@click.option(
    "--comment-id",
    metavar="NAME",
    default="main",
    help="Tells several comments on one pull request apart.  [default: main]",
)
@click.option("--trust-head-config", is_flag=True, help="Judge by the policy that the change itself brings.")
@everything_option("List all evidence.")
@exit_zero_option
@shared_options
@click.pass_context
def ci(  # an argument an option
    context: click.Context,
    base: str,
    head: str | None,
    also: tuple[str, ...],
    comment_id: str,
    trust_head_config: bool,
    everything: bool,
    exit_zero: bool,
) -> int:
    """What does a change do to the schemas and to those who use them? SAFE, REVIEW or BLOCKED, and why.

    Only what the change causes is judged, by the policy of its base.
    """
    given = settings(context)
    if given.at is not None:
        raise ProtorefError("--at: ci reads two states", "--head REF reads a commit instead of the work tree")
    if not _NAME.fullmatch(comment_id):
        raise ProtorefError(f"--comment-id {comment_id}: no name", "letters, digits, '.', '_' and '-', 40 at most")
    others = [_other(given, word) for word in also]
    from protoref.comparing import review_change  # noqa: PLC0415  # loads every stage
    from protoref.pipeline import RunOptions, open_snapshot  # noqa: PLC0415
    from protoref.reporting import change_text, comment, concise  # noqa: PLC0415
    from protoref.snapshot.ancestor import merge_base  # noqa: PLC0415

    root = root_of(given)
    start = merge_base(root, base, head)
    with (
        open_snapshot(root, head) as later,
        open_snapshot(root, start) as earlier,
        open_store(given, root) as store,
        Progress.of(given) as progress,
    ):
        options = RunOptions(schemas=given.schema, jobs=given.jobs, progress=progress, store=store)
        found = review_change(later, earlier, options, trust_head=trust_head_config)
    assert found.review is not None
    links = file_links(os.environ, None if found.scope.dirty else found.scope.commit)

    def markdown(report: Report) -> str:
        return comment.render(report, comment_id, links)

    if given.format is Format.GITHUB:
        add_to_summary(comment.render(found, comment_id, links, comment.SUMMARY_LIMIT), os.environ)
    for one in (*others, given):
        tell(found, one, look(one, everything=everything), change_text.render, concise.render_findings, markdown)
    return 0 if exit_zero else exit_code(found.review.verdict)


def _other(given: Settings, word: str) -> Settings:
    """The settings for another form of the report."""
    name, _, path = word.partition("=")
    if name not in set(Format) or not path:
        hint = f"--also FORMAT=FILE, with one of {', '.join(Format)}"
        raise ProtorefError(f"--also {word}: no format and file", hint)
    return replace(given, format=Format(name), output=Path(path))
