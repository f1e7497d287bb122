"""`why` as people read it: proofs, other meanings, dead ends, and nothing at all."""

import json

import kitchen
import pytest
from msgspec.structs import replace

from protoref.model.finding import Place
from protoref.model.occurrence import Certainty, OccurrenceClass
from protoref.model.report import Explanation, LocatedOpaque
from protoref.reporting import why_json, why_text
from protoref.reporting.layout import Look
from protoref.reporting.why_text import Answer

TARGETS = {
    "kitchen.Order": ("kitchen.Order", (Place("proto/orders.proto", 5, 9),)),
    "kitchen.Order.table": ("kitchen.Order.table", (Place("proto/orders.proto", 6, 10),)),
}


@pytest.fixture
def proven():
    located = kitchen.orders()[1].references[0]
    explanation = Explanation(located.place, "Order", OccurrenceClass.REFERENCE, "", located.reference)
    return Answer("kitchen.Order", TARGETS, Place(kitchen.CLIENT, 12), (explanation,), (3, 12))


def other(kind, reason):
    place = Place("backend/app/shop.py", 5, 7, 5, 12)
    return Answer("kitchen.Order", {}, Place("backend/app/shop.py", 5), (Explanation(place, "Order", kind, reason),))


def test_a_reference_with_its_chain(proven, snapshot):
    assert why_text.render(proven, Look()) == snapshot


def test_a_possible_reference_says_so(proven):
    reference = replace(proven.explanations[0].reference, certainty=Certainty.POSSIBLE, alias=True)
    explanation = replace(proven.explanations[0], reference=reference)

    shown = why_text.render(replace(proven, explanations=(explanation,)), Look())
    assert shown.startswith("possible reference (call, alias) to kitchen.Order   backend/app/client.py:12:16\n")


@pytest.mark.parametrize(("kind", "reason"), [
    (OccurrenceClass.UNRELATED, "class Order of backend/app/shop.py"),
    (OccurrenceClass.UNRESOLVED, "attribute of a parameter"),
    (OccurrenceClass.MENTION, "comment"),
])  # fmt: skip
def test_what_is_no_reference_has_class_and_reason(kind, reason):
    shown = why_text.render(other(kind, reason), Look())

    assert shown == f"{kind.value}: Order   backend/app/shop.py:5:7\n  Order   {reason}\n"


def test_nothing_there_names_the_nearest_lines():
    answer = Answer("kitchen.Order", {}, Place(kitchen.CLIENT, 50), (), (1, 40, 44, 49, 52, 60, 200), homonyms=2)
    shown = why_text.render(answer, Look())

    assert shown.startswith("nothing stands for kitchen.Order at backend/app/client.py:50\n")
    assert [row.strip() for row in shown.splitlines() if row.startswith("    ")] == [
        f"backend/app/client.py:{number}" for number in (40, 44, 49, 52, 60)
    ]
    assert "2 homonyms in this file" in shown


def test_nothing_there_and_nothing_near():
    shown = why_text.render(Answer("kitchen.Order", {}, Place("README.md", 1), ()), Look())

    assert "none of its names stands in README.md" in shown


def test_a_file_that_could_not_be_read_is_no_proof_of_absence():
    spot = LocatedOpaque(Place("odd.py"), "syntax-error", "line 3 does not parse", ("*",))
    answer = Answer("kitchen.Order", {}, Place("odd.py", 4), (), opaque=(spot,))

    assert "odd.py   syntax-error   line 3 does not parse" in why_text.render(answer, Look())


def test_a_reference_to_what_the_target_owns_is_told_as_such(proven):
    reference = replace(proven.explanations[0].reference, symbol="kitchen.Order.table")
    explanation = replace(proven.explanations[0], name="table", reference=reference)
    shown = why_text.render(replace(proven, explanations=(explanation,)), Look())

    assert shown.startswith("certain reference (call) to kitchen.Order.table   ")
    assert "proto/orders.proto:6:10" in shown


def test_concise(proven):
    assert why_text.render_concise(proven, Look()) == "backend/app/client.py:12:16: certain reference (call) Order\n"


def test_json(proven):
    value = json.loads(why_json.render(proven))

    assert value["command"] == "why"
    assert value["nearest"] == []
    (found,) = value["explanations"]
    assert (found["path"], found["line"], found["column"], found["class"]) == (kitchen.CLIENT, 12, 16, "reference")
    assert [step["name"] for step in found["chain"]] == ["Order", "orders_pb2", "orders.proto"]


def test_json_without_an_answer():
    value = json.loads(why_json.render(Answer("kitchen.Order", {}, Place("a\udcff.py", 2, 3), (), (9,))))

    assert (value["path"], value["line"], value["column"], value["nearest"]) == ("a\\xff.py", 2, 3, [9])
