"""The example studio is what it claims to be: its stubs come from its schemas, its history says what the documents say."""

import ast
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).parents[2]
STUDIO = ROOT / "examples" / "studio"
PROTO_GEN = STUDIO / "backend" / "app" / "proto_gen"
DELETED = ROOT / "examples" / "history" / "4-delete-shot-notes" / "proto"


@pytest.fixture(scope="module")
def make_studio() -> Callable[[Path], Path]:
    return runpy.run_path(str(ROOT / "examples" / "studio_repository.py"))["make_studio"]


@pytest.fixture(scope="module")
def repository(make_studio: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_studio(tmp_path_factory.mktemp("studio") / "lantern")


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All schemas that the stubs were made from, the deleted one included."""
    folder = tmp_path_factory.mktemp("schemas") / "proto"
    shutil.copytree(STUDIO / "proto", folder)
    shutil.copytree(DELETED, folder, dirs_exist_ok=True)
    return folder


def protoc(schemas: Path, *options: str) -> None:
    files = sorted(path.relative_to(schemas).as_posix() for path in schemas.rglob("*.proto"))
    command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{schemas}", *options, *files]
    subprocess.run(command, check=True)


def embedded(stub: Path) -> FileDescriptorProto:
    """The descriptor inside a `_pb2.py`, read without running it."""
    calls = (node for node in ast.walk(ast.parse(stub.read_text())) if isinstance(node, ast.Call))
    serialized = next(call.args[0] for call in calls if ast.unparse(call.func).endswith("AddSerializedFile"))
    return FileDescriptorProto.FromString(ast.literal_eval(serialized))


def test_the_embedded_descriptors_are_those_of_the_schemas(schemas: Path, tmp_path: Path) -> None:
    protoc(schemas, f"--descriptor_set_out={tmp_path / 'all.binpb'}")
    compiled = FileDescriptorSet.FromString((tmp_path / "all.binpb").read_bytes())
    stubs = [embedded(stub) for stub in sorted(PROTO_GEN.glob("*_pb2.py"))]
    by_name = {file.name: file for file in compiled.file}
    assert sorted(by_name) == sorted(file.name for file in stubs)
    for file in stubs:
        assert stripped(file) == stripped(by_name[file.name])


def stripped(file: FileDescriptorProto) -> FileDescriptorProto:
    """Without JSON names: protoc writes them into a descriptor set, and not into Python stubs."""
    pending = list(file.message_type)
    while pending:
        message = pending.pop()
        pending.extend(message.nested_type)
        for field in message.field:
            field.ClearField("json_name")
    return file


def test_the_stubs_are_what_the_script_makes(schemas: Path, tmp_path: Path) -> None:
    """Makes the stubs again with the script's own protoc options and its own substitutions."""
    script = (STUDIO / "backend" / "scripts" / "generate_proto.sh").read_text()
    assert "--python_out" in script
    assert "--grpc_python_out" in script
    substitutions = re.findall(r"-e 's/(.+) /(.+) /'", script)
    assert len(substitutions) == 2
    protoc(schemas, f"--python_out={tmp_path}", f"--grpc_python_out={tmp_path}")
    made = sorted(tmp_path.rglob("*_pb2*.py"))
    assert sorted(path.name for path in made) == sorted(path.name for path in PROTO_GEN.glob("*_pb2*.py"))
    for path in made:
        text = path.read_text()
        for pattern, replacement in substitutions:
            text = re.sub(f"(?m){pattern} ", f"{replacement} ", text)
        assert defined(text) == defined((PROTO_GEN / path.name).read_text()), path.name


def defined(stub: str) -> tuple[list[str], set[str]]:
    """A stub's relative imports and the names that it defines: what does not change with protoc's version."""
    tree = ast.parse(stub)
    relative = [ast.unparse(node) for node in tree.body if isinstance(node, ast.ImportFrom) and node.level]
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    return relative, names


def test_stubs_import_each_other_relatively() -> None:
    absolute = [
        f"{stub.name}: {ast.unparse(node)}"
        for stub in sorted(PROTO_GEN.glob("*_pb2*.py"))
        for node in ast.walk(ast.parse(stub.read_text()))
        if isinstance(node, ast.Import) and any(name.name.endswith("_pb2") for name in node.names)
    ]
    assert absolute == []
    assert "from . import common_pb2 as common__pb2" in (PROTO_GEN / "render_pb2.py").read_text()


def test_the_repository_is_the_studio(repository: Path) -> None:
    assert git(repository, "status", "--porcelain") == ""
    tracked = set(git(repository, "ls-files").splitlines())
    assert "proto/archive/frame_record.proto" in tracked
    assert all((STUDIO / path).read_bytes() == (repository / path).read_bytes() for path in tracked)


def test_its_commits_are_the_same_everywhere(
    make_studio: Callable[[Path], Path], repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "somebody else")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    other = make_studio(tmp_path / "elsewhere" / "again")
    assert git(other, "rev-parse", "HEAD") == git(repository, "rev-parse", "HEAD")


def test_a_retired_service_stops_writing_its_schema(repository: Path) -> None:
    writer = "backend/app/archive/writer.py"
    commits = git(repository, "log", "--format=%s", "--", writer).splitlines()
    assert commits[0].startswith("Retire the archive service")
    assert "SerializeToString" in git(repository, "show", f"HEAD~3:{writer}")
    assert not (repository / writer).exists()
    assert (repository / "proto" / "archive" / "frame_record.proto").exists()


def test_one_stub_has_lost_its_schema(repository: Path) -> None:
    assert git(repository, "log", "-1", "--diff-filter=D", "--format=%s", "--", "proto/shot_notes.proto")
    assert not (repository / "proto" / "shot_notes.proto").exists()
    assert (repository / "backend" / "app" / "proto_gen" / "shot_notes_pb2.py").exists()


def test_nothing_uses_the_retired_schemas(repository: Path) -> None:
    """What the documents promise: neither is imported, though a class shares its message's name."""
    code = [path for path in repository.rglob("*.py") if path.parent.name != "proto_gen"] + [*repository.rglob("*.rs")]
    texts = {path.relative_to(repository).as_posix(): path.read_text() for path in code}
    assert not [path for path, text in texts.items() if re.search(r"preview_pb2|frame_record|studio\.preview", text)]
    assert sorted(path for path, text in texts.items() if "PreviewImage" in text) == [
        "backend/app/api/previews.py",
        "backend/app/db/models.py",
    ]
