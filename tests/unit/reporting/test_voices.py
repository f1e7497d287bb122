"""One report in every form that other programs read."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from xml.etree import ElementTree

import jsonschema
import pytest
from msgspec.structs import replace

from changed import changed, unchanged
from protoref.model.finding import Finding, Place
from protoref.model.fingerprints import fingerprints
from protoref.model.report import Report
from protoref.reporting import comment, github, gitlab, json_v1, junit, sarif
from protoref.reporting.changes import findings_of
from protoref.rulebook import rule_ids

_TEXT = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string"}},
    "additionalProperties": False,
}
_PLACE = {
    "type": "object",
    "required": ["artifactLocation"],
    "additionalProperties": False,
    "properties": {
        "artifactLocation": {
            "type": "object",
            "required": ["uri", "uriBaseId"],
            "additionalProperties": False,
            # [3.4.3] an RFC 3986 reference: nothing but its characters.
            "properties": {"uri": {"pattern": r"^[A-Za-z0-9._~/%-]+$"}, "uriBaseId": {"const": "%SRCROOT%"}},
        },
        "region": {
            "type": "object",
            "required": ["startLine", "startColumn"],
            "additionalProperties": False,
            "properties": {name: {"type": "integer", "minimum": 1} for name in
                           ("startLine", "startColumn", "endLine", "endColumn")},
        },
    },
}  # fmt: skip
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"pattern": "sarif-schema-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"const": "protoref"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": _TEXT,
                                                "help": {
                                                    "type": "object",
                                                    "required": ["text"],
                                                    "properties": {
                                                        "text": {"type": "string"},
                                                        "markdown": {"type": "string"},
                                                    },
                                                    "additionalProperties": False,
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "partialFingerprints"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"enum": list(rule_ids())},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": _TEXT,
                                "partialFingerprints": {"additionalProperties": {"pattern": "^[0-9a-f]{32}$"}},
                                "locations": {
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "additionalProperties": False,
                                        "properties": {"physicalLocation": _PLACE},
                                    }
                                },
                                "relatedLocations": {
                                    "items": {
                                        "type": "object",
                                        "required": ["id", "physicalLocation", "message"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "id": {"type": "integer", "minimum": 0},
                                            "physicalLocation": _PLACE,
                                            "message": _TEXT,
                                        },
                                    }
                                },
                                "suppressions": {
                                    "items": {
                                        "type": "object",
                                        "required": ["kind"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "kind": {"enum": ["inSource", "external"]},
                                            "justification": {"type": "string"},
                                        },
                                    }
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}
"""What of SARIF 2.1.0 we write, with nothing left open: a part of the standard's own schema, section 3 of its text."""

ODD = "%25 ::error::x,\n\ry:##[add-mask]z<b>@team"


def with_findings(*findings: Finding) -> Report:
    return replace(changed(), findings=findings)


def test_json_is_as_the_contract_says() -> None:
    schema = json.loads(files("protoref.reporting").joinpath("report-v1.schema.json").read_text("utf-8"))
    value = json.loads(json_v1.render(changed()))
    jsonschema.validate(value, schema)

    assert value["change"] == {"verdict": "blocked", "existing": 0, "moved": [], "unused": []}
    fates = {target["symbol"]: target["change"] for target in value["targets"]}
    assert fates["shop.proto"] == fates["shop.Order"] == "deleted"
    assert fates["till.proto"] == fates["till.Till"] == "modified"


@pytest.mark.parametrize(
    "report", [changed(), unchanged(), with_findings(Finding("opaque", "review", ODD, Place(ODD, 3, 2)))]
)
def test_sarif_is_valid(report: Report) -> None:
    value = json.loads(sarif.render(report))
    jsonschema.validate(value, SARIF)

    run = value["runs"][0]
    assert len(run["results"]) == len(findings_of(report))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_sarif_names_the_definition_beside_the_place() -> None:
    results = json.loads(sarif.render(changed()))["runs"][0]["results"]
    found = next(one for one in results if one["ruleId"] == "type-changed")
    assert found["level"] == "error"
    assert found["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_annotations_survive_any_name() -> None:
    lines = github.render(with_findings(Finding("opaque", "review", ODD, Place(ODD, 3, 2)))).splitlines()
    odd = next(line for line in lines if "opaque" in line)

    assert odd.startswith("::warning file=%2525 %3A%3Aerror%3A%3Ax%2C")
    assert "##[" not in odd
    assert "\n" not in odd
    assert all(re.fullmatch(r"::(error|warning|notice) [^:]*::.*", line) for line in lines)


def test_there_are_ten_annotations_at_most_the_most_severe_first() -> None:
    many = tuple(Finding("opaque", "review", f"spot {number}", Place("a.py", number, 1)) for number in range(1, 30))
    lines = github.render(with_findings(*many)).splitlines()

    assert len(lines) == 10
    assert lines[0].startswith("::error ")
    assert lines[-1].startswith("::notice title=protoref::2")
    assert github.render(unchanged()) == ""


def test_gitlab_gets_a_path_a_line_and_a_fingerprint_for_each() -> None:
    found = json.loads(gitlab.render(changed()))

    assert {"description", "check_name", "fingerprint", "severity", "location"} == found[0].keys()
    assert all(one["location"]["path"] and one["location"]["lines"]["begin"] >= 1 for one in found)
    assert len({one["fingerprint"] for one in found}) == len(found)
    assert found[0]["severity"] == "blocker"


def test_junit_has_a_case_for_each_schema() -> None:
    suite = ElementTree.fromstring(junit.render(with_findings(Finding("opaque", "review", ODD + "\0\ud800", None))))[0]

    assert [(case.get("name"), [part.tag for part in case]) for case in suite] == [
        ("shop.proto", ["failure"]),
        ("till.proto", ["failure"]),
        ("the rest of the change", ["system-out"]),
    ]
    assert suite.attrib == {"name": "protoref", "tests": "3", "failures": "2", "errors": "0"}
    (case,) = ElementTree.fromstring(junit.render(unchanged()))[0]
    assert len(case) == 0


def test_fingerprints_survive_moves_and_tell_equals_apart() -> None:
    first, second = (
        Finding("opaque", "review", "x", Place("a.py", 1, 1)),
        Finding("opaque", "review", "x", Place("a.py", 9, 4)),
    )
    moved = Finding("opaque", "review", "x", Place("a.py", 100, 1))

    assert [mark for _, mark in fingerprints([first])] == [mark for _, mark in fingerprints([moved])]
    assert len({mark for _, mark in fingerprints([first, second])}) == 2


def test_a_comment_says_the_verdict_first_and_is_found_again() -> None:
    text = comment.render(changed(), "backend", "https://forge.example/a/b/blob/c0ffee/")

    assert text.startswith("<!-- protoref:backend -->\n### protoref: 1 schema deleted and 1 changed, **blocked**\n")
    assert "[`app/main.py:1:8`](https://forge.example/a/b/blob/c0ffee/app/main.py#L1)" in text
    assert "policy-change" in text


def test_a_comment_with_nothing_to_say_can_take_the_place_of_an_earlier_one() -> None:
    assert comment.render(unchanged()).startswith("<!-- protoref:main -->\n### protoref: nothing to say\n")


def test_a_huge_comment_is_cut_and_says_so() -> None:
    base = changed()
    review = base.review
    assert review is not None
    targets, files_ = [], {}
    for number in range(300):
        target = replace(
            base.targets[0],
            key=f"file:p{number}.proto",
            symbol=f"p{number}.proto",
            findings=tuple(
                Finding("opaque", "review", f"spot {spot} " + "x" * 150, Place("a.py", spot, 1))
                for spot in range(1, 60)
            ),
        )
        targets.append(target)
        files_[target.key] = target.key
    huge = replace(base, targets=tuple(targets), review=replace(review, files=files_))
    text = comment.render(huge)

    assert 50_000 < len(text) <= comment.LIMIT
    assert "240 more schemas, none of them worse." in text
    assert re.search(r"\n\n\d+ more sections: too long for a comment\.", text)
