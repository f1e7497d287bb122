"""What the repository's macros could write: the words in their calls and definitions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from protoref.indexers.rust.index import (
    ItemKind,
    MacroCall,
    Path,
    Position,
    RustIndex,
    ScopeKind,
    Segment,
    Token,
    TokenKind,
)
from protoref.linking.rust.mounts import mount_of

_GENERATES = re.compile(r"include|proto|grpc|pb$|_pb|generate|prost|tonic")
"""Names of foreign macros that may well bring generated modules in."""


_INCLUDES = re.compile(r"^include$|include_proto")
"""Names of macros that bring a file in."""


_LABELS = (TokenKind.FIELD, TokenKind.DECLARATION)
"""Names that a macro may put behind a path although they are none where they stand: `make!(pb: Order)`, `make! { enum E { Order } }`."""


class _Body(NamedTuple):
    """Where a macro is defined, and whether it may bind what it is passed to another name (`Item.binds`)."""

    document: str
    start: int
    end: int
    binds: bool


class Macros:
    """The macro definitions and calls of all documents. Built once, then only read (what is asked for is remembered)."""

    def __init__(self, indexes: Mapping[str, RustIndex]) -> None:
        self._indexes = indexes
        self._starts: dict[str, list[int]] = {}
        self._token_starts: dict[str, list[int]] = {}
        self._words: dict[str, dict[int, frozenset[str] | None]] = {}
        self._definitions: dict[str, frozenset[str]] | None = None
        self._declared: dict[str, dict[int, frozenset[str]]] = {}
        self._places: dict[str, list[_Body]] | None = None
        self._calls: dict[str, list[tuple[str, MacroCall]]] | None = None
        self._arguments: dict[str, list[tuple[str, tuple[Path, ...]]]] = {}
        self._variants: dict[str, list[Segment]] = {}

    def may_declare(self, document: str, scope: int, name: str) -> bool:
        """Whether a macro call among the items of a module scope may declare a name: it stands in the call or the macro."""
        if document not in self._words:
            self._words[document] = self._words_of(document)
        words = self._words[document].get(scope, frozenset())
        return words is None or name in words

    def may_mount(self, document: str, scope: int) -> bool:
        """Whether a macro call among the items of a module scope may write anything, whole modules included."""
        if document not in self._words:
            self._words[document] = self._words_of(document)
        return self._words[document].get(scope, frozenset()) is None

    def declares(self, document: str, scope: int, name: str) -> bool:
        """Whether a macro call among the items of a module scope writes an item of a name: a struct, function, ..."""
        if document not in self._declared:
            found: dict[int, set[str]] = defaultdict(set)
            index = self._indexes[document]
            for call in index.macros:
                if index.scopes[call.scope].kind in (ScopeKind.FILE, ScopeKind.MOD) and mount_of(call) is None:
                    found[call.scope] |= self._declared_by(document, call)
            self._declared[document] = {number: frozenset(names) for number, names in found.items()}
        return name in self._declared[document].get(scope, frozenset())

    def _declared_by(self, document: str, call: MacroCall) -> set[str]:
        """The names of the items that a call writes.

        They stand in the call, in the macro, in the macros that either names (`for_all! { declare }`); or the call
        passes them to one of these that declares a variable (`struct $name`). Where any of them imports or may rename
        what is passed, nothing follows from that.
        """
        passed = self.paths_between(document, call.tree_start, call.end)
        found = self._declared_between(document, call.tree_start, call.end)
        pending = [call.name, *(path.segments[-1].name for path in passed)]
        seen: set[str] = set()
        words: set[str] = {path.segments[0].name for path in passed if len(path.segments) == 1}
        variable, binds = False, call.binds
        while pending:
            if (name := pending.pop()) in seen:
                continue
            seen.add(name)
            for body in self._bodies(name):
                declared = self._declared_between(body.document, body.start, body.end)
                found |= declared
                variable |= any(one[0] == "$" for one in declared)
                binds |= body.binds
                paths = self.paths_between(body.document, body.start, body.end)
                pending += [path.segments[-1].name for path in paths]
                words.update(path.segments[0].name for path in paths if len(path.segments) == 1)
        return found | words if variable and not binds else found

    def _declared_between(self, document: str, start: int, end: int) -> set[str]:
        tokens = self._tokens_between(document, start, end)
        return {one.name for one in tokens if one.kind is TokenKind.DECLARATION}

    def _bodies(self, name: str) -> list[_Body]:
        """Where macros of a name are defined."""
        if self._places is None:
            places: dict[str, list[_Body]] = defaultdict(list)
            for document, index in self._indexes.items():
                for item in index.items:
                    if item.kind is ItemKind.MACRO and item.body >= 0:
                        scope = index.scopes[item.body]
                        places[item.name].append(_Body(document, item.end, scope.end, item.binds))
            self._places = places
        return self._places.get(name, [])

    def _words_of(self, document: str) -> dict[int, frozenset[str] | None]:
        """By module scope the words of its item macros; None where one of them may write anything."""
        index = self._indexes[document]
        definitions = self._defined()
        found: dict[int, frozenset[str] | None] = {}
        for call in index.macros:
            if index.scopes[call.scope].kind not in (ScopeKind.FILE, ScopeKind.MOD) or mount_of(call) is not None:
                continue
            known = found.get(call.scope, frozenset())
            body = definitions.get(call.name)
            if known is None or (_GENERATES.search(call.name) if body is None else any(map(_INCLUDES.search, body))):
                found[call.scope] = None
                continue
            found[call.scope] = known | self._words_between(document, call.tree_start, call.end) | (body or frozenset())
        return found

    def _words_between(self, document: str, start: int, end: int) -> frozenset[str]:
        words = {segment.name for path in self.paths_between(document, start, end) for segment in path.segments}
        words.update(token.name for token in self._tokens_between(document, start, end))
        return frozenset(words)

    def _tokens_between(self, document: str, start: int, end: int) -> tuple[Token, ...]:
        tokens = self._indexes[document].tokens
        if document not in self._token_starts:
            self._token_starts[document] = [token.start for token in tokens]
        starts = self._token_starts[document]
        return tokens[bisect_left(starts, start) : bisect_left(starts, end)]

    def paths_between(self, document: str, start: int, end: int) -> tuple[Path, ...]:
        """The paths that start in a range of a document."""
        if document not in self._starts:
            self._starts[document] = [path.segments[0].start for path in self._indexes[document].paths]
        starts = self._starts[document]
        return self._indexes[document].paths[bisect_left(starts, start) : bisect_right(starts, end - 1)]

    def _defined(self) -> dict[str, frozenset[str]]:
        """The words in the bodies of all macros, by name; macros of one name are taken together."""
        if self._definitions is None:
            found: dict[str, set[str]] = defaultdict(set)
            for document, index in self._indexes.items():
                for item in index.items:
                    if item.kind is ItemKind.MACRO and item.body >= 0:
                        scope = index.scopes[item.body]
                        found[item.name].update(self._words_between(document, scope.start, scope.end))
            self._definitions = {name: frozenset(words) for name, words in found.items()}
        return self._definitions

    def calls(self, name: str) -> list[tuple[str, MacroCall]]:
        """All calls of macros of a name, with their documents."""
        if self._calls is None:
            found: dict[str, list[tuple[str, MacroCall]]] = defaultdict(list)
            for document, index in self._indexes.items():
                for call in (*index.macros, *index.wrappers):
                    found[call.name].append((document, call))
            self._calls = found
        return self._calls.get(name, [])

    def given(self, document: str, call: MacroCall) -> tuple[Path, ...]:
        """The paths that a call passes: names in its tokens, or code that stands there like any other; and what is declared there."""
        paths = self.paths_between(document, call.tree_start, call.end)
        labels = (
            Path((Segment(one.name, one.start, one.end),), Position.TREE, one.scope)
            for one in self._tokens_between(document, call.tree_start, call.end)
            if one.kind in _LABELS
        )
        return (*(path for path in paths if call.wraps or path.position is Position.TREE), *labels)

    def variants(self, document: str, call: MacroCall) -> Iterator[Segment]:
        """The variants in a call that is read as code: a macro may write their names anywhere, as they are."""
        if document not in self._variants:
            found = (one for one in self._indexes[document].items if one.kind is ItemKind.VARIANT)
            self._variants[document] = sorted((Segment(one.name, one.start, one.end) for one in found), key=_start)
        variants = self._variants[document] if call.wraps else []
        first, behind = (bisect_left(variants, at, key=_start) for at in (call.tree_start, call.end))
        yield from variants[first:behind]

    def bodies(self, name: str) -> Iterator[tuple[str, tuple[Path, ...]]]:
        """For each definition of a macro its document and the paths in its body."""
        for body in self._bodies(name):
            paths = self.paths_between(body.document, body.start, body.end)
            yield body.document, tuple(path for path in paths if path.position is Position.BODY)

    def arguments(self, name: str) -> list[tuple[str, tuple[Path, ...]]]:
        """For each call of a macro its document and the paths it is given: what the macro's variables may stand for."""
        found = self._arguments.get(name)
        if found is None:
            found = self._arguments[name] = []
            for document, call in self.calls(name):
                found.append((document, self.given(document, call)))
        return found


def _start(segment: Segment) -> int:
    return segment.start
