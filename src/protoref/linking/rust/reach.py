"""Which generated symbols a crate can reach at all: what an unresolved name or an opaque spot could hide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.hidden_mounts import HiddenMount, hidden_mounts
from protoref.linking.rust.module_tree import Tree
from protoref.model.generated import Form
from protoref.model.schema import TYPES, Key

_SILENT = frozenset({Form.METHOD, Form.FIELD, Form.CONSTANT})
"""Forms that are only reached through a name that is searched for itself."""


class Reach:
    """Names and symbols by crate, along dependencies. Built once, then only read."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        mounted: dict[str | None, dict[int, GeneratedNode]] = defaultdict(dict)
        for module in tree.modules:
            package = tree.crates[module.crate].package
            for node in module.mounts:
                mounted[package.folder if package else None][id(node)] = node
        self.hidden: Mapping[str, tuple[HiddenMount, ...]] = hidden_mounts(tree)
        for document, hidden in self.hidden.items():
            for number in tree.at.get((document, 0), ()):
                package = tree.crates[tree.modules[number].crate].package
                mounted[package.folder if package else None].update((id(one.node), one.node) for one in hidden)
        self._mounted = mounted
        self._by_folder: dict[str | None, dict[str, tuple[Key, ...]]] = {}
        self._everywhere: dict[str, tuple[Key, ...]] | None = None
        every = {number: node for nodes in mounted.values() for number, node in nodes.items()}
        self.names = frozenset(node.name for root in every.values() for node in (root, *nodes_in(root)) if speaks(node))
        self.methods = frozenset(
            node.name for root in every.values() for node in nodes_in(root) if Form.METHOD in node.meanings.values()
        )

    def of(self, module: int, name: str) -> tuple[Key, ...]:
        """The symbols that a name could stand for in a module; none where its crate reaches no such name."""
        return self._symbols(module).get(name, ())

    def anywhere(self, name: str) -> tuple[Key, ...]:
        """The symbols that a name could stand for in code of any generator, mounted or not."""
        if self._everywhere is None:
            found: dict[str, set[Key]] = defaultdict(set)
            for package in self._tree.generated.names:
                _collect(self._tree.generated.tree(package, None), found)
            for full_name, definitions in self._tree.given.catalog.definitions.items():
                symbol = definitions[0].symbol
                if symbol.kind in TYPES and not symbol.map_entry:
                    found[symbol.name].add(full_name)
            self._everywhere = {spelling: tuple(sorted(keys)) for spelling, keys in found.items()}
        return self._everywhere.get(name, ())

    def of_all(self, module: int, names: Iterable[str]) -> tuple[Key, ...]:
        """The symbols that any of some names could stand for."""
        symbols = self._symbols(module)
        return tuple(sorted({key for name in names for key in symbols.get(name, ())}))

    def of_parts(self, module: int, parts: Iterable[str]) -> tuple[Key, ...]:
        """The symbols with a name that holds all of some parts, whatever their case; without parts all."""
        wanted = [part.lower().replace("_", "") for part in parts]
        found = {
            key
            for name, keys in self._symbols(module).items()
            if all(part in name.lower().replace("_", "") for part in wanted)
            for key in keys
        }
        return tuple(sorted(found))

    def _symbols(self, module: int) -> dict[str, tuple[Key, ...]]:
        crate = self._tree.crates[self._tree.modules[module].crate]
        folder = crate.package.folder if crate.package else None
        if folder not in self._by_folder:
            found: dict[str, set[Key]] = defaultdict(set)
            for reached in self.reachable(folder):
                for root in self.mounted(reached):
                    _collect(root, found)
            self._by_folder[folder] = {name: tuple(sorted(keys)) for name, keys in found.items()}
        return self._by_folder[folder]

    def mounted(self, folder: str | None) -> Iterable[GeneratedNode]:
        """The generated modules that a package mounts."""
        return self._mounted.get(folder, {}).values()

    def reachable(self, folder: str | None) -> frozenset[str | None]:
        """A package and those that it depends on; without a package, all."""
        if folder is None:
            return frozenset(self._mounted)
        seen: set[str | None] = {folder}
        pending = [folder]
        while pending:
            for dependency in self._tree.packages[pending.pop()].dependencies.values():
                if dependency.folder is not None and dependency.folder not in seen:
                    seen.add(dependency.folder)
                    pending.append(dependency.folder)
        return frozenset(seen)


def nodes_in(root: GeneratedNode) -> Iterator[GeneratedNode]:
    """A generated module's names, at any depth."""
    pending = list(root.children.values())
    while pending:
        node = pending.pop()
        yield node
        pending.extend(node.children.values())


def _collect(root: GeneratedNode, found: dict[str, set[Key]]) -> None:
    for node in nodes_in(root):
        if speaks(node):
            found[node.name].update(node.meanings)
            if node.parent is not None and Form.VALUE in node.meanings.values():
                found[node.name].update(node.parent.meanings)


def speaks(node: GeneratedNode) -> bool:
    """Whether a name is reached by itself, rather than through one that is searched for anyway."""
    return bool(node.meanings) and not _SILENT.issuperset(node.meanings.values())
