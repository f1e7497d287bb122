"""The names of the Rust families against those recorded from real output (see recorded/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from descriptor_catalog import nasty_catalog

from protoref.codegen import grpcio, poem_grpc, prost, quick_protobuf, rust_protobuf, rust_protobuf2, tonic, ttrpc, volo
from protoref.codegen.base import Family
from protoref.codegen.casing import heck_snake, heck_upper_camel
from protoref.model.generated import Form, GeneratedModule
from protoref.model.schema import Catalog

Recorded = dict[str, dict[str, list[str]]]

FAMILIES: dict[str, tuple[Family, ...]] = {
    "tonic": (prost, tonic),
    "poem_grpc": (prost, poem_grpc),
    "rust_protobuf3": (rust_protobuf,),
    "rust_protobuf2": (rust_protobuf2,),
    "grpcio": (grpcio,),
    "ttrpc": (ttrpc,),
    "quick_protobuf": (quick_protobuf,),
    "volo": (volo,),
}
"""By recording, the families whose names it holds."""

REFUSED = {
    "poem_grpc": {"acme.r#type.rs"},  # panics: an rpc's name is a keyword
    "grpcio": {"keywords_grpc.rs"},  # writes keywords as they are: no Rust
    "ttrpc": {"keywords_ttrpc.rs"},
    # Its parser refuses these.
    "quick_protobuf": {"x/y.rs", "acme/type_pb.rs", "old/legacy_pkg.rs"},
}
"""Files that we have names for and the generator cannot write, or not as Rust."""

PLUMBING = {
    "cached_size",
    "unknown_fields",
    "special_fields",
    "file_descriptor",
    "file_descriptor_proto",
    "client",
    "exts",
}
"""Names in every file or type: what they are last in is left out, but not the oneof's or message's own names."""

KINDS = {
    Form.MODULE: {"mod"},
    Form.TYPE: {"struct", "enum", "trait-type"},
    Form.VALUE: {"variant", "own-const"},
    Form.CLIENT: {"struct", "alias"},
    Form.SERVER: {"trait", "struct"},
    Form.METHOD: {"fn", "trait-fn"},
    Form.FUNCTION: {"free-fn"},
    Form.CONSTANT: {"const"},
    Form.FIELD: {"field"},
}


def recorded(name: str) -> Recorded:
    """A recording without what says nothing about names: plumbing, and files that only list modules."""
    path = Path(__file__).parent / "recorded" / "rust" / f"{name}.json"
    files: Recorded = json.loads(path.read_text(encoding="utf-8"))
    if name == "volo":
        files = by_package(files["volo_gen.rs"])
    return {
        file: {kind: [one for one in names if one.rpartition("::")[2] not in PLUMBING] for kind, names in kinds.items()}
        for file, kinds in files.items()
        if not file.endswith("mod.rs")
    }


def by_package(kinds: dict[str, list[str]]) -> Recorded:
    """volo's one file, split by package; its clients are aliases of types that have the methods."""
    packages = {"": "", "acme::type": "acme.type", "kw::path": "kw.path", "x::y::z2_part": "x.y.z2_part", "x::y": "x.y"}
    files: Recorded = {}
    for kind, names in kinds.items():
        for name in names:
            inner = name.partition("::")[2]
            around = next((one for one in packages if one and inner.startswith(f"{one}::")), "")
            own = inner[len(around) :].removeprefix("::")
            if own and not own.startswith("google") and inner not in {*packages, "acme", "kw", "x"}:
                files.setdefault(packages[around], {}).setdefault(kind, []).append(own)
                if kind == "fn" and "GenericClient" in own:
                    files[packages[around]][kind].append(own.replace("GenericClient", "Client"))
    return files


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    whole = nasty_catalog(tmp_path_factory.mktemp("set"))
    files = {path: file for path, file in whole.files.items() if path != "editions.proto"}
    return Catalog(files=files, definitions=whole.definitions)


def generated(catalog: Catalog, recording: str) -> dict[str, list[GeneratedModule]]:
    by_path: dict[str, list[GeneratedModule]] = {}
    for family in FAMILIES[recording]:
        for module in family.modules(catalog):
            by_path.setdefault(module.module if recording == "volo" else module.path, []).append(module)
    return by_path


def all_of(kinds: dict[str, list[str]]) -> set[str]:
    return {name for names in kinds.values() for name in names}


def own_names(modules: Iterable[GeneratedModule]) -> set[str]:
    return {name.name for module in modules for name in module.names}


@pytest.mark.parametrize("recording", FAMILIES)
def test_files_are_those_that_are_written(catalog: Catalog, recording: str) -> None:
    # volo leaves out the file with groups.
    refused = REFUSED.get(recording, set()) | ({"old.legacy_pkg"} if recording == "volo" else set())
    assert set(generated(catalog, recording)) - refused == set(recorded(recording))


@pytest.mark.parametrize("recording", FAMILIES)
def test_names_equal_the_recorded_ones_both_ways(catalog: Catalog, recording: str) -> None:
    ours = generated(catalog, recording)
    for path, kinds in recorded(recording).items():
        assert own_names(ours[path]) - all_of(kinds) == set(), path
        assert all_of(kinds) - own_names(ours[path]) == set(), path


@pytest.mark.parametrize("recording", FAMILIES)
def test_every_name_has_the_form_of_its_item(catalog: Catalog, recording: str) -> None:
    ours = generated(catalog, recording)
    for path, by_kind in recorded(recording).items():
        kinds: dict[str, set[str]] = {}
        for kind, names in by_kind.items():
            for name in names:
                kinds.setdefault(name, set()).add(kind)
        for module in ours[path]:
            for name in module.names:
                assert kinds[name.name] & KINDS[name.form], name


@pytest.mark.parametrize("recording", FAMILIES)
def test_every_symbol_exists(catalog: Catalog, recording: str) -> None:
    for modules in generated(catalog, recording).values():
        for module in modules:
            for name in module.names:
                assert name.symbol in catalog.definitions, name


def test_the_plugins_that_buf_runs_write_the_names_of_prost_and_tonic() -> None:
    libraries = recorded("tonic")
    plugins = recorded("protoc_gen_prost")
    compared = 0
    for package in ("acme.type", "x.y", "old.legacy_pkg"):
        files = {
            name: kinds for path, kinds in plugins.items() if (name := path.rpartition("/")[2]).startswith(package)
        }
        both = all_of(files[f"{package}.rs"]) | all_of(files[f"{package}.tonic.rs"])
        library = libraries["acme.r#type.rs" if package == "acme.type" else f"{package}.rs"]
        assert both == all_of(library)
        compared += len(both)
    assert compared > 150


def test_pbjson_makes_no_names() -> None:
    assert len(recorded("pbjson")) == 6
    assert not any(all_of(kinds) for kinds in recorded("pbjson").values())


HECK: dict[str, list[str]] = json.loads((Path(__file__).parent / "recorded" / "heck.json").read_text(encoding="utf-8"))


def test_casing_equals_hecks() -> None:
    assert {name: [heck_upper_camel(name), heck_snake(name)] for name in HECK} == HECK
    assert len(HECK) == 400
