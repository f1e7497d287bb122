"""`[[storage]]`: a storage class for many messages at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from protoref.model.verdict import StorageClass
from protoref.policy.tables import Where, tables

KEY = "storage"
DECLARABLE = (StorageClass.ACTIVE, StorageClass.LEGACY, StorageClass.TRANSIENT)


@dataclass(frozen=True, slots=True)
class StorageRule:
    """A storage class for many messages at once.

    Attributes:
        cls: active, legacy or transient.
        paths: patterns of `.gitignore` for the schema files.
        symbols: shell patterns for full names (`studio.archive.*`).
        reason: why.
        line: where it stands in the configuration (1-based), or 0.
    """

    cls: StorageClass
    paths: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    reason: str = ""
    line: int = field(default=0, compare=False)


def read_storage(value: object, where: Where) -> tuple[StorageRule, ...]:
    """The `storage` rules of a configuration.

    Raises:
        ConfigError: they are no array of tables, a key is unknown or missing, or a class cannot be declared.
    """
    found = []
    for table in tables(value, where, KEY):
        table.only("class", "paths", "symbols", "reason")
        named = next((cls for cls in DECLARABLE if cls.value == table.text("class")), None)
        if named is None:
            table.wrong(f"must be one of {', '.join(DECLARABLE)}", "class")
        paths, symbols = table.patterns("paths"), table.texts("symbols")
        if not paths and not symbols:
            table.wrong("neither paths nor symbols are given")
        found.append(StorageRule(named, paths, symbols, table.text("reason"), table.line))
    return tuple(found)
