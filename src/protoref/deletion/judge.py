"""A case -> its verdict: what every rule finds, weighed by the table."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact, Rule
from protoref.deletion.rules.registry import RULES
from protoref.model.finding import Finding, Place
from protoref.model.verdict import Severity, Verdict


def findings(case: Case) -> tuple[Finding, ...]:
    """Everything that the rules find in a case, the worst first, then in the order of the rules and by place."""
    found = [
        (tuple(Severity).index(Severity(finding.severity)), number, finding)
        for number, rule in enumerate(RULES)
        for fact in rule.find(case)
        for finding in (_weighed(case, rule, fact),)
    ]
    found.sort(key=lambda one: (one[0], one[1], one[2].place or Place(""), one[2].symbol or "", one[2].message))
    return tuple(dict.fromkeys(finding for _, _, finding in found))


def _weighed(case: Case, rule: Rule, fact: Fact) -> Finding:
    """A fact with the weight that the table gives it; what somebody has acknowledged stays visible, and weighs nothing."""
    gone = case.is_gone(fact.symbol)
    name, severity = rule.name(gone=gone), rule.severity(gone=gone)
    why = case.world.acknowledged(name, fact.place, fact.symbol) if severity is Severity.REVIEW else ""
    return Finding(name, Severity.INFO if why else severity, fact.message, fact.place, fact.symbol, why)


def verdict_of(found: Iterable[Finding]) -> Verdict:
    """The worst of some findings; SAFE where there are none."""
    verdicts = [Severity(finding.severity).verdict for finding in found]
    return max(verdicts, key=tuple(Verdict).index, default=Verdict.SAFE)
