"""A synthetic monorepo whose references are known: the same files for the same size and seed, on every machine.

Services of Python and Rust with generated code, generic names, re-exports, aliases, look-alikes, vendored copies of schemas, and noise: documents
that have nothing to do with any schema, as most of a monorepo has.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grpc_tools import protoc

GENERIC = ("Item", "Request", "Response", "Status", "Event", "Config", "Result", "User")
WORDS = ("order", "invoice", "shipment", "ticket", "account", "route", "session", "sensor", "parcel", "quota")
SHARING = 64
"""Services that draw their generic names from the same few: how many share a name does not grow with the monorepo, nor does what a ledger says of it."""
PER_SERVICE = 40
"""Documents of a service, its schema, stub and users included."""


@dataclass
class Monorepo:
    """What is written.

    Attributes:
        files: by path, the texts; those of protoc come on top.
        schemas: paths of the schemas that Python stubs are to be generated for, with the folder that they go to.
        references: every reference in code: path, line (1-based), full name of the symbol.
    """

    files: dict[str, str] = field(default_factory=dict)
    schemas: dict[str, str] = field(default_factory=dict)
    references: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, path: str, lines: list[str | tuple[str, str]]) -> None:
        """A document of lines; one that is a pair refers to the symbol that its second part names."""
        for number, line in enumerate(lines, 1):
            if not isinstance(line, str):
                self.references.add((path, number, line[1]))
        self.files[path] = "\n".join(line if isinstance(line, str) else line[0] for line in lines) + "\n"


def make(files: int, seed: int = 1, python: bool = False) -> Monorepo:
    """A monorepo of about so many files; `python`: of Python services alone, as type checkers of Python read nothing else."""
    draw = random.Random(seed)
    made = Monorepo()
    made.files["README.md"] = "# A synthetic monorepo\n"
    for number in range(max(1, files // PER_SERVICE)):
        (_rust if number % 3 == 2 and not python else _python)(made, number, draw)
    return made


def _schema(number: int, draw: random.Random) -> tuple[str, list[str], str]:
    """Name, messages and text of a service's schema: generic names and two of its own."""
    name = f"{draw.choice(WORDS)}{number}"
    block = number // SHARING or ""
    messages = [
        *(f"{generic}{block}" for generic in draw.sample(GENERIC, 4)),
        f"{name.title()}Record",
        f"{name.title()}Page",
    ]
    body = "".join(f"message {message} {{\n  string id = 1;\n  int64 size = 2;\n}}\n\n" for message in messages)
    rpc = f"service {name.title()}Service {{\n  rpc Get({messages[0]}) returns ({messages[1]});\n}}\n"
    return name, messages, f'syntax = "proto3";\n\npackage acme.{name}.v1;\n\n{body}{rpc}'


def _python(made: Monorepo, number: int, draw: random.Random) -> None:
    name, messages, text = _schema(number, draw)
    top = f"services/{name}"
    proto = f"{top}/proto/{name}.proto"
    made.files[proto] = text
    made.schemas[proto] = f"{top}/{name}_gen"
    made.files[f"{top}/pyproject.toml"] = f'[project]\nname = "{name}"\nversion = "1"\n'
    made.files[f"{top}/{name}_gen/__init__.py"] = ""
    if number % 50 == 0:
        made.files[f"vendored/{name}/{name}.proto"] = text
    full = [f"acme.{name}.v1.{message}" for message in messages]
    made.add(
        f"{top}/{name}_app/__init__.py",
        [(f"from {name}_gen.{name}_pb2 import {messages[0]} as {messages[0]}", full[0])],
    )
    for user in range(draw.randint(4, 9)):
        at = draw.randrange(1, 6)
        made.add(
            f"{top}/{name}_app/user{user}.py",
            [
                f"from {name}_gen import {name}_pb2",
                (f"from {name}_gen.{name}_pb2 import {messages[at]} as Renamed", full[at]),
                (f"from {name}_app import {messages[0]}", full[0]),
                "",
                "",
                *_code(draw, 6),
                "def build(value):",
                (f"    made = {name}_pb2.{messages[at]}(id=value)", full[at]),
                ("    return Renamed, made", full[at]),
                "",
                "",
                (f"def first() -> {messages[0]}:", full[0]),
                (f"    return {messages[0]}(id='x')", full[0]),
            ],
        )
    _look_alikes(made, f"{top}/{name}_app", messages, draw)
    _noise(made, f"{top}/lib", draw, 22, _module)


def _rust(made: Monorepo, number: int, draw: random.Random) -> None:
    name, messages, text = _schema(number, draw)
    top = f"crates/{name}"
    made.files[f"{top}/proto/{name}.proto"] = text
    made.files[f"{top}/Cargo.toml"] = (
        f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ntonic = "0.12"\nprost = "0.13"\n\n[build-dependencies]\ntonic-build = "0.12"\n'
    )
    made.files[f"{top}/build.rs"] = (
        f'fn main() {{\n    tonic_build::compile_protos("proto/{name}.proto").unwrap();\n}}\n'
    )
    full = [f"acme.{name}.v1.{message}" for message in messages]
    users = draw.randint(4, 9)
    modules = (
        "".join(f"pub mod user{user};\n" for user in range(users))
        + "".join(f"pub mod part{part};\n" for part in range(25))
        + "pub mod alike;\n"
    )
    made.files[f"{top}/src/lib.rs"] = f'pub mod pb {{\n    tonic::include_proto!("acme.{name}.v1");\n}}\n{modules}'
    for user in range(users):
        at = draw.randrange(1, 6)
        made.add(
            f"{top}/src/user{user}.rs",
            [
                (f"use crate::pb::{messages[at]} as Renamed;", full[at]),
                "use crate::pb;",
                "",
                *_rust_code(draw, 5),
                (f"pub fn build(id: String) -> pb::{messages[0]} {{", full[0]),
                ("    let _other = Renamed::default();", full[at]),
                (f"    pb::{messages[0]} {{ id, size: 1 }}", full[0]),
                "}",
            ],
        )
    made.files[f"{top}/src/alike.rs"] = (
        "".join(f"pub struct {message} {{\n    pub id: String,\n}}\n\n" for message in messages[:4])
        + f"pub fn own() -> {messages[0]} {{\n    {messages[0]} {{ id: String::new() }}\n}}\n"
    )
    _noise(made, f"{top}/src", draw, 25, _rust_module)


def _look_alikes(made: Monorepo, folder: str, messages: list[str], draw: random.Random) -> None:
    body = "".join(f"class {message}:\n    id = ''\n\n\n" for message in messages[:4])
    made.files[f"{folder}/alike.py"] = (
        f'"""{messages[4]} is only spoken of here."""\n\n\n{body}def own():\n    return {messages[0]}()\n'
    )
    made.files[f"{folder}/notes.md"] = f"# Notes\n\n{messages[draw.randrange(6)]} will go one day.\n"


def _noise(
    made: Monorepo, folder: str, draw: random.Random, count: int, module: Callable[[random.Random], str]
) -> None:
    end = "rs" if module is _rust_module else "py"
    for part in range(count):
        made.files[f"{folder}/part{part}.{end}"] = module(draw)


def _module(draw: random.Random) -> str:
    return "import json\nimport os\n\n\n" + "\n".join(_code(draw, draw.randint(20, 90))) + "\n"


def _rust_module(draw: random.Random) -> str:
    return "use std::collections::HashMap;\n\n" + "\n".join(_rust_code(draw, draw.randint(15, 60))) + "\n"


def _code(draw: random.Random, functions: int) -> Iterator[str]:
    for number in range(functions):
        one, other = draw.choice(WORDS), draw.choice(WORDS)
        yield from (
            f"def {one}_{number}({other}, limit={draw.randrange(99)}):",
            f"    {one} = [{other}, limit]",
            f"    return {one}[0] or '{other}'",
            "",
            "",
        )


def _rust_code(draw: random.Random, functions: int) -> Iterator[str]:
    for number in range(functions):
        one, other = draw.choice(WORDS), draw.choice(WORDS)
        yield from (
            f"pub fn {one}_{number}({other}: u64) -> u64 {{",
            f"    let {one} = {other} + {draw.randrange(99)};",
            f"    {one} * 2",
            "}",
            "",
        )


def write(made: Monorepo, root: Path) -> None:
    """Writes everything, stubs by the real protoc among it, and the references as `references.json` beside the root."""
    for path, text in made.files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for proto, folder in made.schemas.items():
        if protoc.main(["protoc", f"-I{(root / proto).parent}", f"--python_out={root / folder}", Path(proto).name]):
            sys.exit(f"protoc failed on {proto}")
    known = sorted(made.references)
    root.with_name(root.name + ".json").write_text(json.dumps(known), encoding="utf-8")
