"""Paths with a macro's variable in them, tried with what the macro's calls pass in."""

from __future__ import annotations

from collections.abc import Iterable

from protoref.indexers.rust.index import MacroCall, Path, Position, RustIndex, Segment, Token
from protoref.linking.rust.entities import EVERY, Found, GeneratedEntity, ModuleEntity, Namespace, Unknown
from protoref.linking.rust.facts import Place
from protoref.linking.rust.recorder import Recorder
from protoref.linking.rust.resolver import Resolver
from protoref.model.occurrence import Usage

_ARGUMENTS = 2000
"""How many arguments of a macro's calls are tried for its variables."""


class MacroVariables:
    """Follows the variables of macros in one document.

    Which argument a variable takes is not followed; but the code compiles, so where just one argument of a call
    makes a path that exists, it is that one.
    """

    def __init__(self, resolver: Resolver, recorder: Recorder, document: str, interesting: frozenset[str]) -> None:
        self._resolver = resolver
        self._facts = resolver.facts
        self._macros = resolver.facts.macros
        self._recorder = recorder
        self._document = document
        self._index: RustIndex = resolver.tree.indexes[document]
        self._interesting = interesting

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
        arguments = self._macros.arguments(self._index.scopes[path.scope].name)
        if any(segment.name in self._interesting for segment in tail):
            self._try(place, path, at, arguments)
        for segment in tail:
            if segment.name not in self._recorder.names or self._recorder.is_reference(segment.start):
                continue
            why = "behind a variable of a macro"
            if arguments:
                self._recorder.note(*segment, f"{why}: with what its calls pass in, nothing generated")
            else:
                self._recorder.resolve(place, segment, (Found(Unknown(f"{why} that no call is seen of")),), None)

    def _try(self, place: Place, path: Path, at: int, calls: list[tuple[str, tuple[Path, ...]]]) -> None:
        """Refers from what stands behind a variable, with each argument of each call in the variable's place."""
        head, tail = path.segments[:at], path.segments[at + 1 :]
        seen: set[tuple[object, ...]] = set()
        for document, arguments in calls:
            names = {tuple(segment.name for segment in one.segments): one for one in arguments[:_ARGUMENTS]}
            key = (frozenset(names),) if head else (frozenset(names), document, arguments and arguments[0].scope)
            if key in seen or len(seen) > _ARGUMENTS:
                continue
            seen.add(key)
            hits: list[tuple[Place, list[Segment], int, str]] = []
            for argument in names.values():
                if head:
                    tries = [(place, [*head, *argument.segments, *tail], at + len(argument.segments), path.leading)]
                else:
                    tries = [
                        (there, [*argument.segments, *tail], len(argument.segments), argument.leading)
                        for there in self._facts.places(document, argument.scope)
                    ]
                hits.extend(one for one in tries if self._leads_on(*one))
            spellings = {tuple(segment.name for segment in one[1]) for one in hits}
            for there, segments, known, leading in hits:
                self._tail(place, there, segments, known, leading, len(spellings) == 1)

    # -- in the macro's calls

    def passed(self, call: MacroCall) -> None:
        """Names that are passed to a macro which puts them behind a path of its own (`crate::pb::$name`)."""
        for document, path in self._macros.tails(call.name):
            given = self._macros.paths_between(self._document, call.tree_start, call.end)[:_ARGUMENTS]
            arguments = [one for one in given if one.position is Position.TREE]
            for there in self._facts.places(document, path.scope):
                tries = [[*path.segments[:-1], *one.segments] for one in arguments]
                hits = [
                    segments
                    for segments in tries
                    if segments[-1].name in self._interesting
                    and self._leads_on(there, segments, len(segments) - 1, path.leading)
                ]
                certain = len({segments[-1].name for segments in hits}) == 1
                for segments in hits:
                    for place in self._facts.places(self._document, call.scope):
                        self._tail(place, there, segments, len(segments), path.leading, certain)

    # -- both

    def _leads_on(self, there: Place, segments: list[Segment], known: int, leading: str) -> bool:
        """Whether an expanded path finds something generated behind its variable."""
        steps = self._resolver.walk(there, segments, leading, EVERY)[known:]
        return any(isinstance(one.entity, GeneratedEntity) for found in steps for one in self._recorder.expanded(found))

    def _tail(
        self, place: Place, there: Place, segments: list[Segment], known: int, leading: str, certain: bool
    ) -> None:
        """Refers from those segments of an expanded path that stand in this document."""
        steps = self._resolver.walk(there, segments, leading, EVERY)
        first = known if known < len(segments) else known - 1
        for number in range(first, len(segments)):
            last = number == len(segments) - 1
            self._recorder.refer(place, segments, steps, number, Usage.MACRO, last=last, certain=certain)
