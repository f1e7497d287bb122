"""`ci` and `baseline` from the command line: real repositories, real commits, wrong input."""

import json
import subprocess
from importlib.resources import files

import jsonschema
import pytest
from cli_repository import git, make_kitchen

SCHEMA = json.loads(files("protoref.reporting").joinpath("report-v1.schema.json").read_text("utf-8"))


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    """A kitchen with a branch that deletes a schema which code uses; `main` is the base."""
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_STEP_SUMMARY", "CI_PROJECT_URL", "PROTOREF_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    folder = make_kitchen(tmp_path / "kitchen")
    git(folder, "checkout", "--quiet", "-b", "tidy")
    git(folder, "rm", "--quiet", "proto/orders.proto")
    git(folder, "commit", "--quiet", "--message=Tidy up")
    monkeypatch.chdir(folder)
    return folder


def test_a_deletion_that_code_does_not_know_of_is_blocked(kitchen, protoref):
    code, out, _ = protoref("ci", "--base", "main")

    assert code == 1
    assert out.startswith("BLOCKED   1 schema deleted   (compared with ")
    assert "backend/app/client.py:3:21" in out
    assert out.splitlines()[-1].startswith("The checklist of the deletion: protoref can-delete orders.proto")
    assert protoref("ci", "--base", "main", "--exit-zero")[0] == 0


def test_what_is_not_committed_yet_is_part_of_the_change(kitchen, protoref):
    git(kitchen, "checkout", "--quiet", "main")
    assert protoref("ci", "--base", "main")[0] == 0

    (kitchen / "proto" / "orders.proto").unlink()
    code, out, _ = protoref("ci", "--base", "main", "--format", "json")

    assert code == 1
    assert json.loads(out)["scope"]["dirty"] is True


def test_two_commits_are_compared_without_being_checked_out(kitchen, protoref):
    git(kitchen, "checkout", "--quiet", "main")
    before = git(kitchen, "status", "--porcelain")

    assert protoref("ci", "--base", "main", "--head", "tidy")[0] == 1
    assert protoref("ci", "--base", "tidy", "--head", "main")[0] == 0
    assert git(kitchen, "status", "--porcelain") == before


def test_compared_is_with_the_merge_base(kitchen, protoref):
    git(kitchen, "checkout", "--quiet", "main")
    (kitchen / "proto" / "more.proto").write_text(
        'syntax = "proto3";\npackage more;\nmessage More {}\n', encoding="utf-8"
    )
    git(kitchen, "add", "--all")
    git(kitchen, "commit", "--quiet", "--message=More")
    git(kitchen, "checkout", "--quiet", "tidy")

    report = json.loads(protoref("ci", "--base", "main", "--format", "json")[1])

    jsonschema.validate(report, SCHEMA)
    assert report["scope"]["base"] == git(kitchen, "merge-base", "main", "tidy")
    assert {target["symbol"] for target in report["targets"] if target["kind"] == "file"} == {"orders.proto"}


@pytest.mark.parametrize("form", ["markdown", "concise", "github", "sarif", "gitlab", "junit"])
def test_every_format_names_the_user(kitchen, protoref, form):
    code, out, _ = protoref("ci", "--base", "main", "--format", form)

    assert code == 1
    assert "backend/app/client.py" in out


def test_on_github_there_are_links_and_a_summary(kitchen, protoref, monkeypatch, tmp_path):
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://forge.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/kitchen")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))

    link = f"https://forge.example/ada/kitchen/blob/{git(kitchen, 'rev-parse', 'HEAD')}/backend/app/client.py#L3"
    assert f"]({link})" in protoref("ci", "--base", "main", "--format", "markdown")[1]
    assert not summary.exists()
    assert protoref("ci", "--base", "main", "--format", "github")[1].startswith("::error file=backend/app/client.py,")
    assert link in summary.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--base", "origin/main"), ("error: --base origin/main: no such ref here", "git fetch origin main")),
        (("--base", "--upload-pack=x"), ("error: ", "")),
        (("--base", "main", "--head", "nowhere"), ("error: --head nowhere: no such ref here", "fetch-depth: 0")),
        (("--base", "main", "--at", "tidy"), ("error: --at: ci reads two states", "--head REF")),
        (("--base", "main", "--comment-id", "-->"), ("error: --comment-id -->: no name", "letters")),
        ((), ("error: missing option '--base'", "protoref ci --help")),
    ],
)
def test_wrong_input_is_told_with_what_to_do(kitchen, protoref, arguments, words):
    code, out, err = protoref("ci", *arguments)

    assert (code, out) == (2, "")
    assert all(word in err for word in words)


def test_histories_without_a_commit_in_common_are_told(kitchen, protoref):
    git(kitchen, "checkout", "--quiet", "--orphan", "other")
    git(kitchen, "commit", "--quiet", "--message=Another beginning")

    code, _, err = protoref("ci", "--base", "main")
    assert code == 2
    assert "no commit in common" in err


def test_a_shallow_clone_says_how_to_fetch(kitchen, protoref, tmp_path, monkeypatch):
    clone = tmp_path / "shallow"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{kitchen}", clone], check=True)
    monkeypatch.chdir(clone)

    code, _, err = protoref("ci", "--base", "origin/main")
    assert code == 2
    assert "fetch-depth: 0" in err


def test_a_folder_without_git_is_told(protoref, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    code, _, err = protoref("ci", "--base", "main")
    assert code == 2
    assert err.startswith("error: ")


def test_what_a_baseline_knows_no_longer_fails(kitchen, protoref):
    assert protoref("audit", "--check")[0] == 1

    code, _, err = protoref("baseline")
    assert (code, err) == (0, "wrote protoref-baseline.json: 2 findings. Commit it.\n")
    assert protoref("audit", "--check")[0] == 0
    (kitchen / "backend/app/gen/orders_pb2_grpc.py").unlink()
    code, out, _ = protoref("audit", "--check", "--all")
    assert code == 0
    assert "orphan-stub backend/app/gen/orders_pb2_grpc.py is here no more" in out


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"version": 2}', '{"version": 1, "findings": [{}]}', '{"version": 1, "findings": 3}']
)
def test_a_broken_baseline_is_told(kitchen, protoref, text):
    (kitchen / "protoref-baseline.json").write_text(text, encoding="utf-8")

    code, _, err = protoref("audit")
    assert code == 2
    assert "protoref baseline writes it anew" in err


def test_a_change_cannot_write_itself_a_baseline(kitchen, protoref):
    assert protoref("baseline")[0] == 0
    git(kitchen, "add", "--all")
    git(kitchen, "commit", "--quiet", "--message=Nothing to see")

    code, out, _ = protoref("ci", "--base", "main", "--format", "concise")
    assert code == 1
    assert "protoref-baseline.json: review policy-change: adds to the baseline: orphan-stub" in out


@pytest.mark.parametrize("command", [("who-uses", "orders"), ("stubs",), ("why", "Order", "README.md:1")])
def test_commands_without_findings_say_so(kitchen, protoref, command):
    code, _, err = protoref(*command, "--format", "sarif")

    assert code == 2
    assert "has no findings" in err
