"""Code that documents take in from outside of the root."""

from __future__ import annotations

import pytest

from protoref.linking.rust.outside import leads_outside
from protoref.model.source import Source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('#[path = "../../shared/client.rs"]\npub mod client;', ["../../shared/client.rs"]),
        ('#[cfg_attr(unix, path = "/srv/client.rs")] mod client;', ["/srv/client.rs"]),
        ('include!("../../body.rs");', ["../../body.rs"]),
        ('#[path = "../shared/client.rs"] mod client;', []),
        ('include!(concat!(env!("OUT_DIR"), "/shop.rs"));', []),
        ('let path = "/srv/x.rs"; let base = "../../x";', []),
        ('include_str!("../../notes.txt");', []),
    ],
)
def test_what_leads_outside(text: str, expected: list[str]) -> None:
    source = Source("src/lib.rs", "", text.encode())
    assert [source.text(spot.range) for spot in leads_outside(source) if spot.range] == expected
