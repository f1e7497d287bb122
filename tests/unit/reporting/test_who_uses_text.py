"""`who-uses` as people read it."""

import kitchen
import pytest
from msgspec.structs import replace

from protoref.model.finding import Place
from protoref.model.report import LocatedOpaque
from protoref.model.schema import Kind
from protoref.reporting import concise, text
from protoref.reporting.layout import Look


def test_grouped_by_file(used, snapshot):
    assert text.render(used, Look()) == snapshot


def test_grouped_by_symbol(used, snapshot):
    assert text.render(used, Look(by="symbol")) == snapshot


def test_everything_of_the_ledger(used, snapshot):
    assert text.render(used, Look(everything=True)) == snapshot


def test_nothing_found_is_an_answer(unused, snapshot):
    shown = text.render(unused, Look())

    assert shown == snapshot
    assert "No reference in code" in shown
    assert all(name in shown for name in ("Leftover", "archive_pb2", "README.md:14", "README.md:61", "none unresolved"))


def test_a_doubt_about_another_target_is_not_told(used):
    shown = text.render(used, Look())

    assert "plugins.py:6" in shown
    assert "line 3 does not parse" not in shown  # it could hide a use of kitchen.Leftover alone


def test_an_opaque_spot_that_could_hide_anything_is_told(unused):
    spot = LocatedOpaque(Place("vendor"), "submodule", "is not read", ("*",))
    shown = text.render(replace(unused, coverage=replace(unused.coverage, opaque=(spot,))), Look())

    assert "vendor   submodule   is not read" in shown
    assert "none unresolved" not in shown
    assert "1 place not looked into" in shown


def test_without_colours_there_is_no_escape_sequence(used):
    assert "\x1b" not in text.render(used, Look(everything=True))


def test_only_excerpts_are_cut(used):
    long = "backend/" + "very_long_folder/" * 8 + "client.py"
    located = used.targets[0].references[0]
    odd = replace(located, place=replace(located.place, path=long), text="x" * 300)
    report = replace(used, targets=(replace(used.targets[0], references=(odd,)), *used.targets[1:]))
    shown = text.render(report, Look(width=60))

    assert long in shown
    assert "x" * 60 not in shown
    assert "…" in shown
    assert all(len(row) <= 60 for row in shown.splitlines() if "…" in row)


def test_strangers_text_is_escaped(used):
    located = used.targets[0].references[0]
    odd = replace(located, place=replace(located.place, path="a\x1b]0;x\x07\n/\udcff.py"), text="pb\u202e\x1b[2J")
    report = replace(used, targets=(replace(used.targets[0], references=(odd,)), *used.targets[1:]))

    for shown in (text.render(report, Look()), concise.render(report, Look())):
        assert r"a\x1b]0;x\x07\x0a/\xff.py" in shown
        assert r"pb\u202e\x1b[2J" in shown


def test_two_targets_are_two_answers():
    report = kitchen.make_report(*kitchen.orders(), *kitchen.archive())
    shown = text.render(report, Look())

    assert shown.index("archive.proto   proto/archive.proto") < shown.index("orders.proto   proto/orders.proto")
    assert shown.count("Accounted for:") == 2


def test_a_symbol_shows_kind_and_place(used):
    order = replace(used.targets[1], requested=True)
    shown = text.render(kitchen.make_report(order), Look())

    assert shown.startswith("kitchen.Order   message   proto/orders.proto:5:9\n")
    # A symbol's references include those of its own file: deleting it would break that file.
    assert "2 references in 2 schemas" in shown


def test_the_references_of_copies_are_listed_once():
    first, order, *rest = kitchen.orders()
    place = Place("legacy/orders.proto", 1, 1, 1, 1)
    copy = replace(
        first, key="file:legacy/orders.proto", symbol="legacy/orders.proto", definitions=(place,), references=()
    )
    both = replace(order, definitions=(*order.definitions, replace(place, line=5)))
    shown = text.render(kitchen.make_report(copy, first, both, *rest), Look())

    assert shown.count("12:16") == 1
    assert "A copy: " in shown
    assert shown.count("Accounted for:") == 2


@pytest.mark.parametrize(("commit", "dirty", "words"), [
    (None, False, "No reference in code."),
    (kitchen.COMMIT, True, "No reference in code at 0123456, with uncommitted changes."),
])  # fmt: skip
def test_nothing_is_said_about_a_state_of_the_repository(commit, dirty, words, unused):
    shown = text.render(replace(unused, scope=replace(unused.scope, commit=commit, dirty=dirty)), Look())

    assert words in shown


def test_concise_is_one_line_a_reference(used, snapshot):
    assert concise.render(used, Look()) == snapshot


def test_concise_lists_the_ledger_on_request(used, snapshot):
    assert concise.render(used, Look(everything=True)) == snapshot


def test_names_that_people_know_come_first_and_typing_aliases_last(unused):
    names = ("Global___Leftover", "LeftoverView", "Leftover", "archive_pb2", "kitchen.Leftover")
    target = replace(unused.targets[0], ledger=replace(unused.targets[0].ledger, names=names))
    report = replace(unused, targets=(target, *unused.targets[1:]))

    brief, whole = text.render(report, Look()), text.render(report, Look(everything=True))
    assert "Leftover, kitchen.Leftover, archive_pb2, LeftoverView and 1 more (--all lists them)" in brief
    assert "Global___" not in brief
    assert "archive_pb2, LeftoverView, Global___Leftover\n" in whole


def test_a_schema_without_a_proto_is_called_so_and_its_stub_is_one_of_its_files(used):
    path = "backend/app/gen/gone_pb2.py"
    gone = replace(used.targets[0], key=f"file:{path}", symbol="gone.proto", definitions=(Place(path, 1, 1, 1, 1),))
    shown = text.render(replace(used, targets=(gone,)), Look())

    assert shown.startswith(f"gone.proto   {path}   its .proto is gone")
    assert "Also: 1 generated file" in shown


def test_hundreds_of_references_become_a_line_for_each_document(used):
    """Nobody reads a thousand lines; the count of each document, most first, tells where to begin."""
    first = used.targets[1].references[0]
    many = tuple(
        replace(first, place=replace(first.place, path=f"backend/{'ab'[n % 3 == 0]}.py", line=n)) for n in range(1, 302)
    )
    report = replace(used, targets=(replace(used.targets[0], references=()), replace(used.targets[1], references=many)))

    shown = text.render(report, Look())
    assert "  301 references are too many for a list (--all lists them):\n    201   backend/a.py      Order\n" in shown
    assert "    100   backend/b.py      Order\n" in shown
    assert "301 references in 2 files" in shown
    assert "Order      in 2 files" in text.render(report, Look(by="symbol"))
    assert "201 references" not in text.render(report, Look(everything=True))
    assert text.render(report, Look(everything=True)).count("order = orders_pb2.Order(") == 301


def test_a_headline_names_some_of_many_files(used):
    places = tuple(Place(f"proto/v{n}.proto", 1, 1, 1, 1) for n in range(7))
    package = replace(used.targets[0], kind=Kind.PACKAGE, symbol="kitchen", definitions=places)
    head = text.render(replace(used, targets=(package,)), Look()).splitlines()[0]

    assert head == (
        "kitchen   package   proto/v0.proto   proto/v1.proto   proto/v2.proto   proto/v3.proto   and 3 more"
    )


def test_a_field_is_found_without_a_name_of_its_own(unused):
    ledger = replace(unused.targets[0].ledger, names=(), entries=())
    field = replace(unused.targets[0], kind=Kind.FIELD, symbol="kitchen.Leftover.box", ledger=ledger)
    shown = text.render(replace(unused, targets=(field,)), Look())

    assert "Searched for   uses of its message" in shown
    assert "nothing is generated" not in shown
