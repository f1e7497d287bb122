"""`owner-used`: a field, value, oneof or rpc goes, and its owner stays in use: what names it need not be seen.

Fields are plain attributes in most languages, values are plain numbers on the wire, and an rpc is called by whoever has a
client: only references whose receiver could be resolved are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from protoref.deletion.case import Case
from protoref.deletion.reachability import DEAD
from protoref.deletion.rules.base import Fact, Rule
from protoref.model.schema import OWNED
from protoref.model.verdict import Question, Severity, UseState


def _find(case: Case) -> Iterator[Fact]:
    for key in sorted(case.target_set.keys):
        symbol = case.world.catalog.symbol(key)
        if symbol is None or symbol.kind not in OWNED or symbol.parent is None or symbol.parent in case.target_set.keys:
            continue
        use = case.world.liveness[symbol.parent].use if symbol.parent in case.world.liveness else UseState.USED
        if use not in DEAD:
            yield Fact(
                f"{symbol.parent} stays and is {use}: a use of its {symbol.name} need not be seen",
                case.world.defined_at(key),
                key,
            )


RULE = Rule(
    "owner-used",
    ("member of something used", "members of something used"),
    Severity.REVIEW,
    Severity.REVIEW,
    Question.CODE,
    _find,
)
