"""`[[opaque]]`: what a place that cannot be looked into could hide at most, on somebody's word."""

from __future__ import annotations

from dataclasses import dataclass, field

from protoref.policy.tables import Where, tables

KEY = "opaque"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A smaller reach for some opaque spots. It never makes one larger.

    Attributes:
        paths: patterns of `.gitignore` for the documents.
        reason: why the spots can hide no more than that.
        reaches: shell patterns for full names, or for paths of schemas: what they may hide. None of them: nothing.
        kinds: the reasons of the spots that are meant (`computed-name`); empty: all.
        line: where it stands in the configuration (1-based), or 0.
    """

    paths: tuple[str, ...]
    reason: str
    reaches: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


def read_narrowings(value: object, where: Where) -> tuple[Narrowing, ...]:
    """The `opaque` rules of a configuration.

    Raises:
        ConfigError: they are no array of tables, a key is unknown or missing, or there is no reason.
    """
    found = []
    for table in tables(value, where, KEY):
        table.only("paths", "reason", "reaches", "kinds")
        paths, reason = table.patterns("paths"), table.text("reason")
        if not paths:
            table.wrong("paths is missing", "paths" if "paths" in table.values else "")
        if not reason.strip():
            table.wrong("a narrower reach needs a reason")
        if "reaches" not in table.values:
            table.wrong("reaches is missing", hint="reaches = [] means that it hides nothing.")
        found.append(Narrowing(paths, reason.strip(), table.texts("reaches"), table.texts("kinds"), table.line))
    return tuple(found)
