"""Indexes that several states of a repository share: each state is told by its own text."""

from __future__ import annotations

from protoref.model.occurrence import Certainty
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree

SCHEMA = 'syntax = "proto3";\npackage shop;\nmessage Order { string id = 1; }\n'
DOCUMENT = 'from shop_pb2 import Order\n\ndef price(order):\n    """\n    >>> price({}())\n    """\n'


def in_examples(made: str, options: RunOptions) -> list[int]:
    """The lines of possible references to the message where an example makes something."""
    files = {"shop.proto": SCHEMA, "app.py": DOCUMENT.format(made)}
    analysis = analyse(MemoryTree({path: text.encode() for path, text in files.items()}), options)
    found = analysis.evidence.references_by_symbol["shop.Order"]
    source = analysis.library.source("app.py")
    return [source.position(one.range.start).line for one in found if one.certainty is Certainty.POSSIBLE]


def test_examples_of_two_states_are_told_apart() -> None:
    shared = RunOptions(jobs=1, indexes={})
    assert in_examples("dict", shared) == []
    assert in_examples("Order", shared) == [5]
    assert in_examples("dict", shared) == []
