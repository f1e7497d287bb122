"""What a target is: an input, what must hold of it, and where to start from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from msgspec import Struct

from protoref.model.source import Range


@dataclass(frozen=True)
class Target:
    """One thing to be fuzzed.

    Attributes:
        check: takes any bytes; an exception is a finding.
        seeds: makes the corpus to start from.
        words: of its language, to be put anywhere.
    """

    check: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]
    words: tuple[bytes, ...]


def ranges_of(value: object) -> Iterator[Range]:
    """Every range in a value, however deep in structs, dataclasses, tuples and lists."""
    if isinstance(value, Range):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from ranges_of(getattr(value, name))
    elif is_dataclass(value):
        for one in fields(value):
            yield from ranges_of(getattr(value, one.name))
    elif isinstance(value, (tuple, list, frozenset)):
        for item in value:
            yield from ranges_of(item)


def all_inside(value: object, data: bytes) -> None:
    """Whether every range in a value lies inside of a text."""
    for place in ranges_of(value):
        assert 0 <= place.start <= place.end <= len(data), place
