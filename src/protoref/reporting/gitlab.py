"""GitLab's code quality report: an array of findings (docs.gitlab.com, "Code Quality", "Import code quality results")."""

from __future__ import annotations

import json

from protoref.model.fingerprints import fingerprints
from protoref.model.report import Report
from protoref.model.verdict import Severity
from protoref.reporting.changes import findings_of
from protoref.reporting.escape import escape_bytes

_LEVELS = {Severity.BLOCKER: "blocker", Severity.REVIEW: "major", Severity.TODO: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """An object a finding. What is about no document stands at the root: GitLab wants a path."""
    found = [
        {
            "description": escape_bytes(finding.message),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _LEVELS[Severity(finding.severity)],
            "location": {
                "path": escape_bytes(finding.place.path) if finding.place and finding.place.path else ".",
                "lines": {"begin": max(finding.place.line, 1) if finding.place else 1},
            },
        }
        for finding, fingerprint in fingerprints(findings_of(report))
    ]
    return json.dumps(found, indent=2, ensure_ascii=True).replace("##[", "#\\u0023[") + "\n"
