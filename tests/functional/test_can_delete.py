"""`can-delete` and `attest`, from the command line: verdicts, exit codes, and the way from REVIEW to SAFE."""

import json
import subprocess
from importlib.resources import files

import jsonschema
import pytest
from cli_repository import git, make_kitchen

SCHEMA = json.loads(files("protoref.reporting").joinpath("report-v1.schema.json").read_text("utf-8"))


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    folder = make_kitchen(tmp_path / "kitchen")
    monkeypatch.chdir(folder)
    return folder


def test_what_is_used_is_blocked(kitchen, protoref):
    code, out, _ = protoref("can-delete", "orders.proto")

    assert code == 1
    assert out.startswith("orders.proto   BLOCKED")
    assert "backend/app/client.py" in out


def test_from_review_to_safe(kitchen, protoref):
    code, out, _ = protoref("can-delete", "archive.proto")
    assert code == 3
    assert "Only the storage answer is missing: protoref attest archive.proto --by NAME --evidence URL" in out

    code, out, err = protoref("attest", "archive.proto", "--by", 'Ada "A" \\', "--evidence", "https://x.example/1")
    assert (code, out) == (0, "")
    assert "recorded in protoref.toml" in err

    code, out, _ = protoref("can-delete", "archive.proto", "--format", "json")
    report = json.loads(out)
    jsonschema.validate(report, SCHEMA)
    target = next(target for target in report["targets"] if target["requested"])
    assert (code, target["verdict"], target["storage"]) == (0, "safe", "migrated")
    assert [answer["question"] for answer in target["checklist"]] == [
        "storage", "migration", "code", "generated", "build", "validation", "mentions", "consumers",
    ]  # fmt: skip

    proto = kitchen / "proto/archive.proto"
    proto.write_text(proto.read_text().replace("box = 1", "box = 2"))
    assert protoref("can-delete", "archive.proto")[0] == 3  # that was said of another schema


def test_the_entry_that_settles_what_could_not_be_looked_into(kitchen, protoref):
    (kitchen / "requirements.txt").write_text("protobuf>=5\n")
    (kitchen / "plugins").mkdir()
    (kitchen / "plugins/load.py").write_text("import importlib\nimportlib.import_module(input())\n")
    (kitchen / "plugins/more.py").write_text("import importlib\nimportlib.import_module(input())\n")

    code, out, _ = protoref("can-delete", "archive.proto")
    answer = next(line for line in out.splitlines() if line.startswith("  3 "))
    step = next(line for line in out.splitlines() if "protoref.toml: " in line)
    entry = step.partition("protoref.toml: ")[2]
    assert code == 3
    assert "2 places that could not be looked into: the name of an imported module is computed" in answer
    assert entry == (
        'opaque = [{ paths = ["/plugins/load.py", "/plugins/more.py"], kinds = ["computed-import"], '
        'reaches = [], reason = "WHY" }]'
    )

    (kitchen / "protoref.toml").write_text(entry.replace("WHY", "plugins are ours") + "\n")
    code, out, _ = protoref("can-delete", "archive.proto")
    assert "3 v Code        0 references, nothing unresolved" in out
    assert "Only the storage answer is missing" in out


def test_a_link_to_a_schema(kitchen, protoref):
    (kitchen / "linked.proto").symlink_to("proto/archive.proto")
    (kitchen / "lost.proto").symlink_to("proto/nowhere.proto")

    code, _, err = protoref("can-delete", "./linked.proto")
    assert code == 2
    assert "linked.proto is a symbolic link to proto/archive.proto" in err

    code, _, err = protoref("can-delete", "lost.proto")
    assert code == 2
    assert "lost.proto is a symbolic link to proto/nowhere.proto, where no schema is" in err


def test_an_attestation_goes_where_the_configuration_is(kitchen, protoref):
    (kitchen / "pyproject.toml").write_text("[tool.protoref]\nchecks = ['make test']")
    assert protoref("attest", "archive", "--by", "Ada", "--evidence", "OPS-1", "--kind", "consumers")[0] == 0

    assert "[[tool.protoref.attestations]]" in (kitchen / "pyproject.toml").read_text()
    assert not (kitchen / "protoref.toml").exists()
    assert "protoref can-delete archive.proto --run-checks" in protoref("can-delete", "archive")[1]


def test_nothing_is_attested_without_evidence(kitchen, protoref):
    code, _, err = protoref("attest", "archive", "--by", "Ada", "--evidence", " ")

    assert code == 2
    assert "needs a name and evidence" in err
    assert not (kitchen / "protoref.toml").exists()


def test_a_link_is_not_written_through(kitchen, protoref, tmp_path):
    (tmp_path / "elsewhere.toml").write_text("")
    (kitchen / "protoref.toml").symlink_to(tmp_path / "elsewhere.toml")

    assert protoref("attest", "archive", "--by", "Ada", "--evidence", "OPS-1")[0] == 2
    assert (tmp_path / "elsewhere.toml").read_text() == ""


def test_a_verdict_need_not_be_a_failure(kitchen, protoref):
    assert protoref("can-delete", "orders.proto", "--exit-zero")[0] == 0
    assert protoref("can-delete", "orders.proto", "--format", "concise")[1].endswith("blocked\n")


SERVICE = """syntax = "proto3";
package mail;
service Mail { rpc Send(Letter) returns (Letter); }
message Letter { string text = 1; }
"""
WRITER = """from app.gen import mail_pb2


def keep(path):
    path.write_bytes(mail_pb2.Letter(text="x").SerializeToString())
"""
READER = """from app.gen import mail_pb2

print(mail_pb2.Letter)
"""


@pytest.mark.parametrize(("code_once", "verdict"), [(WRITER, 3), (READER, 0)], ids=["serialised", "only named"])
def test_what_was_serialised_once_may_be_stored(kitchen, protoref, code_once, verdict):
    (kitchen / "proto/mail.proto").write_text(SERVICE)
    (kitchen / "backend/app/mail.py").write_text(code_once)
    git(kitchen, "add", "-A")
    git(kitchen, "commit", "-qm", "Mail")
    (kitchen / "backend/app/mail.py").unlink()
    git(kitchen, "add", "-A")
    git(kitchen, "commit", "-qm", "No mail")
    code, out, _ = protoref("can-delete", "mail.proto")

    assert code == verdict
    assert ("last writer beside it: SerializeToString, until" in " ".join(out.split())) == (verdict == 3)


GO = """package mail

import pb "kitchen/gen/postbox"

func Keep(letter *pb.Letter) ([]byte, error) {
	return proto.Marshal(letter)
}
"""


def test_the_last_writer_is_found_in_the_commit_that_took_it_away(kitchen, protoref):
    """In Go, whose package is named by the schema's option; the merge that brought the commit is not the one."""
    option = 'package mail;\noption go_package = "kitchen/gen/postbox";'
    (kitchen / "proto/mail.proto").write_text(SERVICE.replace("package mail;", option))
    (kitchen / "keep.go").write_text(GO)
    git(kitchen, "add", "-A")
    git(kitchen, "commit", "-qm", "Keep mail")
    git(kitchen, "checkout", "-q", "-b", "work")
    (kitchen / "keep.go").unlink()
    git(kitchen, "add", "-A")
    git(kitchen, "commit", "-qm", "Keep no mail")
    gone = git(kitchen, "rev-parse", "--short=7", "HEAD").strip()
    git(kitchen, "checkout", "-q", "-")
    git(kitchen, "merge", "-q", "--no-ff", "-m", "Merge", "work")
    code, out, _ = protoref("can-delete", "mail.proto")

    assert code == 3
    assert f"last writer beside it: Marshal, until {gone}" in " ".join(out.split())
    assert "last reader" not in out


def test_a_history_that_was_cut_short_says_so(kitchen, protoref, tmp_path, monkeypatch):
    (kitchen / "proto/mail.proto").write_text(SERVICE)
    git(kitchen, "add", "-A")
    git(kitchen, "commit", "-qm", "Mail")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "1", kitchen.as_uri(), str(shallow)], check=True)
    monkeypatch.chdir(shallow)
    code, out, _ = protoref("can-delete", "mail.proto")

    assert code == 3
    assert "the history was cut short" in out


def test_what_people_write_of_storage_is_quoted(kitchen, protoref):
    proto = kitchen / "proto/archive.proto"
    proto.write_text(proto.read_text().replace("what the old kitchen kept", "persisted by the old kitchen"))
    out = protoref("can-delete", "archive.proto", "--all")[1]

    assert "says: - `proto/archive.proto`: the message `archive.Leftover`, legacy" in out
    assert "says: Leftover is persisted by the old kitchen." in out


def test_what_says_nothing_of_storage_is_not_quoted(kitchen, protoref):
    readme = kitchen / "README.md"
    readme.write_text(readme.read_text().replace("legacy", "small"))

    assert "says:" not in protoref("can-delete", "archive.proto", "--all")[1]


def test_the_patch_deletes_what_goes_and_nothing_else(kitchen, protoref, tmp_path):
    script = kitchen / "scripts/generate.sh"
    script.parent.mkdir(exist_ok=True)
    script.write_text("protoc -I proto \\\n  proto/orders.proto \\\n  proto/archive.proto\n")
    before = {path for path in kitchen.rglob("*") if path.is_file() and ".git/" not in str(path)}

    code, out, told = protoref("can-delete", "archive.proto", "--patch", "--output", str(tmp_path / "patch"))
    assert (code, out) == (3, "")
    assert "REVIEW: no code uses it, but stored data may still need it" in told
    assert "README.md:" in told
    assert before == {path for path in kitchen.rglob("*") if path.is_file() and ".git/" not in str(path)}

    subprocess.run(["git", "apply", tmp_path / "patch"], cwd=kitchen, check=True)
    after = {path for path in kitchen.rglob("*") if path.is_file() and ".git/" not in str(path)}
    assert {path.name for path in before - after} == {"archive.proto", "archive_pb2.py"}
    assert script.read_text() == "protoc -I proto \\\n  proto/orders.proto\n"


def test_a_patch_is_no_report(kitchen, protoref):
    code, _, err = protoref("can-delete", "archive.proto", "--patch", "--format", "json")
    assert (code, err.split("\n")[0]) == (2, "error: --patch is a format of its own")


def test_checks_run_when_they_are_asked_for(kitchen, protoref):
    (kitchen / "protoref.toml").write_text('checks = ["touch ran", "echo broken; exit 4"]')
    out = protoref("can-delete", "archive.proto")[1]
    assert "protoref can-delete archive.proto --run-checks" in out
    assert not (kitchen / "ran").exists()

    code, out, err = protoref("can-delete", "archive.proto", "--run-checks")
    assert code == 3
    assert "running: touch ran" in err
    assert "x Validation  1 of 2 commands failed" in out
    assert "exit 4: echo broken; exit 4" in out
    assert "broken\n" in out
    assert (kitchen / "ran").exists()


def test_checks_that_pass_are_to_be_run_again(kitchen, protoref):
    (kitchen / "protoref.toml").write_text('checks = ["true"]')
    assert (
        "! Validation  1 of 1 commands passed before the deletion"
        in protoref("can-delete", "archive.proto", "--run-checks")[1]
    )


@pytest.mark.parametrize("arguments", [("--at", "HEAD"), ()])
def test_checks_that_cannot_run(kitchen, protoref, arguments):
    code, _, err = protoref("can-delete", "archive.proto", "--run-checks", *arguments)
    assert code == 2
    assert "--run-checks: " in err
