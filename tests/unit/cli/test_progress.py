"""Progress is for people at a terminal who wait."""

import io
import sys

import pytest

from protoref.cli import progress
from protoref.cli.options import Settings
from protoref.cli.progress import Progress


@pytest.fixture
def terminal(monkeypatch):
    """Standard error is a terminal; gives what was written to it."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    screen = Terminal()
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", screen)
    return screen.getvalue


def work(settings):
    with Progress.of(settings) as tell:
        tell("reading [red]\x1b[2J", 1, 20)


def test_a_long_run_shows_what_it_does(terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    work(Settings())
    shown = terminal()

    assert "reading" in shown
    assert "1/20" in shown
    assert "\x1b[2J" not in shown  # neither commands nor markup of a stage's name are obeyed
    assert "[red]" in shown


def test_a_short_run_shows_nothing(terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 1e9)
    work(Settings())

    assert terminal() == ""


@pytest.mark.parametrize("why", ["quiet", "CI", "no terminal"])
def test_nobody_watches(why, terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    if why == "CI":
        monkeypatch.setenv("CI", "true")
    if why == "no terminal":
        monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    work(Settings(quiet=int(why == "quiet")))

    assert terminal() == ""


def test_verbose_notes_each_stage_once(terminal):
    with Progress.of(Settings(verbose=1)) as tell:
        for done in range(5):
            tell("reading", done, 5)
        tell("searching", 0, 5)

    assert [row.split(" s  ")[1] for row in terminal().splitlines()] == ["reading", "searching"]
