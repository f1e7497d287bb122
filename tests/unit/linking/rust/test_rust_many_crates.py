"""More crates than are looked into: what could stand in one of the others is left open."""

from __future__ import annotations

import pytest

from protoref.linking.rust.expanded import CALLERS
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

PB = {
    "shop.proto": 'syntax = "proto3";\npackage shop;\nmessage Order {}\n',
    "pb/Cargo.toml": '[package]\nname = "shop-pb"\nedition = "2021"\n',
    "pb/src/lib.rs": 'tonic::include_proto!("shop");\n',
}
MACRO = '[package]\nname = "mac"\nedition = "2021"\n[lib]\nproc-macro = true\n'
USER = '[package]\nname = "u{0}"\nedition = "2021"\n[dependencies]\nmac = {{ path = "../mac" }}\nshop-pb = {{ path = "../pb" }}\n'


@pytest.mark.parametrize(("text", "told"), [("shop_pb::Order", "unresolved"), ("shop_pb::#name", "opaque")])
def test_what_a_macro_writes_in_many_crates_is_left_open(text: str, told: str) -> None:
    files = {**PB, "mac/Cargo.toml": MACRO, "mac/src/lib.rs": f"fn f() {{ quote! {{ {text} }} }}\n"}
    for number in range(CALLERS + 1):
        files[f"u{number}/Cargo.toml"] = USER.format(number)
        files[f"u{number}/src/lib.rs"] = "mac::m!();\n"
    found = analyse(MemoryTree(files), RunOptions(jobs=1)).linked["mac/src/lib.rs"]
    if told == "opaque":
        assert [spot.reach for spot in found.opaque] == [("*",)]
    else:
        assert [one.reach for one in found.resolutions.values() if not one.resolved] == [("shop.Order",)]
