"""Damaged code: a schema whose use is still there is never SAFE. Whether it is there is told by an oracle of our own."""

from __future__ import annotations

import random

import pytest
from mutations import Files, damage
from oracle import still_used, written_by_hand
from orchard import USES, orchard, without_uses

from protoref.model.report import Report
from protoref.pipeline import RunOptions, analyse, report
from protoref.snapshot.memory import MemoryTree

SCHEMAS = {schema: f"garden.{schema}" for schema in USES}
USERS = sorted({path for path, _ in USES.values()})
AROUND = [
    "nut/Cargo.toml",
    "nut/build.rs",
    "app/__init__.py",
    "app/gen/__init__.py",
    "app/weeds.py",
    "nut/src/weeds.rs",
]
STUBS = sorted(path for path in without_uses() if path.startswith("app/gen/"))
RUNS = 48


def verdicts(files: Files) -> dict[str, str]:
    """Of every schema by its stem, as an audit gives them. On the way the ledgers are added up."""
    found: Report = report(analyse(MemoryTree(files), RunOptions(jobs=1)), "audit", None)
    for target in found.targets:
        if target.ledger is not None:
            assert sum(target.ledger.classes.values()) == target.ledger.occurrences
    return {
        target.definitions[0].path.removeprefix("proto/").removesuffix(".proto"): target.judgement.verdict.value
        for target in found.targets
        if target.judgement is not None and target.definitions[0].path.startswith("proto/") and target.kind == "file"
    }


def test_without_its_use_each_schema_is_safe() -> None:
    """Otherwise none of this would prove anything."""
    assert verdicts(dict(without_uses())) == dict.fromkeys(USES, "safe")


def test_with_its_use_none_is_safe_and_the_oracle_knows() -> None:
    found = verdicts(dict(orchard()))
    assert [schema for schema in USES if found[schema] == "safe"] == []
    assert still_used(written_by_hand(orchard()), SCHEMAS) == {schema: path for schema, (path, _) in USES.items()} | {
        "apple": "app/apple.py"
    }


@pytest.mark.parametrize("schema", USES)
def test_the_oracle_says_nothing_of_what_is_gone(schema: str) -> None:
    """Nor does protoref: a use that was taken out leaves nothing behind."""
    files = {path: data for path, data in orchard().items() if path != USES[schema][0]}
    assert schema not in still_used(written_by_hand(files), SCHEMAS) or schema == "apple"


def damaged(seed: int) -> tuple[Files, list[str]]:
    """Some of the documents with uses damaged, one to all of them; in every fourth run stubs, manifests and the like, too."""
    chance, files = random.Random(seed), dict(orchard())
    paths = chance.sample(USERS, chance.choice([2, 8, len(USERS)]))
    if seed % 4 == 3:
        paths += chance.sample([*AROUND, *STUBS], 3)
    for path in paths:
        for _ in range(chance.choice([1, 1, 2, 3])):
            if path in files:
                files, _ = damage(chance, files, [path])
    return files, paths


_ELM = b'fn main() {\n    let path = "/garden.elm.ElmService/GetElm";\n    println!("{path}");\n}\n'
_OAK = b'    include!(concat!(env!("OUT_DIR"), "/garden.oak.rs"))'
_LIME = b'URL = "type.googleapis.com/garden.lime.LimeRecord"\n'
_PEAR = b"from app.gen import apple_pb2, pear_pb\r2\nprint(pear_pb2.PearRecord())\n"
_FIG = "PB = __import__('app.gen.fig_pb2')\n" * 8
FOUND: dict[str, tuple[str, bytes]] = {
    "a string whose beginning is gone": ("lime", _LIME.replace(b'"', b"\xac", 1)),
    "a cookie of UTF-16 that is none": ("lime", b"# coding: utf-16\n" + _LIME + b"\n" * ((17 + len(_LIME)) % 2)),
    "an import with a line's end in its name": ("pear", _PEAR),
    "the same behind a byte that Python does not read": ("pear", b"# \0\n" + _PEAR),
    "a string below too many brackets": ("lime", b"[" * 300 + _LIME + b"]" * 300),
    "a string behind too long a sum": ("lime", b"x = " + b"1 + " * 5000 + b"1\n" + _LIME),
    "strings inside out in Rust": ("elm", b'"""/// Asks.\n' + _ELM),
    "a string whose beginning is gone in Rust": ("elm", _ELM.replace(b'"', b"", 1) + b"}"),
    "strings inside out that the parser mends": (
        "elm",
        b'    println!("{path' + _ELM.partition(b"println")[0] + b"// a\n/// Asks.\n",
    ),
    "a mount that ends in its middle": ("oak", b"mod pb {\n" + _OAK[:-1]),
    "a mount with a damaged name": ("oak", b"mod pb {\n" + _OAK.replace(b"i", b"\xb9", 1) + b";\n}\n"),
    "a mount below too many brackets": ("oak", b"[" * 300 + b"mod pb {\n" + _OAK + b";\n}\n" + b"]" * 300),
    "a mount behind damage": ("nut", b'mod pb \x05\n    tonic\x8c:include_proto!("garden.nut");\n}\n'),
    "UTF-16 that is cut within a letter": ("fig", _FIG.encode("utf-16-le")[:-1]),
    "UTF-16 that begins within a letter": ("fig", _FIG.encode("utf-16-be")[1:]),
    "UTF-16 behind the mark of UTF-8": ("fig", b"\xef\xbb\xbf" + _FIG.encode("utf-16-le")),
    "UTF-32 without a mark": ("fig", _FIG.encode("utf-32-be")),
    "UTF-32 that was encoded again": ("lime", _LIME.decode().encode("utf-32-be").decode("latin-1").encode("utf-32-be")),
    "a mount within a mount that is not closed": (
        "nut",
        b'mod pb {\n    include_proto!("garden.x" {:?} tonic::include_proto!("garden.nut");\n}\n',
    ),
    "UTF-16 whose lines are shifted": (
        "elm",
        b"/\0/\0 \0A\0s\0k\0s\0.\0\n    \0" + _ELM.replace(b"\n", b"  ").decode().encode("utf-16-le"),
    ),
    "UTF-16 that begins with the last letter of a name": (
        "thyme",
        b'export const method = "garden.thyme.ThymeService' + b"\0p\0p\0l\0e\0R\0e\0c\0o\0r\0d\0(\0i\0d\0)\0",
    ),
    "UTF-16 that is cut within a name": (
        "kiwi",
        b"f\0r\0o\0m\0 \0a\0p\0p\0.\0g\0e\0n\0.\0k\0i\0w\0i\0_\0p\0b\x002\0_\0g\0r\0p\0c<<<<<<< HEAD\n\0",
    ),
    "UTF-16 in something else": ("fig", b"\0\1\2" + _FIG.encode("utf-16-le") + b"\0\xff"),
}
"""Uses that were once called safe, by schema."""


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found_stays_found(case: str) -> None:
    schema, data = FOUND[case]
    assert verdicts({**without_uses(), USES[schema][0]: data})[schema] in {"review", "blocked"}


@pytest.mark.parametrize("part", range(4))
def test_what_damaged_code_still_uses_is_not_safe(part: int) -> None:
    judged = 0
    for seed in range(part, RUNS, 4):
        files, paths = damaged(seed)
        found, used = verdicts(files), still_used(written_by_hand(files), SCHEMAS)
        wrong = {schema: files[path] for schema, path in used.items() if found[schema] == "safe"}
        assert not wrong, (seed, wrong)
        judged += sum(USES[schema][0] in paths for schema in used)
    assert judged > RUNS  # the oracle does not just give up on whatever is damaged
