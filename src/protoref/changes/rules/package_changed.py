"""`package-changed`: a file declares another package: every full name, rpc path and type URL in it changes."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    before, after = pair.before.file.package, pair.after.file.package
    if before != after:
        message = f"declares package {after or '(none)'}, and was {before or '(none)'}: every full name in it changes"
        yield Fact(message, pair.after.file.key, pair.after.file.key)


RULE = Rule("package-changed", ("changed package", "changed packages"), Severity.BLOCKER, Severity.REVIEW, True, _find)
