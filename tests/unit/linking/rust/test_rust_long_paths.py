"""Long paths: what stands behind something unknown is not looked for segment by segment."""

from __future__ import annotations

import pytest

from protoref.linking.rust.resolver import Resolver
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

PROTO = 'syntax = "proto3";\npackage shop;\nmessage Order {}\n'
CARGO = '[package]\nname = "shop"\nedition = "2021"\n'


def test_a_path_behind_something_unknown_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by fuzzing: a hundred globs of such paths, each asked for through all the others, took for ever."""
    asked = []
    below = Resolver._below

    def counted(*arguments: object) -> object:
        asked.append(arguments[3])
        return below(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Resolver, "_below", counted)
    text = f'tonic::include_proto!("shop");\nuse absent{"::s" * 1000}::Order;\nuse self::Order as O;\n'
    analyse(MemoryTree({"shop.proto": PROTO, "Cargo.toml": CARGO, "src/lib.rs": text}), RunOptions(jobs=1))
    assert "Order" in asked
    assert asked.count("s") < 10
