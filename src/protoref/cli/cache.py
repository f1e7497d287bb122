"""``protoref cache``: what is kept from run to run, and how to be rid of it."""

from __future__ import annotations

import click

from protoref.errors import ProtorefError

_EPILOG = """\b
Examples:
  protoref cache info
  protoref cache clear"""


@click.command(epilog=_EPILOG, short_help="Show or clear what earlier runs have read.")
@click.argument("action", type=click.Choice(["info", "clear"]))
def cache(action: str) -> None:
    """Show (info) or forget (clear) what is kept from run to run: indexes of documents, and answers.

    It never changes a result. PROTOREF_CACHE_DIR names another folder; --no-cache does without.
    """
    from protoref.kept.place import VARIABLE, cache_file  # noqa: PLC0415
    from protoref.kept.store import LIMIT, Store  # noqa: PLC0415

    path = cache_file()
    if path is None:
        raise ProtorefError("there is no folder for the cache", f"Set {VARIABLE} to an absolute path.")
    store = Store(path)
    if action == "clear":
        try:
            store.clear()
        except OSError as error:
            raise ProtorefError(f"cannot clear {path}: {error.strerror}", "Remove the file by hand.") from error
        click.echo(f"cleared {path}")
        return
    contents = store.contents()
    store.close()
    click.echo(f"{path}: {contents.values:,} values, {contents.size / 1e6:,.1f} MB of at most {LIMIT / 1e6:,.0f} MB")
