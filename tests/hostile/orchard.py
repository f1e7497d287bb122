"""A repository in which each schema may be deleted but for one use: what is left of the use is all that speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pages import Block, compiled

PYTHON = {
    "apple": ("app/apple.py", "from app.gen import {m}\n\n\ndef made(number):\n    return {m}.{R}(id=number)\n"),
    "apricot": ("app/apricot.py", "import app.gen.{m} as pb\n\nMADE = [pb.{R}(id=str(n)) for n in range(3)]\n"),
    "cherry": ("app/cherry.py", "from app.gen.{m} import {R}\n\n\nclass Kept:\n    one: {R} | None = None\n"),
    "citron": (
        "app/citron.py",
        "from .gen.{m} import (\n    Get{T}Request,\n    {R} as Made,\n)\n\nprint(Made(), Get{T}Request)\n",
    ),
    "damson": ("app/damson.py", "import app.gen.{m}\n\nprint(app.gen.{m}.{R}.FromString(b''))\n"),
    "fig": ("app/fig.py", "import importlib\n\nPB = importlib.import_module('app.gen.{m}')\nprint(PB.{R}())\n"),
    "grape": ("app/grape.py", "PB = __import__('app.gen.{m}', fromlist=['{R}'])\nprint(PB.{R}())\n"),
    "kiwi": (
        "app/kiwi.py",
        "import grpc\n\nfrom app.gen.{m}_grpc import {T}ServiceStub\n\nSTUB = {T}ServiceStub(grpc.insecure_channel('x'))\n",
    ),
    "lemon": (
        "app/lemon.py",
        "from google.protobuf import descriptor_pool\n\n"
        "POOL = descriptor_pool.Default()\nprint(POOL.FindMessageTypeByName('{p}.{R}'))\n",
    ),
    "lime": ("app/lime.py", 'URL = "type.googleapis.com/{p}.{R}"\n\n\ndef of(any):\n    return any.type_url == URL\n'),
    "mango": ("app/mango.pyi", "from app.gen import {m}\n\ndef made(number: str) -> {m}.{R}: ...\n"),
    "melon": ("bin/melon", "#!/usr/bin/env python3\nfrom app.gen.{m} import *\n\nprint({R}())\n"),
    "olive": (
        "app/olive.py",
        "if __name__ == '__main__':\n    try:\n        from app.gen import {m} as pb\n    except ImportError:\n        pb = None\n    print(pb)\n",
    ),
    "pear": (
        "app/pear.py",
        "# -*- coding: utf-8 -*-\nfrom __future__ import annotations\nfrom app.gen import apple_pb2, {m}\nprint({m}.{R}())\n",
    ),
    "plum": (
        "app/plum.py",
        "METHOD = '/{p}.{T}Service/Get{T}'\n\n\ndef call(channel):\n    return channel.unary_unary(METHOD)\n",
    ),
    "quince": (
        "app/quince.ipynb",
        '{{\n "cells": [\n  {{"cell_type": "markdown", "source": ["Made."]}},\n'
        '  {{\n   "cell_type": "code",\n   "outputs": [],\n   "source": [\n    "%matplotlib inline\\n",\n'
        '    "from app.gen import {m}\\n",\n    "print({m}.{R}(id=\\"1\\"))"\n   ]\n  }}\n ],\n'
        ' "metadata": {{"kernelspec": {{"language": "python"}}}}\n}}\n',
    ),
}
"""By schema: the document that alone uses it, in Python."""

RUST = {
    "nut": (
        "nut/src/main.rs",
        'mod pb {{\n    tonic::include_proto!("{p}");\n}}\n\nfn main() {{\n    println!("{{:?}}", pb::{R}::default());\n}}\n',
    ),
    "oak": (
        "nut/src/bin/oak.rs",
        'pub mod pb {{\n    include!(concat!(env!("OUT_DIR"), "/{p}.rs"));\n}}\n\n'
        "fn main() {{\n    let record = pb::{R} {{ id: String::new() }};\n    drop(record);\n}}\n",
    ),
    "elm": (
        "nut/src/bin/elm.rs",
        '/// Asks.\nfn main() {{\n    let path = "/{p}.{T}Service/Get{T}"; // a path\n    println!("{{path}}");\n}}\n',
    ),
    "fir": (
        "nut/src/bin/fir.rs",
        'const URL: &str = "type.googleapis.com/{p}.{R}";\n\nfn main() {{\n    println!("{{URL}}");\n}}\n',
    ),
}
"""The same in Rust."""

OTHERS = {
    "ivy": (
        "proto/moss.proto",
        'syntax = "proto3";\n\npackage other.moss;\n\nimport "{s}.proto";\n\nmessage Moss {{\n  {p}.{R} record = 1;\n}}\n',
    ),
    "reed": ("deploy/envoy.yaml", "routes:\n  - match:\n      prefix: /{p}.{T}Service/Get{T}\n    route: one\n"),
    "sage": ("data/one.json", '{{\n  "type": "{p}.{R}",\n  "id": "1"\n}}\n'),
    "thyme": (
        "web/one.ts",
        'export const method = "{p}.{T}Service/Get{T}";\n\nexport function one() {{\n  return method;\n}}\n',
    ),
}
"""The same in schemas and in text that is not parsed."""

USES: Mapping[str, tuple[str, str]] = {**PYTHON, **RUST, **OTHERS}

_SCHEMA = (
    'syntax = "proto3";\n\npackage {p};\n\n'
    "service {T}Service {{\n  rpc Get{T}(Get{T}Request) returns ({R});\n}}\n\n"
    "message Get{T}Request {{\n  string id = 1;\n}}\n\nmessage {R} {{\n  string id = 1;\n}}\n"
)
_AROUND = {
    "protoref.toml": '[[storage]]\nclass = "transient"\nsymbols = ["garden.**", "other.**"]\n',
    "app/__init__.py": "",
    "app/gen/__init__.py": "",
    "app/weeds.py": "import os\n\n\ndef path(name):\n    return os.path.join('weeds', name)\n",
    "nut/Cargo.toml": '[package]\nname = "nut"\nversion = "0.1.0"\nedition = "2021"\n\n'
    '[dependencies]\nprost = "0.13"\ntonic = "0.12"\n\n[build-dependencies]\ntonic-build = "0.12"\n',
    "nut/src/weeds.rs": "pub fn weeds() -> usize {\n    1\n}\n",
    "README.md": "# Orchard\n",
}


def words(schema: str) -> dict[str, str]:
    """What the texts above may speak of."""
    title = schema.capitalize()
    return {"s": schema, "m": f"{schema}_pb2", "p": f"garden.{schema}", "T": title, "R": f"{title}Record"}


@cache
def without_uses() -> Mapping[str, bytes]:
    """The schemas, their stubs by the real protoc, a build that lists them, and code that uses none of them."""
    protos = {f"proto/{schema}.proto": _SCHEMA.format(**words(schema)) for schema in USES}
    calls = tuple(f"-Iproto --python_out=app/gen --grpc_python_out=app/gen proto/{schema}.proto" for schema in PYTHON)
    built = ", ".join(f'"../proto/{schema}.proto"' for schema in RUST)
    build = f'fn main() {{\n    tonic_build::configure().compile_protos(&[{built}], &["../proto"]).unwrap();\n}}\n'
    stubs = {
        path: text.replace(f"import {schema}_pb2", f"from . import {schema}_pb2")
        for path, text in compiled(Block("protoc", "", calls, "orchard.py"), protos).items()
        for schema in [path.rpartition("/")[2].partition("_pb2")[0]]
    }
    files = {**_AROUND, **protos, **stubs, "nut/build.rs": build}
    return {path: text.encode() for path, text in files.items()}


@cache
def orchard() -> Mapping[str, bytes]:
    """The whole repository."""
    used = {path: text.format(**words(schema)).encode() for schema, (path, text) in USES.items()}
    return {**without_uses(), **used}
