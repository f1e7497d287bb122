"""What people decide about schemas in the configuration: attestations, declared storage classes, the checks to run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

from protoref.errors import ConfigError
from protoref.model.verdict import StorageClass

DATA, CONSUMERS = "data", "consumers"
KINDS = (DATA, CONSUMERS)
_DECLARABLE = (StorageClass.ACTIVE, StorageClass.LEGACY, StorageClass.TRANSIENT)
_ATTESTATION = ("target", "kind", "by", "evidence", "date", "fingerprint", "note")
_STORAGE = ("class", "paths", "symbols", "reason")


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
    """

    target: str
    kind: str
    by: str
    evidence: str
    date: str = ""
    fingerprint: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class StorageRule:
    """A storage class for many messages at once.

    Attributes:
        cls: active, legacy or transient.
        paths: patterns of `.gitignore` for the schema files.
        symbols: shell patterns for full names (`studio.archive.*`).
        reason: why.
    """

    cls: StorageClass
    paths: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    reason: str = ""


def read_attestations(value: object, path: str) -> tuple[Attestation, ...]:
    """The `attestations` of a configuration.

    Raises:
        ConfigError: they are no array of tables with strings, a key is unknown or missing, or a kind is no kind.
    """
    found = []
    for number, table in enumerate(_tables(value, path, "attestations"), 1):
        wrong = _complainer(path, f"attestations, number {number}")
        texts = _texts(table, _ATTESTATION, wrong)
        if "target" not in texts:
            wrong("target is missing")
        kind = texts.get("kind", DATA)
        if kind not in KINDS:
            wrong(f"kind: must be one of {', '.join(KINDS)}, not {kind[:60]!r}")
        found.append(Attestation(**{"by": "", "evidence": "", **texts, "kind": kind}))
    return tuple(found)


def attestation_table(attestation: Attestation, *, shared: bool) -> str:
    """An attestation as TOML, to be put at the end of a configuration.

    Args:
        attestation: what somebody says.
        shared: the configuration is a table of `pyproject.toml`.
    """
    values = {field.name: getattr(attestation, field.name) for field in fields(attestation)}
    lines = [f"{key} = {_quoted(value)}" for key, value in values.items() if value]
    return "\n".join([f"[[{'tool.protoref.' if shared else ''}attestations]]", *lines]) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's, if what is no Unicode and DEL are escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_storage(value: object, path: str) -> tuple[StorageRule, ...]:
    """The `storage` rules of a configuration.

    Raises:
        ConfigError: they are no array of tables, a key is unknown or missing, or a class cannot be declared.
    """
    found = []
    for number, table in enumerate(_tables(value, path, "storage"), 1):
        wrong = _complainer(path, f"storage, number {number}")
        _known(table, _STORAGE, wrong)
        texts = _texts({key: table[key] for key in ("class", "reason") if key in table}, _STORAGE, wrong)
        lists = {key: _list(table.get(key, []), key, wrong) for key in ("paths", "symbols")}
        named = next((cls for cls in _DECLARABLE if cls.value == texts.get("class")), None)
        if named is None:
            wrong(f"class: must be one of {', '.join(_DECLARABLE)}")
        if not lists["paths"] and not lists["symbols"]:
            wrong("neither paths nor symbols are given")
        found.append(StorageRule(named, lists["paths"], lists["symbols"], texts.get("reason", "")))
    return tuple(found)


def _tables(value: object, path: str, key: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{path}: {key}: must be an array of tables ([[{key}]])")
    return value


def _complainer(path: str, where: str) -> Callable[[str], NoReturn]:
    def wrong(what: str) -> NoReturn:
        raise ConfigError(f"{path}: {where}: {what}")

    return wrong


def _known(table: Mapping[str, object], keys: tuple[str, ...], wrong: Callable[[str], NoReturn]) -> None:
    for key in table:
        if key not in keys:
            near = get_close_matches(key[:60], keys, n=1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(keys)}"
            wrong(f"{key[:60]}: no such key; {hint}")


def _texts(table: Mapping[str, object], keys: tuple[str, ...], wrong: Callable[[str], NoReturn]) -> dict[str, str]:
    _known(table, keys, wrong)
    found = {}
    for key, value in table.items():
        text = value.isoformat() if isinstance(value, date) else value  # TOML has dates of its own
        if not isinstance(text, str):
            wrong(f"{key}: must be a string")
        found[key] = text
    return found


def _list(value: object, key: str, wrong: Callable[[str], NoReturn]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong(f"{key}: must be a list of strings")
    return tuple(value)
