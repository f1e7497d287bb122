"""A word of somebody who has looked at a finding: what it covers, and why it asks for no review."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.finding import Place
from protoref.model.schema import Key


class Suppression(Struct, frozen=True):
    """Findings that are acknowledged.

    Attributes:
        rule: the rule's id.
        reason: why they are no uses.
        where: where it is written.
        line: for a comment in code, the line (1-based) of `where.path` that it speaks of; None: whatever line.
        documents: the paths that it speaks of; None: all.
        keys: the targets that it speaks of; None: all.
    """

    rule: str
    reason: str
    where: Place
    line: int | None = None
    documents: frozenset[str] | None = None
    keys: frozenset[Key] | None = None

    def covers(self, rule: str, place: Place | None, symbol: Key | None) -> bool:
        """Whether it speaks of a finding."""
        if rule != self.rule or (self.keys is not None and symbol not in self.keys):
            return False
        if self.documents is None:
            return True
        return place is not None and place.path in self.documents and self.line in (None, place.line)
