"""Collects what linking finds out about one document."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.indexers.python.index import PythonIndex
from protoref.linking.base import LinkInput
from protoref.linking.python.values import GeneratedValue, SymbolValue, Value, Via
from protoref.model.generated import Form
from protoref.model.occurrence import (
    Certainty,
    LinkedDocument,
    OpaqueSpot,
    Reference,
    Resolution,
    Usage,
)
from protoref.model.schema import Key
from protoref.model.source import Range, Role

_BOUND_FORMS = frozenset({Form.TYPE, Form.CLIENT, Form.SERVER, Form.FUNCTION, Form.MODULE})
"""What stays a reference under whatever name it is bound to. A constant that a variable holds is data."""


class Recorder:
    """The references, resolutions and opaque spots of one document, each place once."""

    def __init__(self, index: PythonIndex, given: LinkInput) -> None:
        self._index = index
        self._given = given
        self._role = given.roles.get(index.path, Role.PRODUCTION)
        self._references: dict[tuple[Range, Key], Reference] = {}
        self._spots: dict[tuple[Range | None, str], OpaqueSpot] = {}
        self.resolutions: dict[int, Resolution] = {}

    def refer(
        self, text: str, place: Range, values: Iterable[Value], usage: Usage, *, own: bool = False, sure: bool = True
    ) -> bool:
        """Record what an identifier refers to.

        Args:
            text: the identifier.
            place: where it stands.
            values: what it may stand for.
            usage: how it is used.
            own: it is the generated name itself (an attribute, an import), so constants count, too.
            sure: resolution proved the values.

        Returns:
            Whether any of them is generated.
        """
        symbols: dict[Key, SymbolValue] = {}
        origins: set[str] = set()
        found = False
        for value in values:
            if isinstance(value, GeneratedValue):
                key, name = value.generated.subject, value.generated.name
                certain = sure and value.generated.certain
                self._add(key, place, usage, certain, value.via, alias=name != text)
                found = True
            elif isinstance(value, SymbolValue) and not value.held and (own or value.form in _BOUND_FORMS):
                symbols.setdefault(value.symbol, value)
                origins.add(value.generated.key)
        # Where several modules cannot be told apart, the symbol is certain all the same if each has the same one.
        agreed = len(symbols) == 1 < len(origins)
        for key, value in symbols.items():
            certain = sure and (value.generated.certain or (agreed and value.generated.proven))
            self._add(key, place, usage, certain, value.via, alias=value.name.rpartition(".")[2] != text)
        return found or bool(symbols)

    def possible(self, keys: Iterable[Key], place: Range, usage: Usage, via: Via) -> None:
        """Record references that resolution did not prove."""
        for key in keys:
            self._add(key, place, usage, False, via, alias=False)

    def _add(self, key: Key, place: Range, usage: Usage, certain: bool, via: Via, *, alias: bool) -> None:
        known = self._references.get((place, key))
        if known is not None and (known.certainty is Certainty.CERTAIN or not certain):
            return
        certainty = Certainty.CERTAIN if certain else Certainty.POSSIBLE
        self._references[place, key] = Reference(
            key, self._index.path, place, "python", usage, certainty, self._role, tuple(via), alias
        )

    def resolve(
        self, name: str, place: Range, what: str, *, resolved: bool = True, reach: tuple[Key, ...] | None = None
    ) -> None:
        """Record what an identifier is that is no reference, if anybody asked for its name."""
        if name in self._given.names:
            self.resolutions.setdefault(place.start, Resolution(place, resolved, what, reach))

    def spot(self, place: Range | None, reason: str, detail: str, reach: Iterable[Key]) -> None:
        """Record a place that could hide a use; nothing if it could hide none. What else it could hide is added to it."""
        known = self._spots.get((place, reason))
        keys = {*reach, *(known.reach if known is not None else ())}
        if keys:
            detail = known.detail if known is not None else detail
            self._spots[place, reason] = OpaqueSpot(self._index.path, place, reason, detail, tuple(sorted(keys)))

    def finish(self) -> LinkedDocument:
        """Everything that was recorded, sorted."""
        places = {place.start for place, _ in self._references}
        return LinkedDocument(
            self._index.path,
            "python",
            tuple(sorted(self._references.values(), key=lambda one: (one.range, one.symbol))),
            {start: self.resolutions[start] for start in sorted(self.resolutions) if start not in places},
            tuple(sorted(self._spots.values(), key=lambda one: (one.range or Range(0, 0), one.reason))),
            self._index.comments,
            self._index.strings,
            broken=bool(self._index.failure),
        )
