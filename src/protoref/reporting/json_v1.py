"""The JSON report, version 1: a contract, so its shape is spelled out here and in `report-v1.schema.json`.

Places without a line (a whole document) are shown as line 1, column 1; what is about no document has the path ``.``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from protoref import __version__
from protoref.codegen import PROGRAMS
from protoref.model.change import Review
from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub
from protoref.model.occurrence import OccurrenceClass
from protoref.model.problem import Problem
from protoref.model.report import Coverage, Ledger, LocatedOpaque, LocatedReference, Report, TargetReport
from protoref.model.schema import Kind
from protoref.model.verdict import Judgement
from protoref.reporting.escape import escape_bytes, shortened

SCHEMA_VERSION = 1

LONGEST_TEXT = 1000
"""Code points of a line that a reference quotes; a longer one ends in an ellipsis."""

Json = dict[str, object]


def render(report: Report) -> str:
    """`report` as one JSON object with a line end behind it. Equal reports give equal text, byte for byte."""
    return dumps(report_json(report))


def dumps(value: Json) -> str:
    """`value` as text: ASCII only, so that no terminal and no encoding can change or obey it."""
    text = json.dumps(value, indent=2, ensure_ascii=True)
    # The same text, which a CI service that reads the log takes for no command.
    return text.replace("##[", "#\\u0023[") + "\n"


def report_json(report: Report) -> Json:
    """The whole object."""
    shown = {target.key: target.symbol for target in report.targets}
    return {
        "schema_version": SCHEMA_VERSION,
        "protoref": __version__,
        "command": report.command,
        "roots": ["."],
        "scope": {"commit": report.scope.commit, "dirty": report.scope.dirty, "base": report.scope.base},
        **({"change": _review(report.review)} if report.review is not None else {}),
        "targets": [_target(target, shown) for target in sorted(report.targets, key=_target_order)],
        "findings": _findings(report.findings, shown),
        "stubs": [_stub(stub, report) for stub in sorted(report.stubs, key=lambda stub: stub.path)],
        "coverage": _coverage(report.coverage),
        "problems": [_problem(problem) for problem in sorted(report.problems)],
    }


def _review(review: Review) -> Json:
    return {
        "verdict": review.verdict.value,
        "existing": review.existing,
        "moved": [{"from": escape_bytes(before), "to": escape_bytes(after)} for before, after in review.moved],
        "unused": [escape_bytes(key) for key in review.unused],
    }


def _target_order(target: TargetReport) -> tuple[str, Place, str]:
    return target.symbol, min(target.definitions, default=Place("")), target.kind.value


def _target(target: TargetReport, shown: dict[str, str]) -> Json:
    value: Json = {
        "symbol": escape_bytes(target.symbol),
        "kind": target.kind.value,
        "requested": target.requested,
        "definitions": [] if target.outside else [_start(place) for place in sorted(target.definitions)],
    }
    if target.kind is Kind.FILE:
        value["import_paths"] = sorted(map(escape_bytes, target.import_paths))
    if target.change is not None:
        value["change"] = target.change.value
    if target.judgement is not None:
        value |= _judgement(target.judgement, shown)
    value["findings"] = _findings(target.findings, shown)
    value["references"] = [
        reference_json(located, target.symbol) for located in sorted(target.references, key=_reference_order)
    ]
    value["ledger"] = _ledger(target.ledger or Ledger(0, {}))
    return value


def _judgement(judgement: Judgement, shown: dict[str, str]) -> Json:
    value: Json = {"verdict": judgement.verdict.value}
    if judgement.use is not None:
        value["use"] = judgement.use.value
    if judgement.kept_by:
        value["kept_by"] = [escape_bytes(shown.get(key, key)) for key in judgement.kept_by]
    if judgement.storage is not None:
        value["storage"] = judgement.storage.value
    if judgement.checklist:
        value["checklist"] = [
            {"question": answer.question.value, "state": answer.state.value, "next": escape_bytes(answer.next)}
            for answer in judgement.checklist
        ]
    return value


def _reference_order(located: LocatedReference) -> tuple[Place, str, str, tuple[str, ...]]:
    reference = located.reference
    return located.place, reference.usage.value, reference.certainty.value, tuple(s.name for s in reference.chain)


def reference_json(located: LocatedReference, symbol: str) -> Json:
    """One reference to `symbol` (as shown)."""
    reference, place = located.reference, located.place
    return {
        "symbol": escape_bytes(symbol),
        **_start(place),
        "end_line": place.end_line or max(place.line, 1),
        "end_column": place.end_column or max(place.column, 1),
        "language": reference.language,
        "usage": reference.usage.value,
        "role": reference.role.value,
        "certainty": reference.certainty.value,
        "via": [escape_bytes(step.name) for step in reference.chain],
        "text": escape_bytes(shortened(located.text, LONGEST_TEXT)),
    }


def _start(place: Place) -> Json:
    return {"path": escape_bytes(place.path or "."), "line": max(place.line, 1), "column": max(place.column, 1)}


def _ledger(ledger: Ledger) -> Json:
    return {
        "occurrences": ledger.occurrences,
        "classes": {each.value: ledger.classes.get(each, 0) for each in OccurrenceClass},
        "via_alias": ledger.via_alias,
    }


def _findings(findings: Iterable[Finding], shown: dict[str, str]) -> list[Json]:
    def order(finding: Finding) -> tuple[str, Place, str, str]:
        return finding.symbol or "", finding.place or Place(""), finding.rule, finding.message

    values: list[Json] = []
    for finding in sorted(findings, key=order):
        value: Json = {
            "rule": finding.rule,
            "severity": finding.severity,
            "message": escape_bytes(finding.message),
            **_start(finding.place or Place("")),
        }
        if finding.acknowledged:
            value["acknowledged"] = escape_bytes(finding.acknowledged)
        if finding.symbol is not None:
            value["symbol"] = escape_bytes(shown.get(finding.symbol, finding.symbol))
        values.append(value)
    return values


def _stub(stub: Stub, report: Report) -> Json:
    schema = report.stub_schemas.get(stub.path)
    value: Json = {
        "path": escape_bytes(stub.path),
        "schema": None if schema is None else escape_bytes(schema),
        "generator": PROGRAMS.get(stub.generator, stub.generator),
        "state": stub.state.value,
    }
    return value | {"drift": [escape_bytes(each) for each in stub.drift]} if stub.drift else value


def _coverage(coverage: Coverage) -> Json:
    return {
        "files_scanned": coverage.files_scanned,
        "files_indexed": sum(coverage.files_indexed.values()),
        "opaque": [_opaque(spot) for spot in sorted(coverage.opaque, key=lambda s: (s.place, s.reason, s.detail))],
    }


def _opaque(spot: LocatedOpaque) -> Json:
    return {
        "path": escape_bytes(spot.place.path),
        "line": max(spot.place.line, 1),
        "reason": spot.reason,
        "detail": escape_bytes(spot.detail),
        "reach": sorted(map(escape_bytes, spot.reach)),
    }


def _problem(problem: Problem) -> Json:
    return {
        "severity": problem.severity,
        "path": escape_bytes(problem.path or "."),
        "line": max(problem.line, 1),
        "message": escape_bytes(problem.message),
    }
