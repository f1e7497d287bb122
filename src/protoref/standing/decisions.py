"""What the configuration's decisions mean for the schemas at hand: which attestations count, which classes are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from protoref.config import Config
from protoref.errors import TargetError
from protoref.model.finding import Place
from protoref.model.schema import Catalog, Key, Kind
from protoref.model.verdict import Evidence
from protoref.policy.attestations import CONSUMERS, Attestation
from protoref.protos import symbols_of
from protoref.snapshot.patterns import compile_patterns
from protoref.storage.classes import Declared
from protoref.storage.fingerprint import fingerprint
from protoref.targets import resolve_targets


class Standing(Struct, frozen=True):
    """The decisions that count.

    Attributes:
        declared: by message, its declared storage class.
        data: by message, the attestation that none of its data remains.
        consumers: keys of what somebody has attested about consumers of.
    """

    declared: Mapping[Key, Declared]
    data: Mapping[Key, Evidence]
    consumers: frozenset[Key]


def standing(config: Config, catalog: Catalog) -> Standing:
    """Which decisions count today.

    An attestation without a name, without evidence, or for another state of the schema counts for nothing.
    """
    data: dict[Key, Evidence] = {}
    consumers: set[Key] = set()
    for attestation in config.attestations:
        for key in _meant(attestation, catalog):
            if attestation.kind == CONSUMERS:
                consumers.add(key)
                continue
            told = Evidence(_told(attestation), Place(config.path or "", attestation.line))
            for name in (key, *symbols_of(catalog, key)):
                data.setdefault(name, told)
    return Standing(dict(_declared(config, catalog)), data, frozenset(consumers))


def _meant(attestation: Attestation, catalog: Catalog) -> Iterator[Key]:
    if not attestation.by or not attestation.evidence:
        return
    try:
        keys = resolve_targets([attestation.target], catalog)
    except TargetError:
        return  # the schema is gone: then there is nothing to decide
    yield from (key for key in keys if fingerprint(catalog, key) == attestation.fingerprint)


def _told(attestation: Attestation) -> str:
    date = f" on {attestation.date}" if attestation.date else ""
    return f"attested by {attestation.by}{date}: {attestation.evidence}"


def _declared(config: Config, catalog: Catalog) -> Iterator[tuple[Key, Declared]]:
    rules = [(rule, compile_patterns(rule.paths)) for rule in config.storage]
    for name, definitions in catalog.definitions.items():
        if definitions[0].symbol.kind is not Kind.MESSAGE:
            continue
        for rule, paths in rules:
            covered = any(paths.covers(definition.file.path) for definition in definitions)
            if covered or any(fnmatchcase(name, pattern) for pattern in rule.symbols):
                why = f"declared {rule.cls}{f': {rule.reason}' if rule.reason else ''}"
                yield name, Declared(rule.cls, Evidence(why, Place(config.path or "", rule.line)))
                break
