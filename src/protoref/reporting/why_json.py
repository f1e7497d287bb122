"""`why` as JSON: one object with the explanations of a place. Keys are stable; new ones may be added."""

from __future__ import annotations

from protoref import __version__
from protoref.model.finding import Place
from protoref.model.report import Explanation
from protoref.reporting.escape import escape_bytes
from protoref.reporting.json_v1 import SCHEMA_VERSION, Json, dumps
from protoref.reporting.why_text import Answer


def render(answer: Answer) -> str:
    """The answer as one JSON object; `nearest` is empty where the place itself has an explanation."""
    return dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "protoref": __version__,
            "command": "why",
            "symbol": escape_bytes(answer.symbol),
            "path": escape_bytes(answer.asked.path),
            "line": answer.asked.line,
            "column": answer.asked.column or None,
            "explanations": [_explanation(each) for each in answer.explanations],
            "nearest": [] if answer.explanations else list(answer.nearest),
        }
    )


def _explanation(each: Explanation) -> Json:
    value: Json = {
        **_place(each.place),
        "name": escape_bytes(each.name),
        "class": each.occurrence_class.value,
        "reason": escape_bytes(each.reason),
    }
    if each.reference is not None:
        value["certainty"] = each.reference.certainty.value
        value["usage"] = each.reference.usage.value
        value["chain"] = [
            {
                "name": escape_bytes(step.name),
                "how": escape_bytes(step.how),
                "path": escape_bytes(step.path) or None,
                "line": step.line or None,
            }
            for step in each.reference.chain
        ]
    return value


def _place(place: Place) -> Json:
    return {
        "path": escape_bytes(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
