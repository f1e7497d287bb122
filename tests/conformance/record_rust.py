"""Records what real Rust generators make of schemas of ours (`make conformance-rust`).

Of those in recorded/protos the names, into recorded/rust; of those in recorded/shop the files, into recorded/stubs. Needs
cargo and a registry; the tests read what it leaves and need neither.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest
from google.protobuf.descriptor_pb2 import FileDescriptorSet

HERE = Path(__file__).parent
RECORDED = HERE / "recorded"
MANIFEST = HERE / "rust-recorder" / "Cargo.toml"
REFUSED = {"editions.proto"}
"""What the generators cannot read."""
UNRECOGNISED = ("poem_grpc", "volo")
"""Whose files are not recognised where they are committed: hardly anybody does that."""


def main() -> None:
    with TemporaryDirectory() as folder:
        protoc = Path(folder) / "protoc"
        protoc.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m grpc_tools.protoc "$@"\n', encoding="utf-8")
        protoc.chmod(0o755)
        record("names", RECORDED / "protos", RECORDED / "rust", protoc)
        record("files", RECORDED / "shop", RECORDED / "stubs", protoc)
        for name in UNRECOGNISED:
            shutil.rmtree(RECORDED / "stubs" / name)


def record(what: str, protos: Path, out: Path, protoc: Path) -> None:
    files = sorted(path.relative_to(protos).as_posix() for path in protos.rglob("*.proto"))
    files = [name for name in files if name not in REFUSED]
    descriptors = protoc.with_name(f"{what}.set.binpb")
    subprocess.run(
        [protoc, f"-I{protos}", "--include_imports", f"--descriptor_set_out={descriptors}", *files], check=True
    )
    request = CodeGeneratorRequest(
        file_to_generate=files, proto_file=FileDescriptorSet.FromString(descriptors.read_bytes()).file
    )
    encoded = protoc.with_name(f"{what}.request.binpb")
    encoded.write_bytes(request.SerializeToString())
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    subprocess.run(
        ["cargo", "run", "--quiet", "--manifest-path", MANIFEST, "--", what, protos, encoded, out],
        check=True,
        env={**os.environ, "PROTOC": str(protoc)},
    )


if __name__ == "__main__":
    main()
