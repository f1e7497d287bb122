"""Nothing outside of the root is read, whoever points there; the watched runs of every test here check it, too."""

from __future__ import annotations

import shutil

import pytest
from yard import FILES, Damage, Yard

SECRET = "from app.gen.shed_pb2 import ShedRecord\nuse crate::pb::ShedRecord;\n"


def imports(line: str) -> Damage:
    return lambda yard: yard.write(
        "proto/more.proto", f'syntax = "proto3";\npackage yard.more;\n{line}\nmessage M {{}}\n'
    )


def rust(line: str) -> Damage:
    return lambda yard: yard.write("src/drink.rs", FILES["src/drink.rs"] + line + "\n")


def python(line: str) -> Damage:
    return lambda yard: yard.write("app/more.py", line + "\n")


POINTERS: dict[str, Damage] = {
    "import ..": imports('import "../../outside/secret.proto";'),
    "import /": imports('import "/etc/passwd";'),
    "import a URL": imports('import "https://example.com/a.proto";'),
    "import with NUL": imports('import "a\\0b.proto";'),
    "import itself": imports('import "more.proto";'),
    "import of a folder": imports('import ".";'),
    "#[path] ..": rust('#[path = "../../outside/secret.rs"] mod secret;'),
    "#[path] /": rust('#[path = "/etc/passwd"] mod secret;'),
    "#[path] to itself": rust('#[path = "drink.rs"] mod secret;'),
    "#[path] to main": rust('#[path = "main.rs"] mod secret;'),
    "include! ..": rust('include!("../../outside/secret.rs");'),
    "include! /": rust('include!("/etc/passwd");'),
    "include! itself": rust('include!("drink.rs");'),
    "include! of the environment": rust('include!(concat!(env!("HOME"), "/secret.rs"));'),
    "include_str!": rust('const X: &str = include_str!("/etc/passwd");'),
    "include_bytes!": rust('const X: &[u8] = include_bytes!("../../outside/secret.rs");'),
    "#![doc = include_str!]": rust('#![doc = include_str!("../../outside/secret.md")]'),
    "a crate outside": lambda yard: yard.write(
        "Cargo.toml", FILES["Cargo.toml"] + '[dependencies.out]\npath = "../outside"\n'
    ),
    "a workspace outside": lambda yard: yard.write(
        "Cargo.toml", FILES["Cargo.toml"] + '[workspace]\nmembers = ["../*", "/etc", "."]\n'
    ),
    "a crate's root outside": lambda yard: yard.write(
        "Cargo.toml", FILES["Cargo.toml"] + '[[bin]]\nname = "x"\npath = "../outside/secret.rs"\n'
    ),
    "a build script outside": lambda yard: yard.write(
        "Cargo.toml", FILES["Cargo.toml"].replace("edition", 'build = "../outside/build.rs"\nedition')
    ),
    "a build of what is outside": lambda yard: yard.write(
        "gen.sh", "protoc -I../outside -I/ --python_out=/tmp ../outside/secret.proto /etc/*.proto\n"
    ),
    "sys.path": python("import sys; sys.path.insert(0, '../outside'); import secret"),
    "a relative import above the top": python("from ....... import gen\nfrom .......secret import x"),
    "__path__": python("__path__ = ['../outside']\nfrom . import secret"),
    "packages outside": lambda yard: yard.write(
        "pyproject.toml",
        '[tool.setuptools]\npackage-dir = {"" = "../outside"}\n[tool.hatch.build]\ninclude = ["/etc"]\n',
    ),
    "buf": lambda yard: yard.write("buf.work.yaml", "version: v1\ndirectories: [../outside, /etc]\n"),
    "go": lambda yard: yard.write("go.mod", "module x\nreplace x => ../outside\n"),
    "alternates": lambda yard: yard.write(".git/objects/info/alternates", f"{yard.outside}\n../../../outside\n"),
    "gitattributes and excludes of git": lambda yard: (
        yard.git("config", "core.excludesFile", str(yard.outside / "secret.py")),
        yard.git("config", "core.attributesFile", str(yard.outside / "secret.py")),
    ),
    ".gitignore is a link": lambda yard: (
        yard.remove(".gitignore"),
        (yard / ".gitignore").symlink_to(yard.outside / "secret.py"),
    ),
    "a .git of the same repository in a folder": lambda yard: yard.write("inner/.git", "gitdir: ../.git\n"),
}


@pytest.fixture
def tempting(yard: Yard) -> Yard:
    """What lies beside the root uses the unused schema, in every language."""
    for suffix in ("py", "rs", "proto", "md", "toml"):
        (yard.outside / f"secret.{suffix}").write_text(SECRET)
    (yard.outside / "Cargo.toml").write_text('[package]\nname = "out"\n')
    (yard.outside / "src").mkdir()
    (yard.outside / "src/lib.rs").write_text("pub use pump::pb::ShedRecord;\n")
    return yard


@pytest.mark.parametrize("pointer", POINTERS)
def test_nothing_outside_is_read(tempting: Yard, pointer: str) -> None:
    POINTERS[pointer](tempting)
    found = tempting.verdicts()
    assert found["shed.proto"] in {"safe", "review"}
    assert {found[schema] for schema in ("gate.proto", "path.proto", "wall.proto", "well.proto")} == {"blocked"}
    for arguments in (("can-delete", "proto/shed.proto"), ("ci", "--base", tempting.base), ("who-uses", "path.proto")):
        assert tempting.protoref(*arguments).code in {0, 1, 3}


def test_a_git_folder_elsewhere_that_names_another_work_tree(tempting: Yard) -> None:
    """A `.git` file may point to a git folder whose work tree is not this folder."""
    other = Yard(tempting.root.parent / "other", tempting._server)
    other.root.mkdir()
    shutil.move(tempting / ".git", other.root / ".git")
    tempting.write(".git", f"gitdir: {other.root}/.git\n")
    other.git("config", "core.worktree", str(tempting.outside))
    for arguments in (("audit",), ("can-delete", "shed")):
        assert tempting.protoref(*arguments).code == 2


@pytest.mark.parametrize(
    "escape", ["../outside", "/etc", "~", "a/../../outside", "..\\outside", "C:\\outside", "a\\u0000b"]
)
@pytest.mark.parametrize("key", ["import_roots", "python_roots", "schemas"])
def test_configuration_points_inside_only(tempting: Yard, key: str, escape: str) -> None:
    tempting.write("protoref.toml", f'{key} = ["{escape}"]\n'.replace("..\\o", "..\\\\o").replace(":\\o", ":\\\\o"))
    tempting.refuse("does not lie inside", "leads out", ci=False)


def test_schemas_that_are_links_out_of_the_root(tempting: Yard) -> None:
    (tempting / "vendor").symlink_to(tempting.outside)
    tempting.write("protoref.toml", 'schemas = ["vendor"]\n')
    tempting.refuse("leads out", ci=False)
    tempting.remove("vendor")
    (tempting / "vendor").mkdir()
    (tempting / "vendor/secret.proto").symlink_to(tempting.outside / "secret.proto")
    tempting.write("protoref.toml", FILES["protoref.toml"].replace("[[", 'schemas = ["vendor"]\n[[', 1))
    assert tempting.protoref("audit").code == 0
