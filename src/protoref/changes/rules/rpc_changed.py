"""`rpc-changed`: an rpc takes or returns something else, or streams otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.schema import Kind
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for old, new in pair.kept(Kind.RPC):
        before, after = pair.before.signature(old), pair.after.signature(new)
        if before != after:
            yield Fact(f"is {after}, and was {before}", new.full_name, new.parent or "")


RULE = Rule("rpc-changed", ("changed rpc", "changed rpcs"), Severity.BLOCKER, Severity.REVIEW, False, _find)
