"""`init`: a configuration that changes nothing, and becomes one when its proposals are taken."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files

import jsonschema
import pytest
from cli_repository import make_kitchen

from protoref.cli.main import run

SCHEMA = json.loads(files("protoref.policy").joinpath("protoref.schema.json").read_text("utf-8"))


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    folder = make_kitchen(tmp_path / "kitchen")
    monkeypatch.chdir(folder)
    return folder


def test_what_is_written_changes_no_answer(kitchen, capsys):
    (kitchen / "backend/app/plugins.py").write_text("from app.gen import archive_pb2\ngetattr(archive_pb2, input())\n")
    assert run(["can-delete", "archive", "--format", "json"]) == 1
    before = json.loads(capsys.readouterr().out)

    assert run(["init"]) == 0
    assert "wrote protoref.toml" in capsys.readouterr().err
    assert tomllib.loads((kitchen / "protoref.toml").read_text()) == {}
    assert run(["can-delete", "archive", "--format", "json"]) == 1
    after = json.loads(capsys.readouterr().out)
    assert [target["findings"] for target in after["targets"]] == [target["findings"] for target in before["targets"]]
    assert after["problems"] == before["problems"]


def test_the_proposals_are_a_configuration(kitchen, capsys):
    (kitchen / "backend/app/plugins.py").write_text("from app.gen import archive_pb2\ngetattr(archive_pb2, input())\n")
    (kitchen / "Makefile").write_text("test:\n\ttrue\n")
    assert run(["init", "--output", "-"]) == 0
    text = re.sub(r"(?m)^#(?=[^ #])", "", capsys.readouterr().out)

    table = tomllib.loads(text)
    jsonschema.validate(table, SCHEMA)
    assert table["import_roots"] == ["proto"]
    assert table["checks"] == ["make test"]
    assert [rule["paths"] for rule in table["storage"]] == [["/proto/archive.proto"]]
    assert [rule["paths"] for rule in table["opaque"]] == [["/backend/app/plugins.py"]]

    (kitchen / "protoref.toml").write_text(
        text.replace('class = "legacy"', 'class = "transient"').replace('test = ["/harness/"]', "")
    )
    assert run(["can-delete", "archive", "--format", "json"]) == 1  # the import in plugins.py is certain
    rules = {
        finding["rule"] for target in json.loads(capsys.readouterr().out)["targets"] for finding in target["findings"]
    }
    assert "storage-unattested" not in rules
    assert "opaque" not in rules


@pytest.mark.parametrize("name", ["protoref.toml", "pyproject.toml"])
def test_a_configuration_that_is_here_stays(kitchen, capsys, name):
    text = "checks = []\n" if name == "protoref.toml" else "[tool.protoref]\nchecks = []\n"
    (kitchen / name).write_text(text)

    assert run(["init"]) == 2
    assert f"error: {name} is here already" in capsys.readouterr().err
    assert (kitchen / name).read_text() == text


def test_the_schema_for_editors(capsys):
    assert run(["init", "--json-schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


def test_init_is_no_report(kitchen, capsys):
    assert run(["init", "--format", "json"]) == 2
    assert "init prints no report" in capsys.readouterr().err
