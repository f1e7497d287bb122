"""Findings that a baseline knows: they stay visible, and weigh nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from protoref.model.finding import Finding
from protoref.model.fingerprints import fingerprints
from protoref.model.problem import Problem
from protoref.model.verdict import Severity
from protoref.policy.baseline import FILE, Entry

_WHY = f"in {FILE}"


def baselined(findings: Iterable[Finding], baseline: Iterable[Entry]) -> tuple[Finding, ...]:
    """The findings, those that the baseline knows acknowledged."""
    known = {entry.fingerprint for entry in baseline}
    return tuple(
        replace(finding, severity=Severity.INFO, acknowledged=_WHY) if mark in known else finding
        for finding, mark in fingerprints(findings)
    )


def entries(findings: Iterable[Finding]) -> Iterator[Entry]:
    """Findings as a baseline holds them. Those that weigh nothing need none, unless a baseline is why."""
    for finding, mark in fingerprints(findings):
        if finding.severity != Severity.INFO or finding.acknowledged == _WHY:
            path = finding.place.path if finding.place is not None else ""
            yield Entry(mark, finding.rule, path, finding.message)


def outlived(findings: Iterable[Finding], baseline: Iterable[Entry]) -> Iterator[Problem]:
    """What a baseline knows and nothing shows any more, so that it can be taken out."""
    here = {mark for _, mark in fingerprints(findings)}
    for entry in baseline:
        if entry.fingerprint not in here:
            where = f" {entry.path}" if entry.path else ""
            yield Problem(FILE, 0, f"{entry.rule}{where} is here no more: protoref baseline takes it out")
