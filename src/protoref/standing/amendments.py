"""What a change does to the policy that changes are judged by: shown, and not in force before it is merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from protoref.config import Config
from protoref.model.finding import Finding, Place
from protoref.model.suppression import Suppression
from protoref.model.verdict import Severity
from protoref.policy.baseline import FILE

RULE = "policy-change"


def amendments(before: Config, after: Config, severity: Severity) -> Iterator[Finding]:
    """A finding for each decision that a change adds or takes away.

    Args:
        before: the configuration that is in force.
        after: the one that the change has.
        severity: of the findings.
    """
    path = after.path or before.path or ""

    def told(words: str, line: int = 0) -> Finding:
        return Finding(RULE, severity, words, Place(path, line, 1, line, 1) if line else Place(path))

    decisions: tuple[tuple[str, Sequence[object], Sequence[object]], ...] = (
        ("attests", before.attestations, after.attestations),
        ("declares storage", before.storage, after.storage),
        ("narrows what is opaque", before.narrowings, after.narrowings),
        ("ignores findings", before.ignores, after.ignores),
    )
    for what, old, new in decisions:
        for one in _missing(new, old):
            yield told(f"{what}: {_words(one)}", getattr(one, "line", 0))
        for one in _missing(old, new):
            yield told(f"no longer {what}: {_words(one)}")
    for entry in _missing(after.baseline, before.baseline):
        where = f" {entry.path}" if entry.path else ""
        yield Finding(RULE, severity, f"adds to the baseline: {entry.rule}{where}", Place(FILE))
    for role, patterns in _missing(after.roles, before.roles):
        yield told(f"gives a role: {role} to {', '.join(patterns)}", after.lines.of("roles", role.value))
    for role, patterns in _missing(before.roles, after.roles):
        yield told(f"no longer gives a role: {role} to {', '.join(patterns)}")


Decision = TypeVar("Decision")


def _missing(ones: Sequence[Decision], others: Sequence[Decision]) -> Iterator[Decision]:
    return (one for one in ones if one not in others)


def _words(one: object) -> str:
    """What a decision speaks of, and why."""
    parts = []
    for name in ("target", "kind", "cls", "rule", "paths", "symbols", "reaches", "by", "evidence", "reason"):
        value = getattr(one, name, None)
        if value:
            parts.append(", ".join(value) if isinstance(value, tuple) else str(value))
    return "; ".join(parts)


def in_force(
    before: Sequence[Suppression], after: Sequence[Suppression], was: LineOf, now: LineOf
) -> tuple[Suppression, ...]:
    """The acknowledgements of a change that were there before it.

    A comment may move with its line: it is the same while it stands in the same document, with the same words, and speaks
    of a line with the same text.

    Args:
        before: all of the earlier state.
        after: all of the later state.
        was: gives the lines of the earlier state.
        now: gives the lines of the later state.
    """
    known = Counter(_identity(one, was) for one in before)
    found = []
    for one in after:
        identity = _identity(one, now)
        if one.line is None or known[identity]:
            known[identity] -= 1
            found.append(one)
    return tuple(found)


LineOf = Callable[[str, int], str]
"""Gives the text of a line (1-based) of a document; empty where there is none."""


def _identity(one: Suppression, line: LineOf) -> tuple[str, str, str, str]:
    return one.where.path, one.rule, one.reason, line(one.where.path, one.line or 0).strip()


def new_comments(after: Sequence[Suppression], kept: Sequence[Suppression], severity: Severity) -> Iterator[Finding]:
    """A finding for each acknowledgement in code that a change adds."""
    known = set(map(id, kept))
    for one in after:
        if id(one) not in known:
            yield Finding(RULE, severity, f"ignores {one.rule}: {one.reason}", one.where)
