"""What people are told: how a name was resolved, and what it is instead."""

import pytest

from protoref.model.occurrence import LinkedDocument
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

PROTO = 'syntax = "proto3";\npackage shop;\nmessage Order { string id = 1; }\nmessage Value {}\n'


def linked(text: str, **files: str) -> LinkedDocument:
    named = {path.replace("__", "/") + ".py": content for path, content in files.items()}
    tree = MemoryTree({"proto/shop.proto": PROTO, "app/__init__.py": "", "app/main.py": text, **named})
    return analyse(tree, RunOptions(jobs=1)).linked["app/main.py"]


def test_the_chain_leads_from_the_name_to_the_schema():
    document = linked("from app.gen import shop_pb2\n\norder = shop_pb2.Order()\n")
    chain = next(r.chain for r in document.references if r.symbol == "shop.Order")
    assert [step.name for step in chain] == ["Order", "shop_pb2", "shop_pb2", "shop.proto"]
    assert chain[0].how == "attribute of shop_pb2"
    assert chain[1].how == "imported at line 1 from app.gen"
    assert (chain[1].path, chain[1].line) == ("app/main.py", 1)
    assert "generated from proto/shop.proto" in chain[2].how
    assert chain[3].path == "proto/shop.proto"


def test_the_chain_goes_through_re_exports():
    document = linked("from app.wire import Bill\nBill()\n", app__wire="from shop_pb2 import Order as Bill\n")
    chain = document.references[-1].chain
    assert [(step.path, step.line) for step in chain[:2]] == [("app/main.py", 1), ("app/wire.py", 1)]
    assert document.references[-1].alias


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("def f(Value): return Value", "parameter"),
        ("Value = 1", "variable"),
        ("class Value: pass", "class Value of app/main.py"),
        ("from models import Value", "class Value of models.py"),
        ("from decimal import Value", "foreign module decimal"),
        ("print(Value)", "bound nowhere in its scopes"),
        ("import json; json.Value", "foreign module json"),
        ("f(Value=1)", "keyword argument"),
        ("def f(x): return x.Value", "attribute of parameter x, which no generated module reaches"),
    ],
)
def test_what_a_look_alike_is(text, what):
    document = linked(f"import shop_pb2\n{text}\n", models="import shop_pb2\nclass Value: pass\n")
    told = [resolution.what for resolution in document.resolutions.values()]
    assert told
    assert all(resolution.resolved for resolution in document.resolutions.values())
    assert any(what in words for words in told), told


def test_an_attribute_of_an_escaped_module_is_unresolved():
    document = linked("import shop_pb2\nregister(shop_pb2)\n\ndef f(x):\n    return x.Value\n")
    unresolved = [r for r in document.resolutions.values() if not r.resolved]
    assert [r.reach for r in unresolved] == [("shop.Value",)]
    assert [spot.reason for spot in document.opaque] == ["escaping-module"]
