"""The commands on a real repository: their whole output."""

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from cli_repository import git, make_kitchen

from protoref.cli.main import run

SCHEMA = json.loads(files("protoref.reporting").joinpath("report-v1.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory):
    return make_kitchen(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture
def protoref(kitchen, monkeypatch, capsys):
    """Runs protoref in the kitchen; gives what it printed."""
    for name in ("NO_COLOR", "FORCE_COLOR", "PROTOREF_FORMAT", "PROTOREF_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(kitchen)

    def call(*arguments, code=0):
        assert run(arguments) == code
        printed = capsys.readouterr()
        assert not printed.err or code
        return printed.out

    return call


UNSTABLE = {
    r"\b[0-9a-f]{40}\b": "COMMIT",
    r" at [0-9a-f]{7}\b": " at COMMIT",
    r'"protoref": "[^"]*"': '"protoref": "VERSION"',
    # What stands in generated code is the generator's business, and differs between its versions.
    r"\d+ in generated code": "MANY in generated code",
    r"generated: \d+ occurrences": "generated: MANY occurrences",
    r"(?m)(^ +\d+:\d+ +\S+ +generated from .*\n)+": "        GENERATED\n",
}


def stable(text):
    """Without what differs from machine to machine."""
    for pattern, token in UNSTABLE.items():
        text = re.sub(pattern, token, text)
    return text


@pytest.mark.parametrize("arguments", [
    ("who-uses", "orders.proto"),
    ("who-uses", "orders", "--by", "symbol"),
    ("who-uses", "kitchen.Order", "--all"),
    ("who-uses", "archive"),
    ("who-uses", "orders", "--format", "concise"),
    ("why", "Order", "backend/app/client.py:7"),
    ("why", "Order", "backend/app/client.py:7:24"),
    ("why", "Order", "backend/app/shop.py:1"),
    ("why", "archive", "README.md:4"),
    ("why", "Order", "backend/app/client.py:2"),
    ("audit",),
    ("audit", "--all"),
    ("audit", "--format", "concise"),
    ("who-uses", "orders", "--format", "markdown"),
    ("who-uses", "archive", "--format", "markdown"),
    ("audit", "--format", "markdown"),
    ("can-delete", "archive", "--format", "markdown", "--exit-zero"),
    ("can-delete", "orders", "--format", "markdown", "--exit-zero"),
], ids=" ".join)  # fmt: skip
def test_output(arguments, protoref, snapshot):
    assert stable(protoref(*arguments)) == snapshot


@pytest.mark.parametrize(
    "arguments", [("who-uses", "orders", "archive"), ("who-uses", "kitchen.Order"), ("audit",)], ids=" ".join
)
def test_json_fulfils_its_schema(arguments, protoref):
    value = json.loads(protoref(*arguments, "--format", "json"))

    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    assert value["command"] == arguments[0]
    for target in value["targets"]:
        assert sum(target["ledger"]["classes"].values()) == target["ledger"]["occurrences"]


def test_json_says_what_was_asked_for(protoref):
    value = json.loads(protoref("who-uses", "orders", "--format", "json"))

    assert [t["symbol"] for t in value["targets"] if t["requested"]] == ["orders.proto"]
    order = next(t for t in value["targets"] if t["symbol"] == "kitchen.Order")
    assert order["definitions"] == [{"path": "proto/orders.proto", "line": 5, "column": 9}]
    places = [
        (r["path"], r["line"], r["column"], r["end_column"]) for r in order["references"] if r["language"] == "python"
    ]
    assert places == [("backend/app/client.py", 7, 24, 29)]


def test_nothing_found_is_an_answer(protoref):
    shown = protoref("who-uses", "archive")

    assert "No reference in code" in shown
    assert "backend/app/gen/archive_pb2.py" in shown
    assert "README.md:4" in shown
    assert "none unresolved" in shown


def test_the_same_from_a_folder_a_commit_and_a_bare_repository(kitchen, protoref, tmp_path, monkeypatch):
    here = protoref("who-uses", "orders", "--format", "json")
    assert protoref("who-uses", "orders", "--format", "json", "--at", "HEAD") == here

    monkeypatch.chdir(kitchen / "backend" / "app")
    assert protoref("who-uses", "orders", "--format", "json") == here

    git(tmp_path, "clone", "--quiet", "--bare", str(kitchen), "bare.git")
    assert (
        protoref("--root", str(tmp_path / "bare.git"), "--at", "main", "who-uses", "orders", "--format", "json") == here
    )


def test_targets_and_places_may_be_paths_from_where_one_stands(kitchen, protoref, monkeypatch):
    monkeypatch.chdir(kitchen / "proto")
    first = protoref("who-uses", "./orders.proto")
    assert first == protoref("who-uses", str(kitchen / "proto" / "orders.proto"))

    monkeypatch.chdir(kitchen / "backend")
    assert first == protoref("who-uses", "../proto/orders.proto")
    shown = protoref("why", "Order", "app/client.py:7")
    assert shown == protoref("why", "Order", f"{kitchen}/backend/app/client.py:7")
    assert shown == protoref("why", "Order", "client.py:7:")


def test_an_uncommitted_change_is_seen_and_said(kitchen, protoref, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(kitchen, copy, symlinks=True)
    (copy / "backend/app/new.py").write_text("from app.gen.archive_pb2 import Leftover\n")
    monkeypatch.chdir(copy)

    assert "backend/app/new.py" in protoref("who-uses", "archive")
    assert "backend/app/new.py" not in protoref("who-uses", "archive", "--at", "HEAD")
    assert json.loads(protoref("audit", "--format", "json"))["scope"]["dirty"] is True


def test_a_schema_from_outside(protoref, tmp_path):
    (tmp_path / "far.proto").write_text('syntax = "proto3"; package far; message Away {}')
    value = json.loads(protoref("who-uses", "far.Away", "--schema", str(tmp_path), "--format", "json"))

    assert [(t["symbol"], t["definitions"]) for t in value["targets"]] == [("far.Away", [])]


def test_jobs_change_nothing(protoref):
    assert protoref("audit", "--format", "json", "--jobs", "1") == protoref("audit", "--format", "json", "--jobs", "2")


def test_hostile_names_reach_nobody(kitchen, protoref, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(kitchen, copy, symlinks=True)
    folder = copy / "backend/app/\x1b[31mred\u202e"
    folder.mkdir()
    (folder / "x.py").write_text("from app.gen.archive_pb2 import Leftover  # \x1b]0;title\x07\n")
    Path(copy / "NOTES.md").write_text("archive.Leftover \x9b31m \x1b[2J\n")
    monkeypatch.chdir(copy)

    for arguments in (
        ("who-uses", "archive", "--all"),
        ("who-uses", "archive", "--format", "concise"),
        ("who-uses", "archive", "--format", "markdown"),
        ("can-delete", "archive", "--format", "markdown", "--exit-zero"),
        ("audit", "--format", "json"),
    ):
        shown = protoref(*arguments)
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)
    assert r"\x1b[31mred\u202e" in protoref("who-uses", "archive")


def test_a_file_that_does_not_parse_is_part_of_the_answer(kitchen, protoref, tmp_path, monkeypatch):
    copy = tmp_path / "copy"
    shutil.copytree(kitchen, copy, symlinks=True)
    (copy / "backend/app/odd.py").write_text("from app.gen import archive_pb2\nx = archive_pb2.Leftover((\n")
    monkeypatch.chdir(copy)
    shown = protoref("who-uses", "archive")

    assert "backend/app/odd.py" in shown
    assert "none unresolved" not in shown


def test_a_root_narrower_than_its_repository_is_said(kitchen, protoref, monkeypatch):
    said = "the root is narrower than its repository: users elsewhere in it are not seen"
    assert f"\n  warning: {said}\n" in protoref("audit", "--root", str(kitchen / "proto"))
    (problem,) = json.loads(protoref("audit", "--root", str(kitchen / "proto"), "--format", "json"))["problems"]
    assert problem == {"severity": "warning", "path": ".", "line": 1, "message": said}
    assert json.loads(protoref("audit", "--format", "json"))["problems"] == []


def test_a_shallow_clone_is_said_where_it_can_hide_that_a_stub_is_an_orphan(kitchen, protoref, tmp_path, monkeypatch):
    full, shallow = tmp_path / "full", tmp_path / "shallow"
    shutil.copytree(kitchen, full)
    (full / "second.txt").write_text("a second commit")
    git(full, "add", "--all")
    git(full, "commit", "--quiet", "--message=Second")
    git(tmp_path, "clone", "--quiet", "--depth=1", full.as_uri(), str(shallow))
    said = "the clone is shallow: schemas deleted before its first commit are unknown"
    monkeypatch.chdir(shallow)
    assert said not in protoref("audit")  # every stub has its schema
    for proto in ("orders", "archive"):
        (shallow / f"proto/{proto}.proto").unlink()
    (shallow / "proto").rmdir()
    git(shallow, "commit", "--quiet", "--all", "--message=Schemas live elsewhere now", "--amend")
    git(shallow, "checkout", "--quiet", "--orphan", "alone")
    git(shallow, "commit", "--quiet", "--message=Alone")
    assert said in protoref("audit")


def test_audit_counts_the_unresolved_occurrences_that_who_uses_lists(kitchen, protoref, tmp_path, monkeypatch):
    doubtful = tmp_path / "doubtful"
    shutil.copytree(kitchen, doubtful)
    (doubtful / "backend/app/broken.py").write_text("from app.gen import orders_pb2\n\nx = (orders_pb2.Order(\n")
    monkeypatch.chdir(doubtful)
    listed = re.search(r"; (\d+) occurrences? unresolved", protoref("who-uses", "orders.proto"))
    counted = re.search(r"unresolved: (\d+) occurrences?", protoref("audit"))
    assert listed
    assert counted
    assert listed[1] == counted[1] != "0"
