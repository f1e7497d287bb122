"""Answers that are told again: commands that only tell need not work anything out where nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from protoref.cli.options import Settings, settings
from protoref.cli.output import look, note, overheard, write
from protoref.errors import ProtorefError

if TYPE_CHECKING:
    from protoref.kept.store import Store

_UNKEPT = "protoref.unkept"


def remembered(command: Callable[..., Any]) -> Callable[..., Any]:
    """For commands whose answer is a pure function of the root: told once, it is told again until a file changes.

    Commands that people act upon (`can-delete`, `ci`) look at the files themselves each time.
    """

    @wraps(command)
    def told(context: click.Context, **arguments: Any) -> Any:
        given = settings(context)
        if given.verbose or given.schema or not given.cache:
            return command(context, **arguments)
        try:
            root = root_of(given)
        except (ProtorefError, OSError):
            return command(context, **arguments)  # it says itself what is wrong
        with open_store(given, root) as store:
            if store is None:
                return command(context, **arguments)
            return _told(store, root, given, context, lambda: command(context, **arguments), arguments)

    return told


def _told(
    store: Store,
    root: Path,
    given: Settings,
    context: click.Context,
    work: Callable[[], Any],
    arguments: dict[str, Any],
) -> Any:
    from protoref.kept.answers import Answer, keep, recall  # noqa: PLC0415
    from protoref.snapshot.state import state_of  # noqa: PLC0415

    state = state_of(root, given.at)
    if state is None:
        return work()
    question = _question(context, given, arguments)
    answer = recall(store, state.digest, question)
    if answer is not None:
        for is_note, text in answer.said:
            if is_note:
                note(text)
            else:
                write(text, given)
        return answer.code
    with overheard() as said:
        code = work() or 0
    # Kept only where nothing changed while it was worked out, and no change to come can look the same.
    if state.settled and not context.meta.get(_UNKEPT) and state_of(root, given.at) == state:
        keep(store, state.digest, question, Answer(code, tuple(said)))
    return code


def leave_unkept() -> None:
    """The answer that is being worked out depends on more than the root's own files: it is not to be kept."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_UNKEPT] = True


def root_of(given: Settings) -> Path:
    """The folder that is looked at.

    Raises:
        RootError: there is no such folder, or git refuses to read the repository.
    """
    from protoref.snapshot.repository import find_root  # noqa: PLC0415

    return find_root(Path()) if given.root is None else given.root


@contextmanager
def open_store(given: Settings, root: Path) -> Iterator[Store | None]:
    """The cache of a run, if there is one."""
    if not given.cache:
        yield None
        return
    from protoref.kept.place import cache_file  # noqa: PLC0415
    from protoref.kept.store import Store  # noqa: PLC0415

    path = cache_file(root)
    store = Store(path) if path is not None else None
    try:
        yield store
    finally:
        if store is not None:
            store.close()


def _question(context: click.Context, given: Settings, arguments: dict[str, Any]) -> str:
    """Everything that the text depends on, apart from the files."""
    asked = sorted((name, str(value)) for name, value in arguments.items())
    seen = look(given)
    return repr((context.command.name, asked, str(given.format), str(given.root), str(Path.cwd()), seen, given.quiet))
