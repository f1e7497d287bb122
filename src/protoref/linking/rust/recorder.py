"""Keeps the account of one document: what its identifiers refer to, and what else they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from protoref.indexers.rust.index import Position, RustIndex, Segment
from protoref.linking.rust.entities import Found, GeneratedEntity, ItemEntity, ModuleEntity, Other, Unknown
from protoref.linking.rust.facts import Place
from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.reach import Reach, nodes_in
from protoref.linking.rust.resolver import Resolver
from protoref.model.generated import Form
from protoref.model.occurrence import Certainty, Reference, Resolution, Step, Usage
from protoref.model.schema import Key
from protoref.model.source import Range, Role

_KEYWORDS = frozenset({"self", "super", "crate", "Self"})
"""Segments that name nothing."""


class Recorder:
    """Takes in what was resolved, and keeps the surest reference for each place and symbol.

    Attributes:
        names: the generated names that are searched for: each of their occurrences gets an answer.
    """

    def __init__(self, resolver: Resolver, reach: Reach, document: str, names: frozenset[str], role: Role) -> None:
        self.names = names
        self._resolver = resolver
        self._facts = resolver.facts
        self._reach = reach
        self._document = document
        self._index: RustIndex = resolver.tree.indexes[document]
        self._role = role
        self._opaque = [Range(spot.start, spot.end) for spot in self._index.opaque]
        self._references: dict[tuple[int, int, Key], Reference] = {}
        self._resolutions: dict[int, Resolution] = {}

    def result(self) -> tuple[tuple[Reference, ...], dict[int, Resolution]]:
        """All references by place, and the resolutions of the other names of interest by start."""
        self._leave_out_own_package()
        references = sorted(self._references.values(), key=lambda one: (one.range, one.symbol))
        starts = {reference.range.start for reference in references}
        kept = {start: one for start, one in sorted(self._resolutions.items()) if start not in starts}
        return tuple(references), kept

    def is_reference(self, start: int) -> bool:
        """Whether the identifier that starts at an offset refers to something, as far as was recorded."""
        return any(one[0] == start for one in self._references)

    # -- references

    def path(
        self,
        place: Place,
        segments: Sequence[Segment],
        steps: list[tuple[Found, ...]],
        usage: Usage,
        *,
        certain: bool,
        whole: bool = True,
        position: Position | None = None,
    ) -> None:
        """Records each segment of a path.

        Args:
            place: where it stands.
            segments: its identifiers.
            steps: what each of them is.
            usage: how it is used.
            certain: whether resolution proves it.
            whole: it ends with these segments; otherwise a macro's variable follows.
            position: where it stands, if that tells what a name may be.
        """
        for number, (segment, found) in enumerate(zip(segments, steps, strict=True)):
            last = whole and number == len(steps) - 1
            referenced = self.refer(place, segments, steps, number, usage, last=last, certain=certain)
            if not referenced and segment.name in self.names:
                self.resolve(place, segment, found, position)

    def refer(
        self,
        place: Place,
        segments: Sequence[Segment],
        steps: list[tuple[Found, ...]],
        number: int,
        usage: Usage,
        *,
        last: bool,
        certain: bool,
    ) -> bool:
        """Records what one segment of a path refers to; tells whether it refers to anything generated."""
        segment = segments[number]
        if segment.name in _KEYWORDS:
            return False
        named = self._named(segments, steps, number)
        # A lone name that a macro is passed may be a word of its own (`b Machine;`) that happens to be a module's.
        bare = certain and not (len(segments) == 1 and usage in (Usage.MACRO, Usage.ATTRIBUTE))
        referenced = False
        for one in self.expanded(steps[number]):
            if isinstance(one.entity, ModuleEntity) and last:
                referenced |= self._module(place, segment, one, usage, bare)
            if not isinstance(one.entity, GeneratedEntity):
                continue
            node, sure = one.entity.node, certain and not one.entity.guessed
            for symbol, form in _meanings(node):
                if form is Form.MODULE and not last:
                    continue
                referenced = True
                proved = sure and (bare or form is not Form.MODULE)
                self.record(place, segment, node, symbol, usage, proved, one.chain)
            if node.parent is not None and node.is_variant and node.parent not in named:
                for symbol in node.parent.meanings:
                    self.record(place, segment, node, symbol, usage, sure, one.chain)
        return referenced

    def _module(self, place: Place, segment: Segment, found: Found, usage: Usage, certain: bool) -> bool:
        """Records a module that is a schema file's own; tells whether it is one."""
        module = self._resolver.tree.modules[found.entity.number] if isinstance(found.entity, ModuleEntity) else None
        roots = module.mounts if module is not None and module.generated else ()
        for root in roots:
            for symbol in root.meanings:
                self.record(place, segment, root, symbol, usage, certain, found.chain)
        return any(root.meanings for root in roots)

    def _named(
        self, segments: Sequence[Segment], steps: list[tuple[Found, ...]], number: int
    ) -> frozenset[GeneratedNode]:
        """The generated names that the segment before refers to: a variant behind its enum's name does not stand bare."""
        if number == 0 or segments[number - 1].name in _KEYWORDS:
            return frozenset()
        found = self.expanded(steps[number - 1])
        return frozenset(one.entity.node for one in found if isinstance(one.entity, GeneratedEntity))

    def expanded(self, found: tuple[Found, ...]) -> Iterator[Found]:
        """What was found, type aliases replaced by what they stand for."""
        for one in found:
            if isinstance(one.entity, ItemEntity) and self._facts.is_alias(one.entity):
                for target in self._resolver.alias_target(one.entity):
                    yield replace(target, chain=(*one.chain, *target.chain))
            else:
                yield one

    def record(
        self,
        place: Place,
        segment: Segment,
        node: GeneratedNode,
        symbol: Key,
        usage: Usage,
        certain: bool,
        chain: tuple[Step, ...],
    ) -> None:
        """Records a reference, unless a surer one is known."""
        name, start, end = segment
        start = _bare(name, start, end)
        proved = certain and not self._facts.crate(place.module).loose
        proved = proved and not any(spot_range.start <= start < spot_range.end for spot_range in self._opaque)
        how = chain or (Step(name, f"generated for {node.origin}"),)
        key = (start, end, symbol)
        known = self._references.get(key)
        if known is not None and (known.certainty is Certainty.CERTAIN or not proved):
            return
        self._references[key] = Reference(
            symbol,
            self._index.path,
            Range(start, end),
            "rust",
            usage,
            Certainty.CERTAIN if proved else Certainty.POSSIBLE,
            self.role_at(place),
            how,
            name != node.name,
        )

    def role_at(self, place: Place) -> Role:
        """What the code at a place is for: modules and functions may be for tests only."""
        if self._role is not Role.PRODUCTION:
            return self._role
        if self._resolver.tree.modules[place.module].test:
            return Role.TEST
        scope = place.scope
        while scope >= 0:
            if self._index.scopes[scope].test:
                return Role.TEST
            scope = self._index.scopes[scope].parent
        return self._role

    def _leave_out_own_package(self) -> None:
        """In a committed generated file (one with additions), the names of its own package are no uses of them."""
        unit = self._resolver.tree.committed.get(self._document)
        if unit is None:
            return
        tree = self._resolver.tree.generated.tree(unit, None)
        own = {symbol for node in nodes_in(tree) for symbol in node.meanings}
        for key, reference in list(self._references.items()):
            if reference.symbol in own:
                del self._references[key]
                what = f"code generated for {tree.origin}, with additions"
                self._resolutions.setdefault(key[0], Resolution(reference.range, True, what))

    # -- what else names are

    def resolve(self, place: Place, segment: Segment, found: tuple[Found, ...], position: Position | None) -> None:
        """Notes what a name is that refers to nothing generated, or where resolution stopped."""
        unknown = [one.entity for one in found if isinstance(one.entity, Unknown)]
        known = [one for one in found if not isinstance(one.entity, Unknown)]
        if known:
            entity = known[0].entity
            what = self._facts.describe(entity)
            if isinstance(entity, GeneratedEntity):
                what = f"module on the way to a generated name: {what}"
            if known[0].chain and isinstance(known[0].entity, Other):
                what = f"{what} ({known[0].chain[0].how})"
            self.note(*segment, what)
        elif reach := self._hidden_behind(place, segment.name, unknown):
            self.note(*segment, unknown[0].why, reach)
        elif position is Position.PATTERN:
            self.note(*segment, "variable bound by a pattern")
        else:
            self.note(*segment, unknown[0].why if unknown else f"no {segment.name} is declared or imported here")

    def _hidden_behind(self, place: Place, name: str, unknown: Sequence[Unknown]) -> tuple[Key, ...]:
        """The symbols that a name may stand for where resolution stopped."""
        if any(one.mounts for one in unknown):
            return self._reach.anywhere(name)
        return self._reach.of(place.module, name) if unknown and unknown[0].possible else ()

    def note(self, name: str, start: int, end: int, what: str, reach: tuple[Key, ...] = ()) -> None:
        """Notes what a name is, or (with a reach) why that is not known.

        Keeps the less resolved of two answers: they come from different crates.
        """
        start = _bare(name, start, end)
        known = self._resolutions.get(start)
        if known is None or (known.resolved and reach):
            self._resolutions[start] = Resolution(Range(start, end), not reach, what, reach)


def _bare(name: str, start: int, end: int) -> int:
    """Where an identifier starts behind its `r#`."""
    size = len(name.encode("utf-8", "surrogateescape"))
    return end - size if end - start == size + 2 else start


def _meanings(node: GeneratedNode) -> Iterable[tuple[Key, Form]]:
    """What a name stands for. The module of one lone nested type stands for that type, the only thing it leads to."""
    if list(node.meanings.values()) == [Form.MODULE] and len(node.children) == 1:
        (inner,) = node.children.values()
        return [(symbol, Form.MODULE) for symbol in inner.meanings]
    return node.meanings.items()
