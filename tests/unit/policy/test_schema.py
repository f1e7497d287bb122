"""The JSON Schema for editors says what the reader takes."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from protoref.config import CONFIGURABLE, KEYS, load_config
from protoref.errors import ConfigError
from protoref.policy.attestations import Attestation, attestation_table
from protoref.policy.ignores import IGNORABLE
from protoref.policy.storage import DECLARABLE
from protoref.snapshot.memory import MemoryTree

SCHEMA: dict[str, Any] = json.loads(files("protoref.policy").joinpath("protoref.schema.json").read_text("utf-8"))
DOCS = Path(__file__).parents[3] / "docs"


def accepts(text: str) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(tomllib.loads(text))


def reads(text: str) -> bool:
    try:
        problems = load_config(
            MemoryTree({"protoref.toml": text, "a": "", "proto/a.proto": "", "backend/x": ""})
        ).problems
    except ConfigError:
        return False
    return not problems


def test_the_schema_is_one_and_knows_every_word() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    known = SCHEMA["properties"]
    assert set(known) == set(KEYS)
    assert set(known["roles"]["properties"]) == {role.value for role in CONFIGURABLE}
    assert known["storage"]["items"]["properties"]["class"]["enum"] == [cls.value for cls in DECLARABLE]
    assert known["ignore"]["items"]["properties"]["rule"]["enum"] == list(IGNORABLE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import_roots = ['proto']\nchecks = ['make test']",
        "[roles]\ntest = ['a']",
        "[[storage]]\nclass = 'legacy'\npaths = ['a']\nreason = 'x'",
        "[[opaque]]\npaths = ['a']\nreaches = []\nreason = 'x'\nkinds = ['computed-name']",
        "[[ignore]]\nrule = 'opaque'\nsymbols = ['a.*']\nreason = 'x'",
        attestation_table(Attestation("a.proto", "data", "Ada", "OPS-1", "2026-01-02", "sha256:1", "n"), shared=False),
    ],
)
def test_both_take(text: str) -> None:
    assert accepts(text)
    assert reads(text)


@pytest.mark.parametrize(
    "text",
    [
        "import_root = []",
        "import_roots = 'proto'",
        "checks = [1]",
        "[roles]\ngenerated = ['a']",
        "[[storage]]\nclass = 'migrated'\npaths = ['a']",
        "[[storage]]\nclass = 'legacy'",
        "[[storage]]\npaths = ['a']",
        "[[opaque]]\npaths = ['a']\nreason = 'x'",
        "[[opaque]]\npaths = ['a']\nreaches = []",
        "[[opaque]]\nreaches = []\nreason = 'x'",
        "[[ignore]]\nrule = 'code-reference'\npaths = ['a']\nreason = 'x'",
        "[[ignore]]\nrule = 'opaque'\npaths = ['a']",
        "[[ignore]]\nrule = 'opaque'\nreason = 'x'",
        "[[attestations]]\nby = 'Ada'",
        "[[attestations]]\ntarget = 'a'\nwho = 'Ada'",
    ],
)
def test_both_refuse(text: str) -> None:
    assert not accepts(text)
    assert not reads(text)


def test_the_documentation_shows_what_the_schema_takes() -> None:
    shown = re.findall(r"^```toml\n(.*?)^```", (DOCS / "configuration.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert len(shown) >= 4
    assert all(map(accepts, shown))
