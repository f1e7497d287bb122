"""Import paths from evidence: imports, stubs, build texts, buf, configuration, and guesses where there is none."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from protoref.model.source import Source
from protoref.protos import infer_import_paths, read_proto
from protoref.protos.build_hints import buf_roots, root_hints


def infer(
    files: dict[str, str],
    builds: dict[str, str] | None = None,
    configured: tuple[str, ...] = (),
    stubs: dict[str, str] | None = None,
) -> dict[str, str]:
    return infer_import_paths(
        {path: read_proto(Source(path, "", text.encode())) for path, text in files.items()},
        {path: Source(path, "", text.encode()) for path, text in (builds or {}).items()},
        configured,
        stubs or {},
    )


def test_imports_tell_the_root_of_both_ends() -> None:
    files = {
        "idl/acme/proto/base.proto": "package acme;",
        "idl/acme/proto/user.proto": 'package acme; import "acme/proto/base.proto";',
        "idl/acme/proto/beside.proto": "package acme;",
        "idl/acme/other/alone.proto": "package acme;",
    }
    assert infer(files) == {path: path.removeprefix("idl/") for path in files}


def test_an_import_of_another_root_tells_that_of_its_target() -> None:
    files = {
        "services/a/api.proto": 'import "common/types.proto";',
        "shared/defs/common/types.proto": "package common;",
    }
    assert infer(files)["shared/defs/common/types.proto"] == "common/types.proto"


def test_each_copy_has_its_own_root() -> None:
    roots = ["libs/proto", "libs/client/.res/proto", "libs/py"]
    files = {f"{root}/gl/base.proto": "package gl;" for root in roots}
    files |= {f"{root}/gl/user.proto": 'package gl; import "gl/base.proto";' for root in roots[:2]}
    assert infer(files) == {path: path[path.index("gl/") :] for path in files}


def test_a_namesake_of_another_package_is_no_copy() -> None:
    files = {
        "a/proto/x/types.proto": "package a;",
        "a/proto/x/user.proto": 'package a; import "x/types.proto";',
        "b/other/x/types.proto": "package b;",
    }
    assert infer(files)["b/other/x/types.proto"] == "types.proto"


def test_stubs_state_import_paths() -> None:
    files = {"defs/one/x.proto": "package x;", "defs/one/y.proto": "package y;"}
    assert infer(files, stubs={"app/gen/x_pb2.py": "one/x.proto"}) == {
        "defs/one/x.proto": "one/x.proto",
        "defs/one/y.proto": "one/y.proto",
    }
    both = infer(files, stubs={"app/gen/__init__.py": "defs/one/x.proto, defs/one/y.proto"})
    assert both == {path: path for path in files}


def test_a_stub_of_something_else_states_nothing() -> None:
    files = {"defs/one/x.proto": "package x;"}
    expected = infer(files)
    assert (
        infer(files, stubs={"gen/ax_pb2.py": "ax.proto", "gen/x_pb2.py": "two/x.proto", "g/z.py": "ne/x.proto"})
        == expected
    )


ONE = {"svc/defs/api/x.proto": "package x;"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gen.sh", "protoc -I svc/defs --python_out=. svc/defs/api/x.proto"),
        ("gen.sh", "protoc -Isvc/defs --python_out=. api/x.proto"),
        ("gen.sh", "protoc --proto_path=./svc/defs/ api/*.proto"),
        ("gen.sh", "protoc --proto_path svc/defs \\\n  api/x.proto"),
        ("gen.sh", "protoc -I=vendor:svc/defs x.proto"),
        ("svc/gen.sh", "protoc -I defs x.proto"),
        ("svc/scripts/gen.sh", "cd ..; protoc -Idefs x.proto"),
        ("svc/scripts/gen.sh", 'protoc -I"../defs" x.proto'),
        ("svc/scripts/gen.sh", 'ROOT="$(pwd)"\nprotoc -I"$ROOT/defs" x.proto'),
        ("svc/scripts/gen.sh", 'DIR="${1:-$(cd "$HERE/../defs" && pwd)}"\nprotoc -I"$DIR" x.proto'),
        ("Makefile", "PROTO := $(shell pwd)/svc/defs\nx:\n\tprotoc -I $(PROTO) x.proto"),
        ("Makefile", "x:\n\tprotoc -I $(shell git rev-parse --show-toplevel)/svc/defs x.proto"),
        ("tasks.py", 'run(["protoc", "-I", "svc/defs", "x.proto"])'),
        ("tasks.py", 'run(["protoc", "--proto_path=svc/defs", "x.proto"])'),
        ("svc/tasks.py", 'DEFS = ROOT / "svc" / "defs"\nrun(["protoc", f"-I{DEFS}", "x.proto"])'),
        ("svc/build.rs", 'tonic_build::compile_protos(&["defs/api/x.proto"], &["defs"])'),
        ("svc/crate/build.rs", 'config.compile_protos(&files, &["../defs/"])?; // proto'),
        (".github/workflows/ci.yml", "      - run: protoc -I svc/defs svc/defs/api/x.proto"),
        ("svc/defs/gen.sh", "protoc -I. api/x.proto"),
        ("svc/defs/build.rs", 'compile_protos(&["api/x.proto"], &["."])'),
        ("svc/defs/gen.sh", "protoc -I . ./api/*.proto"),
    ],
)
def test_build_texts_name_roots(path: str, text: str) -> None:
    assert infer(ONE) == {"svc/defs/api/x.proto": "x.proto"}
    assert infer(ONE, {path: text}) == {"svc/defs/api/x.proto": "api/x.proto"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("gen.sh", "gcc -I svc/defs main.c"),  # nothing about protos
        ("gen.sh", "protoc -I nowhere x.proto"),
        ("gen.sh", "protoc -I /svc/defs x.proto"),
        ("gen.sh", "protoc -I ../svc/defs x.proto"),
        ("gen.sh", "protoc --python_out=svc/defs x.proto"),
        ("svc/defs/gen.sh", "protoc -I. *.proto"),  # somewhere below
        ("build.rs", 'println!("proto svc/defs");'),
    ],
)
def test_other_build_texts_name_none(path: str, text: str) -> None:
    assert infer(ONE, {path: text}) == {"svc/defs/api/x.proto": "x.proto"}


@pytest.mark.parametrize(
    ("path", "text", "roots"),
    [
        ("buf.yaml", "version: v1\nname: buf.build/acme/x\n", [""]),
        ("proto/buf.yaml", "version: v1\n", ["proto"]),
        (
            "buf.yaml",
            "version: v1beta1\nbuild:\n  roots:\n    - proto\n    - 'vendor/x' # theirs\n",
            ["proto", "vendor/x"],
        ),
        (
            "buf.yaml",
            'version: v2\nmodules:\n  - path: proto\n    name: n\n  # no\n  - path: "vendor/x"\ndeps: []\n',
            ["proto", "vendor/x"],
        ),
        ("a/buf.yaml", "version: v2\nlint:\n  use: [STANDARD]\n", ["a"]),
        (
            "buf.work.yaml",
            "version: v1\ndirectories:\n  - proto\n  # - old\n\n  - third_party/x\n",
            ["proto", "third_party/x"],
        ),
        ("buf.work.yaml", "version: v1\ndirectories: [proto, 'x y']\n", ["proto", "x y"]),
        ("buf.work.yaml", "directories:\n  - ../elsewhere\n  - /absolute\n", []),
        ("buf.work.yaml", "version: v1\n", []),
        ("buf.gen.yaml", "version: v2\nmodules:\n  - path: proto\n", []),
    ],
)
def test_buf_files_name_roots(path: str, text: str, roots: list[str]) -> None:
    assert buf_roots(Source(path, "", text.encode())) == roots


def test_a_buf_module_outweighs_imports_and_the_innermost_one_wins() -> None:
    files = {
        "proto/a/x.proto": "package a;",
        "proto/a/in/y.proto": 'package b; import "a/in/z.proto";',
        "proto/a/in/z.proto": "",
    }
    builds = {"proto/buf.yaml": "version: v1\n", "proto/a/in/buf.yaml": "version: v1\n"}
    assert infer(files, builds) == {
        "proto/a/x.proto": "a/x.proto",
        "proto/a/in/y.proto": "y.proto",
        "proto/a/in/z.proto": "z.proto",
    }


def test_configuration_decides() -> None:
    files = {"p/a/x.proto": 'import "a/y.proto";', "p/a/y.proto": "", "other/z.proto": ""}
    assert infer(files) == {"p/a/x.proto": "a/x.proto", "p/a/y.proto": "a/y.proto", "other/z.proto": "z.proto"}
    assert infer(files, configured=("./p/a/", ".")) == {
        "p/a/x.proto": "x.proto",
        "p/a/y.proto": "y.proto",
        "other/z.proto": "other/z.proto",
    }
    assert infer(files, configured=("p/",))["other/z.proto"] == "z.proto"


@pytest.mark.parametrize(
    ("path", "package", "import_path"),
    [
        ("x.proto", "", "x.proto"),
        ("proto/x.proto", "x", "x.proto"),
        ("proto/acme/x.proto", "acme", "acme/x.proto"),
        ("a/protos/b/c/x.proto", "q", "b/c/x.proto"),
        ("src/acme/pay/v1/x.proto", "acme.pay.v1", "acme/pay/v1/x.proto"),
        ("src/acme/pay/v1/x.proto", "pay.v1", "pay/v1/x.proto"),
        ("src/acme/pay/v1/x.proto", "ay.v1", "x.proto"),
        ("src/deep/folder/x.proto", "q", "x.proto"),
        ("acme/pay/x.proto", "acme.pay", "acme/pay/x.proto"),
    ],
)
def test_guesses(path: str, package: str, import_path: str) -> None:
    assert infer({path: f"package {package};" if package else ""}) == {path: import_path}


def test_the_repository_itself_is_a_root_for_a_whole_top_folder() -> None:
    files = {
        "acme/a/x.proto": 'import "acme/b/y.proto";',
        "acme/b/y.proto": "",
        "acme/c/lonely.proto": "package other;",
        "tools/lonely.proto": "package other;",
    }
    assert infer(files) == {path: path for path in files if path != "tools/lonely.proto"} | {
        "tools/lonely.proto": "lonely.proto"
    }


def test_files_from_outside_keep_their_import_path() -> None:
    file = replace(read_proto(Source("/elsewhere/proto/a/x.proto", "", b""), "a/x.proto"), outside=True)
    assert infer_import_paths({file.path: file}, {}) == {file.path: "a/x.proto"}


def test_hints_say_which_text_they_stand_in() -> None:
    (hint,) = root_hints(Source("gen.sh", "", b"protoc -I defs a.proto b/c.proto"), {"", "defs"})
    assert (hint.root, hint.text, hint.protos) == ("defs", "gen.sh", frozenset({"a.proto", "b/c.proto"}))


@pytest.mark.parametrize(
    "text",
    [
        "proto " + piece * 100_000
        for piece in ("a", "a/", "-I$(", "-I ", " ", "=", '"', "$({", "a.proto", "-I{x}", "x=1\n")
    ],
    ids=range(11),
)
def test_hostile_build_texts_end(text: str) -> None:
    hints = list(root_hints(Source("gen.sh", "", text.encode()), {"", "defs"}))
    assert all(hint.root == "" for hint in hints)
    assert buf_roots(Source("buf.yaml", "", f"modules:\n{text}".encode())) == [""]
