"""The references of one document, and what every other name of interest in it is."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import partial

from protoref.indexers.rust.index import Path, Position, RustIndex, Segment, Token, TokenKind, Use
from protoref.linking.rust.attribute_macros import attribute_calls
from protoref.linking.rust.attribute_strings import attribute_paths
from protoref.linking.rust.entities import EVERY, Found, Namespace, Other, Unknown
from protoref.linking.rust.expanded import CALLERS, Expanded, held_by
from protoref.linking.rust.facts import Place
from protoref.linking.rust.macro_variables import MacroVariables
from protoref.linking.rust.reach import Reach
from protoref.linking.rust.recorder import Recorder
from protoref.linking.rust.rpcs import Rpcs
from protoref.linking.rust.twins import twins
from protoref.linking.rust.types import Types
from protoref.model.occurrence import EVERYTHING, OpaqueSpot, Reference, Resolution, Usage
from protoref.model.source import Range, Role

_USAGES = {
    Position.TYPE: Usage.TYPE,
    Position.EXPRESSION: Usage.OTHER,
    Position.CALL: Usage.CALL,
    Position.PATTERN: Usage.PATTERN,
    Position.STRUCT: Usage.CALL,
    Position.TRAIT: Usage.IMPLEMENT,
    Position.SELF_TYPE: Usage.TYPE,
    Position.ALIAS: Usage.ALIAS,
    Position.MACRO_NAME: Usage.MACRO,
    Position.TREE: Usage.MACRO,
    Position.ATTRIBUTE: Usage.ATTRIBUTE,
    Position.BODY: Usage.MACRO,
    Position.VISIBILITY: Usage.OTHER,
}
_SPACES: dict[Position, tuple[Namespace, ...]] = {
    Position.TYPE: (Namespace.TYPE,),
    Position.TRAIT: (Namespace.TYPE,),
    Position.SELF_TYPE: (Namespace.TYPE,),
    Position.ALIAS: (Namespace.TYPE,),
    Position.STRUCT: (Namespace.TYPE,),
    Position.CALL: (Namespace.VALUE,),
    Position.EXPRESSION: (Namespace.VALUE,),
    Position.PATTERN: (Namespace.VALUE, Namespace.TYPE),
    Position.MACRO_NAME: (Namespace.MACRO,),
}
_TYPES = frozenset({Position.TYPE, Position.TRAIT, Position.SELF_TYPE, Position.ALIAS})
"""Where a type is named: no variant is one."""
_TOKENS = {
    TokenKind.DECLARATION: "declared here",
    TokenKind.BINDING: "local variable",
    TokenKind.FIELD: "field",
    TokenKind.METHOD: "method",
    TokenKind.LABEL: "label or lifetime",
    TokenKind.ASSOCIATED: "associated type",
    TokenKind.HIDDEN: "part of a macro's pattern or of a visibility",
}


class DocumentLinker:
    """Links one document in every crate that it belongs to."""

    def __init__(
        self,
        types: Types,
        reach: Reach,
        document: str,
        interesting: frozenset[str],
        longer: Container[str],
        names: frozenset[str],
        role: Role,
        expanded: Expanded,
    ) -> None:
        """Prepares a document.

        Args:
            types: answers what expressions are.
            reach: what names could stand for where resolution stops.
            document: its path.
            interesting: names that may lead to generated code.
            longer: those that do so behind a module's path, where a macro may have made them of generated ones.
            names: those that are searched for.
            role: what the document is for.
            expanded: where else its code may stand.
        """
        self._resolver = types.resolver
        self._reach = reach
        self._document = document
        self._index: RustIndex = types.tree.indexes[document]
        self._interesting = interesting
        self._longer = longer
        self._names = names
        self._recorder = Recorder(types.resolver, reach, document, names, role)
        self._variables = MacroVariables(types.resolver, self._recorder, document, interesting)
        self._rpcs = Rpcs(types, self._recorder, document, reach.methods)
        self._twins = twins(self._index)
        self._expanded = expanded
        self.opaque: list[OpaqueSpot] = []
        """Names that are put together, known once the document was linked."""

    def run(self) -> tuple[tuple[Reference, ...], dict[int, Resolution]]:
        """All references by place, and the resolutions of the other names of interest by start."""
        places = self._resolver.facts.places
        callers = self._expanded.callers(self._document)
        for path in self._index.paths:
            if self._may_lead(path.segments):
                for place in places(self._document, path.scope):
                    self._path(place, path)
                if callers and self._expanded.is_written(self._document, path):
                    self._written(callers, path)
        for path, expected in attribute_paths(self._index, partial(self._resolver.tree.scope_at, self._document)):
            if self._may_lead(path.segments):
                for place in places(self._document, path.scope):
                    self._attribute(place, path, expected)
        for use in self._index.uses:
            if use.name in self._names or any(segment.name in self._interesting for segment in use.segments):
                for place in places(self._document, use.scope):
                    self._use(place, use)
        for token in self._index.tokens:
            if token.name in self._names:
                self._token(token)
        self._variables.declared(token for token in self._index.tokens if token.name[:1] == "$")
        for impl in self._index.impls:
            self._rpcs.implemented(impl)
        for method in self._index.calls:
            self._rpcs.called(method)
        calls = attribute_calls(self._index, self._resolver.facts.heads.names)
        for call in (*self._index.macros, *self._index.wrappers, *calls):
            self._variables.passed(call)
        return self._recorder.result()

    def _may_lead(self, segments: Sequence[Segment]) -> bool:
        return any(one.name in self._interesting or one.name[0] in "$#" for one in segments) or any(
            one.name in self._longer for one in segments[1:]
        )

    def role_at(self, place: Place) -> Role:
        """What the code at a place is for."""
        return self._recorder.role_at(place)

    def _path(self, place: Place, path: Path) -> None:
        if any(segment.name[0] == "#" for segment in path.segments):
            self._interpolated(place, path)
            return
        if path.position is Position.BODY and any(segment.name[0] == "$" for segment in path.segments):
            self._variables.path(place, path)
            return
        steps = self._resolver.walk(place, path.segments, path.leading, _SPACES.get(path.position, EVERY))
        if path.position in _TYPES and path.segments[0].name == "Self":
            steps = _associated(steps)
        certain = path.position is not Position.BODY or self._variables.holds_everywhere(place, path, steps)
        usage, position = _USAGES[path.position], path.position
        self._recorder.path(place, path.segments, steps, usage, certain=certain, position=position)
        if position is Position.BODY:
            self._variables.written(place, path)

    def _written(self, callers: Sequence[Place], path: Path) -> None:
        """A path in a macro, where the macro is called."""
        if len(callers) > CALLERS:
            self._leave_open(path)
            return
        variables = {segment.name[0] for segment in path.segments} & {"$", "#"}
        for place in callers:
            if "#" in variables:
                self._interpolated(place, path)
            elif not variables:
                steps = self._resolver.walk(place, path.segments, path.leading, EVERY)
                for number in range(len(steps)):
                    last = number == len(steps) - 1
                    self._recorder.refer(place, path.segments, steps, number, Usage.MACRO, last=last, certain=False)

    def _leave_open(self, path: Path) -> None:
        """A path in a macro that may be called from more crates than are looked into."""
        why = "in a macro that more crates may call than are looked into"
        for segment in path.segments:
            if segment.name[0] == "#":
                place = Range(segment.start, segment.end)
                self.opaque.append(OpaqueSpot(self._index.path, place, "computed-name", why, EVERYTHING))
            elif segment.name in self._names and not self._recorder.is_reference(segment.start):
                self._recorder.note(*segment, why, self._reach.anywhere(segment.name))

    def _interpolated(self, place: Place, path: Path) -> None:
        """A path that goes on with a name which `quote!` puts in: any that is in what stands before it."""
        at = next(number for number, segment in enumerate(path.segments) if segment.name[0] == "#")
        head, name = path.segments[:at], path.segments[at]
        steps = self._resolver.walk(place, head, path.leading, (Namespace.TYPE,))
        self._recorder.path(place, head, steps, Usage.MACRO, certain=False, whole=False)
        keys = held_by(self._resolver, self._recorder.expanded(steps[-1]))
        if keys:
            written = "::".join(one.name for one in head)
            detail = f"a macro puts a name behind {written}"
            spot = OpaqueSpot(
                self._index.path, Range(name.start, name.end), "computed-name", detail, tuple(sorted(keys))
            )
            self.opaque.append(spot)

    def _attribute(self, place: Place, path: Path, expected: bool) -> None:
        """A path in the string of an attribute. A name alone that leads to nothing generated may be no path at all."""
        steps = self._resolver.walk(place, path.segments, path.leading, (Namespace.TYPE, Namespace.VALUE))
        if expected and len(path.segments) > 1:
            self._recorder.path(place, path.segments, steps, Usage.ATTRIBUTE, certain=True, position=path.position)
            return
        for number in range(len(steps)):
            last = number == len(steps) - 1
            self._recorder.refer(place, path.segments, steps, number, Usage.ATTRIBUTE, last=last, certain=expected)

    def _use(self, place: Place, use: Use) -> None:
        steps = self._resolver.walk_use(place, use)
        usage = Usage.REEXPORT if use.public else Usage.IMPORT
        for number, (segment, found) in enumerate(zip(use.segments, steps, strict=True)):
            last = number == len(steps) - 1 or use.segments[number + 1].name == "self"
            referenced = self._recorder.refer(place, use.segments, steps, number, usage, last=last, certain=True)
            if not referenced and segment.name in self._names:
                self._recorder.resolve(place, segment, found, None)
        if use.renamed and use.name in self._names:
            written = "::".join(segment.name for segment in use.segments)
            self._recorder.note(use.name, use.name_start, use.name_end, f"new name of {written}")

    def _token(self, token: Token) -> None:
        what = _TOKENS[token.kind]
        if token.kind is TokenKind.DECLARATION:
            item = next((one for one in self._index.items if one.start == token.start), None)
            if token.start in self._twins and (reach := self._reach.anywhere(token.name)):
                why = "coded like a generated message: generated, or a twin that reads the same bytes"
                self._recorder.note(token.name, token.start, token.end, why, reach)
                return
            what = f"declaration of {item.kind.value} {item.name}" if item else "declared here"
        self._recorder.note(token.name, token.start, token.end, what)


def _associated(steps: list[tuple[Found, ...]]) -> list[tuple[Found, ...]]:
    """What `Self::Item` is as a type, whatever `Self` is: a type of that implementation or of its trait."""
    other = (Found(Other("an associated type of Self")),)
    return [
        steps[0],
        *(other if all(isinstance(one.entity, Unknown) for one in found) else found for found in steps[1:]),
    ]
