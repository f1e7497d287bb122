"""Python's generators, run for real on protos of ours: what their output offers is what `codegen` says, and vice versa."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from descriptor_catalog import NASTY, nasty_catalog, nasty_files, protoc

from protoref.codegen import generate, grpc_python, mypy_protobuf, protoc_pyi, protoc_python, purerpc
from protoref.codegen.base import Family
from protoref.model.generated import Form, GeneratedModule, StubState
from protoref.model.schema import Catalog, Kind
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto
from protoref.stubs import external_schemas, pair, read_stub

OFFERED = '''
import enum, importlib, json, sys, types
from google.protobuf import empty_pb2
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message

ANY_MESSAGE = set(dir(empty_pb2.Empty))

def offered(scope, container, seen):
    """Every name that `container` (a module or message class) shows to someone who looks, and those of what it holds."""
    for name in dir(container):
        value = getattr(container, name)
        if name in ANY_MESSAGE or name.startswith("__") or isinstance(value, types.ModuleType):
            continue
        if scope == "" and name in ("DESCRIPTOR", "_sym_db", "_globals") or type(value).__name__ in PRIVATE:
            continue
        seen.add(scope + name)
        if isinstance(value, type) and issubclass(value, Message):
            offered(scope + name + ".", value, seen)
        elif isinstance(value, EnumTypeWrapper):
            seen.update(scope + name + "." + key for key in value.keys())
        elif isinstance(value, type):
            seen.update(scope + name + "." + key for key in vars(value) if not key.startswith("_") and key not in SERVICE)

PRIVATE = {"Descriptor", "EnumDescriptor", "ServiceDescriptor", "FileDescriptor"}
SERVICE = {"DESCRIPTOR", "CallMethod", "GetDescriptor", "GetRequestClass", "GetResponseClass"}

def reachable(container, path):
    for part in path.split("."):
        if not hasattr(container, part) and isinstance(container, type) and issubclass(container, Message):
            container = container()  # some implementations have fields on instances only
        if not hasattr(container, part):
            return False
        container = getattr(container, part)
    return True

answer = {}
for module, names in json.load(sys.stdin).items():
    loaded = importlib.import_module(module)
    seen = set()
    offered("", loaded, seen)
    answer[module] = {"offered": sorted(seen), "missing": [name for name in names if not reachable(loaded, name)]}
print(json.dumps(answer))
'''


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("python")
    protoc("-I.", f"--python_out={folder}", f"--grpc_python_out={folder}", f"--pyi_out={folder}", *nasty_files())
    return folder


@pytest.fixture(scope="module")
def mypy_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mypy")
    plugins = [
        f"--plugin=protoc-gen-{name}={Path(sys.executable).parent / f'protoc-gen-{name}'}"
        for name in ("mypy", "mypy_grpc")
    ]
    protoc("-I.", *plugins, f"--mypy_out=quiet:{folder}", f"--mypy_grpc_out=quiet:{folder}", *nasty_files())
    return folder


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return nasty_catalog(tmp_path_factory.mktemp("set"))


@pytest.fixture(scope="module")
def imported(out: Path, catalog: Catalog) -> dict[str, dict[str, list[str]]]:
    """For each module that codegen predicts: what its import offers, and which predicted names it lacks."""
    asked = {
        module.module: [name.name for name in module.names if name.form is not Form.METHOD or "Stub." not in name.name]
        for family in (protoc_python, grpc_python)
        for module in family.modules(catalog)
    }
    done = run(
        [sys.executable, "-c", OFFERED],
        input=json.dumps(asked),
        cwd=out,
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(out), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, dict[str, list[str]]] = json.loads(done.stdout)
    return answer


def written(folder: Path, suffix: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(f"*{suffix}")}


@pytest.mark.parametrize(
    ("families", "suffix"), [((protoc_python, grpc_python), ".py"), ((protoc_pyi,), ".pyi")], ids=["py", "pyi"]
)
def test_files_are_written_where_codegen_says(
    out: Path, catalog: Catalog, families: tuple[Family, ...], suffix: str
) -> None:
    assert {module.path for family in families for module in family.modules(catalog)} == written(out, suffix)


def test_mypy_protobuf_writes_where_codegen_says(mypy_out: Path, catalog: Catalog) -> None:
    assert {module.path for module in mypy_protobuf.modules(catalog)} == written(mypy_out, ".pyi")


def passed_on(module: GeneratedModule, modules: dict[str, GeneratedModule]) -> set[str]:
    """Names that `import public` brings along (`import *` leaves out those with a leading underscore)."""
    names: set[str] = set()
    for other in module.reexports:
        names |= {name.name for name in modules[other].names} | passed_on(modules[other], modules)
    return {name for name in names if not name.startswith("_")}


def test_predicted_names_exist(imported: dict[str, dict[str, list[str]]]) -> None:
    assert {module: answer["missing"] for module, answer in imported.items() if answer["missing"]} == {}


@pytest.mark.parametrize("family", [protoc_python, grpc_python], ids=lambda family: family.FAMILY)
def test_offered_names_are_predicted(
    imported: dict[str, dict[str, list[str]]], catalog: Catalog, family: Family
) -> None:
    modules = {module.module: module for module in family.modules(catalog)}
    plumbing = {"GRPC_GENERATED_VERSION", "GRPC_VERSION", "_version_not_supported", "first_version_is_lower"}
    for name, module in modules.items():
        predicted = {made.name for made in module.names} | passed_on(module, modules)
        offered = without_map_entries(set(imported[name]["offered"]), module, catalog)
        assert offered - plumbing - predicted == set(), name


def test_import_public_offers_the_other_modules_names(imported: dict[str, dict[str, list[str]]]) -> None:
    assert {"HTTPReq", "TOP_ENUM_2D", "LoneWolf"} <= set(imported["deep.er.publics_pb2"]["offered"])


def test_stubs_have_a_method_for_each_rpc(out: Path, catalog: Catalog) -> None:
    for module in grpc_python.modules(catalog):
        text = (out / module.path).read_text(encoding="utf-8")
        for name in module.names:
            if name.form is Form.METHOD and "Stub." in name.name:
                assert f"self.{name.last} = channel." in text


PYI_PLUMBING = {"DESCRIPTOR", "Extensions", "GRPC_GENERATED_VERSION", "GRPC_VERSION"}
PYI_PLUMBING |= {"HasField", "ClearField", "WhichOneof"}

UNDERSCORED = {"_leading", "_x", "_X_FIELD_NUMBER"}
"""Names of our schemas that look private."""


def declared(body: list[ast.stmt], scope: str = "") -> Iterator[str]:
    """The names that a type stub declares, but for what every stub has and for private ones."""
    for statement in body:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]):
                pass
            case _:
                continue
        private = name.startswith("_") and not name.startswith("_r_") and name not in UNDERSCORED
        if name in PYI_PLUMBING or (private and not isinstance(statement, ast.ClassDef)):
            continue
        if private:
            # An enum's private base: the enum inherits its members.
            inner = {f"{scope}{_public(name)}.{own}" for own in ("ValueType", "V")}
            yield from (own for own in inner if own.rpartition(".")[2] in _members(statement))
            continue
        yield scope + name
        if isinstance(statement, ast.ClassDef):
            yield from declared(statement.body, f"{scope}{name}.")


def without_map_entries(found: set[str], module: GeneratedModule, catalog: Catalog) -> set[str]:
    """The names but for the members of map entries, which are no symbols."""
    entries = {name.name + "." for name in module.names if name.form is Form.TYPE and _is_field(name.symbol, catalog)}
    return {name for name in found if not any(name.startswith(entry) for entry in entries)}


def _is_field(symbol: str, catalog: Catalog) -> bool:
    found = catalog.symbol(symbol)
    return found is not None and found.kind is Kind.FIELD


def _public(name: str) -> str:
    import keyword

    return f"_r{name}" if keyword.iskeyword(name[1:]) else name[1:]


def _members(statement: ast.stmt) -> set[str]:
    assert isinstance(statement, ast.ClassDef)
    return {
        target.id
        for item in statement.body
        if isinstance(item, ast.Assign | ast.AnnAssign)
        for target in ([item.target] if isinstance(item, ast.AnnAssign) else item.targets)
        if isinstance(target, ast.Name)
    }


def test_names_of_protoc_stubs(out: Path, catalog: Catalog) -> None:
    modules = {module.module: module for module in protoc_pyi.modules(catalog)}
    compared = 0
    for module in modules.values():
        text = (out / module.path).read_text(encoding="utf-8")
        if module.path == "keywords_pb2.pyi":
            continue  # `class class(...)`: what protoc writes there is no Python
        found = {name for name in declared(ast.parse(text).body) if not name.endswith(".__init__")}
        found = without_map_entries(found, module, catalog)
        predicted = {name.name for name in module.names}
        assert found - predicted - passed_on(module, modules) == set(), module.path
        # Values of enums are class variables of the enum: those and all others are declared.
        assert predicted - found == set(), module.path
        compared += 1
    assert compared == len(nasty_files()) - 1


def test_names_of_mypy_protobuf_stubs(mypy_out: Path, catalog: Catalog) -> None:
    for module in mypy_protobuf.modules(catalog):
        text = (mypy_out / module.path).read_text(encoding="utf-8")
        found = {name for name in declared(ast.parse(text).body) if not name.endswith(("__init__", "__new__"))}
        found = without_map_entries(found, module, catalog)
        predicted = {name.name for name in module.names}
        assert found - predicted == set(), module.path
        inherited = {
            name.name
            for name in module.names
            if name.form is Form.VALUE and name.name.count(".") and name.name not in found
        }
        assert predicted - found - inherited == set(), module.path


def sources(folder: Path, suffix: str) -> dict[str, Source]:
    return {
        path.relative_to(folder).as_posix(): Source(path.relative_to(folder).as_posix(), "", path.read_bytes())
        for path in sorted(folder.rglob(f"*{suffix}"))
    }


def read_catalog() -> Catalog:
    return build_catalog([read_proto(source) for source in sources(NASTY, ".proto").values()])


def test_texts_and_descriptors_give_the_same_names(catalog: Catalog) -> None:
    def names(modules: tuple[GeneratedModule, ...]) -> dict[tuple[str, str], set[object]]:
        return {(module.family, module.module): {*module.names, module.path, module.reexports} for module in modules}

    assert names(generate(read_catalog())) == names(generate(catalog))


def test_committed_output_is_current(out: Path, mypy_out: Path) -> None:
    catalog = read_catalog()
    modules = generate(catalog)
    for folder, suffix, besides in ((out, ".py", {}), (out, ".pyi", {}), (mypy_out, ".pyi", sources(out, "_pb2.py"))):
        written = sources(folder, suffix) | besides
        facts = {path: found for path, source in written.items() if (found := read_stub(source)) is not None}
        assert facts.keys() == written.keys()
        stubs = pair(facts, catalog, modules, frozenset())
        odd = {stub.path: stub.state.value for stub in stubs if stub.state is not StubState.CURRENT}
        assert odd == {}
        assert all(stub.module is not None and stub.schema in catalog.files for stub in stubs)


def test_committed_output_without_its_protos_is_external(out: Path) -> None:
    written = sources(out, ".py")
    facts = {path: found for path, source in written.items() if (found := read_stub(source)) is not None}
    external = external_schemas(facts, {})
    assert sorted(file.import_path for file in external) == nasty_files()
    catalog = build_catalog(external)
    stubs = pair(facts, catalog, generate(catalog), frozenset())
    assert {stub.state for stub in stubs} == {StubState.EXTERNAL}
    assert {stub.module.module for stub in stubs if stub.module is not None} == {
        module.module for family in (protoc_python, grpc_python) for module in family.modules(read_catalog())
    }


def test_a_name_that_only_type_checkers_see_is_marked(
    imported: dict[str, dict[str, list[str]]], catalog: Catalog
) -> None:
    for module in mypy_protobuf.modules(catalog):
        runtime = set(imported[module.module]["offered"])
        for name in module.names:
            if name.typing_only:
                assert name.name not in runtime, name


PURERPC = {
    "in-side/gate-api.proto": """syntax = "proto3"; package api.v1;
        import "google/protobuf/empty.proto"; import "in-side/types.proto";
        service HTTPGate {
          rpc GetURL(types.Url) returns (types.Url); rpc watch(types.Url) returns (stream types.Url);
          rpc Put(stream types.Url) returns (google.protobuf.Empty); rpc Chat(stream types.Url) returns (stream types.Url);
        }
        service Nothing {}""",
    "in-side/types.proto": """syntax = "proto3"; package types; message Url {}""",
}
"""For purerpc, whose plugin ends at the first rpc with a nested type, and whose dots in file names give no Python."""


@pytest.fixture(scope="module")
def purerpc_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("purerpc")
    for path, text in PURERPC.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    plugin = f"--plugin=protoc-gen-purerpc={Path(sys.executable).parent / 'protoc-gen-purerpc'}"
    protoc("-I.", plugin, "--purerpc_out=.", *PURERPC, cwd=folder)
    return folder


def purerpc_catalog(folder: Path) -> Catalog:
    return build_catalog([read_proto(source) for source in sources(folder, ".proto").values()])


def test_names_of_purerpc(purerpc_out: Path) -> None:
    modules = {module.path: module for module in purerpc.modules(purerpc_catalog(purerpc_out))}
    assert modules.keys() == written(purerpc_out, ".py")
    for path, module in modules.items():
        body = ast.parse((purerpc_out / path).read_text(encoding="utf-8")).body
        classes = [statement for statement in body if isinstance(statement, ast.ClassDef)]
        found = {made.name for made in classes}
        for made in classes:
            servicer = made.name.endswith("Servicer")
            found |= {f"{made.name}.{rpc}" for rpc in (methods(made) - {"service"} if servicer else attributes(made))}
        assert found == {name.name for name in module.names}, path
    assert len(modules["in_side/gate_api_grpc.py"].names) == 12


def methods(made: ast.ClassDef) -> set[str]:
    return {item.name for item in made.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)}


def attributes(made: ast.ClassDef) -> set[str]:
    """What the initialiser sets, but for what is private."""
    stored = (node for node in ast.walk(made) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    return {node.attr for node in stored if not node.attr.startswith("_")}


def test_committed_output_of_purerpc_is_current(purerpc_out: Path) -> None:
    written = sources(purerpc_out, ".py")
    facts = {path: found for path, source in written.items() if (found := read_stub(source)) is not None}
    assert facts.keys() == {"in_side/gate_api_grpc.py"}  # the other one has no service: nothing tells who wrote it
    catalog = purerpc_catalog(purerpc_out)
    (stub,) = pair(facts, catalog, generate(catalog, {"purerpc"}), frozenset())
    assert (stub.schema, stub.state) == ("in-side/gate-api.proto", StubState.CURRENT)
    assert stub.module is not None
    assert stub.module.module == "in_side.gate_api_grpc"
