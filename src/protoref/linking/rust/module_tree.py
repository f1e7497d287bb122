"""The module tree of every crate: which document (or inline part of one) is which module, and what is mounted where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from protoref.indexers.rust.index import Item, ItemKind, MacroCall, RustIndex, ScopeKind
from protoref.linking.base import LinkInput
from protoref.linking.rust.build_scripts import compiled_schemas
from protoref.linking.rust.crates import Package, Target, folder_of, join, package_of, read_packages
from protoref.linking.rust.mounts import GeneratedNode, Packages, mount_of

_DEPTH = 48
"""The deepest nesting of module files that is followed."""


@dataclass(slots=True)
class Crate:
    """One crate: a target of a package, or documents that belong to none (``package`` is then a guess or None)."""

    number: int
    target: Target
    package: Package | None
    root: int = -1
    loose: bool = False


@dataclass(slots=True)
class Module:
    """A module. Filled while the tree is built, then only read.

    Attributes:
        number: index in `Tree.modules`.
        crate: index in `Tree.crates`.
        name: its last name; empty for a crate root.
        parent: index, -1 for a root.
        public: of its `mod` item.
        parts: (document, scope) pairs whose items stand in it; several with `include!`.
        children: by name; several where `cfg` chooses.
        mounts: generated modules whose names stand in it.
        foreign: packages mounted in it whose schema is not here.
        absent: why its content (or a part of it) is not known, or empty.
        test: compiled for tests only.
    """

    number: int
    crate: int
    name: str
    parent: int
    public: str = "pub"
    parts: list[tuple[str, int]] = field(default_factory=list)
    children: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    mounts: list[GeneratedNode] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    absent: str = ""
    test: bool = False


@dataclass(slots=True)
class MountSite:
    """A macro that mounts a package: where, and what."""

    document: str
    call: MacroCall
    package: str


@dataclass(slots=True)
class _Pending:
    module: int
    document: str
    folder: str
    depth: int
    chain: frozenset[str]


class Tree:
    """All crates and modules. Built once by `build_tree`, then only read."""

    def __init__(self, indexes: Mapping[str, RustIndex], given: LinkInput) -> None:
        self.indexes = indexes
        self.given = given
        self.packages = read_packages(given.manifests, given.paths)
        known = {module.module for module in given.modules if module.language == "rust"}
        orphans = [stub.module for stub in given.stubs.values() if stub.module and stub.module.module not in known]
        self.generated = Packages([*given.modules, *orphans], given.catalog)
        self.crates: list[Crate] = []
        self.modules: list[Module] = []
        self.at: dict[tuple[str, int], list[int]] = defaultdict(list)
        """(document, scope of a file or inline module) -> the modules that it is (part of)."""
        self.libraries: dict[str, int] = {}
        """Package folder -> crate number of its library."""
        self.sites: list[MountSite] = []
        self.unknown_mounts: list[tuple[str, MacroCall]] = []
        self.committed: dict[str, str] = {}
        """Committed generated files that hold more than their generator wrote -> their package."""
        self._compiled: dict[str, frozenset[str] | None] = {}
        self._calls: dict[str, dict[int, list[MacroCall]]] = {}
        self._mods: dict[str, dict[int, list[Item]]] = {}

    def module_scope(self, document: str, scope: int) -> int:
        """The innermost file or inline module scope around a scope."""
        scopes = self.indexes[document].scopes
        while scopes[scope].kind not in (ScopeKind.FILE, ScopeKind.MOD):
            scope = scopes[scope].parent
        return scope

    def schemas_of(self, package: Package | None) -> frozenset[str] | None:
        """The schema files that a package's build script compiles, or None where that is not known."""
        script = package.build if package else None
        if package is None or script is None or script not in self.indexes:
            return None
        if package.folder not in self._compiled:
            self._compiled[package.folder] = compiled_schemas(self.indexes[script], package.folder, self.given.catalog)
        return self._compiled[package.folder]

    def add_crate(self, target: Target, package: Package | None, loose: bool = False) -> None:
        """Reads a crate from its root document."""
        crate = Crate(len(self.crates), target, package, loose=loose)
        self.crates.append(crate)
        crate.root = self._module(crate.number, "", -1, test=target.kind in ("test", "bench"))
        if package is not None and target.kind == "lib":
            self.libraries[package.folder] = crate.number
        self._fill(crate.root, target.path, folder_of(target.path))

    def _module(self, crate: int, name: str, parent: int, public: str = "pub", test: bool = False) -> int:
        inherited = parent >= 0 and self.modules[parent].test
        self.modules.append(Module(len(self.modules), crate, name, parent, public, test=test or inherited))
        return len(self.modules) - 1

    def _fill(self, module: int, document: str, folder: str) -> None:
        pending = [_Pending(module, document, folder, 0, frozenset())]
        while pending:
            pending.extend(self._fill_one(pending.pop()))

    def _fill_one(self, task: _Pending) -> Iterator[_Pending]:
        """Puts a document into a module, with the inline modules in it; gives the module files to go on with."""
        if task.document in task.chain or task.depth > _DEPTH:
            self.modules[task.module].absent = f"{task.document} contains itself"
            return
        stub = self.given.stubs.get(task.document)
        if stub is not None and stub.module is not None and stub.module.language == "rust":
            self._mount(task.module, stub.module.module, frozenset(stub.module.schemas))
            return
        index = self.indexes.get(task.document)
        if index is None:
            self.modules[task.module].absent = f"{task.document} is not read"
            return
        self.modules[task.module].test |= index.test
        if stub is not None and (package := self._package_like(task.document, index)) is not None:
            # Its header says that a generator wrote it, but something was added: its own items stay beside the names.
            self._mount(task.module, package, None)
            self.committed[task.document] = package
        mods, calls = self._facts(task.document, index)
        inner = [(0, task.module, task.folder)]
        while inner:
            scope, number, folder = inner.pop()
            self.modules[number].parts.append((task.document, scope))
            self.at[task.document, scope].append(number)
            for item in mods.get(scope, ()):
                child = self._module(self.modules[number].crate, item.name, number, item.public, item.test)
                self.modules[number].children[item.name].append(child)
                below = f"{folder}/{item.name}" if folder else item.name
                if item.inline:
                    if item.body >= 0:
                        inner.append((item.body, child, below))
                    continue
                if (found := self._file_of(item, task.document, folder, scope)) is None:
                    self.modules[child].absent = f"no file of module {item.name} is here"
                    continue
                path, next_folder = found
                yield _Pending(child, path, next_folder, task.depth + 1, task.chain | {task.document})
            for call in calls.get(scope, ()):
                yield from self._include(call, number, task, folder)

    def _package_like(self, document: str, index: RustIndex) -> str | None:
        """The package that a committed file with a generator's header holds: by its name, else by what it declares."""
        names = frozenset(item.name for item in index.items if item.scope == 0)
        package = self.generated.of_file(document)
        if package is not None and self.generated.most_like(names) not in (None, package):
            return None
        return package or self.generated.most_like(names)

    def _facts(self, document: str, index: RustIndex) -> tuple[dict[int, list[Item]], dict[int, list[MacroCall]]]:
        if document not in self._mods:
            mods: dict[int, list[Item]] = defaultdict(list)
            calls: dict[int, list[MacroCall]] = defaultdict(list)
            for item in index.items:
                if item.kind is ItemKind.MOD:
                    mods[self.module_scope(document, item.scope)].append(item)
            for call in index.macros:
                if call.text:
                    calls[self.module_scope(document, call.scope)].append(call)
            self._mods[document], self._calls[document] = mods, calls
        return self._mods[document], self._calls[document]

    def _file_of(self, item: Item, document: str, folder: str, scope: int) -> tuple[str, str] | None:
        """The file of `mod x;` and the folder of its own modules."""
        if item.path:
            base = folder_of(document) if scope == 0 else folder
            path = join(base, item.path)
            return (path, folder_of(path)) if path in self.given.paths else None
        for path in (f"{item.name}.rs", f"{item.name}/mod.rs"):
            where = join(folder, path)
            if where in self.given.paths:
                return where, join(folder, item.name)
        return None

    def _include(self, call: MacroCall, module: int, task: _Pending, folder: str) -> Iterator[_Pending]:
        mount = mount_of(call)
        if mount is None:
            return
        package = self.crates[self.modules[module].crate].package
        if mount.kind == "package":
            self._mount_site(call, module, task.document, mount.name, package)
        elif mount.kind == "out":
            name = mount.name.rpartition("/")[2]
            found = self.generated.of_file(name)
            if found is not None:
                self._mount_site(call, module, task.document, found, package)
            elif self._is_include_file(name, package):
                self._mount_all(module, package)
            elif name == "mod.rs":  # rust-protobuf writes one, too, with other modules in it
                self._mount_all(module, package)
                self._unknown(call, module, task.document, f"{mount.name} of OUT_DIR is not here")
            else:
                self._unknown(call, module, task.document, f"{name} of OUT_DIR has no schema here")
        elif mount.kind in ("file", "manifest"):
            base = folder_of(task.document) if mount.kind == "file" else (package.folder if package else "")
            path = join(base, mount.name)
            if path in self.given.paths:
                yield _Pending(module, path, folder, task.depth + 1, task.chain | {task.document})
            elif (found := self.generated.of_file(path)) is not None:
                self._mount_site(call, module, task.document, found, package)
            else:
                self._unknown(call, module, task.document, f"{path} is not here")
        else:
            self.unknown_mounts.append((task.document, call))
            self._unknown(call, module, task.document, f"{call.path}! of a computed path")

    def _is_include_file(self, name: str, package: Package | None) -> bool:
        """Whether the build script has prost write an include file of that name."""
        index = self.indexes.get(package.build) if package is not None and package.build else None
        return (
            index is not None
            and any(call.name == "include_file" for call in index.calls)
            and any(text.text == name for text in index.strings)
        )

    def _unknown(self, call: MacroCall, module: int, document: str, why: str) -> None:
        self.modules[module].absent = self.modules[module].absent or why

    def _mount_site(self, call: MacroCall, module: int, document: str, name: str, package: Package | None) -> None:
        self.sites.append(MountSite(document, call, name))
        self._mount(module, name, self.schemas_of(package))

    def _mount(self, module: int, package: str, schemas: frozenset[str] | None) -> None:
        if package in self.generated:
            self.modules[module].mounts.append(self.generated.tree(package, schemas))
        else:
            self.modules[module].foreign.append(package)

    def _mount_all(self, module: int, package: Package | None) -> None:
        """The include file of prost: a module for each part of every package's name."""
        schemas = self.schemas_of(package)
        files = self.given.catalog.files
        for name in sorted(self.generated.names):
            if schemas is not None and not any(files[path].package == name for path in schemas if path in files):
                continue
            at = module
            for part in name.split(".") if name else ():
                known = self.modules[at].children.get(part)
                if known:
                    at = known[0]
                    continue
                child = self._module(self.modules[at].crate, part, at)
                self.modules[at].children[part].append(child)
                at = child
            self._mount(at, name, schemas)


def build_tree(indexes: Mapping[str, RustIndex], given: LinkInput) -> Tree:
    """Reads all crates, then what belongs to none."""
    tree = Tree(indexes, given)
    for folder in sorted(tree.packages):
        package = tree.packages[folder]
        for target in package.targets:
            if target.path in indexes:
                tree.add_crate(target, package)
    for path in sorted(indexes):
        if (path, 0) not in tree.at and (given.stubs.get(path) is None or given.stubs[path].module is None):
            tree.add_crate(Target("loose", path), package_of(path, tree.packages), loose=True)
    return tree
