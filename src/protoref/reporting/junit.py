"""JUnit XML: a test case a schema that a change touches, which fails where the verdict is BLOCKED.

The form is what CI services read in common: `testsuites`, `testsuite`, `testcase` with `failure` or `system-out`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from protoref.model.finding import Finding
from protoref.model.report import Report
from protoref.model.verdict import Verdict
from protoref.reporting.changes import findings_of, rows, sort_findings, why
from protoref.reporting.escape import escape
from protoref.reporting.facts import spot_text

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The suite. Where nothing was touched, or the report is about no change, one case stands for all of it."""
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(suites, "testsuite", name="protoref")
    failures = 0
    for name, verdict, findings in _cases(report):
        case = ElementTree.SubElement(suite, "testcase", classname="protoref", name=_text(name))
        lines = "\n".join(map(_line, findings))
        if verdict is Verdict.BLOCKED:
            failures += 1
            failure = ElementTree.SubElement(case, "failure", message=_text(why(findings)), type="blocked")
            failure.text = _text(lines)
        elif findings:
            ElementTree.SubElement(case, "system-out").text = _text(lines)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _cases(report: Report) -> Iterable[tuple[str, Verdict, tuple[Finding, ...]]]:
    if report.review is None:
        found = findings_of(report)
        judged = report.deletion.verdict if report.deletion else _verdict(found)
        return [(report.command, judged, found)]
    cases = [(row.name, row.verdict, row.findings) for row in rows(report)]
    general = sort_findings(report.findings)
    if general or not cases:
        cases.append(("the rest of the change", _verdict(general), general))
    return cases


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    return Verdict.BLOCKED if any(one.severity == "blocker" for one in findings) else Verdict.SAFE


def _line(finding: Finding) -> str:
    where = f"{spot_text(finding.place)}: " if finding.place is not None else ""
    return escape(f"- {where}{finding.rule}: {finding.message}")


def _text(text: str) -> str:
    """What XML can hold: no control characters, no lone surrogates."""
    return _NO_XML.sub("\ufffd", text)
