"""A schema that cannot be read whole is no schema that nobody uses."""

from __future__ import annotations

import pytest

from protoref.pipeline import RunOptions, analyse, report
from protoref.snapshot.memory import MemoryTree

SHOP = """\
syntax = "proto3";
package acme.shop;
message Order { string id = 1; }
service Till { rpc Pay(Order) returns (Order); }
"""
DESK = """\
syntax = "proto3";
package acme.desk;
import "shop.proto";
message Basket { acme.shop.Order order = 1; }
service Desk { rpc Pay(Basket) returns (Basket); }
"""
CRATE = {
    "Cargo.toml": '[package]\nname = "app"\npublish = false\n',
    "build.rs": 'fn main() { tonic_build::compile_protos("shop.proto").unwrap(); }\n',
    "src/lib.rs": 'pub mod pb { tonic::include_proto!("acme.shop"); }\nfn f() -> pb::Order { pb::Order::default() }\n',
}
ROUTES = {"deploy/routes.yaml": "routes:\n  - type: acme.shop.Order\n"}


def verdict(files: dict[str, str], schema: str = "shop.proto") -> str:
    found = report(analyse(MemoryTree(files), RunOptions(jobs=1)), "audit", None)
    return next(str(one.judgement.verdict) for one in found.targets if one.symbol == schema and one.judgement)


@pytest.mark.parametrize("user", [CRATE, ROUTES], ids=["crate", "routes"])
@pytest.mark.parametrize(
    "damaged",
    [
        f"/* {SHOP}",
        SHOP.replace("\n", "\n+").replace("syntax", "+syntax"),
        SHOP.replace("package", "pakage"),
        SHOP.replace(";\n", ";\x85"),
        SHOP.replace("message", "}} message"),
        f"<<<<<<< ours\n{SHOP}=======\n>>>>>>> theirs\n",
        SHOP[: SHOP.index("op;")],
    ],
    ids=["comment", "diff", "package", "lines", "braces", "conflict", "cut"],
)
def test_what_is_damaged_is_not_unused(damaged: str, user: dict[str, str]) -> None:
    assert verdict({"shop.proto": SHOP, **user}) != "safe"
    assert verdict({"shop.proto": damaged, **user}) != "safe"


def test_what_a_damaged_schema_may_use_is_not_unused() -> None:
    assert verdict({"shop.proto": SHOP, "desk.proto": DESK}) == "blocked"
    assert verdict({"shop.proto": SHOP, "desk.proto": f"/* {DESK}"}) == "review"


@pytest.mark.parametrize(
    "other",
    [
        "/* nothing of it",
        DESK.replace("acme.shop.Order", "string").replace('import "shop.proto";', ""),
        'syntax = "proto3"\npackage acme.desk;\nmessage Basket { string id = 1; }\n',
    ],
)
def test_what_a_damaged_schema_does_not_name_is_not_held_back(other: str) -> None:
    assert verdict({"shop.proto": SHOP, "desk.proto": other}) == "safe"
