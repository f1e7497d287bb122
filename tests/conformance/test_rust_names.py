"""prost's and tonic's names against those recorded from their real output (see recorded/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from descriptor_catalog import nasty_catalog

from protoref.codegen import prost, tonic
from protoref.codegen.casing import heck_snake, heck_upper_camel
from protoref.model.generated import Form, GeneratedModule
from protoref.model.schema import Catalog

RECORDED: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parent / "recorded" / "rust_names.json").read_text(encoding="utf-8")
)

KINDS = {
    Form.MODULE: {"mod"},
    Form.TYPE: {"struct", "enum", "trait-type"},
    Form.VALUE: {"variant"},
    Form.CLIENT: {"struct"},
    Form.SERVER: {"trait", "struct"},
    Form.METHOD: {"fn", "trait-fn"},
    Form.CONSTANT: {"const"},
    Form.FIELD: {"field"},
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    whole = nasty_catalog(tmp_path_factory.mktemp("set"))
    files = {path: file for path, file in whole.files.items() if path != "editions.proto"}
    return Catalog(files=files, definitions=whole.definitions)


def generated(catalog: Catalog) -> dict[str, list[GeneratedModule]]:
    by_path: dict[str, list[GeneratedModule]] = {}
    for module in (*prost.modules(catalog), *tonic.modules(catalog)):
        by_path.setdefault(module.path, []).append(module)
    return by_path


def test_files_are_those_that_prost_writes(catalog: Catalog) -> None:
    assert set(generated(catalog)) == set(RECORDED)


@pytest.mark.parametrize("path", sorted(RECORDED))
def test_names_equal_the_recorded_ones_both_ways(catalog: Catalog, path: str) -> None:
    names = {name.name for module in generated(catalog)[path] for name in module.names}
    recorded = {name for paths in RECORDED[path].values() for name in paths}
    assert names - recorded == set()
    assert recorded - names == set()


def test_every_name_has_the_form_of_its_item(catalog: Catalog) -> None:
    for path, modules in generated(catalog).items():
        kinds: dict[str, set[str]] = {}
        for kind, recorded in RECORDED[path].items():
            for name in recorded:
                kinds.setdefault(name, set()).add(kind)
        for module in modules:
            for name in module.names:
                assert kinds[name.name] & KINDS[name.form], name


def test_every_symbol_exists(catalog: Catalog) -> None:
    for modules in generated(catalog).values():
        for module in modules:
            for name in module.names:
                assert name.symbol in catalog.definitions, name


HECK: dict[str, list[str]] = json.loads((Path(__file__).parent / "recorded" / "heck.json").read_text(encoding="utf-8"))


def test_casing_equals_hecks() -> None:
    assert {name: [heck_upper_camel(name), heck_snake(name)] for name in HECK} == HECK
    assert len(HECK) == 400
