"""Progress is for people at a terminal who wait."""

import io
import sys

import pytest

from protoref.cli import progress
from protoref.cli.options import Settings
from protoref.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Makes standard error a terminal; gives it. To be called in the test: pytest replaces the stream before."""

    def make():
        screen = Terminal()
        monkeypatch.delenv("CI", raising=False)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", screen)
        return screen

    return make


def work(settings):
    with Progress.of(settings) as tell:
        tell("reading [red]\x1b[2J", 1, 20)


def test_a_long_run_shows_what_it_does(terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    screen = terminal()
    work(Settings())
    shown = screen.getvalue()

    assert "reading" in shown
    assert "1/20" in shown
    assert "\x1b[2J" not in shown  # neither commands nor markup of a stage's name are obeyed
    assert "[red]" in shown


def test_a_short_run_shows_nothing(terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 1e9)
    screen = terminal()
    work(Settings())

    assert screen.getvalue() == ""


@pytest.mark.parametrize("why", ["quiet", "CI", "no terminal"])
def test_nobody_watches(why, terminal, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    screen = terminal()
    if why == "CI":
        monkeypatch.setenv("CI", "true")
    if why == "no terminal":
        monkeypatch.setattr(screen, "isatty", lambda: False)
    work(Settings(quiet=int(why == "quiet")))

    assert screen.getvalue() == ""


def test_verbose_notes_each_stage_once(terminal):
    screen = terminal()
    with Progress.of(Settings(verbose=1)) as tell:
        for done in range(5):
            tell("reading", done, 5)
        tell("searching", 0, 5)

    assert [row.split(" s  ")[1] for row in screen.getvalue().splitlines()] == ["reading", "searching"]
