"""Who keeps a schema alive: code that names it, or another schema that is alive itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from protoref.model.occurrence import Reference
from protoref.model.schema import Catalog, Edge, Key, Kind, file_key
from protoref.model.source import Role
from protoref.model.verdict import UseState

_NODES = frozenset({Kind.MESSAGE, Kind.ENUM, Kind.SERVICE, Kind.EXTENSION})
_TRIALS = frozenset({Role.TEST, Role.EXAMPLE, Role.BENCH, Role.DOCS})
"""Roles of code that only tries things out."""

_LONGEST_CHAIN = 100
"""Twenty thousand messages in one row would each have the whole row."""

DEAD = frozenset({UseState.UNUSED, UseState.DEAD_FAMILY})
"""What nothing alive needs."""


class Liveness(Struct, frozen=True):
    """How a symbol or file is kept alive.

    Attributes:
        use: in one word.
        kept_by: for `UseState.SCHEMA_ONLY`, and where tests reach it through schemas: the symbols from the one that code
            names down to the one that contains it; of a longer chain than anybody reads, the last ones.
    """

    use: UseState
    kept_by: tuple[Key, ...] = ()


def liveness(catalog: Catalog, references: Callable[[Key], Iterable[Reference]]) -> Mapping[Key, Liveness]:
    """Liveness of every message, enum, service and extension, and of every file.

    Args:
        catalog: all schemas.
        references: gives the references to one symbol or file, possible ones included.
    """
    graph = _Graph.of(catalog)
    production: set[Key] = set()
    trials: set[Key] = set()
    for name in catalog.definitions:
        node = graph.node(name)
        roles = {one.role for one in references(name) if one.language != "proto"} if node else set()
        if node and roles - _TRIALS:
            production.add(node)
        elif node and roles:
            trials.add(node)
    alive = _reached(graph, production)
    tried = _reached(graph, trials)
    found = {node: _judge(node, graph, production, trials, alive, tried) for node in graph.nodes}
    for path, file in catalog.files.items():
        own = {node for symbol in file.symbols if (node := graph.node(symbol.full_name))}
        found[file_key(path)] = _of_file(path, own, found, references, graph)
    return found


class _Graph(Struct, frozen=True):
    """Types and what they contain.

    Attributes:
        catalog: all schemas.
        nodes: full names of messages, enums, services, extensions.
        contains: by node, the nodes that deleting it could leave without a use, and that it cannot do without.
        users: the same edges backwards, without those from a nested type to its owner.
    """

    catalog: Catalog
    nodes: tuple[Key, ...]
    contains: Mapping[Key, tuple[Key, ...]]
    users: Mapping[Key, tuple[Key, ...]]

    @classmethod
    def of(cls, catalog: Catalog) -> _Graph:
        nodes = tuple(
            name
            for name, found in catalog.definitions.items()
            if found[0].symbol.kind in _NODES and not found[0].symbol.map_entry
        )
        graph = cls(catalog, nodes, {}, {})
        contains: dict[Key, dict[Key, None]] = defaultdict(dict)
        users: dict[Key, dict[Key, None]] = defaultdict(dict)
        for file in catalog.files.values():
            for ref in file.type_refs:
                user = graph.node(ref.user)
                target = graph.node(ref.target) if ref.target else None
                if user and target and user != target:
                    users[target][user] = None
                    if ref.edge is not Edge.EXTENDEE:
                        contains[user][target] = None
        for name in nodes:
            parent = catalog.definitions[name][0].symbol.parent
            owner = graph.node(parent) if parent else None
            if owner:
                # Whoever deletes the owner deletes what is nested in it.
                contains[name][owner] = None
        return cls(
            catalog,
            nodes,
            {name: tuple(targets) for name, targets in contains.items()},
            {name: tuple(found) for name, found in users.items()},
        )

    def node(self, key: Key) -> Key | None:
        """The type that a symbol is, or belongs to: a field's message, a value's enum, an rpc's service."""
        found = self.catalog.definitions.get(key)
        while found:
            symbol = found[0].symbol
            if symbol.kind in _NODES and not symbol.map_entry:
                return symbol.full_name
            found = self.catalog.definitions.get(symbol.parent) if symbol.parent else None
        return None


def _reached(graph: _Graph, roots: Iterable[Key]) -> dict[Key, Key | None]:
    """Everything that roots contain, at any depth, each with the one that it was reached from (a root: None)."""
    found: dict[Key, Key | None] = dict.fromkeys(sorted(roots))
    waiting = list(found)
    for node in waiting:
        for target in graph.contains.get(node, ()):
            if target not in found:
                found[target] = node
                waiting.append(target)
    return found


def _judge(
    node: Key,
    graph: _Graph,
    production: set[Key],
    trials: set[Key],
    alive: Mapping[Key, Key | None],
    tried: Mapping[Key, Key | None],
) -> Liveness:
    if node in production:
        return Liveness(UseState.USED)
    if node in alive:
        return Liveness(UseState.SCHEMA_ONLY, _chain(node, alive))
    if node in trials or node in tried:
        return Liveness(UseState.TESTS_ONLY, _chain(node, tried))
    return Liveness(UseState.DEAD_FAMILY if graph.users.get(node) else UseState.UNUSED)


def _chain(node: Key, reached: Mapping[Key, Key | None]) -> tuple[Key, ...]:
    found: list[Key] = []
    at = reached.get(node)
    while at is not None and len(found) < _LONGEST_CHAIN:
        found.append(at)
        at = reached[at]
    return tuple(reversed(found))


def _of_file(
    path: str,
    own: set[Key],
    found: Mapping[Key, Liveness],
    references: Callable[[Key], Iterable[Reference]],
    graph: _Graph,
) -> Liveness:
    """A file lives as long as the most alive thing in it; what only its own symbols name is unused."""
    imported = list(references(file_key(path)))
    roles = {one.role for one in imported if one.language != "proto"}
    uses = {found[node].use for node in own}
    if roles - _TRIALS or UseState.USED in uses:
        return Liveness(UseState.USED)
    if UseState.SCHEMA_ONLY in uses:
        return min((found[node] for node in sorted(own) if found[node].use is UseState.SCHEMA_ONLY), key=_depth)
    if roles or UseState.TESTS_ONLY in uses:
        return Liveness(UseState.TESTS_ONLY)
    named = any(user not in own for node in own for user in graph.users.get(node, ()))
    return Liveness(UseState.DEAD_FAMILY if named or imported else UseState.UNUSED)


def _depth(one: Liveness) -> int:
    return len(one.kept_by)
