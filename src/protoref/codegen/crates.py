"""Which crates run which Rust generators, as a Cargo.toml names them.

Read in the crates' own documentation and build scripts. Where a crate came to run another generator, its version tells.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from protoref.codegen import (
    grpcio,
    pbjson,
    poem_grpc,
    prost,
    protobuf_official,
    quick_protobuf,
    rust_protobuf,
    rust_protobuf2,
    tonic,
    ttrpc,
    volo,
)

_RUN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("prost-build", "", (prost.FAMILY,)),
    ("tonic-build", "", (prost.FAMILY, tonic.FAMILY)),
    ("tonic-prost-build", "", (prost.FAMILY, tonic.FAMILY)),
    ("prost-reflect-build", "", (prost.FAMILY,)),
    ("prost-wkt-build", "", (prost.FAMILY,)),
    ("tonic-buf-build", "", (prost.FAMILY, tonic.FAMILY)),
    ("pbjson-build", "", (pbjson.FAMILY,)),
    ("poem-grpc-build", "", (prost.FAMILY, poem_grpc.FAMILY)),
    ("protobuf-codegen", "2", (rust_protobuf2.FAMILY,)),
    ("protobuf-codegen", "3", (rust_protobuf.FAMILY,)),
    ("protobuf-codegen", "4", (protobuf_official.FAMILY,)),
    ("protobuf-codegen-pure", "2", (rust_protobuf2.FAMILY,)),
    ("protobuf-codegen-pure", "3", (rust_protobuf.FAMILY,)),
    ("protoc-rust", "2", (rust_protobuf2.FAMILY,)),
    ("protoc-rust", "3", (rust_protobuf.FAMILY,)),
    ("protoc-rust-grpc", "", (rust_protobuf2.FAMILY,)),  # its own services are not known here
    ("protoc-grpcio", "", (rust_protobuf2.FAMILY, grpcio.FAMILY)),
    ("grpcio-compiler", "", (rust_protobuf2.FAMILY, grpcio.FAMILY)),
    ("protobuf-build", "", (prost.FAMILY, rust_protobuf2.FAMILY, grpcio.FAMILY)),
    ("ttrpc-codegen", "0.1", (rust_protobuf2.FAMILY, ttrpc.FAMILY)),
    ("ttrpc-codegen", "0.2", (rust_protobuf2.FAMILY, ttrpc.FAMILY)),
    ("ttrpc-codegen", "", (rust_protobuf.FAMILY, ttrpc.FAMILY)),
    ("ttrpc-compiler", "", (ttrpc.FAMILY,)),
    ("pb-rs", "", (quick_protobuf.FAMILY,)),
    ("volo-build", "", (volo.FAMILY,)),
    ("pilota-build", "", (volo.FAMILY,)),
)
"""Crates, how their versions start, and the families that they run; of several rows of a crate the first that fits."""

_NAMES = frozenset(crate for crate, _, _ in _RUN)


def run_by(crate: str, requirement: str = "") -> frozenset[str]:
    """The families that a crate runs; without a version requirement those of all its versions."""
    rows = [(version, families) for name, version, families in _RUN if name == crate]
    stated = requirement.lstrip("=^~<>* ")
    if stated:
        fitting = [families for version, families in rows if not version or f"{stated}.".startswith(f"{version}.")]
        return frozenset(fitting[0]) if fitting else frozenset()
    return frozenset(family for _, families in rows for family in families)


def run_in(manifest: bytes) -> frozenset[str]:
    """The families that the dependencies of a Cargo.toml run, whatever the section; none where it is no TOML."""
    if not any(name.encode() in manifest for name in _NAMES):
        return frozenset()
    try:
        table = tomllib.loads(manifest.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return frozenset()
    return frozenset(family for name, version in _requirements(table) for family in run_by(name, version))


def _requirements(table: dict[str, Any], depth: int = 3) -> Iterator[tuple[str, str]]:
    """The crates that a manifest requires (`workspace.dependencies` and `target.X.dependencies` included), with versions."""
    for key, value in table.items():
        if not isinstance(value, dict):
            continue
        if key.replace("_", "-").endswith("dependencies"):
            for name, one in value.items():
                given = one if isinstance(one, dict) else {"version": one}
                package, version = given.get("package", name), given.get("version", "")
                yield str(package), version if isinstance(version, str) else ""
        elif depth > 0:
            yield from _requirements(value, depth - 1)
