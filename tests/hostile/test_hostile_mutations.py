"""Whatever becomes of its files, a repository gets an answer, the ledgers add up, and no use is lost that is still there."""

from __future__ import annotations

import random
import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import Files, damage
from yard import USED, files

from protoref.errors import ConfigError
from protoref.model.report import Report
from protoref.pipeline import RunOptions, analyse, report
from protoref.snapshot.memory import MemoryTree

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
CODE = ["app/keeper.py", "app/house.py", "app/walker.py", "src/main.rs", "src/drink.rs"]
_NAMES = {
    "path.proto": re.compile(rb"(?:from|import)[ \t]+[\w.]*path_pb2\b"),
    "well.proto": re.compile(rb'tonic::include_proto!\("yard\.well"\)'),
}
_ONLY = {"path.proto": ("app/walker.py",), "well.proto": ("src/main.rs",)}
"""Where each of two schemas is used, and what still stands there if its use may still be one."""


def base() -> Files:
    return {path: text.encode() for path, text in files().items()}


def audit(given_files: Files) -> Report:
    found = report(analyse(MemoryTree(given_files), RunOptions(jobs=1)), "audit", None)
    for target in found.targets:
        if target.ledger is not None:
            assert sum(target.ledger.classes.values()) == target.ledger.occurrences
    return found


def verdicts(found: Report) -> dict[str, str]:
    return {one.symbol: one.judgement.verdict.value for one in found.targets if one.judgement}


@EXAMPLES
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_any_damage_gets_an_answer(seed: int, count: int) -> None:
    chance, damaged = random.Random(seed), base()
    for _ in range(count):
        damaged, _ = damage(chance, damaged, sorted(damaged))
    with suppress(ConfigError):  # that is an answer, too, and only a damaged configuration gets it
        audit(damaged)
        return
    assert damaged["protoref.toml"] != base()["protoref.toml"]


@EXAMPLES
@given(st.integers(0, 2**32))
def test_damaging_a_use_makes_nothing_safe_unless_it_is_gone(seed: int) -> None:
    chance = random.Random(seed)
    damaged, path = damage(chance, base(), CODE)
    found = verdicts(audit(damaged))
    for schema in USED:
        if schema in _ONLY and path in _ONLY[schema]:
            left = b"\n".join(damaged.get(one, b"").replace(b"\0", b"") for one in _ONLY[schema])
            if not _NAMES[schema].search(left):
                continue  # the reference is really gone
            if found.get(schema) == "safe":
                assert _is_no_use(schema, damaged), (schema, path, damaged.get(path))
        elif schema == "gate.proto" and path in {"app/keeper.py", "app/house.py"}:
            continue
        else:
            assert found.get(schema) == "blocked", (schema, path)


def _is_no_use(schema: str, damaged: Files) -> bool:
    """Whether what is left of the names stands in a comment or a string, or is no import any more: Python itself says so."""
    if schema == "well.proto":
        return re.search(rb'//|/\*|""|#', damaged["src/main.rs"]) is not None  # a comment, a string, an attribute
    import ast

    try:
        tree = ast.parse(damaged["app/walker.py"])
    except (SyntaxError, ValueError):
        return False
    imported = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return not any("path_pb2" in ast.unparse(node) for node in imported)


@EXAMPLES
@given(
    st.integers(0, 2**32),
    st.sampled_from(["notes.txt", "other/x.py", "other/x.rs", "other/x.proto", "x.bin", "other/y.go"]),
)
def test_an_unrelated_file_changes_no_verdict(seed: int, path: str) -> None:
    chance = random.Random(seed)
    text = b"\n".join(
        chance.choice([b"x = 1", b"fn f() {}", b"message Other {}", b"# -", b"(", b"'", b"\0", b"\xff", b"import os"])
        for _ in range(chance.randint(0, 8))
    )
    found = verdicts(audit({**base(), path: text}))
    expected = _undamaged()
    assert {schema: found[schema] for schema in expected} == expected


def _undamaged() -> dict[str, str]:
    if not _KNOWN:
        _KNOWN.update(verdicts(audit(base())))
    return _KNOWN


_KNOWN: dict[str, str] = {}


@pytest.mark.parametrize("seed", range(8))
def test_a_schema_in_pieces(seed: int) -> None:
    """Damaging a schema may take it off the list, but frees nothing else: those it uses stay used by code."""
    chance = random.Random(seed)
    damaged, _ = damage(chance, base(), ["proto/gate.proto", "app/gen/gate_pb2.py", "build.rs", "Cargo.toml"])
    found = verdicts(audit(damaged))
    assert found["path.proto"] == "blocked"
