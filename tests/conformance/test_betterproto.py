"""betterproto's two generations, run for real on our schemas: their output is what `codegen` says."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from descriptor_catalog import NASTY, nasty_files

from protoref.codegen import betterproto, betterproto2, generate
from protoref.codegen.base import OnDemand
from protoref.model.generated import Form, StubState
from protoref.model.schema import Catalog
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.stubs import pair, read_stub

PLAIN = [path for path in nasty_files() if not path.startswith(("edition", "legacy", "keywords"))]
"""Without what both refuse (editions, groups), and without keywords as packages."""
FAMILIES = (betterproto, betterproto2)
OWN = ("google/", "message_pool.py")
"""What betterproto2 writes besides: the well-known types that are used, and its pool."""


def files(folder: Path, suffix: str = ".py") -> dict[str, Source]:
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob(f"*{suffix}")))
    written = {path: Source(path, "", (folder / path).read_bytes()) for path in found}
    return {path: source for path, source in written.items() if source.data and not path.startswith(OWN)}


def catalog() -> Catalog:
    return build_catalog([read_proto(source) for path, source in files(NASTY, ".proto").items() if path in PLAIN])


def written(family: OnDemand, folder: Path, options: str = "") -> Path:
    """What a plugin writes. It starts formatters, which lie beside the interpreter."""
    environment = dict(os.environ, PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    given = f"--{family.OPTIONS[0]}_out={options}{':' if options else ''}{folder}"
    command = [sys.executable, "-m", "grpc_tools.protoc", "-I.", given, *PLAIN]
    done = run(command, cwd=NASTY, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What each plugin writes, by family."""
    return {family.FAMILY: written(family, tmp_path_factory.mktemp(family.FAMILY)) for family in FAMILIES}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
def test_files_are_written_where_codegen_says(out: dict[str, Path], family: OnDemand) -> None:
    made = {module.path for module in family.modules(catalog())}
    written = set(files(out[family.FAMILY]))
    assert made <= written
    assert written - made == {"nothing/here/__init__.py"}  # a file of imports alone


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
def test_names(out: dict[str, Path], family: OnDemand) -> None:
    compared = 0
    for module in family.modules(catalog()):
        found = set(defined((out[family.FAMILY] / module.path).read_text(encoding="utf-8")))
        predicted = {name.name for name in module.names}
        assert found - predicted == set(), module.path
        # Options of the generator decide about clients and bases, its version about prefixes of enum values.
        assert {name for name in predicted - found if not is_optional(name, module.names)} == set(), module.path
        compared += len(found)
    assert compared > 60


def is_optional(name: str, names) -> bool:
    """Whether a name is one of several that a service or an enum value may get, or belongs to one."""
    head = name.partition(".")[0]
    forms = {made.name: made.form for made in names}
    symbols = {made.name: made.symbol for made in names}
    twice = sum(symbol == symbols[name] for symbol in symbols.values()) > 1
    return forms[head] in (Form.CLIENT, Form.SERVER) or (forms[name] is Form.VALUE and twice)


def defined(text: str) -> Iterator[str]:
    """The classes with their fields, values and rpcs."""
    for item in ast.parse(text).body:
        if not isinstance(item, ast.ClassDef):
            continue
        yield item.name
        for member in item.body:
            match member:
                case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                    yield f"{item.name}.{name}"
                case ast.AsyncFunctionDef(name=name) | ast.FunctionDef(name=name):
                    if not name.startswith(("__", "betterproto_")):
                        yield f"{item.name}.{name}"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
def test_committed_output_is_current(out: dict[str, Path], family: OnDemand) -> None:
    all_are_current(family, out[family.FAMILY])


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
def test_committed_output_of_pydantic_is_current(tmp_path: Path, family: OnDemand) -> None:
    folder = written(family, tmp_path, "pydantic_dataclasses")
    assert b"import model_validator" in (folder / "x/y/__init__.py").read_bytes()
    all_are_current(family, folder)


def all_are_current(family: OnDemand, folder: Path) -> None:
    committed = files(folder)
    facts = {path: found for path, source in committed.items() if (found := read_stub(source)) is not None}
    assert facts.keys() == committed.keys()
    schemas = catalog()
    stubs = {stub.path: stub for stub in pair(facts, schemas, generate(schemas, {family.FAMILY}), frozenset())}
    assert stubs.pop("nothing/here/__init__.py").state is StubState.EXTERNAL  # it defines nothing
    assert {path: stub.state for path, stub in stubs.items() if stub.state is not StubState.CURRENT} == {}
    packages = {path: stub.module.module for path, stub in stubs.items() if stub.module is not None}
    assert packages["x/y/__init__.py"] == "x.y"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
@pytest.mark.parametrize(
    "addition",
    [
        "\n\ndef helper(request: HttpReq) -> str:\n    return request.user_id\n",
        "\n\nclass Special(HttpReq):\n    pass\n",
        "\n\nDEFAULT = HttpReq()\n",
    ],
)
def test_statements_of_somebodys_own_take_the_proof_away(out: dict[str, Path], family: OnDemand, addition: str) -> None:
    text = (out[family.FAMILY] / "x/y/__init__.py").read_bytes() + addition.encode()
    facts = read_stub(Source("x/y/__init__.py", "", text))
    assert facts is not None
    assert not facts.shaped


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.FAMILY)
def test_a_class_too_few_is_drift(out: dict[str, Path], family: OnDemand) -> None:
    text = (
        (out[family.FAMILY] / "x/y/__init__.py")
        .read_text(encoding="utf-8")
        .replace("class S3Bucket(", "class S4Bucket(")
    )
    facts = read_stub(Source("lib/x/y/__init__.py", "", text.encode()))
    assert facts is not None
    schemas = catalog()
    (stub,) = pair({facts.path: facts}, schemas, generate(schemas, {family.FAMILY}), frozenset())
    assert stub.state is StubState.DRIFTED
