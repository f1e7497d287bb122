"""Acknowledgements in comments: what counts, and what is said of the rest."""

from __future__ import annotations

import pytest

from protoref.config import Config
from protoref.model.schema import Catalog
from protoref.model.source import Role, Source
from protoref.standing.suppressing import suppressions

NOTHING = Catalog({}, {})


def told(text: str, role: Role = Role.PRODUCTION) -> list[str]:
    source = Source("a.py", "", text.encode())
    found, problems = suppressions(Config(), NOTHING, {"a.py": source}, {"a.py": role})
    return [f"{one.line} {one.rule}: {one.reason}" for one in found] + [f"{p.line}: {p.message}" for p in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = y  # protoref: ignore[opaque] a plugin", ["1 opaque: a plugin"]),
        ("\n    // protoref: ignore[unresolved]: a macro\n", ["3 unresolved: a macro"]),
        ("/* protoref: ignore[opaque, unresolved] both */", ["2 opaque: both", "2 unresolved: both"]),
        ("<b/> <!-- protoref: ignore[possible-reference] text -->", ["1 possible-reference: text"]),
        ("-- protoref: ignore[possible-reference] column", ["2 possible-reference: column"]),
        (
            "# protoref: ignore[opaque]",
            ["1: protoref: ignore has no effect without a reason behind it"],
        ),
        (
            "# protoref: ignore because",
            ["1: protoref: ignore[RULE] needs a rule: possible-reference, unresolved, opaque"],
        ),
        (
            "# protoref: ignore[possible-refrence] x",
            ["1: protoref: ignore: possible-refrence cannot be ignored; did you mean possible-reference?"],
        ),
        (
            "# protoref: ignore[code-reference, opaque] x",
            ["1: protoref: ignore: code-reference cannot be ignored; did you mean possible-reference?"],
        ),
        ("text protoref: ignore[opaque] no comment", []),
        ("# protoref ignores this", []),
    ],
)
def test_comments(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_in_documentation_the_words_are_an_example() -> None:
    assert told("# protoref: ignore[opaque] x", Role.DOCS) == []
