"""Which documents need a tree: all that can reach generated code, and few others."""

import pytest

from protoref.codegen import generate
from protoref.linking.base import LinkInput
from protoref.linking.python.carriers import carriers
from protoref.model.source import Source
from protoref.outline.python import outline
from protoref.protos import build_catalog, read_proto

PROTO = Source("proto/shop.proto", "", b'syntax = "proto3"; package shop; message Order {}')


def carried(files: dict[str, str]) -> set[str]:
    catalog = build_catalog([read_proto(PROTO, "shop.proto")])
    given = LinkInput(frozenset(files) | {PROTO.path}, catalog, generate(catalog), {})
    return set(carriers({path: outline(Source(path, "", text.encode())) for path, text in files.items()}, given))


@pytest.mark.parametrize(
    "text",
    [
        "import shop_pb2",
        "from gen import shop_pb2 as x",
        "from gen.deep.shop_pb2 import Order",
        "from . import shop_pb2_grpc",
        "def f():\n    if x:\n        from shop_pb2 import *",
        "importlib.import_module('gen.shop_pb2')",
        "mock.patch('app.shop_pb2_grpc.OrderStub')",
        "importlib.import_module(name)",
    ],
)
def test_carriers(text):
    assert carried({"main.py": text}) == {"main.py"}


@pytest.mark.parametrize(
    "text",
    ["import json", "from app.shop import Order", "Order = 1  # shop_pb2", "getattr(x, 'Order')", "import shop_pb"],
)
def test_others(text):
    assert carried({"main.py": text, "app/shop.py": ""}) == set()


def test_what_leads_to_a_carrier_is_one():
    files = {
        "app/__init__.py": "",
        "app/wire.py": "from shop_pb2 import Order",
        "app/facade.py": "from .wire import Order",
        "app/main.py": "from app import facade",
        "app/star.py": "from app.facade import *",
        "app/alone.py": "from app.models import Order",
        "app/models.py": "class Order: pass",
        "app/named.py": "patch('app.wire.Order')",
    }
    expected = {"wire", "facade", "main", "star", "named"}
    assert carried(files) == {f"app/{name}.py" for name in expected}


def test_a_computed_import_is_looked_at_but_leads_nowhere():
    files = {"plugins.py": "def load(name):\n    return import_module(name)", "main.py": "from plugins import load"}
    assert carried(files) == {"plugins.py"}


def test_circles_end():
    files = {"a.py": "import b", "b.py": "import a", "c.py": "import a, shop_pb2", "d.py": "import d"}
    assert carried(files) == {"c.py"}


def test_imports_that_were_not_all_looked_for_may_lead_anywhere():
    endless = "# from a import (\n" * 50_000 + "from json import loads\n"
    assert carried({"a.py": endless, "b.py": "from a import Order"}) == {"a.py", "b.py"}
