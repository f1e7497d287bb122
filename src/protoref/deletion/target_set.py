"""What a deletion takes away: the asked-for targets, everything in them, and what is empty without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from protoref.model.generated import Stub, StubState
from protoref.model.schema import Catalog, Key, file_key, package_key


class TargetSet(Struct, frozen=True):
    """A deletion, as a set.

    Attributes:
        keys: of everything that goes: files, packages, symbols with all that they own.
        files: root paths of the schema files that go as a whole.
        copied: symbols of these files that live on in a copy elsewhere: they are no members.
        packages: packages that hold nothing afterwards, asked for or emptied.
        stubs: root paths of the proven generated files that hold nothing but what goes.
    """

    keys: frozenset[Key]
    files: frozenset[str]
    copied: frozenset[Key] = frozenset()
    packages: frozenset[str] = frozenset()
    stubs: frozenset[str] = frozenset()

    @property
    def paths(self) -> frozenset[str]:
        """Documents that go: what stands in them is no use of anything."""
        return self.files | self.stubs


def target_set(keys: Iterable[Key], catalog: Catalog, stubs: Iterable[Stub], families: Families) -> TargetSet:
    """The set that some targets make.

    Args:
        keys: what was asked for.
        catalog: all schemas.
        stubs: committed generated files.
        families: gives what belongs to a symbol.
    """
    asked = tuple(keys)
    files = {path for key in asked for path in _files(key, catalog)}
    symbols: set[Key] = set()
    copied: set[Key] = set()
    for key in asked:
        if not key.startswith(("file:", "package:")):
            symbols |= families.of(key)
    for path in files:
        for symbol in catalog.files[path].symbols:
            elsewhere = any(one.file.path not in files for one in catalog.definitions[symbol.full_name])
            (copied if elsewhere else symbols).add(symbol.full_name)
    copied -= symbols
    packages = {key.removeprefix("package:") for key in asked if key.startswith("package:")}
    packages |= {
        package for package in families.packages_of(symbols, files) if _is_emptied(package, symbols, files, catalog)
    }
    gone = frozenset(path for stub in stubs if (path := _gone_with(stub, files))) if files else frozenset()
    members = symbols | {file_key(path) for path in files} | {package_key(package) for package in packages}
    return TargetSet(frozenset(members), frozenset(files), frozenset(copied), frozenset(packages), gone)


def _files(key: Key, catalog: Catalog) -> Iterator[str]:
    if key.startswith("file:"):
        yield key.removeprefix("file:")
    elif key.startswith("package:"):
        yield from catalog.packages.get(key.removeprefix("package:"), ())


def _is_emptied(package: str, symbols: set[Key], files: set[str], catalog: Catalog) -> bool:
    """Whether nothing of a package is left: generators that write a module a package write none any more."""
    return all(
        path in files or all(symbol.full_name in symbols for symbol in catalog.files[path].symbols)
        for path in catalog.packages.get(package, ())
    )


def _gone_with(stub: Stub, files: set[str]) -> str:
    """The path of a generated file that is left without a schema, else empty."""
    if stub.state is StubState.UNPROVEN or (stub.module is None and not stub.foreign):
        return ""
    inside = stub.module.schemas if stub.module is not None else ()
    made_from = (stub.schema,) if stub.schema is not None else inside
    return stub.path if made_from and all(path in files for path in made_from) else ""


class Families:
    """Who belongs to whom, over one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._children: dict[Key, list[Key]] = {}
        for full_name, definitions in catalog.definitions.items():
            parent = definitions[0].symbol.parent
            if parent is not None:
                self._children.setdefault(parent, []).append(full_name)

    def of(self, key: Key) -> frozenset[Key]:
        """A symbol and everything that it owns, at any depth."""
        found, waiting = {key}, [key]
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    def owner(self, key: Key) -> Key | None:
        """The message, enum or service that a symbol belongs to."""
        symbol = self._catalog.symbol(key)
        return symbol.parent if symbol else None

    def packages_of(self, symbols: Iterable[Key], files: Iterable[str]) -> set[str]:
        """The packages that some symbols and files belong to; the one without a name is none."""
        paths = set(files)
        paths.update(one.file.path for key in symbols for one in self._catalog.definitions.get(key, ()))
        return {package for path in paths if (package := self._catalog.files[path].package)}
