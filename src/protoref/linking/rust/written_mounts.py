"""Mounts that macros of the repository write: `mount!("shop.v1")`, where `mount` calls `tonic::include_proto!($package)`.

A macro for mounts that is imported under another name (`use tonic::include_proto as mount`) is one that writes them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from protoref.indexers.rust.index import Inclusion, ItemKind, MacroCall, Position, RustIndex, ScopeKind

_VARIABLE = re.compile(r"\$\w+")
_MOST = 20
"""String literals of a call that are tried."""


class WrittenMount(Struct, frozen=True):
    """An include-like call as a macro writes it.

    Attributes:
        call: where the macro is called, with the token tree that it writes.
        module: the module that it declares around it, or empty.
    """

    call: MacroCall
    module: str = ""


class WrittenMounts:
    """The calls of macros that mount what they are passed, by document and scope.

    Which argument a variable takes is not followed: every string that a call passes is tried, and the only identifier
    names the module.
    """

    def __init__(self, indexes: Mapping[str, RustIndex]) -> None:
        self._indexes = indexes
        self._macros: dict[str, tuple[Inclusion, ...]] = {}
        for index in indexes.values():
            for item in index.items:
                if item.kind is ItemKind.MACRO and item.includes:
                    self._macros[item.name] = (*self._macros.get(item.name, ()), *item.includes)
            for use in index.uses:
                if use.renamed and use.segments[-1].name.endswith("include_proto"):
                    path = "::".join(segment.name for segment in use.segments)
                    self._macros[use.name] = (*self._macros.get(use.name, ()), Inclusion(path, "($package)"))
        self._found: dict[str, dict[int, list[WrittenMount]]] = {}

    def of(self, document: str, scope: int) -> list[WrittenMount]:
        """What macros mount in the module that a scope is."""
        if document not in self._found:
            found: dict[int, list[WrittenMount]] = defaultdict(list)
            index = self._indexes[document]
            for call in index.macros if self._macros else ():
                inside = index.scopes[call.scope].kind in (ScopeKind.FILE, ScopeKind.MOD)
                if inside and call.name in self._macros and not call.in_definition:
                    found[call.scope] += self._expanded(index, call)
            self._found[document] = found
        return self._found[document].get(scope, [])

    def _expanded(self, index: RustIndex, call: MacroCall) -> Iterator[WrittenMount]:
        given = [text.text for text in index.strings if call.tree_start <= text.start < call.end][:_MOST]
        names = {
            path.segments[0].name
            for path in index.paths
            if call.tree_start <= path.segments[0].start < call.end
            and len(path.segments) == 1
            and path.position is Position.TREE
        }
        for include in self._macros[call.name]:
            module = next(iter(names)) if len(names) == 1 else ""
            if include.module and not module:
                continue
            for text in given:
                written = _VARIABLE.sub(lambda _, text=text: f'"{text}"', include.text)  # type: ignore[misc]
                last = include.path.rpartition("::")[2]
                made = call._replace(name=last, path=include.path, text=written)
                yield WrittenMount(made, module if include.module else "")
