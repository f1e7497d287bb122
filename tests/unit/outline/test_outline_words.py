"""A cheap search for words may only spare the dear one for shapes where that has nothing to find."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protoref.outline import python, rust
from protoref.outline.words import Words

PAIRS = {
    "dynamic": (python._DYNAMIC, python._DYNAMIC_WORDS),
    "computed": (python._COMPUTED_IMPORT, python._COMPUTED_WORDS),
    "loaders": (python._LOADERS, python._LOADER_WORDS),
    "statements": (python._STATEMENT, python._BEGINNINGS),
    "twins": (rust._TWIN, rust._TWIN_WORDS),
}


@pytest.mark.parametrize("name", PAIRS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_one_of_the_words_is_in_every_match(name: str, data: st.DataObject) -> None:
    pattern, words = PAIRS[name]
    text = data.draw(
        st.from_regex(
            re.compile(pattern.pattern.replace(b"*+", b"*").replace(b"++", b"+").replace(b"?+", b"?"), pattern.flags)
        )
    )
    if pattern.search(text):
        assert words.stand_in(text)


@given(
    st.lists(
        st.sampled_from([b"from", b"import", b"a", b" ", b".", b"\n", b"(", b")", b"#", b",", b";", b"as"]), max_size=40
    )
)
def test_statements_are_found_where_the_expression_finds_them(parts: list[bytes]) -> None:
    text = b"".join(parts)
    found, complete = python._statements(text)
    assert complete
    expected = [one.span() for one in python._STATEMENT.finditer(text)]
    # More of them inside of lists that never end.
    assert [one for one in (match.span() for match in found) if one in expected] == expected


def test_words_stand_within_others_and_do_not_overlap() -> None:
    words = Words(b"import", b"from")
    assert words.places_in(b"reimported from") == [(2, 8), (11, 15)]
    assert not words.stand_in(b"fro m")
