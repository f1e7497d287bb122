"""Decisions of the configuration that mean nothing here: people should hear of them before they rely on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from protoref.config import Config
from protoref.errors import TargetError
from protoref.model.finding import Finding
from protoref.model.problem import Problem
from protoref.model.schema import Catalog, Kind
from protoref.model.source import Role
from protoref.model.suppression import Suppression
from protoref.policy.attestations import Attestation
from protoref.snapshot.patterns import compile_patterns
from protoref.storage.fingerprint import fingerprint
from protoref.targets import resolve_targets


def unmet(config: Config, catalog: Catalog, roles: Mapping[str, Role]) -> Iterator[Problem]:
    """Role patterns that fit no document, storage rules that fit no message, attestations that count for nothing.

    An attestation about a schema that is gone is none of them: it has done its work.

    Args:
        config: the configuration.
        catalog: all schemas.
        roles: by path of every document, what it is for.
    """
    path = config.path or ""
    for role, patterns in config.roles:
        for pattern in patterns:
            if not pattern.startswith("!") and not _fits(pattern, roles):
                line = config.lines.of("roles", role.value)
                yield Problem(path, line, f"roles.{role}: {pattern!r} fits no file here")
    messages = [
        (name, tuple(each.file.path for each in found))
        for name, found in catalog.definitions.items()
        if found[0].symbol.kind is Kind.MESSAGE
    ]
    for rule in config.storage:
        covered = compile_patterns(rule.paths)
        if not any(
            any(map(covered.covers, paths)) or any(fnmatchcase(name, pattern) for pattern in rule.symbols)
            for name, paths in messages
        ):
            yield Problem(path, rule.line, f"storage: this {rule.cls} rule fits no message here")
    for attestation in config.attestations:
        if why := _idle(attestation, catalog):
            yield Problem(path, attestation.line, f"attestations: {attestation.target}: {why}")


def _fits(pattern: str, paths: Collection[str]) -> bool:
    compiled = compile_patterns([pattern])
    return any(map(compiled.covers, paths))


def _idle(attestation: Attestation, catalog: Catalog) -> str:
    """Why an attestation counts for nothing, or nothing."""
    if not attestation.by or not attestation.evidence:
        return "without a name and evidence it counts for nothing"
    try:
        keys = resolve_targets([attestation.target], catalog)
    except TargetError:
        return ""
    if any(fingerprint(catalog, key) == attestation.fingerprint for key in keys):
        return ""
    return "speaks of another state of the schema, and counts for nothing: attest again"


def unused(given: Iterable[Suppression], found: Iterable[Finding]) -> Iterator[Problem]:
    """The acknowledgements that no finding needs.

    Args:
        given: all of them.
        found: every finding about every schema.
    """
    findings = [(one.rule, one.place, one.symbol) for one in found if one.acknowledged]
    for suppression in given:
        if not any(suppression.covers(*one) for one in findings):
            place = suppression.where
            yield Problem(place.path, place.line, f"ignore[{suppression.rule}] suppresses nothing")
