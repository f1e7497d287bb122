"""Places where Rust code looks up a computed name among the descriptors that its program has registered."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from protoref.indexers.rust.index import Binding, ItemKind, Path, Position, RustIndex, Text, Token
from protoref.linking.rust.entities import EVERY, GeneratedEntity, ItemEntity, Namespace
from protoref.linking.rust.facts import Place
from protoref.linking.rust.registered import Registered
from protoref.linking.rust.types import Types
from protoref.model.occurrence import OpaqueSpot
from protoref.model.source import Range
from protoref.outline.rust import LOOK_UPS

_NAMES = frozenset({"full_name", "type_url", "NAME", "FULL_NAME"})
"""prost's trait `Name` and tonic's `NamedService`: whose name is asked for is named as a type."""
_JOINING = frozenset({"format", "concat"})
"""Macros whose first string is the beginning of the text that they give."""


def find_look_ups(types: Types, registered: Registered, document: str) -> Iterator[OpaqueSpot]:
    """The opaque spots of a document.

    A constant name stands in the text, and is a possible reference there.

    Args:
        types: answers what a receiver is.
        registered: the descriptors of each program.
        document: what is searched.
    """
    index = types.tree.indexes[document]
    leaves: _Leaves | None = None
    for name, start, end, receiver, scope in _calls(index):
        leaves = leaves or _Leaves(index)
        places = list(types.facts.places(document, scope))
        if not places or any(_is_own(types, place, receiver, name) for place in places):
            continue
        prefix = _prefix(types, places[0], leaves, end)
        if prefix is None:
            continue
        reach = {key for place in places for key in registered.by(place.module) if _fits(key, prefix)}
        if reach:
            detail = "a computed name is looked up among the descriptors that the program registers"
            yield OpaqueSpot(index.path, Range(start, end), "computed-name", detail, tuple(sorted(reach)))


def _calls(index: RustIndex) -> Iterator[tuple[str, int, int, int, int]]:
    """Each look-up: its name, range, receiver (-1: not known) and scope."""
    for call in index.calls:
        if call.name in LOOK_UPS:
            yield call
    for path in index.paths:
        last = path.segments[-1]
        if last.name in LOOK_UPS and len(path.segments) > 1 and path.position in (Position.CALL, Position.EXPRESSION):
            yield last.name, last.start, last.end, -1, path.scope


def _is_own(types: Types, place: Place, receiver: int, name: str) -> bool:
    """Whether a method is one of the repository's own."""
    owners = types.of(place, receiver)
    return any(isinstance(one.entity, ItemEntity) and any(types.methods(one.entity, name)) for one in owners)


def _prefix(types: Types, place: Place, leaves: _Leaves, end: int) -> str | None:
    """The constant beginning of the name that is looked up; None where it is constant as a whole, or names a type.

    The argument starts with the first name or string behind the method's name.
    """
    first = leaves.after(end)
    if first is None or isinstance(first, Text):
        return None
    if not isinstance(first, Path):
        return ""
    last = first.segments[-1]
    if last.name in _JOINING and first.position is Position.MACRO_NAME:
        text = leaves.after(last.end)
        return text.text.partition("{")[0] if isinstance(text, Text) else ""
    if last.name in _NAMES:
        return None
    here = Place(place.document, first.scope, place.module)
    steps = types.resolver.walk(here, first.segments, first.leading, EVERY)
    if any(isinstance(one.entity, GeneratedEntity) for found in steps for one in found):
        return None
    if len(first.segments) == 1:
        binding = types.facts.binding(place.document, first.scope, last.name, last.start)
        if binding is not None:
            return None if leaves.is_constant(binding) else ""
    values = types.resolver.walk(here, first.segments, first.leading, (Namespace.VALUE,))[-1]
    for one in values:
        if isinstance(one.entity, ItemEntity):
            item, index = types.facts.item(one.entity), types.tree.indexes[one.entity.document]
            constant = item.kind in (ItemKind.CONST, ItemKind.STATIC)
            if constant and isinstance(_Leaves(index).after(max(item.end, item.type_end)), Text):
                return None
    return ""


def _fits(key: str, prefix: str) -> bool:
    return key.startswith(prefix) or (not prefix and key.startswith("file:"))


class _Leaves:
    """A document's names and strings by where they start."""

    def __init__(self, index: RustIndex) -> None:
        self._found: list[Path | Token | Text] = [*index.paths, *index.tokens, *index.strings]
        self._found.sort(key=_start)
        self._starts = [_start(one) for one in self._found]

    def after(self, offset: int) -> Path | Token | Text | None:
        """The first one that starts behind an offset."""
        number = bisect_left(self._starts, offset)
        return self._found[number] if number < len(self._found) else None

    def is_constant(self, binding: Binding) -> bool:
        """Whether a variable is bound to a string literal."""
        after = max(binding.start + len(binding.name.encode()), binding.type_end)
        value = self.after(after)
        return isinstance(value, Text) and value.end < binding.visible


def _start(one: Path | Token | Text) -> int:
    return one.segments[0].start if isinstance(one, Path) else one.start
