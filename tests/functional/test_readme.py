"""The documents show what protoref really prints, and name what is really there."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from protoref.config import load_config
from protoref.pipeline import open_snapshot

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
UPDATE = runpy.run_path(str(ROOT / "docs" / "update_readme.py"))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    make_studio = runpy.run_path(str(ROOT / "examples" / "studio_repository.py"))["make_studio"]
    return make_studio(tmp_path_factory.mktemp("readme") / "lantern")


def test_the_readme_shows_what_is_printed(studio: Path) -> None:
    """Refresh it with `make readme`, and read the difference."""
    assert UPDATE["refreshed"](README, studio) == README


def test_the_check_would_see_a_difference(studio: Path) -> None:
    stale = "<!-- output: --version -->\n```console\n$ protoref --version\nprotoref 0.0.0\n```\n<!-- end -->"
    assert UPDATE["refreshed"](stale, studio) != stale


def test_what_is_shown_is_no_failure_and_no_path_of_a_machine(studio: Path) -> None:
    shown = "\n".join(re.findall(r"(?s)```console\n(.*?)```", README))
    assert "$ protoref audit\n" in shown
    assert "internal error:" not in shown
    assert "Traceback" not in shown
    assert str(studio.parent) not in shown


def test_the_readme_shows_the_help_of_every_command(studio: Path) -> None:
    shown = set(re.findall(r"<!-- output: (.*?) -->", README))
    commands = re.findall(r"(?m)^  ([a-z-]+)  ", UPDATE["output"](studio, ["--help"]).partition("Commands:")[2])
    assert "who-uses" in commands
    assert {"--help", *(f"{command} --help" for command in commands)} <= shown


def test_the_demo_runs_and_says_what_it_runs() -> None:
    demo = ROOT / "examples" / "demo.py"
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, str(demo)], env=environment, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    commands = re.findall(r"(?m)^\$ protoref (\S+)", done.stdout)
    assert {"audit", "who-uses", "why"} <= set(commands)


def test_the_demo_fails_when_a_command_does(tmp_path: Path) -> None:
    """A demo that cannot fail proves nothing: here protoref is not importable."""
    broken = tmp_path / "protoref"
    broken.mkdir()
    (broken / "__init__.py").write_text("")
    (broken / "__main__.py").write_text("raise SystemExit(70)")
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "demo.py")],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 70
    assert "exit code 70" in done.stderr


def test_the_configuration_shown_is_understood(studio: Path) -> None:
    (shown,) = re.findall(r"(?s)```toml\n(.*?)```", README)
    (studio / "protoref.toml").write_text(shown, encoding="utf-8")
    try:
        with open_snapshot(studio, None) as snapshot:
            config = load_config(snapshot)
    finally:
        (studio / "protoref.toml").unlink()
    assert config.path == "protoref.toml"
    assert config.problems == ()
    assert config.import_roots == ("proto",)
    assert [rule.cls for rule in config.storage] == ["transient"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"(?s)```.*?```", "", document.read_text(encoding="utf-8"))  # outputs quote other documents
    links = re.findall(r"\]\((?!https?:)([^)#]+)", prose)
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_house_in_contributing_is_the_house() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tree = re.search(r"(?s)## The house\n\n```text\n(.*?)```", contributing)
    assert tree
    described: set[str] = set()
    folder = ""
    for indent, entry in re.findall(r"(?m)^( *)([\w./-]+)", tree[1]):
        if not indent:
            folder = entry
        described.add(folder + entry if indent else entry)
    assert [path for path in sorted(described) if not (ROOT / path).exists()] == []
    package = ROOT / "src" / "protoref"
    parts = {
        path.name + "/" * path.is_dir() for path in package.iterdir() if not path.name.startswith(("_", "py.typed"))
    }
    assert {f"src/protoref/{part}" for part in parts} - described == set()
