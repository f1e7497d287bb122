"""What the real protoc makes of our own schemas: descriptors and stubs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet

from fuzz.seeds import ROOT

_OUTPUTS = ("--python_out", "--pyi_out", "--grpc_python_out")


@cache
def _outputs() -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    protos = ROOT / "examples" / "studio" / "proto"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mypy").mkdir()
        binaries = Path(sys.executable).parent
        subprocess.run(
            [
                *(sys.executable, "-m", "grpc_tools.protoc", f"-I{protos}", f"--descriptor_set_out={folder}/set"),
                f"--plugin=protoc-gen-mypy={binaries}/protoc-gen-mypy",
                *(f"{output}={folder}" for output in _OUTPUTS),
                f"--mypy_out={folder}/mypy",
                *map(str, sorted(protos.rglob("*.proto"))),
            ],
            check=True,
            capture_output=True,
        )
        found = FileDescriptorSet.FromString((Path(folder) / "set").read_bytes())
        stubs = tuple(path.read_bytes() for path in sorted(Path(folder).rglob("*.py*")))
    return tuple(file.SerializeToString(deterministic=True) for file in found.file), stubs


def descriptors() -> tuple[bytes, ...]:
    """Serialized FileDescriptorProtos."""
    return _outputs()[0]


def stubs() -> tuple[bytes, ...]:
    """Python modules and `.pyi` files."""
    return _outputs()[1]
