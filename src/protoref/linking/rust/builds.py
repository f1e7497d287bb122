"""What the build scripts of packages have generated, as far as they and the packages' dependencies tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from protoref.codegen import protobuf_official, quick_protobuf, run_by, rust_protobuf, rust_protobuf2, ttrpc, volo
from protoref.indexers.rust.index import RustIndex
from protoref.linking.rust.build_scripts import compiled_into, compiled_schemas
from protoref.linking.rust.crates import Package, folder_of, join
from protoref.linking.rust.generated import Generated, Unit
from protoref.model.schema import Catalog

_INDEXED = frozenset({rust_protobuf.FAMILY, rust_protobuf2.FAMILY, ttrpc.FAMILY, quick_protobuf.FAMILY})
"""Families that write a `mod.rs` that lists their modules."""


class Builds:
    """Which generators each package runs, on which schemas, and where to. Every answer may be about no package."""

    def __init__(self, indexes: Mapping[str, RustIndex], catalog: Catalog, generated: Generated) -> None:
        self._indexes = indexes
        self._catalog = catalog
        self._generated = generated
        self._compiled: dict[str, frozenset[str] | None] = {}

    def families(self, package: Package | None) -> frozenset[str]:
        """The generators that a package's build script runs, as far as its dependencies tell."""
        given = package.dependencies.values() if package is not None and package.build is not None else ()
        return frozenset(family for one in given for family in run_by(one.package))

    def are_arranged(self, package: Package | None) -> bool:
        """Whether protobuf-build arranges the modules: by options, and with more in them than generators write."""
        given = package.dependencies.values() if package is not None else ()
        return any(one.package == "protobuf-build" for one in given)

    def schemas(self, package: Package | None) -> frozenset[str] | None:
        """The schema files that a package's build script compiles, or None where that is not known."""
        index = self._script(package)
        if package is None or index is None:
            return None
        if package.folder not in self._compiled:
            self._compiled[package.folder] = compiled_schemas(index, package.folder, self._catalog)
        return self._compiled[package.folder]

    def units(self, package: Package | None) -> Iterator[Unit]:
        """All that a package's build script has generated; of all there is where nothing tells."""
        schemas, families = self.schemas(package), self.families(package)
        units = [self._generated[name] for name in self._generated.names]
        run = [unit for unit in units if not unit.families.isdisjoint(families)]
        return (unit for unit in run or units if schemas is None or not unit.schemas.isdisjoint(schemas))

    def written_to(self, path: str, package: Package | None, certainly: bool = False) -> tuple[str, ...]:
        """The units that a package's build script may write to a file.

        Args:
            path: of the file, from the root or below OUT_DIR.
            package: the package.
            certainly: only those of generators that it is known to run.
        """
        families = self.families(package)
        found = self._generated.of_file(path, families, *self._likely(path, package))
        return tuple(name for name in found if not certainly or not self._generated[name].families.isdisjoint(families))

    def made_from(self, unit: str, path: str, package: Package | None) -> frozenset[str] | None:
        """The schema files that a unit at a path is made from; of copies the likely ones, where it stands for a file."""
        if not self._generated[unit].of_files:
            return self.schemas(package)
        made = self._generated[unit].schemas
        for schemas in self._likely(path, package):
            if schemas is not None and not made.isdisjoint(schemas):
                made &= schemas
        return made

    def _likely(self, path: str, package: Package | None) -> Iterator[frozenset[str] | None]:
        """What a generated file at a path is rather made from.

        The schemas that the build script lists with the file's folder, all that it compiles, all in the package's folder.
        """
        if package is None:
            return
        index, output = self._script(package), folder_of(path).rpartition("/")[2]
        if index is not None and output:
            yield compiled_into(index, output, package.folder, self._catalog)
        yield self.schemas(package)
        if package.folder:
            yield frozenset(one for one in self._catalog.files if one.startswith(f"{package.folder}/"))

    def names_folder(self, folder: str, package: Package) -> bool:
        """Whether a build script that runs generators names a folder, seen from its package."""
        index = self._script(package)
        named = (text.text for text in index.strings if text.text.strip("./")) if index is not None else ()
        return bool(self.families(package)) and any(join(package.folder, text) == folder for text in named)

    def index_at(self, name: str, package: Package | None) -> str | None:
        """The name of the module around all that a file in OUT_DIR lists, empty where there is none; None: it is no list."""
        families = self.families(package)
        if volo.FAMILY in families:  # its one file, whatever volo.yml calls it, holds a module of that name
            return name.removesuffix(".rs")
        listed = name == "mod.rs" and not families.isdisjoint(_INDEXED)
        listed = listed or (name == "generated.rs" and protobuf_official.FAMILY in families)
        return "" if listed or self.is_include_file(name, package) else None

    def is_include_file(self, name: str, package: Package | None) -> bool:
        """Whether the build script has prost write an include file of that name."""
        index = self._script(package)
        return (
            index is not None
            and any(call.name == "include_file" for call in index.calls)
            and any(text.text == name for text in index.strings)
        )

    def package_in(self, name: str, package: Package | None) -> str:
        """The package whose code prost writes to a file of this name: `_` is for what has none, unless the script names that.

        Read in prost-build 0.14.6, config.rs (`default_package_filename`).
        """
        index = self._script(package)
        named = index is not None and any(call.name == "default_package_filename" for call in index.calls)
        if name not in self._generated and index is not None and named:
            return "" if any(text.text == name for text in index.strings) else name
        return "" if name == "_" else name

    def _script(self, package: Package | None) -> RustIndex | None:
        return self._indexes.get(package.build) if package is not None and package.build else None
