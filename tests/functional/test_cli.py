"""The command line itself: options, formats, files, colours, and whatever a user may get wrong."""

import importlib.metadata
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_repository import make_kitchen

from protoref import __version__
from protoref.cli import main
from protoref.cli.main import run
from protoref.cli.output import uses_color
from protoref.errors import ProtorefError

COLOR = "\x1b[1m"


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    return make_kitchen(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture
def protoref(kitchen, monkeypatch, capsys):
    """Runs protoref in the kitchen; gives its exit code, output and errors."""
    for name in ("NO_COLOR", "FORCE_COLOR", "PROTOREF_FORMAT", "PROTOREF_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(kitchen)

    def call(*arguments):
        code = run(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.mark.parametrize(("arguments", "error", "hint"), [
    (("who-uses", "oders.proto"), "no schema is named oders.proto", "did you mean orders.proto (proto/orders.proto)?"),
    (("who-uses", "orders", "Nope"), "no schema is named Nope", "protoref audit lists"),
    (("who-uses", "\x1b[2Jx"), r"no schema is named \x1b[2Jx", "protoref audit lists"),
    (("who-uses",), "missing argument 'TARGET...'.", "try: protoref who-uses --help"),
    (("who-uses", "orders", "--format", "xml"), "invalid value for '--format': 'xml' is not one of", "try: "),
    (("who-uses", "orders", "--by", "name"), "invalid value for '--by'", "try: "),
    (("who-uses", "orders", "--frobnicate"), "no such option", "try: "),
    (("--jobs", "-3", "audit"), "invalid value for '--jobs'", "try: protoref --help"),
    (("frobnicate",), "no such command 'frobnicate'.", "try: protoref --help"),
    (("--root", "no/such/folder", "audit"), "no/such/folder", ""),
    (("--root", "README.md", "audit"), "README.md", ""),
    (("--at", "no-such-branch", "audit"), "no-such-branch", ""),
    (("--at", "--output=x", "audit"), "--output=x", ""),
    (("--schema", "no/such.proto", "audit"), "no/such.proto", ""),
    (("why", "Order", "README.md"), "README.md is no place", "PATH:LINE"),
    (("why", "Order", "README.md:0"), "README.md:0 is no place", "counted from 1"),
    (("why", "Order", "README.md:x"), "README.md:x is no place", "PATH:LINE"),
    (("why", "Order", ":3"), ":3 is no place", "PATH:LINE"),
    (("why", "Order", "backend/app/clint.py:7"), "there is no file backend/app/clint.py here", "did you mean backend/app/client.py"),
    (("why", "Order", "/etc/passwd:1"), "there is no file /etc/passwd here", ""),
    (("why", "Order", "__init__.py:1"), "__init__.py may be 2 files", "backend/app/__init__.py"),
    (("why", "Nope", "README.md:1"), "no schema is named Nope", ""),
    (("audit", "--output", "no/such/folder/report"), "cannot write no/such/folder/report: no such file or directory", "--output"),
    (("audit", "--output", "proto"), "cannot write proto: is a directory", "--output"),
    (("completions", "tcsh"), "'tcsh' is not one of 'bash', 'zsh', 'fish'", "try: "),
], ids=lambda value: " ".join(value).replace("\x1b", "ESC") if isinstance(value, tuple) else None)  # fmt: skip
def test_what_a_user_got_wrong_is_said_in_a_line_with_what_to_do(arguments, error, hint, protoref):
    code, out, err = protoref(*arguments)

    assert code == 2
    assert out == ""
    assert err.startswith("error: ")
    assert error in err
    assert hint in err
    assert "Traceback" not in err
    assert "\x1b" not in err


def test_an_ambiguous_target_lists_what_it_may_mean(kitchen, protoref, tmp_path, monkeypatch):
    (tmp_path / "a.proto").write_text("package a; message Same {}")
    (tmp_path / "b.proto").write_text("package b; message Same {}")
    code, _, err = protoref("--root", str(tmp_path), "who-uses", "Same")

    assert code == 2
    assert err.splitlines() == [
        "error: Same may mean 2 things",
        "name one of them:",
        "  a.Same   message in a.proto",
        "  b.Same   message in b.proto",
    ]


def test_no_schema_at_all(protoref, tmp_path):
    code, out, _ = protoref("--root", str(tmp_path), "audit")
    assert (code, out) == (0, "No schema here: no .proto file and no generated file with one inside.\n")

    code, _, err = protoref("--root", str(tmp_path), "who-uses", "orders")
    assert code == 2
    assert "no .proto file here" in err


def test_shared_options_stand_before_or_behind_the_command(kitchen, protoref, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    before = protoref("--root", str(kitchen), "--format", "concise", "audit")
    behind = protoref("audit", "--root", str(kitchen), "--format", "concise")

    assert before == behind
    assert "proto/orders.proto: " in before[1]


def test_the_later_option_counts(protoref):
    _, out, _ = protoref("--format", "json", "audit", "--format", "concise")

    assert out.startswith("proto/archive.proto: ")


def test_the_environment_sets_the_format_and_any_option_beats_it(protoref, monkeypatch):
    monkeypatch.setenv("PROTOREF_FORMAT", "json")

    assert json.loads(protoref("audit")[1])["command"] == "audit"
    assert protoref("audit", "--format", "concise")[1].startswith("proto/archive.proto: ")
    assert protoref("--format", "concise", "audit")[1].startswith("proto/archive.proto: ")

    monkeypatch.setenv("PROTOREF_FORMAT", "xml")
    assert protoref("audit")[0] == 2


def test_output_goes_to_a_file_as_a_whole(protoref, tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    code, out, err = protoref("audit", "--format", "json", "--output", str(target))

    assert (code, out, err) == (0, "", "")
    assert json.loads(target.read_text())["command"] == "audit"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]  # no temporary file is left


def test_a_failed_run_leaves_the_old_file(protoref, tmp_path):
    target = tmp_path / "report.json"
    target.write_text("old")

    assert protoref("who-uses", "nope", "--output", str(target))[0] == 2
    assert target.read_text() == "old"


def test_output_through_a_link_keeps_the_link(protoref, tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")

    assert protoref("audit", "--output", str(tmp_path / "link"))[0] == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("file ")


def test_output_to_a_device_is_written_not_replaced(protoref):
    assert protoref("audit", "--output", os.devnull)[0] == 0
    assert not Path(os.devnull).is_file()


def test_a_dash_is_standard_output(protoref):
    assert protoref("audit", "--output", "-") == protoref("audit")


def test_colours(protoref, monkeypatch, tmp_path):
    plain = protoref("audit")[1]
    assert COLOR not in plain
    colored = protoref("audit", "--color", "always")[1]
    assert COLOR in colored
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain

    monkeypatch.setenv("NO_COLOR", "1")
    assert COLOR in protoref("--color", "always", "audit")[1]  # an option beats the environment


@pytest.mark.parametrize(("choice", "terminal", "environment", "expected"), [
    ("auto", True, {}, True),
    ("auto", False, {}, False),
    ("auto", True, {"TERM": "dumb"}, False),
    ("auto", True, {"NO_COLOR": "1"}, False),
    ("auto", True, {"NO_COLOR": ""}, True),
    ("auto", False, {"FORCE_COLOR": "1"}, True),
    ("auto", True, {"FORCE_COLOR": "0"}, False),
    ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ("never", True, {"FORCE_COLOR": "1"}, False),
    ("always", False, {"NO_COLOR": "1"}, True),
])  # fmt: skip
def test_when_colours_are_used(choice, terminal, environment, expected):
    assert uses_color(main_color(choice), terminal, environment) is expected


def main_color(choice):
    from protoref.cli.options import Color

    return Color(choice)


def test_a_stream_that_is_ascii_only_still_gets_everything(kitchen, protoref, monkeypatch):
    (kitchen / "backend/app/über.py").write_text("from app.gen.archive_pb2 import Leftover  # größer\n")
    try:
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
        assert run(["who-uses", "archive", "--format", "concise"]) == 0
        assert rb"backend/app/\xfcber.py:1:" in raw.getvalue()
    finally:
        (kitchen / "backend/app/über.py").unlink()


def test_verbose_tells_the_stages_quiet_does_not(protoref):
    assert re.search(r"^ +\d+\.\d\d s  \w+", protoref("audit", "-v")[2], re.MULTILINE)
    assert protoref("audit")[2] == ""
    assert protoref("audit", "-q")[2] == ""


def test_all_says_what_it_adds_to_each_command(protoref):
    assert "every occurrence" in protoref("who-uses", "--help")[1]
    assert "every symbol" in protoref("audit", "--help")[1]


def test_help_is_short_and_has_an_example():
    for command in ((), ("who-uses",), ("why",), ("audit",), ("completions",)):
        done = subprocess.run(
            [sys.executable, "-m", "protoref", *command, "--help"], capture_output=True, text=True, check=True
        )
        assert "Examples:\n    protoref " in done.stdout or 'Examples:\n    eval "$(protoref' in done.stdout
        assert len(done.stdout.splitlines()) < 50
        assert "...\n" not in done.stdout.replace("[ARGS]...\n", "").replace("TARGET...\n", "")  # nothing is cut


def test_no_arguments_show_the_help(protoref):
    code, _, err = protoref()

    assert code == 2
    assert "Commands:" in err


def test_version():
    done = subprocess.run([sys.executable, "-m", "protoref", "--version"], capture_output=True, text=True, check=True)

    assert done.stdout == f"protoref {__version__}\n" == f"protoref {importlib.metadata.version('protoref')}\n"


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["who-uses", "--help"], ["completions", "bash"]])
def test_what_needs_no_parser_loads_none(arguments):
    program = f"import sys; from protoref.cli.main import run; run({arguments!r}); print(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    loaded = set(done.stderr.split())
    assert "protoref.cli.main" in loaded
    assert not {"libcst", "tree_sitter", "rich", "ahocorasick_rs", "protoref.pipeline"} & loaded


def broken(error):
    def command(**_):
        raise error

    return command


@pytest.mark.parametrize(("error", "code", "told"), [
    (KeyboardInterrupt(), 130, "interrupted"),
    (ValueError("odd\nthing \x1b[2J"), 70, r"internal error: ValueError: odd thing \x1b[2J; please report it"),
    (RecursionError(), 70, "internal error: RecursionError"),
    (ProtorefError("bad root", "take another"), 2, "error: bad root\ntake another\n"),
])  # fmt: skip
def test_every_error_becomes_a_line(error, code, told, protoref, monkeypatch):
    monkeypatch.setattr(main.audit, "callback", broken(error))

    found, out, err = protoref("audit")
    assert (found, out) == (code, "")
    assert told in err
    assert "Traceback" not in err
    assert "\x1b" not in err


def test_a_traceback_only_on_request(protoref, monkeypatch):
    monkeypatch.setattr(main.audit, "callback", broken(ValueError("odd")))

    assert "Traceback" in protoref("audit", "-vv")[2]
    assert "Traceback" in protoref("-v", "audit", "-v")[2]
    assert "Traceback" not in protoref("audit", "-v")[2]
    monkeypatch.setenv("PROTOREF_DEBUG", "1")
    assert "Traceback" in protoref("audit")[2]


@pytest.mark.parametrize("arguments", ["audit --format json", "--help"])
def test_a_reader_that_goes_away_is_no_error(arguments, kitchen):
    command = f"{sys.executable} -m protoref {arguments} | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=kitchen, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
