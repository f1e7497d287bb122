"""Names that macros put behind others: paths with a variable in them, tried with what the macro's calls pass in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from protoref.indexers.rust.index import MacroCall, Path, RustIndex, Segment, Token
from protoref.linking.rust.entities import EVERY, Found, GeneratedEntity, ModuleEntity, Namespace, Unknown
from protoref.linking.rust.facts import Place
from protoref.linking.rust.macro_heads import Head
from protoref.linking.rust.recorder import Recorder
from protoref.linking.rust.resolver import Resolver
from protoref.model.occurrence import Usage

_ARGUMENTS = 2000
"""How many arguments of a macro's calls are tried for its variables."""
_TRIES = 4000
"""How many paths are made of one with variables."""


class _Written(NamedTuple):
    """A path as a macro may write it: where it starts, its segments, and how it begins."""

    place: Place
    segments: tuple[Segment, ...]
    leading: str

    def then(self, segments: Iterable[Segment]) -> _Written:
        return self._replace(segments=(*self.segments, *segments))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.segments)


class MacroVariables:
    """Follows the variables of macros in one document.

    Which argument a variable takes is not followed; but the code compiles, so where just one argument of a call
    makes a path that exists, it is that one. What one macro passes on to another is only possible.
    """

    def __init__(self, resolver: Resolver, recorder: Recorder, document: str, interesting: frozenset[str]) -> None:
        self._resolver = resolver
        self._facts = resolver.facts
        self._macros = resolver.facts.macros
        self._heads = resolver.facts.heads
        self._recorder = recorder
        self._document = document
        self._index: RustIndex = resolver.tree.indexes[document]
        self._interesting = interesting
        self._known: dict[tuple[Place, tuple[str, ...], str, int], bool] = {}
        """Which paths find something generated behind their first segments."""

    def declared(self, segments: Iterable[Segment | Token]) -> None:
        """The names of macros' variables are names of their own."""
        for one in segments:
            if one.name[0] == "$" and one.name[1:] in self._recorder.names:
                self._recorder.note(one.name[1:], one.start + 1, one.end, "variable of a macro")

    def holds_everywhere(self, place: Place, path: Path, steps: list[tuple[Found, ...]]) -> bool:
        """Whether a path in a macro means at its calls what it means at its definition.

        It does where it starts at a crate; otherwise one call in the same module proves it.
        """
        tree = self._resolver.tree
        if path.segments[0].name == "crate":
            return True
        starts = {one.entity.number for one in steps[0] if isinstance(one.entity, ModuleEntity)}
        if (starts & self._facts.roots) - {self._facts.crate(place.module).root}:
            return True
        home = tree.module_scope(self._document, path.scope)
        return any(
            document == self._document and tree.module_scope(document, call.scope) == home
            for document, call in self._macros.calls(self._index.scopes[path.scope].name)
        )

    # -- in the macro's definition

    def path(self, place: Place, path: Path) -> None:
        """A path in a macro with a variable in it (`crate::$module::Thing`): tried with all that calls pass in.

        Where no call is seen, the names behind the variable stay unresolved.
        """
        at = next(number for number, segment in enumerate(path.segments) if segment.name[0] == "$")
        head, tail = path.segments[:at], path.segments[at + 1 :]
        self.declared(path.segments)
        if head:  # what stands before a variable: `Status::$variant` refers to the enum
            steps = self._resolver.walk(place, head, path.leading, (Namespace.TYPE,))
            certain = self.holds_everywhere(place, path, steps)
            self._recorder.path(place, head, steps, Usage.MACRO, certain=certain, whole=False)
        name = self._index.scopes[path.scope].name
        wanted = [one for one in tail if one.name in self._interesting]
        arguments = self._macros.arguments(name)
        forwarded = list(self._forwarded(name)) if wanted else []
        if wanted:
            self._try(place, path, arguments, certain=True)
            self._try(place, path, forwarded, certain=False)
        for segment in tail:
            if segment.name not in self._recorder.names or self._recorder.is_reference(segment.start):
                continue
            why = "behind a variable of a macro"
            if arguments or any(given for _, given in forwarded):
                self._recorder.note(*segment, f"{why}: with what its calls pass in, nothing generated")
            else:
                self._recorder.resolve(place, segment, (Found(Unknown(f"{why} that no call is seen of")),), None)

    def written(self, place: Place, path: Path) -> None:
        """A path in a macro without a variable: behind what the macro imports, or passes it on to."""
        name = self._index.scopes[path.scope].name
        if path.leading or not any(one.name in self._interesting for one in path.segments):
            return
        heads = self._heads.within(name)
        if not heads:
            return
        given = [one for _, paths in self._macros.bodies(name) for one in paths if one.segments[0].name[0] != "$"]
        for head in heads:
            self._behind(head, [path], given, path.scope, certain=False)

    def _forwarded(self, name: str) -> Iterator[tuple[str, tuple[Path, ...]]]:
        """What other macros may pass on to a macro: what they are passed themselves, and what stands in them."""
        for feeder in self._heads.feeders(name):
            yield from self._macros.arguments(feeder)
            yield from self._macros.bodies(feeder)

    def _try(self, place: Place, path: Path, calls: list[tuple[str, tuple[Path, ...]]], *, certain: bool) -> None:
        """Refers from what stands behind a variable, with each argument of each call in the variable's place."""
        variables = [number for number, one in enumerate(path.segments) if one.name[0] == "$"]
        tail = path.segments[variables[-1] + 1 :]
        seen: set[tuple[object, ...]] = set()
        for document, arguments in calls:
            given = _distinct(arguments)
            key = (
                (frozenset(given),) if variables[0] else (frozenset(given), document, arguments and arguments[0].scope)
            )
            if key in seen or len(seen) > _ARGUMENTS:
                continue
            seen.add(key)
            first = _Written(place, path.segments[: variables[-1] + 1], path.leading)
            filled = self._filled(first, document, given.values())
            hits = [
                (start.then(tail), len(start.segments))
                for start in filled or ()
                if self._leads_on(start.then(tail), len(start.segments))
            ]
            sure = certain and len({one.names for one, _ in hits}) == 1
            for one, known in hits:
                self._tail(place, one, known, sure)

    # -- in the macro's calls

    def passed(self, call: MacroCall) -> None:
        """Names that are passed to a macro which puts them behind a path of its own (`crate::pb::$name`)."""
        for one in self._macros.variants(self._document, call):
            for place in self._facts.places(self._document, call.scope) if one.name in self._interesting else ():
                alone = _Written(place, (one,), "")
                if self._leads_on(alone, 0):
                    self._tail(place, alone, 0, certain=False)
        given = self._macros.given(self._document, call)[:_ARGUMENTS]
        wanted = [one for one in given if any(part.name in self._interesting for part in one.segments)]
        if not wanted:
            return
        own, others = self._heads.of_call(self._document, call)
        for head in own:
            self._behind(head, wanted, given, call.scope, certain=not head.glob)
        for head in others:
            self._behind(head, wanted, given, call.scope, certain=False)

    def _behind(self, head: Head, wanted: list[Path], given: Collection[Path], scope: int, *, certain: bool) -> None:
        """Refers from names in a scope of this document, which stand behind the head of a macro."""
        for place in self._facts.places(self._document, scope):
            for there in self._starts(head, place):
                first = _Written(there, head.segments, head.leading)
                filled = self._filled(first, self._document, _distinct(given).values()) if head.segments else None
                if filled is None:
                    self._hidden(place, wanted)
                    continue
                hits = [
                    (
                        start.then(one.segments),
                        len(start.segments) if head.glob else len(start.segments) + len(one.segments) - 1,
                    )
                    for start in filled
                    for one in wanted
                    if not one.leading
                ]
                hits = [(one, known) for one, known in hits if self._leads_on(one, known)]
                sure = certain and len({one.segments[-1].name for one, _ in hits}) == 1
                for one, known in hits:
                    self._tail(place, one, known, sure)

    def _starts(self, head: Head, place: Place) -> list[Place]:
        """Where a head starts: at a crate it does so where it is defined, otherwise where the macro is called, too."""
        there = list(self._facts.places(head.document, head.scope))
        anywhere = head.leading or not head.segments or head.segments[0].name == "crate"
        return there[:1] if not head.segments else there if anywhere else list(dict.fromkeys([*there, place]))

    def _hidden(self, place: Place, wanted: Iterable[Path]) -> None:
        """Leaves names open that a macro may put behind anything."""
        why = Unknown("passed to a macro that may put it behind something else")
        for one in wanted:
            if one.segments[0].name in self._recorder.names and not self._recorder.is_reference(one.segments[0].start):
                self._recorder.resolve(place, one.segments[0], (Found(why),), None)

    # -- both

    def _filled(self, path: _Written, document: str, given: Collection[Path]) -> list[_Written] | None:
        """A path with arguments of a call in the place of its variables, as far as it exists; None for too many."""
        live, tries = [path._replace(segments=())], 0
        for segment in path.segments:
            if segment.name[0] != "$":
                live = [one.then([segment]) for one in live]
                continue
            grown = []
            for one in live:
                tries += len(given)
                if tries > _TRIES:
                    return None
                for argument in given:
                    if one.segments:
                        grown.append(one.then(argument.segments))
                    else:
                        places = self._facts.places(document, argument.scope)
                        grown += [_Written(there, argument.segments, argument.leading) for there in places]
            live = [one for one in grown if self._opens(one)]
        return live

    def _opens(self, path: _Written) -> bool:
        """Whether a path is something that others can stand behind."""
        found = self._resolver.walk(path.place, path.segments, path.leading, (Namespace.TYPE,))[-1]
        ends = (one.entity for one in self._recorder.expanded(found))
        return any(isinstance(one, ModuleEntity | GeneratedEntity) for one in ends)

    def _leads_on(self, path: _Written, known: int) -> bool:
        """Whether a path finds something generated behind its first segments."""
        if not any(one.name in self._interesting for one in path.segments[known:]):
            return False
        key = (path.place, path.names, path.leading, known)
        if key not in self._known:
            self._known[key] = self._finds(path, known)
        return self._known[key]

    def _finds(self, path: _Written, known: int) -> bool:
        steps = self._resolver.walk(path.place, path.segments, path.leading, EVERY)[known:]
        return any(isinstance(one.entity, GeneratedEntity) for found in steps for one in self._recorder.expanded(found))

    def _tail(self, place: Place, path: _Written, known: int, certain: bool) -> None:
        """Refers from those segments of a path that stand in this document."""
        steps = self._resolver.walk(path.place, path.segments, path.leading, EVERY)
        for number in range(known, len(path.segments)):
            last = number == len(path.segments) - 1
            self._recorder.refer(place, path.segments, steps, number, Usage.MACRO, last=last, certain=certain)


def _distinct(arguments: Iterable[Path]) -> dict[tuple[str, ...], Path]:
    """Each path once, as many as are tried."""
    given = {
        tuple(segment.name for segment in one.segments): one for one in arguments if one.segments[0].name[0] != "$"
    }
    return dict(islice(given.items(), _ARGUMENTS))
