"""The action's steps, run as a runner would: the scripts for real, the expressions by hand, a bare remote for `origin`."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cli_repository import ENVIRONMENT, git, make_kitchen

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
BIN = Path(sys.executable).parent


@pytest.fixture
def remote(tmp_path):
    """A bare remote with a base and a change: `main`, and `tidy`, which deletes a schema that code uses."""
    folder = make_kitchen(tmp_path / "kitchen")
    git(folder, "checkout", "--quiet", "-b", "tidy")
    git(folder, "rm", "--quiet", "proto/orders.proto")
    git(folder, "commit", "--quiet", "--message=Tidy up")
    git(folder, "checkout", "--quiet", "-b", "words", "main")
    (folder / "README.md").write_text("# A kitchen\n", encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "--message=Words")
    bare = tmp_path / "remote.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", folder, bare], check=True)
    git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    return bare


class Runner:
    """What a runner knows between the steps of a job."""

    def __init__(self, workspace: Path, temp: Path, base: str) -> None:
        self.workspace, self.temp, self.base = workspace, temp, base
        self.outputs: dict[str, dict[str, str]] = {"install": {"bin": str(BIN)}}
        self.summary = temp / "summary.md"

    def run(self, step: dict, **inputs: str) -> subprocess.CompletedProcess:
        output = self.temp / "output"
        output.write_text("", encoding="utf-8")
        given = {name: self.value(text, inputs) for name, text in step["env"].items()}
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PROTOREF_"))}
        environment = plain | ENVIRONMENT | given | {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_SERVER_URL": "https://forge.example",
            "GITHUB_REPOSITORY": "ada/kitchen",
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=self.workspace, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        lines = output.read_text("utf-8").splitlines()
        self.outputs[step.get("id", "last")] = dict(line.split("=", 1) for line in lines)
        return done

    def value(self, text: str, inputs: dict[str, str]) -> str:
        """The expressions that the action uses, as a runner would put in their values."""
        known = {"github.action_path": str(ROOT), "inputs.base": self.base}
        known |= {f"inputs.{name}": value["default"] for name, value in ACTION["inputs"].items() if name != "base"}
        known |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        for step, outputs in self.outputs.items():
            known |= {f"steps.{step}.outputs.{name}": value for name, value in outputs.items()}
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: known[found[1]], str(text))


@pytest.fixture
def job(remote, tmp_path):
    """Checks a branch out as `actions/checkout` does without `fetch-depth: 0`: one commit."""

    def start(branch: str) -> Runner:
        workspace, temp = tmp_path / "work", tmp_path / "temp"
        temp.mkdir()
        subprocess.run(
            ["git", "clone", "--quiet", "--depth=1", f"--branch={branch}", f"file://{remote}", workspace], check=True
        )
        return Runner(workspace, temp, git(remote, "rev-parse", "main"))

    return start


def step(name: str) -> dict:
    return next(one for one in STEPS if one.get("id") == name)


def test_a_blocked_change_is_annotated_commented_and_fails(job):
    runner = job("tidy")

    ran = runner.run(step("run"))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("::error file=backend/app/client.py,line=")
    outputs = runner.outputs["run"]
    assert (outputs["verdict"], outputs["silent"]) == ("blocked", "false")
    assert json.loads(Path(outputs["report"]).read_text("utf-8"))["change"]["verdict"] == "blocked"
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert "### protoref: 1 schema deleted, **blocked**" in runner.summary.read_text("utf-8")

    comment = {name: runner.value(value, {}) for name, value in step("comment")["with"].items()}
    assert comment["header"] == "protoref-main"
    assert comment["only_update"] == "false"
    assert Path(comment["path"]).read_text("utf-8").startswith("<!-- protoref:main -->\n### protoref: 1 schema deleted")

    judged = runner.run(STEPS[-1])
    assert (judged.returncode, judged.stdout) == (1, "protoref: blocked\n")
    assert runner.run(STEPS[-1], fail_on="never").returncode == 0
    assert runner.run(STEPS[-1], fail_on="typo").returncode == 2


def test_a_change_without_schemas_is_silent_and_updates_an_earlier_comment(job):
    runner = job("words")

    ran = runner.run(step("run"), comment_id="backend")
    assert (ran.returncode, ran.stdout) == (0, "")
    comment = {name: runner.value(value, {"comment_id": "backend"}) for name, value in step("comment")["with"].items()}
    assert (comment["header"], comment["only_update"]) == ("protoref-backend", "true")
    assert runner.run(STEPS[-1]).returncode == 0


def test_a_base_that_nobody_has_is_an_error_with_help(job):
    runner = job("words")
    runner.base = "0" * 40

    ran = runner.run(step("run"))
    assert ran.returncode == 2
    assert "no such ref here" in ran.stderr


def test_the_action_is_installed_from_its_own_folder_whatever_the_job_stands_in(job, tmp_path):
    """pip itself is not run again here; what the script asks of it is."""
    runner = job("words")
    fake = tmp_path / "bin"
    fake.mkdir()
    script = '#!/bin/sh\nif [ "$1" = -m ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; else echo "$@" >>"$RUNNER_TEMP/asked"; fi\n'
    (fake / "python3").write_text(script, encoding="utf-8")
    (fake / "python3").chmod(0o755)
    (runner.workspace / "pip.py").write_text("raise SystemExit('executed')\n", encoding="utf-8")

    one = step("install") | {"run": f'PATH="{fake}:$PATH"; {step("install")["run"]}'}
    assert runner.run(one).returncode == 0
    assert runner.outputs["install"]["bin"] == f"{runner.temp}/protoref/bin"
    assert runner.run(one, version="protoref==9.9").returncode == 0
    asked = (runner.temp / "asked").read_text("utf-8").splitlines()
    assert [line.split()[0] for line in asked] == ["-I", "-I"]
    assert [line.split()[-1] for line in asked] == [str(ROOT), "protoref==9.9"]


def test_no_expression_stands_in_a_script_and_the_comment_is_for_those_who_may_write():
    for one in STEPS:
        assert "${{" not in one.get("run", "")
    assert "head.repo.full_name == github.repository" in step("comment")["if"]
    assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step("comment")["uses"])


def _snippets():
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    whole = {"github-workflows": "name: schemas\n", "gitlab-ci": "protoref:\n"}
    for schema, start in whole.items():
        yield pytest.param(
            schema, next(s for s in re.findall(r"(?s)```yaml\n(.*?)```", text) if s.startswith(start)), id=schema
        )
    yield pytest.param("github-actions", (ROOT / "action.yml").read_text("utf-8"), id="action.yml")


@pytest.mark.parametrize(("schema", "text"), list(_snippets()))
def test_what_is_shown_is_what_the_services_take(schema, text, tmp_path):
    file = tmp_path / "shown.yml"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_hooks_run_commands_that_there_are(job, monkeypatch, capsys):
    from protoref.cli.main import run

    monkeypatch.chdir(job("words").workspace)
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")):
        program, *arguments = hook["entry"].split()
        assert program == "protoref"
        assert run([*arguments, *(["--base", "HEAD"] if "ci" in arguments else [])]) == 0, capsys.readouterr()
