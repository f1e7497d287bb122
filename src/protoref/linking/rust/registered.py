"""Which descriptors a Rust program has at hand when it runs: those of the schemas that its packages' build scripts compile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protoref.indexers.rust.index import RustIndex
from protoref.linking.rust.crates import Package
from protoref.linking.rust.module_tree import Tree
from protoref.linking.rust.reach import Reach
from protoref.model.schema import Key, file_key

_WRITES = frozenset({"file_descriptor_set_path", "file_descriptor_set_bytes", "descriptor_pool", "prost_reflect_build"})
"""What build scripts of prost, tonic and prost-reflect say to have descriptors written: methods, and a crate's name."""


class Registered:
    """Answers for each program, once a package."""

    def __init__(self, tree: Tree, reach: Reach) -> None:
        self._tree = tree
        self._reach = reach
        self._known: dict[str | None, frozenset[Key]] = {}

    def by(self, module: int) -> frozenset[Key]:
        """The symbols and files that the program around a module may have registered.

        Where no package is seen to write descriptors, they come from elsewhere, a file or a server: any may be there.
        """
        crate = self._tree.crates[self._tree.modules[module].crate]
        folder = crate.package.folder if crate.package is not None and not crate.loose else None
        if folder not in self._known:
            packages = [one for one in self._reach.reachable(folder) if one is not None] if folder is not None else []
            found = {key for one in packages for key in self._written(self._tree.packages[one])}
            self._known[folder] = frozenset(found or self._keys(self._tree.given.catalog.files))
        return self._known[folder]

    def _written(self, package: Package) -> Iterator[Key]:
        """What a package's build script and generated code describe."""
        script = self._tree.indexes.get(package.build) if package.build is not None else None
        if script is not None and _writes_descriptors(script):
            schemas = self._tree.builds.schemas(package)
            yield from self._keys(self._tree.given.catalog.files if schemas is None else schemas)
        for root in self._reach.mounted(package.folder):
            yield from self._keys(key.removeprefix("file:") for key in root.meanings)  # code that holds its descriptors

    def _keys(self, schemas: Iterable[str]) -> Iterator[Key]:
        files = self._tree.given.catalog.files
        for path in schemas:
            yield file_key(path)
            yield from (symbol.full_name for symbol in files[path].symbols)


def _writes_descriptors(script: RustIndex) -> bool:
    names = {call.name for call in script.calls}
    names.update(segment.name for path in script.paths for segment in path.segments)
    return not names.isdisjoint(_WRITES)
