"""`protoref-baseline.json`: the findings about a repository that were there when it began to use protoref. They are nobody's fault any more."""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct

from protoref.errors import ConfigError

FILE = "protoref-baseline.json"
VERSION = 1
_KEYS = {"fingerprint", "rule", "path", "message"}


class Entry(Struct, frozen=True):
    """One finding that was there.

    Attributes:
        fingerprint: by which it is found again (`model.fingerprints`); the rest is for people.
        rule: the rule's id.
        path: the document; empty where it is about none.
        message: what was found.
    """

    fingerprint: str
    rule: str
    path: str
    message: str


def read_baseline(text: str) -> tuple[Entry, ...]:
    """The entries of a baseline.

    Raises:
        ConfigError: it is no baseline, or one of another version.
    """
    hint = "protoref baseline writes it anew."
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{FILE}: not JSON: {error}", hint) from error
    if not isinstance(value, dict) or value.get("version") != VERSION:
        raise ConfigError(f"{FILE}: no baseline of version {VERSION}", hint)
    entries = value.get("findings")
    if not isinstance(entries, list):
        raise ConfigError(f"{FILE}: findings: must be a list", hint)
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or entry.keys() != _KEYS or not all(isinstance(v, str) for v in entry.values()):
            raise ConfigError(f"{FILE}: finding {number}: must have {', '.join(sorted(_KEYS))}, all texts", hint)
    return tuple(Entry(**entry) for entry in entries)


def baseline_text(entries: Iterable[Entry]) -> str:
    """A baseline as it is written: sorted, a line a key, so that a difference can be read."""
    found = sorted({(one.path, one.rule, one.message, one.fingerprint) for one in entries})
    value = {
        "version": VERSION,
        "findings": [
            {"rule": rule, "path": path, "message": message, "fingerprint": fingerprint}
            for path, rule, message, fingerprint in found
        ],
    }
    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"
