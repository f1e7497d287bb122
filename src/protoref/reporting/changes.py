"""What every format says of a change: the schemas that it touches, each with a verdict and the reasons in a few words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from protoref.changes.rules.registry import RULES as CHANGE_RULES
from protoref.deletion.judge import verdict_of
from protoref.deletion.rules.registry import RULES as DELETION_RULES
from protoref.model.change import Change
from protoref.model.finding import Finding, Place
from protoref.model.report import Report, TargetReport
from protoref.model.schema import Kind
from protoref.model.verdict import Severity, Verdict
from protoref.reporting.facts import KIND_ORDER
from protoref.reporting.layout import joined, plural

_LEFT = frozenset({"code-reference", "foreign-reference", "schema-reference"})
"""Rules that together are told as references that are left."""
_MOST_REASONS = 4

NOUNS = {
    **{rule.id: rule.nouns for rule in DELETION_RULES},
    **{rule.id: rule.nouns for rule in CHANGE_RULES},
    "orphan-stub": ("orphaned stub", "orphaned stubs"),
    "dangling-input": ("dangling build input", "dangling build inputs"),
    "stub-drift": ("stub that does not match", "stubs that do not match"),
    "stub-missing": ("missing stub", "missing stubs"),
    "build-missing": ("schema that no build compiles", "schemas that no build compiles"),
    "storage-unattested": ("open question about stored data", "open questions about stored data"),
    "policy-change": ("change of the policy", "changes of the policy"),
}
"""What a rule finds, one and several of it."""


class Row(Struct, frozen=True):
    """A schema file that a change touches.

    Attributes:
        name: as it is shown.
        targets: it and what is in it, as far as the change touches them; sorted by symbol.
        findings: about them, the worst first.
        change: what becomes of the file.
        words: the same for people (``deleted``, ``+1 message, -2 fields``).
    """

    name: str
    targets: tuple[TargetReport, ...]
    findings: tuple[Finding, ...]
    change: Change
    words: str

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings."""
        return verdict_of(self.findings)


def rows(report: Report) -> tuple[Row, ...]:
    """The schema files that a change touches, the worst first. `report.review` is set."""
    review = report.review
    assert review is not None
    members: dict[str, list[TargetReport]] = defaultdict(list)
    for target in report.targets:
        members[review.files[target.key]].append(target)
    moved = {after: before for before, after in review.moved}
    found = []
    for key, targets in members.items():
        head = next((target for target in targets if target.key == key), None)
        name = head.symbol if head else key.removeprefix("file:")
        change = head.change if head and head.change else Change.MODIFIED
        findings = sort_findings(finding for target in targets for finding in target.findings)
        words = _words(change, targets, moved.get(key.removeprefix("file:")))
        found.append(Row(name, tuple(targets), findings, change, words))
    return tuple(sorted(found, key=lambda row: (-_VERDICTS.index(row.verdict), row.name)))


_VERDICTS = tuple(Verdict)
_SEVERITIES = tuple(Severity)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings, each once: the worst first, then by place."""
    return tuple(
        sorted(
            dict.fromkeys(findings),
            key=lambda one: (
                _SEVERITIES.index(Severity(one.severity)),
                one.place or Place(""),
                one.rule,
                one.message,
            ),
        )
    )


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Everything that a report about a change, a deletion or a repository finds, each once, the worst first."""
    if report.review is not None:
        return sort_findings([*(one for target in report.targets for one in target.findings), *report.findings])
    if report.deletion is not None:
        return sort_findings(report.deletion.findings)
    return sort_findings(report.findings)


def is_silent(report: Report) -> bool:
    """Whether a change touches no schema and has nothing else that a reviewer should look at."""
    return not report.targets and not report.findings


def heading(report: Report) -> str:
    """What the change does, in a few words: ``1 schema deleted, 2 changed``."""
    review = report.review
    assert review is not None
    counts = Counter(row.change for row in rows(report))
    words: list[str] = []
    for change, word in ((Change.DELETED, "deleted"), (Change.MODIFIED, "changed"), (Change.ADDED, "added")):
        if counts[change]:
            noun = "" if words else plural(counts[change], "schema").partition(" ")[2] + " "
            words.append(f"{counts[change]} {noun}{word}")
    return joined(words) or "no schema touched"


def why(findings: Sequence[Finding], *, gone: bool = False) -> str:
    """The reasons of a verdict in a few words: ``7 references left in 2 files, 2 orphaned stubs``.

    Args:
        findings: all of them.
        gone: they are about a schema that is deleted.
    """
    worst = [one for one in findings if one.severity in (Severity.BLOCKER, Severity.REVIEW)]
    shown = worst or [one for one in findings if one.severity == Severity.TODO]
    left = [one for one in shown if one.rule in _LEFT]
    words = []
    if left:
        files = len({one.place.path for one in left if one.place is not None})
        words.append(f"{plural(len(left), 'reference')} left in {plural(files, 'file')}")
    counts = Counter(one.rule for one in shown if one.rule not in _LEFT)
    words += [plural(count, *NOUNS.get(rule, (rule, rule))) for rule, count in counts.items()]
    if not words:
        return "nothing is left of it" if gone else "-"
    more = len(words) - _MOST_REASONS
    return ", ".join([*words[:_MOST_REASONS], *([f"{more} more"] if more > 0 else [])])


def _words(change: Change, targets: Sequence[TargetReport], moved_from: str | None) -> str:
    if change is Change.DELETED:
        return "deleted"
    if change is Change.ADDED:
        return "added"
    words = [f"moved from {moved_from}"] if moved_from else []
    for sign, fate in (("+", Change.ADDED), ("-", Change.DELETED)):
        counts: Counter[Kind] = Counter(one.kind for one in targets if one.change is fate and one.kind is not Kind.FILE)
        outer = {one.key for one in targets if one.change is fate}
        inner: Counter[Kind] = Counter(
            one.kind for one in targets if one.change is fate and one.owner in outer and one.kind is not Kind.FILE
        )
        for kind in KIND_ORDER:
            count = counts[kind] - inner[kind]
            if count > 0:
                words.append(f"{sign}{plural(count, kind.value.replace('_', ' '))}")
    return ", ".join(words) or "modified"
