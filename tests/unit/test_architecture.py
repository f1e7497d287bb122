"""What the import contracts cannot say: which third parties there are at all, and who does without them."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "protoref"
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").partition(".")[0])
    return names


def third_parties(module: Path) -> set[str]:
    return imported(module) - sys.stdlib_module_names - {"protoref"}


def named(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def test_the_package_is_found() -> None:
    assert {"__main__.py", "errors.py", "model/schema.py"} <= {named(module) for module in MODULES}


def taken_from(module: Path, package: str) -> set[str]:
    """The names that a module takes from a third party, each with the module it comes from."""
    return {
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == package
        for name in node.names
    }


def test_the_model_and_the_proof_need_nothing_but_python_and_a_kind_of_value() -> None:
    pure = [
        module for module in MODULES if re.match(r"(model/|errors\.py|ledger|readings|sheets|deletion)", named(module))
    ]
    assert {named(module): found for module in pure if (found := third_parties(module) - {"msgspec"})} == {}
    values = {"msgspec.Struct", "msgspec.field", "msgspec.structs.replace"}
    assert set().union(*(taken_from(module, "msgspec") for module in pure)) <= values


def test_every_third_party_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~ \[;]", line, maxsplit=1)[0].replace("-", "_") for line in project["dependencies"]}
    assert {
        named(module): third_parties(module) - declared for module in MODULES if third_parties(module) - declared
    } == {}


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_every_module_says_what_it_is_for(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert docstring, f"{named(module)} has no docstring"


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_repositories_under_audit_are_never_executed(module: Path) -> None:
    """No eval, exec or import by name: what is read stays text."""
    forbidden = {"eval", "exec", "compile", "__import__", "import_module"}
    calls = (
        node.func for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    named_calls = {call.id for call in calls if isinstance(call, ast.Name)}
    assert not named_calls & forbidden
    assert not imported(module) & {"pickle", "marshal", "shelve", "runpy"}


def test_git_is_run_in_one_place() -> None:
    """Hardening is worth something only where there is one door. The user's own checks go through another one."""
    users = {named(module) for module in MODULES if "subprocess" in imported(module)} - {"cli/checks.py"}
    assert all(user.startswith(("snapshot/", "indexers/python/")) for user in users), users
