"""Generators that write services alone (grpclib, connect-python), run for real: their output is what `codegen` says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from descriptor_catalog import NASTY, nasty_files, protoc

from protoref.codegen import connect_python, generate, grpclib
from protoref.codegen.base import Family
from protoref.model.generated import Form, GeneratedModule, StubState
from protoref.model.schema import Catalog
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.stubs import pair, read_stub

PLAIN = [path for path in nasty_files() if not path.startswith(("edition", "legacy", "keywords", "class/"))]
"""Without what grpclib refuses (editions), and without keywords that it writes as they are."""


def written(folder: Path, suffix: str = ".py") -> dict[str, Source]:
    return {
        path.relative_to(folder).as_posix(): Source(path.relative_to(folder).as_posix(), "", path.read_bytes())
        for path in sorted(folder.rglob(f"*{suffix}"))
    }


def catalog() -> Catalog:
    return build_catalog([read_proto(source) for path, source in written(NASTY, ".proto").items() if path in PLAIN])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What each plugin writes, by family."""
    bin_folder = Path(sys.executable).parent
    folders = {}
    for family, plugin in ((grpclib, "grpclib_python"), (connect_python, "connect-python")):
        folder = folders[family.FAMILY] = tmp_path_factory.mktemp(family.FAMILY)
        protoc(
            "-I.",
            f"--plugin=protoc-gen-{plugin}={bin_folder / f'protoc-gen-{plugin}'}",
            f"--{plugin}_out={folder}",
            *PLAIN,
        )
    return folders


def made(family: Family) -> dict[str, GeneratedModule]:
    return {module.path: module for module in family.modules(catalog()) if not module.path.endswith("_connecpy.py")}


@pytest.mark.parametrize("family", [grpclib, connect_python], ids=lambda family: family.FAMILY)
def test_files_are_written_where_codegen_says(out: dict[str, Path], family: Family) -> None:
    assert set(made(family)) == set(written(out[family.FAMILY]))


@pytest.mark.parametrize("family", [grpclib, connect_python], ids=lambda family: family.FAMILY)
def test_names(out: dict[str, Path], family: Family) -> None:
    compared = 0
    for path, module in made(family).items():
        found = set(defined((out[family.FAMILY] / path).read_text(encoding="utf-8")))
        predicted = {name.name for name in module.names if not name.name.startswith("Unimplemented")}
        assert found == predicted, path
        compared += len(found)
    assert compared > 20


def defined(text: str) -> Iterator[str]:
    """The classes and their rpcs, line by line: of a service without rpcs connect-python makes what is no Python."""
    owner = ""
    for line in text.splitlines():
        if match := re.match(r"class (\w+)", line):
            owner = match[1]
            yield owner
        elif (match := re.match(r"    (?:async )?def (?!__|path\()(\w+)|        self\.(\w+) = ", line)) is not None:
            yield f"{owner}.{match[1] or match[2]}"


@pytest.mark.parametrize("family", [grpclib, connect_python], ids=lambda family: family.FAMILY)
def test_committed_output_is_current(out: dict[str, Path], family: Family) -> None:
    facts = {
        path: found for path, source in written(out[family.FAMILY]).items() if (found := read_stub(source)) is not None
    }
    assert facts.keys() == written(out[family.FAMILY]).keys()
    schemas = catalog()
    stubs = pair(facts, schemas, generate(schemas, {family.FAMILY}), frozenset())
    assert {stub.path: stub.state for stub in stubs if stub.state is not StubState.CURRENT} == {}
    assert all(stub.module is not None for stub in stubs)


@pytest.mark.parametrize("family", [grpclib, connect_python], ids=lambda family: family.FAMILY)
def test_a_function_that_somebody_added_is_no_generators(out: dict[str, Path], family: Family) -> None:
    for source in written(out[family.FAMILY]).values():
        edited = Source(source.path, "", source.data + b"\n\ndef helper(stub):\n    return stub.GetURL\n")
        facts = read_stub(edited)
        assert facts is not None
        assert not facts.shaped


def test_services_are_clients_and_servers() -> None:
    forms = {name.name: name.form for module in grpclib.modules(catalog()) for name in module.names}
    assert forms["HTTPGatewayStub"] is Form.CLIENT
    assert forms["HTTPGatewayBase"] is Form.SERVER
    assert forms["HTTPGatewayBase.GetURL"] is Form.METHOD
