"""Protobuf's scope rules: which symbol a written type name stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from protoref.model.schema import Edge, Kind, SchemaFile, TypeRef
from protoref.protos.shipped import PACKAGE

_TYPES = frozenset({Kind.MESSAGE, Kind.ENUM})
_AGGREGATES = frozenset({Kind.MESSAGE, Kind.ENUM, Kind.SERVICE})

Paths = frozenset[str]


class SymbolTable:
    """Where each name that a lookup can meet is declared. Immutable once made.

    Fields, oneofs, rpcs and enum values are left out: a lookup passes over them (descriptor.cc,
    LookupSymbolNoPlaceholder: what is no type, or in front of a dot no aggregate, does not end the search).
    """

    def __init__(self, files: Iterable[SchemaFile]) -> None:
        types: dict[str, set[str]] = {}
        aggregates: dict[str, set[str]] = {}
        extensions: dict[str, set[str]] = {}
        for file in files:
            parts = file.package.split(".") if file.package else []
            for count in range(1, len(parts) + 1):
                aggregates.setdefault(".".join(parts[:count]), set()).add(file.path)
            for symbol in file.symbols:
                if symbol.map_entry:
                    continue
                if symbol.kind in _TYPES:
                    types.setdefault(symbol.full_name, set()).add(file.path)
                if symbol.kind in _AGGREGATES:
                    aggregates.setdefault(symbol.full_name, set()).add(file.path)
                elif symbol.kind is Kind.EXTENSION:
                    extensions.setdefault(symbol.full_name, set()).add(file.path)
        self._types = types
        self._aggregates = aggregates
        self._extensions = extensions
        self._extensions_by_name: dict[str, list[str]] = {}
        for name in extensions:
            self._extensions_by_name.setdefault(name.rpartition(".")[2], []).append(name)

    def resolve(self, ref: TypeRef, visible: Paths, *, shipped: bool = False) -> str | None:
        """The full name that a type reference leads to.

        First as protoc would, among the files that the imports make visible. Where that leads nowhere (an import
        is not here, or is missing), among all files; and last without the rule that the first part of a name binds.
        What protoc refuses is rather taken for a reference than for none.

        Args:
            ref: the reference.
            visible: root paths of the file itself and of what its imports show it.
            shipped: protoc brings along what an import of the file leads to (`shipped.brings_its_own`): what is not visible
                and is called so is that.

        Returns:
            The full name, or None where nothing here has that name.
        """
        if ref.target is not None:
            return ref.target
        # Only the name of an option is an extension; a type URL in an option's value names a message.
        names: tuple[Mapping[str, set[str]], ...] = (self._types,)
        if ref.edge is Edge.OPTION:
            names = (self._extensions, self._types)

        def declared(name: str) -> bool:
            return any(name in kind for kind in names)

        def declared_visibly(name: str) -> bool:
            return any(not visible.isdisjoint(kind.get(name, ())) for kind in names)

        def encloses(name: str) -> bool:
            return name in self._aggregates

        def encloses_visibly(name: str) -> bool:
            return not visible.isdisjoint(self._aggregates.get(name, ()))

        if seen := _lookup(ref, declared_visibly, encloses_visibly):
            return seen
        found = (
            _lookup(ref, declared, encloses)
            or _lookup(ref, declared, None)
            or (self._extension(ref.written) if ref.edge is Edge.OPTION else None)
        )
        return None if shipped and found is not None and found.startswith(PACKAGE) else found

    def _extension(self, written: str) -> str | None:
        """The only extension whose full name ends like that.

        protoc looks an extension inside an option's value up from the scope of the value's own message, which only
        the option's type tells.
        """
        last = written.rpartition(".")[2]
        found = [name for name in self._extensions_by_name.get(last, ()) if name.endswith("." + written)]
        return found[0] if len(found) == 1 else None


def _lookup(ref: TypeRef, declared: Callable[[str], bool], encloses: Callable[[str], bool] | None) -> str | None:
    """From the innermost scope outward, the first that has the name.

    Args:
        ref: the reference.
        declared: whether a full name is a symbol of the wanted kind.
        encloses: whether a full name is something with names inside. The first part of a dotted name binds to the
            innermost such; None: it does not bind.
    """
    if ref.written.startswith("."):
        name = ref.written[1:]
        return name if declared(name) else None
    first, dot, _ = ref.written.partition(".")
    for scope in _outward(ref.scope):
        prefix = f"{scope}." if scope else ""
        if declared(prefix + ref.written):
            return prefix + ref.written
        if dot and encloses is not None and encloses(prefix + first):
            return None
    return None


def _outward(scope: str) -> Iterator[str]:
    """A scope and those around it; the root (empty) is last."""
    while scope:
        yield scope
        scope = scope.rpartition(".")[0]
    yield ""


def visible_files(files: Mapping[str, SchemaFile]) -> dict[str, Paths]:
    """What each file sees: itself, what it imports, and what those import publicly, and so on.

    Args:
        files: by root path, the targets of their imports filled in.

    Returns:
        By root path, the root paths it sees.
    """
    direct = {
        path: [entry.target for entry in file.imports if entry.target is not None] for path, file in files.items()
    }
    public = {
        path: [entry.target for entry in file.imports if entry.target is not None and entry.modifier == "public"]
        for path, file in files.items()
    }
    result: dict[str, Paths] = {}
    for path, targets in direct.items():
        seen = {path}
        waiting = list(targets)
        while waiting:
            target = waiting.pop()
            if target not in seen:
                seen.add(target)
                waiting.extend(public.get(target, ()))
        result[path] = frozenset(seen)
    return result
