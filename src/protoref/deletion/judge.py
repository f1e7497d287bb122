"""A case -> its verdict: what every rule finds, weighed by the table."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.deletion.case import Case
from protoref.deletion.rules.registry import RULES
from protoref.model.finding import Finding, Place
from protoref.model.verdict import Severity, Verdict


def findings(case: Case) -> tuple[Finding, ...]:
    """Everything that the rules find in a case, the worst first, then in the order of the rules and by place."""
    found = [
        (tuple(Severity).index(severity), number, finding)
        for number, rule in enumerate(RULES)
        for fact in rule.find(case)
        for gone in (case.is_gone(fact.symbol),)
        for severity in (rule.severity(gone=gone),)
        for finding in (Finding(rule.name(gone=gone), severity, fact.message, fact.place, fact.symbol),)
    ]
    found.sort(key=lambda one: (one[0], one[1], one[2].place or Place(""), one[2].symbol or "", one[2].message))
    return tuple(dict.fromkeys(finding for _, _, finding in found))


def verdict_of(found: Iterable[Finding]) -> Verdict:
    """The worst of some findings; SAFE where there are none."""
    verdicts = [Severity(finding.severity).verdict for finding in found]
    return max(verdicts, key=tuple(Verdict).index, default=Verdict.SAFE)
