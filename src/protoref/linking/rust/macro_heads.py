"""What macros put in front of what they are passed: paths in their bodies up to a variable, and their glob imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import NamedTuple

from protoref.indexers.rust.index import Item, ItemKind, MacroCall, Path, Position, RustIndex, ScopeKind, Segment, Use
from protoref.linking.rust.macros import Macros

_REACHED = 50
"""Macros that are followed from one: those that it calls, or that it is told to call."""
_HEADS = 50
"""Different heads of the macros that one call reaches; of more it is not known what they put in front."""
_VARIABLES = 8
"""Variables of one path that are followed."""
_FILLED = 50
"""Glob imports that one call writes with what it passes in the place of variables."""
_HOLDS_IMPORTS = (ScopeKind.FILE, ScopeKind.MOD, ScopeKind.FN, ScopeKind.BLOCK)


class Head(NamedTuple):
    """What stands in front of something that a macro is passed.

    Attributes:
        document: of the macro.
        scope: of its body.
        segments: with variables of the macro; empty where it cannot be told (`$($part)::+::$name`).
        leading: like that of a `Path`.
        glob: it is imported with `*`: everything that the macro writes beside it may stand behind it.
        outer: the import stands where the macro is called.
        public: of an import.
    """

    document: str
    scope: int
    segments: tuple[Segment, ...]
    leading: str = ""
    glob: bool = False
    outer: bool = False
    public: str = ""


class MacroHeads:
    """The heads of all macros, and which macros each reaches. Built once, then only read (what is asked for is remembered)."""

    def __init__(self, indexes: Mapping[str, RustIndex], macros: Macros) -> None:
        self._indexes = indexes
        self._macros = macros
        self._heads: dict[str, tuple[Head, ...]] | None = None
        self._bodies: dict[str, list[Item]] = defaultdict(list)
        for index in indexes.values():
            for item in index.items:
                if item.kind is ItemKind.MACRO and item.body >= 0:
                    self._bodies[item.name].append(item)
        self._next: dict[str, frozenset[str]] = {}
        self._together: dict[frozenset[str], tuple[Head, ...]] = {}
        self._feeders: dict[str, set[str]] | None = None

    @property
    def names(self) -> Collection[str]:
        """Of all macros."""
        return self._bodies.keys()

    def own(self, name: str) -> tuple[Head, ...]:
        """The heads in the definitions of a macro."""
        if self._heads is None:
            self._heads = self._read()
        return self._heads.get(name, ())

    def of_call(self, document: str, call: MacroCall) -> tuple[tuple[Head, ...], tuple[Head, ...]]:
        """The heads of the macro that is called, and of those that it may pass things on to."""
        reached = self.reached({call.name, *call.inner})
        if "$" in reached:
            reached |= self.reached(self._named(document, call))
        return self.own(call.name), self._of(reached - {call.name})

    def within(self, name: str) -> tuple[Head, ...]:
        """The heads that the words of a macro's own body may get: by its imports, and by the macros that it calls."""
        imports = tuple(head for head in self.own(name) if head.glob)
        calls = self._called_by(name)
        again = self.own(name) if name in calls else ()
        return (*imports, *(head for head in again if not head.glob), *self._of(self.reached(calls) - {name}))

    def reached(self, names: Iterable[str]) -> frozenset[str]:
        """Macros of the repository, and those that they may call; ``$`` where one of them calls what it is passed."""
        found: set[str] = set()
        pending = sorted(names)
        while pending and len(found) < _REACHED:
            name = pending.pop()
            if name not in found and (name == "$" or name in self._bodies):
                found.add(name)
                pending += sorted(self._called_by(name) - found)
        return frozenset(found)

    def feeders(self, name: str) -> tuple[str, ...]:
        """The other macros that may pass something on to a macro."""
        if self._feeders is None:
            found: dict[str, set[str]] = defaultdict(set)
            for one in self._bodies:
                for reached in self.reached({one}) - {one}:
                    found[reached].add(one)
            self._feeders = found
        return tuple(sorted(self._feeders.get(name, ())))

    def imports(self, document: str) -> Iterator[Use]:
        """The glob imports that macros write where a document calls them."""
        index = self._indexes[document]
        if self._heads is None:
            self._heads = self._read()
        if not any(head.outer for heads in self._heads.values() for head in heads):
            return
        for call in (*index.macros, *index.wrappers):
            heads = [head for heads in self.of_call(document, call) for head in heads if head.outer]
            given = (
                [one for one in self._macros.given(document, call) if one.position is Position.TREE] if heads else []
            )
            written = ((head, filled) for head in heads for filled in _filled(head.segments, given))
            for number, (head, segments) in enumerate(islice(written, _FILLED)):
                scope = call.scope
                while index.scopes[scope].kind not in _HOLDS_IMPORTS:
                    scope = index.scopes[scope].parent
                at = call.start + number  # imports are told from one another by where they stand
                home = head.document if head.leading == "$" else ""
                leading = head.leading == "::"
                yield Use(segments, "", at, at + 1, True, head.public, scope, leading, written_in=home)

    # -- what is read once

    def _read(self) -> dict[str, tuple[Head, ...]]:
        found: dict[str, dict[tuple[object, ...], Head]] = defaultdict(dict)
        for document, index in self._indexes.items():
            defines = any(item.kind is ItemKind.MACRO for item in index.items)
            for path in index.paths if defines else ():  # not to open the bodies of all documents
                if path.position is Position.BODY:
                    for head in _heads_of(document, path):
                        found[index.scopes[path.scope].name].setdefault(_key(head), head)
            for item in index.items:
                for glob in item.globs:
                    head = Head(document, item.body, glob.segments, glob.leading, True, glob.outer, glob.public)
                    found[item.name].setdefault(_key(head), head)
                    if glob.segments[0].name == "super" and not glob.outer:  # from a module that the macro writes
                        here = (glob.segments[0]._replace(name="self"), *glob.segments[1:])
                        found[item.name].setdefault(_key(head._replace(segments=here)), head._replace(segments=here))
        return {name: _no_more(heads.values()) for name, heads in found.items()}

    def _of(self, names: frozenset[str]) -> tuple[Head, ...]:
        if names not in self._together:
            heads = {_key(head): head for name in sorted(names) for head in self.own(name)}
            self._together[names] = _no_more(heads.values())
        return self._together[names]

    def _called_by(self, name: str) -> frozenset[str]:
        """The macros that a macro calls, and those that its calls tell it to call."""
        if name not in self._next:
            called = {one for item in self._bodies.get(name, ()) for one in item.calls}
            if "$" in called:
                for document, call in self._macros.calls(name):
                    called |= self._named(document, call)
            self._next[name] = frozenset(called)
        return self._next[name]

    def _named(self, document: str, call: MacroCall) -> set[str]:
        """The macros that a call names."""
        return {path.segments[-1].name for path in self._macros.given(document, call)} & self._bodies.keys()


def _heads_of(document: str, path: Path) -> Iterator[Head]:
    """The beginnings of a path up to each of its variables; behind many of them it cannot be told."""
    variables = [number for number, one in enumerate(path.segments) if one.name[0] == "$"]
    for number in variables[:_VARIABLES]:
        if number or path.leading == "::":
            yield Head(document, path.scope, path.segments[:number], path.leading)
    if len(variables) > _VARIABLES:
        yield Head(document, path.scope, ())


def _key(head: Head) -> tuple[object, ...]:
    return (head.document, tuple(one.name for one in head.segments), head.leading, head.glob, head.outer)


def _no_more(heads: Iterable[Head]) -> tuple[Head, ...]:
    """The heads, as many as are followed; for the others one that says nothing."""
    found = tuple(heads)
    return found if len(found) <= _HEADS else (*found[:_HEADS], Head(found[0].document, found[0].scope, ()))


def _filled(segments: tuple[Segment, ...], given: list[Path]) -> Iterator[tuple[Segment, ...]]:
    """A path with what a call passes in the place of its variables."""
    names = {tuple(segment.name for segment in one.segments): one.segments for one in given}
    choices = [[(one,)] if one.name[0] != "$" else list(names.values()) for one in segments]
    for chosen in product(*choices):
        yield tuple(segment for part in chosen for segment in part)
