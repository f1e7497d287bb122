"""A report about a change, to be rendered: a schema deleted that code uses, one changed, a policy that approves itself."""

from __future__ import annotations

from functools import cache

from protoref.comparing import review_change
from protoref.model.report import Report
from protoref.pipeline import RunOptions
from protoref.snapshot.memory import MemoryTree

SHOP = """\
syntax = "proto3";
package shop;
message Order { string id = 1; }
service Orders { rpc Get(Order) returns (Order); }
"""
BEFORE = {
    "shop.proto": SHOP,
    "till.proto": 'syntax = "proto3";\npackage till;\nmessage Till { int32 id = 1; }\n',
    "app/main.py": "import shop_pb2, till_pb2\nprint(shop_pb2.Order(), till_pb2.Till(id=1))\n",
}
AFTER = {
    "till.proto": 'syntax = "proto3";\npackage till;\nmessage Till { string id = 1; }\n',
    "app/main.py": BEFORE["app/main.py"],
    "protoref.toml": '[[storage]]\nclass = "transient"\npaths = ["*.proto"]\nreason = "says who"\n',
}


@cache
def changed() -> Report:
    """What `ci` says of it."""
    return review_change(MemoryTree(AFTER), MemoryTree(BEFORE), RunOptions(jobs=1))


@cache
def unchanged() -> Report:
    """What `ci` says where no schema is touched."""
    return review_change(MemoryTree(BEFORE | {"README": "hello"}), MemoryTree(BEFORE), RunOptions(jobs=1))
