"""SARIF 2.1.0 (OASIS): the form in which services for code scanning take findings. Numbers in brackets are its sections."""

from __future__ import annotations

from urllib.parse import quote

from protoref import __version__
from protoref.model.finding import Finding, Place
from protoref.model.fingerprints import fingerprints
from protoref.model.report import Report
from protoref.model.verdict import Severity
from protoref.reporting.changes import findings_of
from protoref.reporting.escape import escape_bytes
from protoref.reporting.json_v1 import Json, dumps
from protoref.rulebook import page, rule_ids, title

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.BLOCKER: "error", Severity.REVIEW: "warning", Severity.TODO: "note", Severity.INFO: "none"}
_FINGERPRINT = "protoref/v1"


def render(report: Report) -> str:
    """One run [3.14] with all rules and a result [3.27] a finding."""
    ids = rule_ids()
    definitions = {target.key: target.definitions for target in report.targets}
    results = [
        _result(finding, fingerprint, ids.index(finding.rule), definitions.get(finding.symbol or "", ()))
        for finding, fingerprint in fingerprints(findings_of(report))
    ]
    driver = {"name": "protoref", "version": __version__, "rules": [_rule(rule) for rule in ids]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> Json:
    """A rule [3.49]: its page, heading apart."""
    text = page(rule).partition("\n")[2].strip()
    return {
        "id": rule,
        "shortDescription": {"text": title(rule)},
        "help": {"text": text, "markdown": text},
    }


def _result(finding: Finding, fingerprint: str, number: int, definitions: tuple[Place, ...]) -> Json:
    value: Json = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS[Severity(finding.severity)],
        "message": {"text": escape_bytes(finding.message)},
        "partialFingerprints": {_FINGERPRINT: fingerprint},
    }
    if finding.place is not None and finding.place.path:
        value["locations"] = [_location(finding.place)]
    related = [place for place in definitions if place != finding.place]
    if related:
        value["relatedLocations"] = [
            {"id": number, **_location(place), "message": {"text": "defined here"}}
            for number, place in enumerate(related, 1)
        ]
    if finding.acknowledged:
        value["suppressions"] = [{"kind": "inSource", "justification": escape_bytes(finding.acknowledged)}]
    return value


def _location(place: Place) -> Json:
    """A place [3.28]; of a whole document [3.29] no region [3.30]. Columns are 1-based, the end exclusive, as ours."""
    uri = quote(place.path.encode("utf-8", "surrogateescape"))
    physical: Json = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if place.line:
        region = {"startLine": place.line, "startColumn": max(place.column, 1)}
        if place.end_line:
            region |= {"endLine": place.end_line, "endColumn": max(place.end_column, 1)}
        physical["region"] = region
    return {"physicalLocation": physical}
