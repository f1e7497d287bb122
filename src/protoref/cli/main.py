"""The front door: the command group, and what becomes of every error."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from protoref import __version__
from protoref.cli.attest import attest
from protoref.cli.audit import audit
from protoref.cli.baseline import baseline
from protoref.cli.cache import cache
from protoref.cli.can_delete import can_delete
from protoref.cli.ci import ci
from protoref.cli.completions import completions
from protoref.cli.explain import explain
from protoref.cli.init import init
from protoref.cli.options import outermost_options
from protoref.cli.output import note
from protoref.cli.stubs import stubs
from protoref.cli.who_uses import who_uses
from protoref.cli.why import why
from protoref.errors import ProtorefError

EXIT_USAGE = 2
EXIT_INTERNAL = 70
EXIT_INTERRUPTED = 130

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where an output takes no more."""

_EPILOG = """\b
Examples:
  protoref who-uses span_data_container
  protoref can-delete span_data_container
  protoref audit --format json

Exit codes: 0 done (can-delete: safe), 1 blocked, 3 review, 2 usage or configuration error, 70 internal error,
130 interrupted."""


class _Ordered(click.Group):
    """Lists the commands in the order of their use, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Ordered, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="protoref", message="%(prog)s %(version)s")
@outermost_options
def cli() -> None:
    """May this Protocol Buffers schema be deleted? The answer, with proof.

    Finds every reference to what code generators made of a .proto: messages, enums, services, rpcs, whole modules.
    """


for _command in (who_uses, can_delete, ci, attest, why, audit, stubs, init, baseline, explain, cache, completions):
    cli.add_command(_command)


def main() -> NoReturn:
    """Runs protoref with the arguments of this process and ends it."""
    gc.disable()  # a run makes millions of small objects and hardly any garbage; collecting costs a quarter of it
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command line and returns its exit code; every error becomes at most a few lines on standard error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us: a verdict is an exit code, too
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (until the process ends)
    output = sys.stdout
    try:
        code = cli.main(list(arguments), prog_name="protoref", standalone_mode=False)
        sys.stdout.flush()
    except ProtorefError as error:
        note(f"error: {error.message}")
        if error.hint:
            note(error.hint)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        note(error.format_message())
        return EXIT_USAGE
    except click.UsageError as error:
        note(f"error: {_first_small(error.format_message())}")
        if error.ctx is not None:
            note(f"try: {error.ctx.command_path} --help")
        return EXIT_USAGE
    except click.ClickException as error:
        note(f"error: {_first_small(error.format_message())}")
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        note("interrupted")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return _closed()
    except OSError as error:
        if error.errno not in _FULL:
            _report_internal(error, arguments)
            return EXIT_INTERNAL
        note(f"error: cannot write the report: {(error.strerror or 'the output is gone').lower()}")
        note("Give it a place with room: --output FILE")
        _closed()
        return EXIT_USAGE
    except SystemExit as error:
        # Where a pipe is closed, click replaces standard output and exits with 1; here 1 would mean "blocked".
        return _number(error.code) if sys.stdout is output else _closed()
    except Exception as error:  # the last resort: one line instead of a traceback
        _report_internal(error, arguments)
        return EXIT_INTERNAL
    return _number(code)


def _closed() -> int:
    """Whoever reads has seen enough: that is no error. Python would complain while it flushes at its end, so it may not."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return 0


def _number(code: object) -> int:
    return code if isinstance(code, int) else 0


def _report_internal(error: Exception, arguments: Sequence[str]) -> None:
    if os.environ.get("PROTOREF_DEBUG") or _very_verbose(arguments):
        note("".join(traceback.format_exception(error)).rstrip("\n"))
    words = " ".join(str(error).split())[:300]
    note(f"internal error: {type(error).__name__}: {words}; please report it (PROTOREF_DEBUG=1 shows where)")


def _very_verbose(arguments: Sequence[str]) -> bool:
    """Whether ``-vv`` was given. Read from the words: the error may have come before click knew."""
    count = 0
    for word in arguments:
        if word == "--verbose":
            count += 1
        elif word.startswith("-") and not word.startswith("--"):
            count += word.count("v")
    return count > 1


def _first_small(message: str) -> str:
    """`message` with a small first letter, as it stands behind ``error:``; an acronym stays."""
    return message if message[1:2].isupper() else message[:1].lower() + message[1:]
