"""`explain`: every rule has a page, and every page a rule."""

import re

import pytest

from protoref.changes.rules.registry import RULES as CHANGES
from protoref.cli.main import run
from protoref.deletion.rules.registry import RULES
from protoref.rulebook import page, rule_ids, title

IDS = {rule.name(gone=gone) for rule in RULES for gone in (False, True)}
IDS |= {rule.id for rule in CHANGES} | {"stub-drift", "stub-missing", "build-missing", "policy-change"}


def test_every_rule_has_a_page_and_every_page_a_rule():
    assert set(rule_ids()) == IDS


@pytest.mark.parametrize("rule", rule_ids())
def test_a_page_says_what_it_means_with_an_example_and_a_next_step(rule):
    text = page(rule)

    assert text.startswith(
        (f"# {rule}: {title(rule)}\n\nBefore the deletion: ", f"# {rule}: {title(rule)}\n\nIn a change: ")
    )
    assert re.findall(r"(?m)^## (.+)$", text) == ["Example", "What to do next"]
    assert text.count("```") % 2 == 0
    example, _, todo = text.partition("## Example")[2].partition("## What to do next")
    assert "```" in example
    assert len(todo.split()) > 3


def _word(severity):
    return {"blocker": "BLOCKED", "review": "REVIEW", "todo": "to do", "info": "worth knowing"}[severity]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_pages_weigh_findings_as_the_table_does(rule):
    before = re.search(r"Before the deletion: (.+?)\. Once", page(rule.id))
    after = re.search(r"Once it is gone: (.+?)\.$", page(rule.name(gone=True)), re.MULTILINE)

    assert before
    assert after
    assert (before[1], after[1]) == (_word(rule.before), _word(rule.after))


def test_the_command_prints_pages_and_lists_rules(capsys):
    assert run(["explain", "opaque"]) == 0
    assert capsys.readouterr().out == page("opaque")
    assert run(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(rule_ids())


@pytest.mark.parametrize(
    ("word", "hint"),
    [("storage-unatested", "did you mean storage-unattested?"), ("../opaque", ""), ("zzz", "lists all")],
)
def test_an_unknown_rule_is_an_error_with_a_hint(capsys, word, hint):
    assert run(["explain", word]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"error: no rule is called {word}\n")
    assert hint in printed.err
