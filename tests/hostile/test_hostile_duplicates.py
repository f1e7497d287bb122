"""One full name for two things: in two files of a package, or twice in one."""

from __future__ import annotations

from itertools import product

import pytest

from protoref.options import RunOptions
from protoref.pipeline import analyse, find_targets, report, survey
from protoref.snapshot.memory import MemoryTree

THINGS = {
    "message": "message Twin { Inner inner = 1; message Inner { string id = 1; } oneof either { int32 a = 2; Inner b = 3; } }",
    "another message": "message Twin { Twin inner = 1; map<string, Twin> either = 2; enum Inner { ID = 0; } }",
    "enum": "enum Twin { Inner = 0; either = 1; }",
    "service": "service Twin { rpc Inner(Other) returns (Other); rpc either(Other) returns (stream Other); }",
    "extension": 'import "google/protobuf/descriptor.proto"; extend google.protobuf.FieldOptions { string Twin = 50001; }',
    "nothing": "",
}
USES = "message Other { Twin twin = 1; Twin.Inner inner = 2; }"
CODE = """
import one_pb2, two_pb2
one_pb2.Twin().inner.id
two_pb2.Twin.Inner
one_pb2.Other.FromString(b"").twin
"""


@pytest.mark.parametrize(("one", "two"), list(product(THINGS, THINGS)))
def test_a_name_that_is_two_things(one: str, two: str) -> None:
    head = 'syntax = "proto3"; package yard; '
    files = {
        "one.proto": f"{head}{THINGS[one]} {USES}",
        "two.proto": f"{head}{THINGS[two]} {THINGS[one]}",
        "app.py": CODE,
        "src/lib.rs": 'pub mod pb { tonic::include_proto!("yard"); }\nfn one(x: pb::Twin) { pb::twin::Inner::default(); }\n',
        "Cargo.toml": '[package]\nname = "yard"\n',
    }
    tree, options = MemoryTree(files), RunOptions(jobs=1)
    found = survey(tree, options)
    analysis = analyse(found, options)
    for target in report(analysis, "audit", None).targets:
        assert target.ledger is None or sum(target.ledger.classes.values()) == target.ledger.occurrences
    assert {target.judgement.verdict for target in report(analysis, "audit", None).targets if target.judgement}
    for words in (
        ("one.proto",),
        ("two.proto",),
        ("one.proto", "two.proto"),
        ("yard",),
        ("yard.Twin",),
        ("yard.Other",),
    ):
        if words == ("yard.Twin",) and one == two == "nothing":
            continue
        _, keys = find_targets(tree, found, words, options)
        deletion = report(analysis, "can-delete", keys).deletion
        assert deletion is not None
        assert report(analysis, "who-uses", keys).targets
