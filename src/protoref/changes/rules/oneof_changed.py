"""`oneof-changed`: a field moves into a oneof, out of it, or into another: setting one clears others."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.schema import Kind
from protoref.model.verdict import Severity


def _find(pair: Pair) -> Iterator[Fact]:
    for old, new in pair.kept(Kind.FIELD):
        if old.oneof != new.oneof:
            words = [f"out of {_short(old.oneof)}"] if old.oneof else []
            words += [f"into {_short(new.oneof)}"] if new.oneof else []
            yield Fact(f"moves {' '.join(words)}", new.full_name, new.parent or "")


def _short(oneof: str) -> str:
    return f"the oneof {oneof.rpartition('.')[2]}"


RULE = Rule("oneof-changed", ("changed oneof", "changed oneofs"), Severity.REVIEW, Severity.INFO, True, _find)
