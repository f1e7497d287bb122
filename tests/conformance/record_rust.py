"""Records the names that real Rust generators make of the schemas in recorded/protos (`make conformance-rust`).

Needs cargo and a registry; the tests read what it leaves in recorded/rust and need neither.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

HERE = Path(__file__).parent
PROTOS = HERE / "recorded" / "protos"
OUT = HERE / "recorded" / "rust"
REFUSED = {"editions.proto"}
"""What the generators cannot read."""


def main() -> None:
    files = sorted(path.relative_to(PROTOS).as_posix() for path in PROTOS.rglob("*.proto"))
    files = [name for name in files if name not in REFUSED]
    with TemporaryDirectory() as folder:
        protoc = Path(folder) / "protoc"
        protoc.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m grpc_tools.protoc "$@"\n', encoding="utf-8")
        protoc.chmod(0o755)
        descriptors = Path(folder) / "set.binpb"
        command = [protoc, f"-I{PROTOS}", "--include_imports", f"--descriptor_set_out={descriptors}", *files]
        subprocess.run(command, check=True)
        request = CodeGeneratorRequest(
            file_to_generate=files, proto_file=FileDescriptorSet.FromString(descriptors.read_bytes()).file
        )
        encoded = Path(folder) / "request.binpb"
        encoded.write_bytes(request.SerializeToString())
        OUT.mkdir(exist_ok=True)
        manifest = HERE / "rust-recorder" / "Cargo.toml"
        subprocess.run(
            ["cargo", "run", "--quiet", "--manifest-path", manifest, "--", PROTOS, encoded, OUT],
            check=True,
            env={**os.environ, "PROTOC": str(protoc)},
        )


if __name__ == "__main__":
    main()
