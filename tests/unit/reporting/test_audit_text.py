"""`audit` as people read it."""

import kitchen
from msgspec.structs import replace

from protoref.model.finding import Finding, Place
from protoref.reporting import audit_text, concise
from protoref.reporting.layout import Look


def test_the_table(audited, snapshot):
    assert audit_text.render(audited, Look()) == snapshot


def test_every_symbol_on_request(audited, snapshot):
    assert audit_text.render(audited, Look(everything=True)) == snapshot


def test_drifted_and_orphaned_stubs_are_listed_current_ones_counted(audited):
    shown = audit_text.render(audited, Look())

    assert "archive_pb2.py   drifted   of archive.proto" in shown
    assert "gone_pb2.py      orphan    of gone.proto" in shown
    assert "orders_pb2.py" not in shown
    assert "stubs: 2 current, 1 drifted, 1 orphan" in shown


def test_copies_are_said_and_do_not_count_as_users_of_each_other(audited):
    """The same schema in two places: what a copy says of its own types is no use of the other one."""
    inside = "proto/orders.proto"
    other = replace(
        audited.targets[0], key="file:libs/orders.proto", symbol="libs/orders.proto", references=(), ledger=None,
        definitions=(Place("libs/orders.proto", 1, 1, 1, 1),),
    )  # fmt: skip
    targets = [replace(audited.targets[0], references=()), other]
    for target in audited.targets[1:4]:
        mine = tuple(r for r in target.references if r.place.path == inside)
        copied = tuple(replace(r, place=replace(r.place, path="libs/orders.proto")) for r in mine)
        both = (*target.definitions, replace(target.definitions[0], path="libs/orders.proto"))
        targets.append(replace(target, references=(*mine, *copied), definitions=both))
    shown = audit_text.render(replace(audited, targets=(*targets, *audited.targets[4:])), Look())

    assert "orders.proto        service-api    BLOCKED      0            -                one of 2" in shown
    assert "libs/orders.proto   service-api    BLOCKED      0            -                one of 2" in shown
    assert "archive.proto       unclassified   REVIEW       0            1 of 1           -" in shown


def test_an_unresolved_place_counts_once_however_many_targets_it_may_mean(audited):
    shared = audited.targets[0].ledger.entries[3]
    assert shared.occurrence_class == "unresolved"
    other = replace(audited.targets[4], ledger=kitchen.ledger((shared,)))
    report = replace(audited, targets=(*audited.targets[:4], other, *audited.targets[5:]))

    assert "unresolved: 1 occurrence" in audit_text.render(report, Look())


def test_findings_about_stubs_are_not_said_twice(audited):
    findings = (
        Finding("orphan-stub", "blocker", "made from gone.proto", Place("backend/app/gen/gone_pb2.py", 1, 1)),
        Finding("dangling-input", "blocker", "names gone.proto", Place("Makefile", 4, 2)),
    )
    shown = audit_text.render(replace(audited, findings=findings), Look())

    assert "Makefile:4:2   dangling-input (blocker)   names gone.proto" in shown
    assert "made from gone.proto" not in shown


def test_no_schema_at_all(audited):
    shown = audit_text.render(replace(audited, targets=(), stubs=()), Look())

    assert shown == "No schema here: no .proto file and no generated file with one inside.\n"


def test_concise(audited, snapshot):
    assert concise.render_audit(audited, Look()) == snapshot
