"""Schemas that a user adds: wheels, folders of stubs, and what is none of these."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from cli_repository import make_kitchen

CLIENT = """from far.api.v1 import away_pb2_grpc
from far.api.v1.away_pb2 import Away

print(Away(), away_pb2_grpc.TripsStub)
"""


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """The kitchen with a module that uses a schema which is not here, and that a declared dependency brings."""
    folder = make_kitchen(tmp_path / "kitchen")
    (folder / "trip.py").write_text(CLIENT)
    (folder / "pyproject.toml").write_text('[project]\nname = "kitchen"\ndependencies = ["far"]\n')
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def wheel(tmp_path):
    """A wheel with a stub and its service, and nothing else of use."""
    proto = 'syntax = "proto3"; package far.v1; message Away { string where = 1; } service Trips { rpc Go(Away) returns (Away); }'
    (tmp_path / "away.proto").write_text(proto)
    command = [sys.executable, "-m", "grpc_tools.protoc", "-I.", "--python_out=.", "--grpc_python_out=.", "away.proto"]
    subprocess.run(command, cwd=tmp_path, check=True)
    path = tmp_path / "far-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("away_pb2.py", "away_pb2_grpc.py"):
            archive.write(tmp_path / name, f"far/api/v1/{name}")
        archive.writestr("far/__init__.py", "raise SystemExit('nobody runs this')\n")
        archive.writestr("../outside.proto", 'syntax = "proto3"; message Outside {}')
    return path


@pytest.mark.parametrize("unpacked", [False, True], ids=["wheel", "folder"])
def test_stubs_from_elsewhere(repository, protoref, tmp_path, wheel, unpacked):
    place = wheel
    if unpacked:
        place = tmp_path / "site"
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(place, [name for name in archive.namelist() if not name.startswith("..")])
    code, out, _ = protoref("who-uses", "far.v1.Away", "Trips", "--schema", str(place), "--format", "json")
    targets = {target["symbol"]: target for target in json.loads(out)["targets"]}

    assert code == 0
    assert [(r["line"], r["certainty"]) for r in targets["far.v1.Away"]["references"]] == [
        (2, "certain"),
        (4, "certain"),
    ]
    assert [(r["line"], r["certainty"]) for r in targets["far.v1.Trips"]["references"]] == [(4, "certain")]
    assert targets["far.v1.Away"]["definitions"] == []
    assert "verdict" not in targets["far.v1.Away"]


def test_nothing_is_guessed_of_a_schema_that_is_not_given(repository, protoref):
    code, out, _ = protoref("audit", "--format", "json")

    assert code == 0
    assert not [r for target in json.loads(out)["targets"] for r in target["references"] if r["path"] == "trip.py"]


def test_configured_schemas_need_not_be_known_to_git(repository, protoref, wheel):
    (repository / ".gitignore").write_text("/vendor/\n")
    (repository / "vendor").mkdir()
    shutil.copy(wheel, repository / "vendor")
    (repository / "protoref.toml").write_text(f'schemas = ["vendor/{wheel.name}"]\n')
    code, out, _ = protoref("who-uses", "far.v1.Away")

    assert code == 0
    assert "trip.py" in out


def test_a_configuration_does_not_lead_out_of_the_root(repository, protoref, wheel):
    (repository / "vendor").symlink_to(wheel.parent)
    (repository / "protoref.toml").write_text(f'schemas = ["vendor/{wheel.name}"]\n')
    code, out, err = protoref("audit")

    assert (code, out) == (2, "")
    assert "leads out of the root" in err


def test_can_delete_speaks_of_the_repositorys_own_schemas(repository, protoref, wheel):
    code, out, err = protoref("can-delete", "far.v1.Away", "--schema", str(wheel))

    assert (code, out) == (2, "")
    assert "far.v1.Away lies outside of the root" in err


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("broken.whl", b"no zip at all", "cannot be read"),
        ("notes.txt", b"message Order {}", "no schema can be read from such a file"),
        ("plain.py", b"class Order: ...\n", "no schema in"),
    ],
)
def test_what_holds_no_schema_is_an_error(repository, protoref, tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    code, out, err = protoref("audit", "--schema", str(tmp_path / name))

    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
