"""`[[attestations]]`: somebody's word about stored data or consumers elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from protoref.model.toml import quoted
from protoref.policy.tables import Where, tables

KEY = "attestations"
DATA, CONSUMERS = "data", "consumers"
KINDS = (DATA, CONSUMERS)


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody's word that no data (or no consumer elsewhere) needs a schema any more.

    Attributes:
        target: the schema, as a user would type it.
        kind: `data` or `consumers`.
        by: who says so.
        evidence: where that can be checked; without it the attestation counts for nothing.
        date: when, as written: shown, never judged.
        fingerprint: of the schema that it speaks of (`storage.fingerprint`): it says nothing about a later one.
        note: anything else.
        line: where it stands in the configuration (1-based), or 0.
    """

    target: str
    kind: str
    by: str
    evidence: str
    date: str = ""
    fingerprint: str = ""
    note: str = ""
    line: int = field(default=0, compare=False)


_WRITTEN = tuple(each.name for each in fields(Attestation) if each.name != "line")


def read_attestations(value: object, where: Where) -> tuple[Attestation, ...]:
    """The `attestations` of a configuration.

    Raises:
        ConfigError: they are no array of tables with strings, a key is unknown or missing, or a kind is no kind.
    """
    found = []
    for table in tables(value, where, KEY):
        table.only(*_WRITTEN)
        texts = {key: table.text(key, None if key == "target" else "") for key in _WRITTEN if key != "kind"}
        kind = table.text("kind", DATA)
        if kind not in KINDS:
            table.wrong(f"must be one of {', '.join(KINDS)}, not {kind[:60]!r}", "kind")
        found.append(Attestation(kind=kind, line=table.line, **texts))
    return tuple(found)


def attestation_table(attestation: Attestation, *, shared: bool) -> str:
    """An attestation as TOML, to be put at the end of a configuration.

    Args:
        attestation: what somebody says.
        shared: the configuration is a table of `pyproject.toml`.
    """
    values = {key: getattr(attestation, key) for key in _WRITTEN}
    lines = [f"{key} = {quoted(value)}" for key, value in values.items() if value]
    return "\n".join([f"[[{'tool.protoref.' if shared else ''}{KEY}]]", *lines]) + "\n"
