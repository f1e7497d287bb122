"""The wheel: built, installed into an empty environment elsewhere, and run on the example from there.

The one test that needs the package index: for the build backend and for protoref's dependencies.
"""

import json
import os
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; fails with what it printed if it fails. Neither the checkout nor its path are in sight."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (made,) = folder.glob("protoref-*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds protoref and what it depends on, nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    interpreter = folder / "venv" / "bin" / "python"
    install = ("install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel)
    run(sys.executable, "-m", "pip", "--python", interpreter, *install, cwd=folder)
    return interpreter


def test_it_holds_the_package_and_its_queries_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"protoref"}
    queries = {path.relative_to(ROOT / "queries").as_posix() for path in (ROOT / "queries").rglob("*.scm")}
    assert queries
    shipped = {name.removeprefix("protoref/queries/") for name in names if name.startswith("protoref/queries/")}
    assert shipped == queries
    assert {"protoref/py.typed", "protoref/reporting/report-v1.schema.json"} <= set(names)


def test_it_runs_as_a_command_and_as_a_module(python: Path, tmp_path: Path) -> None:
    version = runpy.run_path(str(ROOT / "src" / "protoref" / "__init__.py"))["__version__"]
    assert version in run(python.parent / "protoref", "--version", cwd=tmp_path)
    assert version in run(python, "-m", "protoref", "--version", cwd=tmp_path)


def test_it_does_its_work_from_there(python: Path, tmp_path: Path) -> None:
    """Rust references prove that the queries are found where the wheel puts them."""
    make_studio = runpy.run_path(str(ROOT / "examples" / "studio_repository.py"))["make_studio"]
    studio = make_studio(tmp_path / "lantern")
    report = json.loads(run(python, "-m", "protoref", "audit", "--format", "json", cwd=studio))
    (job,) = (target for target in report["targets"] if target["symbol"] == "studio.render.RenderJob")
    by_language = {reference["language"]: reference["path"] for reference in job["references"]}
    assert {"python", "rust", "proto"} <= set(by_language)
    where = run(python, "-c", "import protoref; print(protoref.__file__)", cwd=studio)
    assert where.startswith(str(python.parents[1]))
