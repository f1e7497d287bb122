"""Generated modules as trees of names, and which of them a document's include-like macros bring in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from protoref.indexers.rust.index import MacroCall
from protoref.model.generated import Form, GeneratedModule
from protoref.model.schema import Catalog, Key

FAMILIES = frozenset({"prost", "tonic"})


@dataclass(slots=True, eq=False)
class GeneratedNode:
    """One generated name: what stands for which symbols, and the names in it. Built once, then only read.

    Attributes:
        name: its last identifier.
        path: inside the package's module, with `::`; empty for the module itself.
        package: the protobuf package.
        parent: the name around it, None for the module itself.
        meanings: the symbols it stands for, with the form.
        children: names in it: of a module, or variants, methods and fields of a type.
    """

    name: str
    path: str
    package: str
    parent: GeneratedNode | None = None
    meanings: dict[Key, Form] = field(default_factory=dict)
    children: dict[str, GeneratedNode] = field(default_factory=dict)

    @property
    def is_module(self) -> bool:
        """It is a module: of the package, of a message's nested names, or of a client or server."""
        return self.parent is None or Form.MODULE in self.meanings.values() or not self.meanings

    @property
    def in_type_namespace(self) -> bool:
        """It can stand where a type or module is expected."""
        return not self.meanings or not {Form.METHOD, Form.CONSTANT, Form.FIELD}.issuperset(self.meanings.values())

    @property
    def in_value_namespace(self) -> bool:
        """It can stand where a value is expected."""
        return not {Form.VALUE, Form.METHOD, Form.CONSTANT, Form.FUNCTION}.isdisjoint(self.meanings.values())

    def child(self, name: str) -> GeneratedNode | None:
        """The name below, or None."""
        return self.children.get(name)


class Packages:
    """The trees of all packages; one for each choice of schema files that is asked for."""

    def __init__(self, modules: Iterable[GeneratedModule], catalog: Catalog) -> None:
        self._catalog = catalog
        self._modules: dict[str, list[GeneratedModule]] = {}
        for module in modules:
            if module.language == "rust" and module.family in FAMILIES:
                self._modules.setdefault(module.module, []).append(module)
        self._trees: dict[tuple[str, frozenset[str] | None], GeneratedNode] = {}

    def __contains__(self, package: str) -> bool:
        return package in self._modules

    @property
    def names(self) -> frozenset[str]:
        """All packages that something is generated for."""
        return frozenset(self._modules)

    def of_file(self, name: str) -> str | None:
        """The package whose generated file has this name or path (`x.y.rs`, also `x.y.tonic.rs`), or None."""
        last = name.rpartition("/")[2]
        for package, modules in self._modules.items():
            stems = {module.path.rpartition("/")[2].removesuffix(".rs") for module in modules}
            if any(last in (f"{stem}.rs", f"{stem}.tonic.rs") for stem in stems):
                return package
        return None

    def most_like(self, names: frozenset[str]) -> str | None:
        """The package most of whose top-level names are among some; None where that is less than four in five."""
        best, best_share = None, 0.8
        for package in sorted(self._modules):
            own = {name for name, node in self.tree(package, None).children.items() if node.meanings}
            share = len(own & names) / len(own) if own else 0.0
            if share > best_share:
                best, best_share = package, share
        return best

    def tree(self, package: str, schemas: frozenset[str] | None) -> GeneratedNode:
        """The module of a package, made of these schema files (None: all of its files)."""
        modules = self._modules.get(package, [])
        own = frozenset(path for module in modules for path in module.schemas)
        chosen = None if schemas is None or own <= schemas or not own & schemas else own & schemas
        key = (package, chosen)
        if key not in self._trees:
            self._trees[key] = self._build(package, modules, chosen)
        return self._trees[key]

    def _build(self, package: str, modules: list[GeneratedModule], chosen: frozenset[str] | None) -> GeneratedNode:
        root = GeneratedNode(package, "", package)
        for module in modules:
            for name in module.names:
                if chosen is None or self._defined_in(name.symbol, chosen):
                    _insert(root, name.name, name.symbol, name.form)
        return root

    def _defined_in(self, symbol: Key, schemas: frozenset[str]) -> bool:
        return any(found.file.path in schemas for found in self._catalog.definitions.get(symbol, ()))


def _insert(root: GeneratedNode, name: str, symbol: Key, form: Form) -> None:
    node = root
    for part in name.split("::"):
        below = node.children.get(part)
        if below is None:
            path = f"{node.path}::{part}" if node.path else part
            below = node.children[part] = GeneratedNode(part, path, root.package, node)
        node = below
    node.meanings.setdefault(symbol, form)


@dataclass(frozen=True, slots=True)
class Mount:
    """What one include-like macro brings into its module.

    Attributes:
        kind: ``package`` (named by a macro like tonic's), ``out`` (a file of OUT_DIR), ``file`` (a path relative to the
            document), ``manifest`` (one relative to the package), ``unknown`` (computed).
        name: the package, the file's path, or as much of the macro as people need to find it.
    """

    kind: str
    name: str


_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ENV = re.compile(r"\b(?:option_)?env\s*!\s*[({\[]\s*\"([^\"]*)\"\s*(?:,\s*\"[^\"]*\"\s*)?,?\s*[)}\]]")
_ONLY_LITERALS = re.compile(r"[\s(){}\[\],!:]|\bconcat\b|\bcore\b|\bstd\b")


def mount_of(call: MacroCall) -> Mount | None:
    """What an include-like macro includes; None for other macros."""
    if call.name.endswith("include_proto"):
        found = _STRING.search(call.text)
        return Mount("package", found[1]) if found else Mount("unknown", call.path)
    if call.name != "include":
        return None
    variables = [match[1] for match in _ENV.finditer(call.text)]
    text = _ENV.sub("", call.text)
    literal = "".join(match[1] for match in _STRING.finditer(text))
    computed = _ONLY_LITERALS.sub("", _STRING.sub("", text)) != ""
    if computed or not literal:
        return Mount("unknown", call.text[:80])
    if "OUT_DIR" in variables:
        return Mount("out", literal.lstrip("/\\").replace("\\\\", "/"))
    if "CARGO_MANIFEST_DIR" in variables:
        return Mount("manifest", literal.lstrip("/\\"))
    return Mount("unknown", call.text[:80]) if variables else Mount("file", literal)
