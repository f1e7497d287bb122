"""Shells complete commands, options and the names of schemas; whatever goes wrong stays silent."""

import os
import subprocess
import sys

import pytest
from cli_repository import make_kitchen


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    return make_kitchen(tmp_path_factory.mktemp("kitchen"))


def complete(folder, line, extra=None):
    """What a shell is offered for the last word of `line`."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "_PROTOREF_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "protoref"],
        cwd=folder,
        env={**environment, **(extra or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines() if row]


@pytest.mark.parametrize(("line", "offered"), [
    ("protoref wh", ["who-uses", "why"]),
    ("protoref who-uses --form", ["--format"]),
    ("protoref who-uses --format c", ["concise"]),
    ("protoref who-uses ord", ["orders", "orders.proto"]),
    ("protoref who-uses Rec", ["Receipt"]),
    ("protoref who-uses rec", ["Receipt"]),
    ("protoref who-uses kitchen.Kitchen", ["kitchen.Kitchen", "kitchen.Kitchen.Place"]),
    ("protoref who-uses orders arch", ["archive", "archive.Leftover", "archive.Leftover.box", "archive.proto"]),
    ("protoref why Left", ["Leftover"]),
    ("protoref who-uses --at HEAD Left", ["Leftover"]),
    ("protoref who-uses zzz", []),
])  # fmt: skip
def test_offers(line, offered, kitchen):
    assert complete(kitchen, line) == offered


def test_a_stub_without_its_proto_still_offers_its_names(kitchen, tmp_path):
    (tmp_path / "only_pb2.py").write_bytes((kitchen / "backend/app/gen/archive_pb2.py").read_bytes())

    assert "archive.Leftover" in complete(tmp_path, "protoref who-uses archive.L")


@pytest.mark.parametrize("line", [
    "protoref --root /no/such/folder who-uses ord",
    "protoref --at no-such-branch who-uses ord",
])  # fmt: skip
def test_trouble_is_silent(line, kitchen):
    assert complete(kitchen, line) == []


def test_broken_schemas_are_no_trouble(tmp_path):
    (tmp_path / "bad.proto").write_bytes(b"message \xff {{{ \0")
    (tmp_path / "good.proto").write_text("message Fine {}")

    assert complete(tmp_path, "protoref who-uses Fi") == ["Fine"]


def test_names_are_found_without_a_parser_of_code(kitchen):
    program = (
        "import sys; from protoref.cli.completing import complete_target; import click; from protoref.cli.main import cli;"
        "context = click.Context(cli); print(complete_target(context, cli.params[0], 'Left'), *sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=kitchen, capture_output=True, text=True, check=True)

    assert done.stdout.startswith("['Leftover'] ")
    assert not {"libcst", "tree_sitter", "ahocorasick_rs", "protoref.pipeline"} & set(done.stdout.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts(shell):
    done = subprocess.run(
        [sys.executable, "-m", "protoref", "completions", shell], capture_output=True, text=True, check=True
    )

    assert f"_PROTOREF_COMPLETE={shell}_complete" in done.stdout
    assert done.stderr == ""


def test_the_bash_script_works(kitchen):
    script = """
    protoref() { "$PYTHON" -m protoref "$@"; }
    eval "$(protoref completions bash)"
    COMP_WORDS=(protoref who-uses Left) COMP_CWORD=2
    _protoref_completion protoref
    printf '%s\\n' "${COMPREPLY[@]}"
    """
    wrapper = kitchen.parent / "bin"
    wrapper.mkdir(exist_ok=True)
    (wrapper / "protoref").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m protoref "$@"\n')
    (wrapper / "protoref").chmod(0o755)
    environment = {**os.environ, "PYTHON": sys.executable, "PATH": f"{wrapper}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", script.replace('    protoref() { "$PYTHON" -m protoref "$@"; }\n', "")],
        cwd=kitchen, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "Leftover\n"
