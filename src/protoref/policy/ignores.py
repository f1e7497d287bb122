"""`[[ignore]]`: findings that somebody has looked at, and that no longer ask for a review."""

from __future__ import annotations

from dataclasses import dataclass, field

from protoref.policy.tables import Where, tables

KEY = "ignore"
IGNORABLE = ("possible-reference", "unresolved", "opaque")
"""Rules about what could not be settled. What is certain stays, whatever anybody writes."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Findings that are acknowledged.

    Attributes:
        rule: one of `IGNORABLE`.
        reason: why they are no uses.
        paths: patterns of `.gitignore` for the documents; empty: all.
        symbols: shell patterns for full names, or for paths of schemas; empty: all.
        line: where it stands in the configuration (1-based), or 0.
    """

    rule: str
    reason: str
    paths: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


def read_ignores(value: object, where: Where) -> tuple[Ignore, ...]:
    """The `ignore` rules of a configuration.

    Raises:
        ConfigError: they are no array of tables, a key is unknown or missing, there is no reason, or the rule is a certain one.
    """
    found = []
    for table in tables(value, where, KEY):
        table.only("rule", "reason", "paths", "symbols")
        rule, reason = table.text("rule", None), table.text("reason")
        if rule not in IGNORABLE:
            table.wrong(
                f"{rule[:60]!r} cannot be ignored", "rule", f"Only {', '.join(IGNORABLE)}: what is certain stays."
            )
        if not reason.strip():
            table.wrong("to ignore a finding needs a reason")
        paths, symbols = table.patterns("paths"), table.texts("symbols")
        if not paths and not symbols:
            table.wrong("neither paths nor symbols are given")
        found.append(Ignore(rule, reason.strip(), paths, symbols, table.line))
    return tuple(found)
