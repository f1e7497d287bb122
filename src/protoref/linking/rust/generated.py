"""What generators write, in units that code mounts as a whole, each as a tree of names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct, field

from protoref.codegen import (
    grpcio,
    poem_grpc,
    prost,
    protobuf_official,
    quick_protobuf,
    rust_protobuf,
    rust_protobuf2,
    tonic,
    ttrpc,
    volo,
)
from protoref.codegen.casing import prost_snake, prost_type
from protoref.model.generated import Form, GeneratedModule
from protoref.model.schema import Catalog, Key, Kind, file_key, package_key

_JOINED = frozenset({prost.FAMILY, tonic.FAMILY, poem_grpc.FAMILY})
"""Families that write into one file a package: their unit is the package, and has its name."""
_OF_FILES = frozenset(
    {rust_protobuf.FAMILY, rust_protobuf2.FAMILY, grpcio.FAMILY, ttrpc.FAMILY, protobuf_official.FAMILY}
)
"""Families with a module a schema file: it stands for the file."""


class GeneratedNode(Struct, eq=False):
    """One generated name: what stands for which symbols, and the names in it. Built once, then only read.

    Attributes:
        name: its last identifier.
        path: inside the unit's module, with `::`; empty for the module itself.
        origin: what it was generated for, in words (``package x.y``, ``a/b.proto``).
        parent: the name around it, None for the module itself.
        meanings: the symbols it stands for, with the form; for a schema file's own module the file.
        children: names in it: of a module, or variants, methods and fields of a type.
        services: of a module of prost, the services of its schemas by name: a generator that nobody knows may write
            code for them beside its types (prost's `service_generator`).
    """

    name: str
    path: str
    origin: str
    parent: GeneratedNode | None = None
    meanings: dict[Key, Form] = field(default_factory=dict)
    children: dict[str, GeneratedNode] = field(default_factory=dict)
    services: dict[str, GeneratedNode] = field(default_factory=dict)

    @property
    def is_module(self) -> bool:
        """It is a module: of the unit, of a message's nested names, or of a client or server."""
        return self.parent is None or Form.MODULE in self.meanings.values() or not self.meanings

    @property
    def in_type_namespace(self) -> bool:
        """It can stand where a type or module is expected."""
        return not self.meanings or not {Form.METHOD, Form.CONSTANT, Form.FIELD}.issuperset(self.meanings.values())

    @property
    def in_value_namespace(self) -> bool:
        """It can stand where a value is expected."""
        return not {Form.VALUE, Form.METHOD, Form.CONSTANT, Form.FUNCTION}.isdisjoint(self.meanings.values())

    @property
    def is_variant(self) -> bool:
        """It is an enum's or oneof's variant: what a glob of the type brings in."""
        return Form.VALUE in self.meanings.values()

    @property
    def is_rpc(self) -> bool:
        """It is an rpc as a method."""
        return Form.METHOD in self.meanings.values()

    def child(self, name: str) -> GeneratedNode | None:
        """The name below, or None."""
        return self.children.get(name)

    def extended(self, name: str, *, served: bool = False) -> tuple[GeneratedNode, ...]:
        """The types in a module whose name a longer one holds at its beginning or end: `Order` for `PbOrder` and `OrderBuilder`.

        Macros write such names: a generator can be told to derive anything for what it writes (prost's `type_attribute`). Of
        several types those with the longest names. The same for services, which may have code of their own name, too, unless
        (`served`) a generator that is known writes it.
        """
        parts = [name[start:end] for start, end in parts_of(name)]
        found = [node for part in parts if (node := self.children.get(part)) and Form.TYPE in node.meanings.values()]
        if not served:
            found += [self.services[part] for part in (name, *parts) if part in self.services]
        longest = max((len(node.name) for node in found), default=0)
        return tuple(node for node in found if len(node.name) == longest)


class Unit(Struct, frozen=True):
    """What generators write into one file.

    Attributes:
        name: what it is known by here: the package for prost and those that write into its file.
        origin: what it was generated for, in words.
        place: the module that an index of all modules (rust-protobuf's `mod.rs`, prost's include file) puts it in.
        keys: what it stands for as a whole: its package, or its schema files.
        modules: of the families that write into it.
    """

    name: str
    origin: str
    place: tuple[str, ...]
    keys: tuple[Key, ...]
    modules: tuple[GeneratedModule, ...]

    @property
    def families(self) -> frozenset[str]:
        """The families that write into it."""
        return frozenset(module.family for module in self.modules)

    @property
    def schemas(self) -> frozenset[str]:
        """Root paths of the schema files that it is made from."""
        return frozenset(path for module in self.modules for path in module.schemas)

    @property
    def places(self) -> tuple[tuple[str, ...], ...]:
        """Where protobuf-build's index puts it: it has messages pass on what grpcio makes for their file."""
        passed = grpcio.FAMILY in self.families
        return (self.place, (*self.place[:-1], self.place[-1].removesuffix("_grpc"))) if passed else (self.place,)

    def keys_of(self, schemas: frozenset[str] | None) -> tuple[Key, ...]:
        """What it stands for where it is made from these schema files (None: all): of copies those that are among them."""
        return tuple(key for key in self.keys if schemas is None or key not in map(file_key, self.schemas - schemas))

    @property
    def of_files(self) -> bool:
        """Its module stands for a schema file: to name it is to refer to the file."""
        return not _OF_FILES.isdisjoint(self.families)


class Generated:
    """All units and their trees; a tree for each choice of schema files that is asked for."""

    def __init__(self, modules: Iterable[GeneratedModule], catalog: Catalog) -> None:
        self._catalog = catalog
        grouped: dict[str, list[GeneratedModule]] = {}
        for module in modules:
            if module.language == "rust":
                grouped.setdefault(unit_name(module), []).append(module)
        self._units = {name: _unit(name, tuple(group), catalog) for name, group in sorted(grouped.items())}
        self._by_file: dict[str, list[str]] = {}
        for name, unit in self._units.items():
            for written in sorted({file for module in unit.modules for file in _files(module)}):
                self._by_file.setdefault(written, []).append(name)
        self._trees: dict[tuple[str, frozenset[str] | None], GeneratedNode] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._units

    def __getitem__(self, name: str) -> Unit:
        return self._units[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all units."""
        return tuple(self._units)

    def of_file(self, path: str, families: Collection[str] = (), *preferred: Collection[str] | None) -> tuple[str, ...]:
        """The units that are written to a file of this name or path (`x.y.rs`, also `x.y.tonic.rs`), best guesses only.

        Args:
            path: the file's path, of which any end may be known to the generator.
            families: those that the package runs; where none of the candidates is of one, that says nothing.
            preferred: schema files that it is rather made from, the best choices first; likewise.
        """
        found = self._by_file.get(path.rpartition("/")[2], [])
        found = [name for name in found if _ends(path, self._units[name])] or found
        found = [name for name in found if not self._units[name].families.isdisjoint(families)] or found
        for schemas in preferred:
            if schemas is not None:
                found = [name for name in found if not self._units[name].schemas.isdisjoint(schemas)] or found
        return tuple(found)

    def most_like(self, names: frozenset[str]) -> str | None:
        """The unit most of whose top-level names are among some; None where that is less than four in five."""
        best, best_share = None, 0.8
        for name in self._units:
            own = {child for child, node in self.tree(name, None).children.items() if node.meanings}
            share = len(own & names) / len(own) if own else 0.0
            if share > best_share:
                best, best_share = name, share
        return best

    def tree(self, name: str, schemas: frozenset[str] | None) -> GeneratedNode:
        """The module of a unit, made of these schema files (None: all of its files)."""
        own = self._units[name].schemas
        chosen = None if schemas is None or own <= schemas or not own & schemas else own & schemas
        key = (name, chosen)
        if key not in self._trees:
            self._trees[key] = self._build(self._units[name], chosen)
        return self._trees[key]

    def _build(self, unit: Unit, chosen: frozenset[str] | None) -> GeneratedNode:
        root = GeneratedNode(unit.place[-1] if unit.place else unit.name, "", unit.origin)
        if unit.of_files:
            root.meanings = dict.fromkeys(unit.keys_of(chosen), Form.MODULE)
        for module in unit.modules:
            for name in module.names:
                if chosen is None or self._defined_in(name.symbol, chosen):
                    _insert(root, name.name, name.symbol, name.form)
        if prost.FAMILY in unit.families:
            self._retain_prefixes(root)
            root.services = self._services(unit, chosen, root)
        return root

    def _services(self, unit: Unit, chosen: frozenset[str] | None, root: GeneratedNode) -> dict[str, GeneratedNode]:
        files = (self._catalog.files.get(path) for path in sorted(unit.schemas if chosen is None else chosen))
        services = [one for file in files if file is not None for one in file.symbols if one.kind is Kind.SERVICE]
        names = {prost_type(one.name): one.full_name for one in services}
        return {
            name: GeneratedNode(name, name, root.origin, root, {service: Form.SERVER})
            for name, service in names.items()
        }

    def _retain_prefixes(self, root: GeneratedNode) -> None:
        """Adds the variants as prost calls them where it is told to leave the enum's name in (`retain_enum_prefix`)."""
        pending = [root]
        while pending:
            node = pending.pop()
            pending.extend(node.children.values())
            for child in list(node.children.values()):
                for symbol, form in child.meanings.items():
                    found = self._catalog.definitions.get(symbol, ())
                    whole = prost_type(found[0].symbol.name) if found else ""
                    if form is Form.VALUE and found[0].symbol.kind is Kind.ENUM_VALUE and whole not in node.children:
                        _insert(node, whole, symbol, form)

    def _defined_in(self, symbol: Key, schemas: frozenset[str]) -> bool:
        return any(found.file.path in schemas for found in self._catalog.definitions.get(symbol, ()))


def parts_of(name: str) -> Iterator[tuple[int, int]]:
    """The ranges of a type's name that are the beginning or the end of it, cut before a capital letter."""
    for cut in range(1, len(name)):
        if name[cut].isupper() and not name[cut - 1].isupper():
            yield 0, cut
            yield cut, len(name)


class LongerNames:
    """Names that hold one of some others at their beginning or end. Each is looked at once."""

    def __init__(self, names: Collection[str]) -> None:
        self._names = names
        self._known: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = any(name[start:end] in self._names for start, end in parts_of(name))
        return found


def unit_name(module: GeneratedModule) -> str:
    """The unit that a module belongs to. Two generators' modules of one file name and schema are one unit."""
    return module.module if module.family in _JOINED else f"{module.path} of {module.module} ({module.schemas[0]})"


def _unit(name: str, modules: tuple[GeneratedModule, ...], catalog: Catalog) -> Unit:
    first = modules[0]
    schemas = tuple(dict.fromkeys(path for module in modules for path in module.schemas))
    if first.family in _OF_FILES:
        place = () if first.family == protobuf_official.FAMILY else (first.module,)
        return Unit(name, ", ".join(schemas), place, tuple(map(file_key, schemas)), modules)
    known = catalog.files.get(schemas[0])
    package = first.module if known is None else known.package
    parts = tuple(prost_snake(part) if first.family in _JOINED else part for part in first.module.split(".") if part)
    return Unit(name, f"package {package or '(none)'}", parts, (package_key(package),), modules)


def _files(module: GeneratedModule) -> Iterable[str]:
    """The names that a module's file may have: as prost and tonic, or the plugins that buf runs, call it.

    Who needs ttrpc's code for both ways of calling renames the asynchronous one.
    """
    name = module.path.rpartition("/")[2]
    if module.family == volo.FAMILY:
        return  # its one file is an index
    yield name
    if module.family == quick_protobuf.FAMILY:  # told to write a single module, it names that after the schema file
        yield from (quick_protobuf.module_path("", path) for path in module.schemas)
    if module.family == ttrpc.FAMILY:
        yield f"{name.removesuffix('.rs')}_async.rs"
    if module.family in _JOINED:
        for stem in (name.removesuffix(".rs"), module.module):
            yield from (f"{stem}.rs", f"{stem}.tonic.rs")


def _ends(path: str, unit: Unit) -> bool:
    """Whether a path ends like that of a unit's file, which lies in a folder."""
    return any("/" in module.path and f"/{path}".endswith(f"/{module.path}") for module in unit.modules)


def _insert(root: GeneratedNode, name: str, symbol: Key, form: Form) -> None:
    node = root
    for part in name.split("::"):
        below = node.children.get(part)
        if below is None:
            path = f"{node.path}::{part}" if node.path else part
            below = node.children[part] = GeneratedNode(part, path, root.origin, node)
        node = below
    node.meanings.setdefault(symbol, form)
