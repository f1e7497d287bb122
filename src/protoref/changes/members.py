"""A message or enum before and after: its numbers, names and reserved ones; an rpc's types, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from protoref.model.change import FilePair
from protoref.model.schema import Edge, Key, Kind, SchemaFile, Symbol

NUMBERED = frozenset({Kind.FIELD, Kind.ENUM_VALUE})


class Reserved(Struct, frozen=True):
    """What nobody may use again: names, and numbers as half-open ranges."""

    names: frozenset[str] = frozenset()
    ranges: tuple[tuple[int, int], ...] = ()

    def holds(self, number: int | None) -> bool:
        """Whether a number is reserved."""
        return number is not None and any(start <= number < end for start, end in self.ranges)


class Side(Struct, frozen=True, dict=True):
    """A schema file, by what its members are looked up by."""

    file: SchemaFile

    @cached_property
    def symbols(self) -> Mapping[Key, Symbol]:
        """By full name; map entries left out."""
        return {symbol.full_name: symbol for symbol in self.file.symbols if not symbol.map_entry}

    @cached_property
    def members(self) -> Mapping[Key, tuple[Symbol, ...]]:
        """By message or enum, its fields or values."""
        found: dict[Key, list[Symbol]] = {}
        for symbol in self.symbols.values():
            if symbol.kind in NUMBERED and symbol.parent is not None:
                found.setdefault(symbol.parent, []).append(symbol)
        return {owner: tuple(members) for owner, members in found.items()}

    def numbered(self, owner: Key) -> Mapping[int, Symbol]:
        """A message's fields or an enum's values by number; of aliases the first."""
        found: dict[int, Symbol] = {}
        for symbol in self.members.get(owner, ()):
            if symbol.number is not None:
                found.setdefault(symbol.number, symbol)
        return found

    @cached_property
    def reserved(self) -> Mapping[Key, Reserved]:
        """By message or enum."""
        return {owner: Reserved(frozenset(names), ranges) for owner, names, ranges in self.file.reserved}

    @cached_property
    def _named(self) -> Mapping[Key, Mapping[Edge, str]]:
        found: dict[Key, dict[Edge, str]] = {}
        for ref in self.file.type_refs:
            found.setdefault(ref.user, {})[ref.edge] = ref.target or ref.written.removeprefix(".")
        return found

    def type_of(self, symbol: Symbol) -> str:
        """A field's type, names in full: `int32`, `shop.Item`, `map<string, shop.Item>`."""
        named = self._named.get(symbol.full_name, {})
        if symbol.type_name.startswith("map<"):
            key, _, value = symbol.type_name[4:-1].partition(",")
            return f"map<{key.strip()}, {named.get(Edge.MAP_VALUE, value.strip())}>"
        return named.get(Edge.FIELD, symbol.type_name)

    def signature(self, rpc: Symbol) -> str:
        """An rpc's types, names in full: `(shop.Ask) returns (stream shop.Answer)`."""
        named = self._named.get(rpc.full_name, {})
        asked = f"{'stream ' if rpc.client_streaming else ''}{named.get(Edge.RPC_INPUT, '?')}"
        given = f"{'stream ' if rpc.server_streaming else ''}{named.get(Edge.RPC_OUTPUT, '?')}"
        return f"({asked}) returns ({given})"


class Pair(Struct, frozen=True):
    """A schema file before and after, looked into."""

    before: Side
    after: Side

    @classmethod
    def of(cls, pair: FilePair) -> Pair:
        """The two sides of a kept file."""
        return cls(Side(pair.before), Side(pair.after))

    def kept(self, kind: Kind) -> Iterator[tuple[Symbol, Symbol]]:
        """What is declared before and after under one name, and is of that kind on both sides."""
        for name, old in self.before.symbols.items():
            new = self.after.symbols.get(name)
            if new is not None and old.kind is kind and new.kind is kind:
                yield old, new

    def owners(self) -> Iterator[Key]:
        """The messages and enums that are there before and after."""
        for name, old in self.before.symbols.items():
            if old.kind in (Kind.MESSAGE, Kind.ENUM) and name in self.after.symbols:
                yield name

    def removed(self, owner: Key) -> Iterator[Symbol]:
        """Fields or values of an owner that stays, which have gone under their name."""
        for symbol in self.before.members.get(owner, ()):
            if symbol.full_name not in self.after.symbols:
                yield symbol

    def renamed(self, old: Symbol) -> Symbol | None:
        """What has a removed member's number now, if it says the same of the bytes; else None."""
        new = self.after.numbered(old.parent or "").get(old.number if old.number is not None else -1)
        if new is None or new.full_name in self.before.symbols:
            return None
        alike = self.before.type_of(old) == self.after.type_of(new) and old.label == new.label
        return new if alike else None
