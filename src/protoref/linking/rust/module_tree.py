"""The module tree of every crate: which document (or inline part of one) is which module, and what is mounted where."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from protoref.indexers.rust.index import Item, ItemKind, MacroCall, RustIndex, ScopeKind
from protoref.linking.base import LinkInput
from protoref.linking.rust.builds import Builds
from protoref.linking.rust.crates import Package, Target, folder_of, join, package_of, read_packages
from protoref.linking.rust.generated import Generated, GeneratedNode, unit_name
from protoref.linking.rust.mounts import mount_of
from protoref.linking.rust.written_mounts import WrittenMounts
from protoref.model.generated import Stub

_ARRANGED = "protobuf-build may put more there"
_DEPTH = 48
"""The deepest nesting of module files that is followed."""


class Crate(Struct):
    """One crate: a target of a package, or documents that belong to none (``package`` is then a guess or None)."""

    number: int
    target: Target
    package: Package | None
    root: int = -1
    loose: bool = False


class Module(Struct):
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
        wholes: those of them that are made of a part of their schemas, as if they were made of all.
        foreign: packages mounted in it whose schema is not here.
        generated: its whole content is what is mounted: to name it is to name that.
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
    wholes: list[GeneratedNode] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    generated: bool = False
    absent: str = ""
    test: bool = False


class MountSite(Struct):
    """A macro, or the declaration of a module, that mounts generated code.

    Attributes:
        document: where it stands.
        by: the macro or declaration.
        unit: the name of what it mounts.
        schemas: the schema files that this is made from, or None where that is not known.
    """

    document: str
    by: MacroCall | Item
    unit: str
    schemas: frozenset[str] | None


class _Pending(Struct):
    module: int
    document: str
    folder: str
    depth: int
    chain: frozenset[str]
    scope: int = 0


class Tree:
    """All crates and modules. Built once by `build_tree`, then only read."""

    def __init__(self, indexes: Mapping[str, RustIndex], given: LinkInput) -> None:
        self.indexes = dict(indexes)
        """By document; the doc tests of one are a document of their own (`doc_tests.DocTests.name`)."""
        self.given = given
        self.packages = read_packages(given.manifests, given.paths)
        known = {unit_name(module) for module in given.modules if module.language == "rust"}
        stubs = [stub.module for stub in given.stubs.values() if stub.module and stub.module.language == "rust"]
        orphans = [module for module in stubs if unit_name(module) not in known]
        self.generated = Generated([*given.modules, *orphans], given.catalog)
        self.builds = Builds(indexes, given.catalog, self.generated)
        self.crates: list[Crate] = []
        self.modules: list[Module] = []
        self.at: dict[tuple[str, int], list[int]] = defaultdict(list)
        """(document, scope of a file or inline module) -> the modules that it is (part of)."""
        self.local: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        """(document, start of a `mod` item in a function, module around it) -> the modules that it declares."""
        self.libraries: dict[str, int] = {}
        """Package folder -> crate number of its library."""
        self.sites: list[MountSite] = []
        self.made_of: dict[str, set[str]] = defaultdict(set)
        """Document -> root paths of the schema files that a build may make of what it mounts."""
        self.unknown_mounts: list[tuple[str, MacroCall]] = []
        self.committed: dict[str, str] = {}
        """Committed generated files that hold more than their generator wrote -> the unit."""
        self._written = WrittenMounts(self.indexes)
        self._calls: dict[str, dict[int, list[MacroCall]]] = {}
        self._mods: dict[str, dict[int, list[Item]]] = {}

    def module_scope(self, document: str, scope: int) -> int:
        """The innermost file or inline module scope around a scope."""
        scopes = self.indexes[document].scopes
        while scopes[scope].kind not in (ScopeKind.FILE, ScopeKind.MOD):
            scope = scopes[scope].parent
        return scope

    def scope_at(self, document: str, offset: int) -> int:
        """The innermost scope around an offset."""
        scopes = self.indexes[document].scopes
        scope = bisect_right(scopes, offset, key=lambda one: one.start) - 1
        while scope > 0 and scopes[scope].end <= offset:
            scope = scopes[scope].parent
        return scope

    def add_crate(self, target: Target, package: Package | None, loose: bool = False, scope: int = 0) -> None:
        """Reads a crate from its root document, or from a scope in it."""
        crate = Crate(len(self.crates), target, package, loose=loose)
        self.crates.append(crate)
        crate.root = self._module(crate.number, "", -1, test=target.kind in ("test", "bench"))
        if package is not None and target.kind == "lib":
            self.libraries[package.folder] = crate.number
        pending = [_Pending(crate.root, target.path, folder_of(target.path), 0, frozenset(), scope)]
        while pending:
            pending.extend(self._fill_one(pending.pop()))

    def _module(self, crate: int, name: str, parent: int, public: str = "pub", test: bool = False) -> int:
        inherited = parent >= 0 and self.modules[parent].test
        self.modules.append(Module(len(self.modules), crate, name, parent, public, test=test or inherited))
        return len(self.modules) - 1

    def _fill_one(self, task: _Pending) -> Iterator[_Pending]:
        """Puts a document into a module, with the inline modules in it; gives the module files to go on with."""
        if task.document in task.chain or task.depth > _DEPTH:
            self.modules[task.module].absent = f"{task.document} contains itself"
            return
        stub = self.given.stubs.get(task.document)
        if stub is not None and stub.module is not None and stub.module.language == "rust":
            self._mount(task.module, unit_name(stub.module), self._made_from(stub))
            return
        index = self.indexes.get(task.document)
        if index is None:
            self.modules[task.module].absent = f"{task.document} is not read"
            return
        self.modules[task.module].test |= index.test
        if stub is not None and (unit := self._unit_like(task.document, index)) is not None:
            # Its header says that a generator wrote it, but something was added: its own items stay beside the names.
            self._mount(task.module, unit, None)
            self.committed[task.document] = unit
        mods, calls = self._facts(task.document, index)
        inner = [(task.scope, task.module, task.folder)]
        while inner:
            scope, number, folder = inner.pop()
            self.modules[number].parts.append((task.document, scope))
            self.at[task.document, scope].append(number)
            for item in mods.get(scope, ()):
                # Paths are relative to the document's folder, inside of inline modules to theirs.
                base = folder_of(task.document) if scope == 0 else folder
                given = [join(base, path) for path in item.paths]
                if item.inline:
                    made = [
                        (self._declared(task.document, item, number), below)
                        for below in given or [join(folder, item.name)]
                    ]
                    inner.extend((item.body, child, below) for child, below in made if item.body >= 0)
                else:
                    files = list(self._files_of(item, given, folder))
                    for path, next_folder in files:
                        child = self._declared(task.document, item, number)
                        self.modules[child].generated = self._stands_for(item, task.document, path)
                        yield _Pending(child, path, next_folder, task.depth + 1, task.chain | {task.document})
                    if not files:
                        path = given[0] if given else join(folder, f"{item.name}.rs")
                        self._absent(self._declared(task.document, item, number), item, task.document, path)
            for call in calls.get(scope, ()):
                yield from self._include(call, number, task, folder)
            for written in self._written.of(task.document, scope):
                at = self._child(number, written.module) if written.module else number
                yield from self._include(written.call, at, task, folder)

    def _declared(self, document: str, item: Item, parent: int) -> int:
        """A new module for a `mod` item. Only the block that it stands in knows one that stands in a function."""
        child = self._module(self.modules[parent].crate, item.name, parent, item.public, item.test)
        local = self.module_scope(document, item.scope) != item.scope
        known = self.local[document, item.start, parent] if local else self.modules[parent].children[item.name]
        known.append(child)
        return child

    def _stands_for(self, by: MacroCall | Item, document: str, path: str) -> bool:
        """Notes what brings in a committed generated file, for a schema file or a package; tells whether it is one."""
        stub = self.given.stubs.get(path)
        if stub is None or stub.module is None or stub.module.language != "rust":
            return False
        self.sites.append(MountSite(document, by, unit_name(stub.module), self._made_from(stub)))
        return True

    def _made_from(self, stub: Stub) -> frozenset[str]:
        """The schema files of a proven stub; of copies the one that it was paired with, where it stands for a file."""
        if stub.module is None:
            return frozenset()
        own = stub.schema is not None and self.generated[unit_name(stub.module)].of_files
        return frozenset([stub.schema] if own and stub.schema is not None else stub.module.schemas)

    def _absent(self, child: int, item: Item, document: str, path: str) -> None:
        """A module without a file: one that the build script generates, or out of sight."""
        package = self.crates[self.modules[child].crate].package
        units = self.builds.written_to(path, package, certainly=True)
        for name in units:
            schemas = self.builds.made_from(name, path, package)
            self._mount_made(child, document, name, schemas)
            self.modules[child].generated = True
            self.sites.append(MountSite(document, item, name, schemas))
        if not units and package is not None and self.builds.names_folder(path.removesuffix(".rs"), package):
            self._mount_all(child, document, package)
        elif not units:
            self.modules[child].absent = f"no file of module {item.name} is here"

    def _unit_like(self, document: str, index: RustIndex) -> str | None:
        """The unit that a committed file with a generator's header holds: by its name, else by what it declares."""
        names = frozenset(item.name for item in index.items if item.scope == 0)
        likely = self.generated.most_like(names)
        named = self.generated.of_file(document)
        if likely in named or likely is None:
            return likely or (named[0] if named else None)
        # Prost calls a file by its package: a dotted name is another package's, whatever its types are called.
        stem = document.rpartition("/")[2].removesuffix(".rs")
        other = "." in stem and not f".{stem}.".count(f".{likely}.")
        return None if named or other else likely

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

    def _files_of(self, item: Item, given: list[str], folder: str) -> Iterator[tuple[str, str]]:
        """The files of `mod x;`, and the folders of their own modules. Of those that `#[path]` gives all that are here."""
        if given:
            yield from ((path, folder_of(path)) for path in given if path in self.given.paths)
            return
        for path in (f"{item.name}.rs", f"{item.name}/mod.rs"):
            where = join(folder, path)
            if where in self.given.paths:
                yield where, join(folder, item.name)
                return

    def _include(self, call: MacroCall, module: int, task: _Pending, folder: str) -> Iterator[_Pending]:
        mount = mount_of(call)
        if mount is None:
            return
        package = self.crates[self.modules[module].crate].package
        if mount.kind == "package" and self.builds.is_include_file(f"{mount.name}.rs", package):
            self._mount_all(module, task.document, package)
        elif mount.kind == "package":
            unit = self.builds.package_in(mount.name, package)
            self._mount_site(call, module, task.document, unit, self.builds.schemas(package))
            if unit not in self.generated and unit not in self.given.catalog.packages:
                self._unknown(call, module, task.document, f"no schema of a package {mount.name} is here")
        elif mount.kind == "out":
            name = mount.name.rpartition("/")[2]
            if self._mount_file(call, module, task.document, mount.name, package):
                return
            if (around := self.builds.index_at(name, package)) is not None:
                self._mount_all(self._child(module, around) if around else module, task.document, package)
            elif name == "mod.rs":  # what kind of one is not known
                self._mount_all(module, task.document, package)
                self._unknown(call, module, task.document, f"{mount.name} of OUT_DIR is not here")
            else:
                self._unknown(call, module, task.document, f"{name} of OUT_DIR has no schema here")
        elif mount.kind in ("file", "manifest"):
            base = folder_of(task.document) if mount.kind == "file" else (package.folder if package else "")
            path = join(base, mount.name)
            if path in self.given.paths:
                if not self.indexes[task.document].generated:  # the index of a generator, which rewrites it
                    self._stands_for(call, task.document, path)
                # Modules of a document that is taken in lie beside it (`expand_include` of rustc).
                yield _Pending(module, path, folder_of(path), task.depth + 1, task.chain | {task.document})
            elif not self._mount_file(call, module, task.document, path, package):
                self._unknown(call, module, task.document, f"{path} is not here")
        else:
            self.unknown_mounts.append((task.document, call))
            self._unknown(call, module, task.document, f"{call.path}! of a computed path")

    def _unknown(self, call: MacroCall, module: int, document: str, why: str) -> None:
        self.modules[module].absent = self.modules[module].absent or why

    def _mount_file(self, call: MacroCall, module: int, document: str, path: str, package: Package | None) -> bool:
        """Mounts what generators write to a file that is not here; tells whether any does."""
        units = self.builds.written_to(path, package)
        for unit in units:
            self._mount_site(call, module, document, unit, self.builds.made_from(unit, path, package))
        return bool(units)

    def _mount_site(
        self, call: MacroCall, module: int, document: str, unit: str, schemas: frozenset[str] | None
    ) -> None:
        self.sites.append(MountSite(document, call, unit, schemas))
        self._mount_made(module, document, unit, schemas)

    def _mount_made(self, module: int, document: str, unit: str, schemas: frozenset[str] | None) -> None:
        """Mounts what a build makes, of these schema files (None: of any that the unit can be made of)."""
        self._mount(module, unit, schemas)
        if unit in self.generated:
            own = self.generated[unit].schemas
            self.made_of[document] |= own if schemas is None else own & schemas

    def _mount(self, module: int, unit: str, schemas: frozenset[str] | None) -> None:
        if unit in self.generated:
            made, whole = self.generated.tree(unit, schemas), self.generated.tree(unit, None)
            self.modules[module].mounts.append(made)
            if made is not whole:
                self.modules[module].wholes.append(whole)
        else:
            self.modules[module].foreign.append(unit)

    def _child(self, module: int, name: str) -> int:
        """The module of a name below another one, made where there is none."""
        known = self.modules[module].children[name]
        if not known:
            known.append(self._module(self.modules[module].crate, name, module))
        return known[0]

    def _mount_all(self, module: int, document: str, package: Package | None) -> None:
        """An index of all that is generated: a module for each file (rust-protobuf), or for each part of a package's name."""
        schemas, arranged = self.builds.schemas(package), self.builds.are_arranged(package)
        for unit in self.builds.units(package):
            for place in unit.places if arranged else (unit.place,):
                at = module
                for part in place:
                    at = self._child(at, part)
                self.modules[at].generated = at != module
                self._mount_made(at, document, unit.name, schemas)
                if arranged:
                    self.modules[at].absent = _ARRANGED
        if arranged:
            self.modules[module].absent = _ARRANGED


def build_tree(indexes: Mapping[str, RustIndex], given: LinkInput) -> Tree:
    """Reads all crates, then what belongs to none."""
    tree = Tree(indexes, given)
    for folder in sorted(tree.packages):
        package = tree.packages[folder]
        for target in package.targets:
            if target.path in indexes:
                tree.add_crate(target, package)
    for path in sorted(indexes):
        if (
            (path, 0) not in tree.at
            and not indexes[path].prose
            and (given.stubs.get(path) is None or given.stubs[path].module is None)
        ):
            tree.add_crate(Target("loose", path), package_of(path, tree.packages), loose=True)
    return tree
