"""The configuration: what it says, and how it is refused."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from protoref.config import LIMIT, Config, load_config
from protoref.errors import ConfigError
from protoref.model.source import Role
from protoref.policy.attestations import Attestation, attestation_table
from protoref.snapshot.memory import MemoryTree
from protoref.snapshot.work_tree import WorkTree

FILES = {"proto/a.proto": "", "backend/app/main.py": "", "schemas/x/b.proto": ""}


def load(own: str | bytes | None = None, shared: str | bytes | None = None) -> Config:
    files: dict[str, str | bytes] = dict(FILES)
    if own is not None:
        files["protoref.toml"] = own
    if shared is not None:
        files["pyproject.toml"] = shared
    return load_config(MemoryTree(files))


def messages(config: Config) -> list[str]:
    return [f"{problem.path}:{problem.line}: {problem.message}" for problem in config.problems]


FULL = """
import_roots = ["proto", "./schemas/../proto/", "."]
python_roots = ["backend"]

[roles]
test = ["harness/", "!harness/keep.py"]
machine-written = ["/clients/"]
"""


def test_without_a_configuration() -> None:
    assert load() == Config()
    assert load(shared='[project]\nname = "x"\n') == Config()
    assert load(shared="# protoref is not configured here\n") == Config()


def test_everything_there_is() -> None:
    expected = Config(
        import_roots=("proto", ""),
        python_roots=("backend",),
        roles=((Role.TEST, ("harness/", "!harness/keep.py")), (Role.MACHINE_WRITTEN, ("/clients/",))),
        path="protoref.toml",
    )
    assert load(FULL) == expected
    shared = "[tool.protoref]" + FULL.replace("[roles]", "[tool.protoref.roles]")
    config = load(shared=shared)
    assert (config.import_roots, config.roles, config.path) == (expected.import_roots, expected.roles, "pyproject.toml")
    assert load(b"\xef\xbb\xbf" + FULL.encode()) == expected
    assert load(FULL.replace("\n", "\r\n")) == expected


def test_the_own_file_wins_and_says_so() -> None:
    config = load("import_roots = []", "[tool.protoref]\nimport_roots = ['proto']\n")
    assert (config.import_roots, config.path) == ((), "protoref.toml")
    assert messages(config) == ["pyproject.toml:0: [tool.protoref] has no effect: protoref.toml is used"]


def test_only_files_at_the_root_count() -> None:
    assert load_config(MemoryTree({"sub/protoref.toml": "import_roots = ['/']"})) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\nimport_root = []", "protoref.toml:2: import_root: no such key; did you mean import_roots?"),
        ("[role]\ntest = []", "protoref.toml:1: role: no such key; did you mean roles?"),
        (
            "zzz = 1",
            "protoref.toml:1: zzz: no such key; the keys are import_roots, python_roots, schemas, roles, attestations, storage, checks, opaque, ignore",
        ),
        ("import_roots = []\n\n['ignor']\nx = 1", "protoref.toml:3: ignor: no such key; did you mean ignore?"),
        ("python_roots = ['backend', 'bakend']", "protoref.toml:1: python_roots: 'bakend' names nothing here"),
        ("python_roots = ['proto/a']", "protoref.toml:1: python_roots: 'proto/a' names nothing here"),
    ],
)
def test_warnings(text: str, message: str) -> None:
    assert messages(load(text)) == [message]
    assert all(problem.severity == "warning" for problem in load(text).problems)


@pytest.mark.parametrize(
    "path",
    [
        "/etc",
        "..",
        "../x",
        "a/../../x",
        "a/b/../../..",
        "C:/x",
        "c:x",
        "a\\..\\..\\x",
        "~/x",
        "~root",
        "\\u0000",
        "//x",
    ],
)
@pytest.mark.parametrize("key", ["import_roots", "python_roots"])
def test_paths_may_not_leave_the_root(path: str, key: str) -> None:
    shown = path if path.startswith("\\u") else path.replace("\\", "\\\\")
    with pytest.raises(ConfigError, match="does not lie inside the root") as caught:
        load(f'{key} = ["{shown}"]')
    assert caught.value.message.startswith(f"protoref.toml:1: {key}: ")
    assert "--schema" in caught.value.hint


@pytest.mark.parametrize("path", ["..x", "a..b/..c", "...", "a/../proto"])
def test_dots_in_names_are_fine(path: str) -> None:
    assert load(f"import_roots = ['{path}']").import_roots == (path.replace("a/../", ""),)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("import_roots = 'proto'", "import_roots: must be a list of strings, not a string"),
        ("python_roots = [1]", "python_roots: must be a list of strings, but holds a number"),
        ("python_roots = {a = 1}", "python_roots: must be a list of strings, not a table"),
        ("python_roots = [true]", "python_roots: must be a list of strings, but holds a boolean"),
        ("python_roots = 2020-01-01", "python_roots: must be a list of strings, not a date or time"),
        ("roles = []", "roles: must be a table, not a list"),
        ("[roles]\ntest = 'x'", "roles.test: must be a list of strings, not a string"),
        ("[roles]\ntests = ['x']", "roles.tests: no such role"),
        ("[roles]\ngenerated = ['x']", "roles.generated: no file is generated because a configuration says so"),
        ("[roles]\ntest = ['" + "*a" * 1000 + "']", "roles.test: '*a*a"),
        ("[roles]\ntest = ['!']", "roles.test: '!' is no pattern"),
        ("import_roots = [", "not TOML: "),
        ("a = 1\na = 2", "not TOML: "),
        ("x = " + "[" * 5000, "nested too deeply"),
        ("x = " + "9" * 5000, "a value is out of range"),
    ],
)
def test_errors_say_where(text: str, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert re.match(r"protoref\.toml(:\d+)?: ", caught.value.message)
    assert caught.value.message.partition(": ")[2].startswith(where)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "hint"), [("tests", "Did you mean test?"), ("zzz", "Roles are production, test, example, bench")]
)
def test_an_unknown_role_comes_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(f"[roles]\n{name} = ['x']")
    assert caught.value.hint.startswith(hint)


def test_files_that_are_no_text() -> None:
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(b"import_roots = ['\xff']")
    with pytest.raises(ConfigError, match="larger than"):
        load(b"#" * (LIMIT + 1))


def test_a_broken_pyproject_is_ours_only_if_it_speaks_of_us() -> None:
    assert load(shared="[project") == Config()
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: not TOML"):
        load(shared="[tool.protoref")
    with pytest.raises(ConfigError, match="must be a table"):
        load(shared="tool.protoref = 1")
    assert load(shared="tool = 1 # protoref") == Config()
    assert messages(load(shared=b"\xff protoref")) == ["pyproject.toml:0: pyproject.toml: not UTF-8 (byte 0)"]


def test_links_and_fifos_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("import_roots = ['secret']")
    root = tmp_path / "root"
    root.mkdir()
    (root / "protoref.toml").symlink_to("../secret.toml")
    with WorkTree.open(root) as tree, pytest.raises(ConfigError, match="symbolic link"):
        load_config(tree)
    (root / "protoref.toml").rename(root / "pyproject.toml")
    with WorkTree.open(root) as tree:
        assert [problem.path for problem in load_config(tree).problems] == ["pyproject.toml"]
    os.mkfifo(root / "protoref.toml")
    with WorkTree.open(root) as tree, pytest.raises(ConfigError, match="cannot be read"):
        load_config(tree)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[storage]\nx = 1", "storage: must be an array of tables ([[storage]])"),
        ("[[storage]]\nclass = 'transient'", "storage, number 1: neither paths nor symbols are given"),
        (
            "[[storage]]\nclass = 'migrated'\npaths = ['a']",
            "storage, number 1: class: must be one of active, legacy, transient",
        ),
        ("[[storage]]\nclass = 'active'\npath = ['a']", "storage, number 1: path: no such key; did you mean paths?"),
        ("[[storage]]\nzzz = 1", "storage, number 1: zzz: no such key; the keys are class, paths, symbols, reason"),
        ("[[attestations]]\ntarget = 'a'\nevidense = 'x'", "evidense: no such key; did you mean evidence?"),
        ("[[storage]]\nclass = 'active'\nsymbols = 'a.*'", "storage, number 1: symbols: must be a list of strings"),
        ("[[attestations]]\nby = 'Ada'", "attestations, number 1: target is missing"),
        (
            "[[attestations]]\ntarget = 'a'\nkind = 'all'",
            "attestations, number 1: kind: must be one of data, consumers",
        ),
        ("[[attestations]]\ntarget = 1", "attestations, number 1: target: must be a string"),
        ("checks = 'make test'", "checks: must be a list of strings"),
    ],
)
def test_decisions_that_cannot_be_understood(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(MemoryTree({"protoref.toml": text}))
    assert message in caught.value.message


def test_an_attestation_is_read_as_it_is_written() -> None:
    said = Attestation("a.proto", "data", 'Ada "\\', "https://x.example/\x7f", "2026-01-02", "sha256:1", "é\n")
    config = load_config(MemoryTree({"protoref.toml": attestation_table(said, shared=False)}))
    assert config.attestations == (said,)
    shared = load_config(MemoryTree({"pyproject.toml": attestation_table(said, shared=True)}))
    assert shared.attestations == (said,)
