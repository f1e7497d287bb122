"""The JSON report is what the contract says, and what its JSON Schema says."""

import json
import random
from importlib.resources import files

import jsonschema
import pytest
from msgspec.structs import replace

from protoref.model.finding import Finding, Place
from protoref.reporting import json_v1

SCHEMA = json.loads(files("protoref.reporting").joinpath("report-v1.schema.json").read_text("utf-8"))


def valid(text):
    value = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(value)
    return value


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["used", "unused", "audited"])
def test_reports_fulfil_the_schema(name, request):
    value = valid(json_v1.render(request.getfixturevalue(name)))

    assert value["schema_version"] == 1
    assert value["roots"] == ["."]


def test_the_whole_object(used, snapshot):
    assert json_v1.render(used).replace(f'"{json_v1.__version__}"', '"VERSION"') == snapshot


def test_order_does_not_depend_on_the_order_of_the_facts(audited):
    def shuffled(items):
        return tuple(random.Random(7).sample(items, len(items)))

    targets = tuple(replace(t, references=shuffled(t.references)) for t in shuffled(audited.targets))
    other = replace(audited, targets=targets, stubs=shuffled(audited.stubs))

    assert json_v1.render(other) == json_v1.render(audited)


def test_lists_are_sorted(audited):
    value = valid(json_v1.render(audited))

    symbols = [target["symbol"] for target in value["targets"]]
    assert symbols == sorted(symbols)
    for target in value["targets"]:
        places = [(r["symbol"], r["path"], r["line"], r["column"]) for r in target["references"]]
        assert places == sorted(places)
    assert [stub["path"] for stub in value["stubs"]] == sorted(stub["path"] for stub in value["stubs"])


def test_who_uses_judges_nothing(used):
    value = valid(json_v1.render(used))

    assert not {"verdict", "use", "kept_by", "storage", "checklist", "change"} & {
        k for t in value["targets"] for k in t
    }


def test_only_files_have_import_paths(used):
    value = valid(json_v1.render(used))

    assert {t["symbol"]: t.get("import_paths") for t in value["targets"] if "import_paths" in t} == {
        "orders.proto": ["orders.proto"]
    }


def test_the_classes_add_up(used):
    for target in valid(json_v1.render(used))["targets"]:
        assert sum(target["ledger"]["classes"].values()) == target["ledger"]["occurrences"]


def test_bytes_that_are_not_utf_8_are_escaped(used):
    located = used.targets[0].references[0]
    odd = replace(located, place=replace(located.place, path="a\udcff\u202e.py"), text="x = '\udc80é'")
    value = valid(json_v1.render(replace(used, targets=(replace(used.targets[0], references=(odd,)),))))

    shown = value["targets"][0]["references"][0]
    assert shown["path"] == "a\\xff\u202e.py"
    assert shown["text"] == "x = '\\x80é'"


def test_the_text_is_ascii(used):
    located = replace(used.targets[0].references[0], text="\x1b[31m\u202eé\u2028")
    text = json_v1.render(replace(used, targets=(replace(used.targets[0], references=(located,)),)))

    assert text.isascii()
    assert "\x1b" not in text


def test_a_schema_outside_of_the_root_is_defined_nowhere_here(used):
    value = valid(json_v1.render(replace(used, targets=(replace(used.targets[0], outside=True),))))

    assert value["targets"][0]["definitions"] == []


def test_findings_name_symbols_as_shown_and_have_places(used):
    findings = (
        Finding("stub-drift", "review", "does not match", Place("a_pb2.py"), used.targets[0].key),
        Finding("configuration", "info", "about nothing in particular"),
    )
    value = valid(json_v1.render(replace(used, findings=findings)))

    assert value["findings"] == [
        {"rule": "configuration", "severity": "info", "message": "about nothing in particular", "path": ".", "line": 1, "column": 1},
        {"rule": "stub-drift", "severity": "review", "message": "does not match", "path": "a_pb2.py", "line": 1, "column": 1,
         "symbol": "orders.proto"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "break_it",
    [
        lambda value: value.pop("coverage"),
        lambda value: value["targets"][0].pop("ledger"),
        lambda value: value["targets"][0].update(kind="thing"),
        lambda value: value["targets"][0]["ledger"]["classes"].pop("homonym"),
        lambda value: value["targets"][0]["references"][0].update(line=0),
        lambda value: value["targets"][0]["references"][0].update(path="/etc/passwd"),
        lambda value: value["targets"][0]["references"][0].update(certainty="sure"),
        lambda value: value["stubs"][0].update(state="fine"),
        lambda value: value.update(schema_version=2),
        lambda value: value["scope"].update(commit="HEAD"),
    ],
)
def test_the_schema_notices_drift(break_it, audited):
    value = json.loads(json_v1.render(audited))
    value["targets"].sort(key=lambda target: -len(target["references"]))
    break_it(value)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(value)


def test_the_schema_permits_new_keys(used):
    value = json.loads(json_v1.render(used))
    value["new"] = value["targets"][0]["new"] = value["targets"][0]["ledger"]["new"] = 1

    jsonschema.Draft202012Validator(SCHEMA).validate(value)


def test_a_line_of_megabytes_is_quoted_in_part(used):
    located = replace(used.targets[0].references[0], text="x" * 5_000_000)
    value = valid(json_v1.render(replace(used, targets=(replace(used.targets[0], references=(located,)),))))

    assert value["targets"][0]["references"][0]["text"] == "x" * 999 + "…"
