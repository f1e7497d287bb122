"""Joins Rust documents to generated names: references, resolutions and opaque spots of each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from protoref.indexers.rust.index import Item, ItemKind, RustIndex
from protoref.linking.base import LinkInput
from protoref.linking.rust.build_scripts import option_strings
from protoref.linking.rust.builtins import BUILTIN_CRATES
from protoref.linking.rust.doc_tests import add_doc_tests, with_doc_tests
from protoref.linking.rust.document import DocumentLinker
from protoref.linking.rust.expanded import Expanded
from protoref.linking.rust.generated import LongerNames
from protoref.linking.rust.hidden_mounts import HiddenMount
from protoref.linking.rust.look_ups import find_look_ups
from protoref.linking.rust.module_tree import MountSite, Tree, build_tree
from protoref.linking.rust.reach import Reach, nodes_in
from protoref.linking.rust.registered import Registered
from protoref.linking.rust.resolver import Resolver
from protoref.linking.rust.sites import find_sites
from protoref.linking.rust.types import Types
from protoref.linking.rust.written_code import code_names
from protoref.model.occurrence import Certainty, LinkedDocument, OpaqueSpot, Reference, Step, Usage
from protoref.model.schema import Catalog, Key, package_key
from protoref.model.source import Range, Role


def link(indexes: Mapping[str, RustIndex], given: LinkInput) -> tuple[LinkedDocument, ...]:
    """Resolves all documents together, and gives one result for each that holds code, in order of their paths.

    Args:
        indexes: of every document that `carriers` asked for (and of any other), build scripts included, and those of
            the prose that they take in as `documentation`.
        given: the world; ``given.manifests`` holds the Cargo.toml files.
    """
    tree = build_tree(indexes, given)
    doc_tests = add_doc_tests(tree)
    linker = _Linker(tree, given)
    documents = []
    for path in sorted(indexes):
        role = given.roles.get(path, Role.PRODUCTION)
        document, tests = linker.link(path, role), doc_tests.get(path)
        if tests is None and indexes[path].prose:
            continue
        if tests is not None:
            role = Role.TEST if role is not Role.GENERATED else role
            document = with_doc_tests(document, linker.link(tests.name, role), tests.ranges)
        documents.append(document)
    return tuple(documents)


class _Linker:
    """Links one document after the other."""

    def __init__(self, tree: Tree, given: LinkInput) -> None:
        self._tree = tree
        self._given = given
        self._types = Types(Resolver(tree))
        self._reach = Reach(tree)
        self._registered = Registered(tree, self._reach)
        self._expanded = Expanded(self._types.resolver.facts)
        self._longer = LongerNames(self._reach.names)
        imported = {use.name for index in tree.indexes.values() for use in index.uses}
        longer = {name for name in imported if name in self._longer}
        self._interesting = self._reach.names | _aliases(tree.indexes) | longer | given.names
        self._builds = frozenset(package.build for package in tree.packages.values() if package.build)
        self._sites: dict[str, list[MountSite]] = {}
        for site in tree.sites:
            self._sites.setdefault(site.document, []).append(site)

    def link(self, name: str, role: Role) -> LinkedDocument:
        """Links a document, or the doc tests of one."""
        tree, given = self._tree, self._given
        index = tree.indexes[name]
        types, reach, expanded = self._types, self._reach, self._expanded
        linker = DocumentLinker(types, reach, name, self._interesting, self._longer, given.names, role, expanded)
        references, resolutions = linker.run()
        found = {(one.range, one.symbol): one for one in references}
        for reference in _mounted(self._sites.get(name, []), index, tree, given, role):
            found.setdefault((reference.range, reference.symbol), reference)
        if name in self._builds:
            for reference in _build_strings(index, given.catalog):
                found.setdefault((reference.range, reference.symbol), reference)
        if name in self._builds or self._expanded.is_of_macros(name):
            for reference in self._written(name, index):
                found.setdefault((reference.range, reference.symbol), reference)
        ordered = tuple(found[key] for key in sorted(found))
        return LinkedDocument(
            index.path,
            "rust",
            ordered,
            resolutions,
            (
                *_opaque(name, index, tree, self._reach),
                *_hidden(self._reach.hidden.get(name, ()), index, tree),
                *dict.fromkeys(linker.opaque),
                *find_look_ups(self._types, self._registered, name),
            ),
            index.comments,
            index.string_ranges,
            sites=find_sites(self._types, given.catalog, name, linker.role_at, ordered),
            made_of=frozenset(tree.made_of.get(name, ())),
            broken=any(not spot.computed for spot in index.opaque),
        )

    def _written(self, name: str, index: RustIndex) -> Iterator[Reference]:
        """What the code that a build script or a procedural macro writes may refer to."""
        callers = (place.module for place in self._expanded.callers(name))
        for module in (*self._tree.at.get((name, 0), ()), *callers):
            package = self._tree.crates[self._tree.modules[module].crate].package
            known = package.dependencies if package is not None else {}
            writer = "the build script" if name in self._builds else "a macro"
            external = {*BUILTIN_CRATES, *(crate for crate, one in known.items() if one.folder is None)}
            for word in code_names(index, external, paths=name not in self._builds):
                place, step = Range(word.start, word.end), Step(word.name, f"in code that {writer} writes")
                for symbol in self._reach.of(module, word.name):
                    yield Reference(
                        symbol, index.path, place, "rust", Usage.BUILD, Certainty.POSSIBLE, Role.BUILD, (step,)
                    )


def _aliases(indexes: Mapping[str, RustIndex]) -> frozenset[str]:
    """Names that may stand for others: renamed imports and type aliases."""
    names = {use.name for index in indexes.values() for use in index.uses if use.renamed}
    names.update(item.name for index in indexes.values() for item in index.items if item.kind is ItemKind.TYPE)
    return frozenset(names)


def _mounted(sites: list[MountSite], index: RustIndex, tree: Tree, given: LinkInput, role: Role) -> Iterator[Reference]:
    """The strings that name a package (or its file) where it is mounted, and the modules that are a schema's own."""
    for site in sites:
        if site.unit not in tree.generated:
            continue
        unit = tree.generated[site.unit]
        if isinstance(site.by, Item):
            if index.generated:  # an index that its generator rewrites
                continue
            place = Range(site.by.start, site.by.end)
            how, usage = f"mod {site.by.name} is the code generated for {unit.origin}", Usage.IMPORT
        else:
            inside = [text for text in index.strings if site.by.tree_start <= text.start < site.by.end]
            telling = [text for text in inside if text.text == site.unit or text.text.endswith(".rs")]
            text = next(iter(telling or inside), None)
            if text is None:
                continue
            place = Range(text.start + len(text.text) - len(text.text.lstrip("/\\")), text.end)
            how, usage = f"{site.by.path}! includes the code generated for {unit.origin}", Usage.MACRO
        for key in unit.keys_of(site.schemas):
            if key.startswith("file:") or key.removeprefix("package:") in given.catalog.packages:
                step = Step(key.partition(":")[2], how)
                yield Reference(key, index.path, place, "rust", usage, Certainty.CERTAIN, role, (step,))


def _build_strings(index: RustIndex, catalog: Catalog) -> Iterator[Reference]:
    """Strings that give generators' options for one element: `.pkg.Msg` exactly, `Msg` possibly."""
    for method, text in option_strings(index):
        for symbol, exact in _named(text.text, catalog):
            yield Reference(
                symbol,
                index.path,
                Range(text.start, text.end),
                "rust",
                Usage.BUILD,
                Certainty.CERTAIN if exact else Certainty.POSSIBLE,
                Role.BUILD,
                (Step(text.text, f"path given to {method}"),),
            )


def _named(text: str, catalog: Catalog) -> Iterator[tuple[Key, bool]]:
    """The symbols that prost's path matching finds: from the root with a leading dot, otherwise any that end so."""
    if text.startswith("."):
        name = text[1:]
        if name in catalog.definitions:
            yield name, True
        elif name in catalog.packages:
            yield package_key(name), True
    elif text and text.replace(".", "").replace("_", "").isalnum():
        for name in sorted(catalog.definitions):
            if name == text or name.endswith(f".{text}"):
                yield name, False


def _hidden(mounts: Iterable[HiddenMount], index: RustIndex, tree: Tree) -> Iterator[OpaqueSpot]:
    """What may be mounted out of sight. It breaks with its schema, whether anything of it is used or not."""
    broken = any(not spot.computed for spot in index.opaque)
    reason, where = ("syntax-error", "code that could not be parsed") if broken else ("unexpanded-macro", "a macro")
    for mount in mounts:
        keys = {
            *tree.generated[mount.unit].keys_of(None),
            *(key for one in nodes_in(mount.node) for key in one.meanings),
        }
        yield OpaqueSpot(
            index.path, mount.range, reason, f"generated code may be mounted here, by {where}", tuple(sorted(keys))
        )


def _opaque(name: str, index: RustIndex, tree: Tree, reach: Reach) -> Iterator[OpaqueSpot]:
    """What could not be parsed reaches the symbols whose names stand in it; a composed name those that hold its parts."""
    for spot in index.opaque:
        place = Range(spot.start, spot.end)
        scope = tree.module_scope(name, tree.scope_at(name, spot.start))
        modules = tree.at.get((name, scope)) or tree.at.get((name, 0)) or []
        if spot.computed:
            parts = [name for name in spot.names if name[0] != "$"]
            keys = {key for module in modules for key in reach.of_parts(module, parts)}
            detail = "a macro puts an identifier together here"
            if keys:
                yield OpaqueSpot(index.path, place, "unexpanded-macro", detail, tuple(sorted(keys)))
            continue
        keys = {key for module in modules for key in reach.of_all(module, spot.names)}
        detail = "the parser could not read this code"
        yield OpaqueSpot(index.path, place, "syntax-error", detail, tuple(sorted(keys)))
