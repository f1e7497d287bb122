"""The crate graph, from the texts of the Cargo.toml files: packages, their targets and what names their dependencies have."""

from __future__ import annotations

import posixpath
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from protoref.model.source import Source

_DEPENDENCY_TABLES = (
    "dependencies",
    "dev-dependencies",
    "dev_dependencies",
    "build-dependencies",
    "build_dependencies",
)
_FOLDERS = (("bin", "src/bin"), ("test", "tests"), ("bench", "benches"), ("example", "examples"))


class Target(Struct, frozen=True):
    """One crate root: ``lib``, ``bin``, ``test``, ``bench``, ``example`` or ``build``, and its file from the root.

    For code that cargo builds otherwise: ``doctest``, the code in a document's documentation; ``loose``, a document of no crate.
    """

    kind: str
    path: str


class Dependency(Struct, frozen=True):
    """Where a crate name leads: a package folder of this repository, or (None) a registry or git package by its name.

    Attributes:
        folder: of the package, or None.
        package: its name.
        lost: it is one of the workspace, which is not here or has none of that name: it may lead anywhere.
    """

    folder: str | None
    package: str
    lost: bool = False


class Package(Struct, frozen=True):
    """One `[package]`.

    Attributes:
        folder: of its Cargo.toml, from the root; empty at the root.
        name: as published.
        lib_name: the crate name of its library, in code.
        edition: ``2015``, ``2018``, ...
        targets: every crate root whose file is here.
        dependencies: by the name that code uses.
        doc_tests: the code in its library's documentation is compiled and run (`cargo test`).
        macros: its library is one of procedural macros, whose code stands in the crates that depend on it.
    """

    folder: str
    name: str
    lib_name: str
    edition: str = "2021"
    targets: tuple[Target, ...] = ()
    dependencies: Mapping[str, Dependency] = field(default_factory=dict)
    doc_tests: bool = True
    macros: bool = False

    @property
    def lib(self) -> str | None:
        """The library's root file."""
        return next((target.path for target in self.targets if target.kind == "lib"), None)

    @property
    def build(self) -> str | None:
        """The build script."""
        return next((target.path for target in self.targets if target.kind == "build"), None)


def join(folder: str, path: str) -> str:
    """A path relative to a folder, from the root, without dots; it may leave the root (`../x`)."""
    joined = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    return "" if joined == "." else joined


def folder_of(path: str) -> str:
    """The folder a document stands in."""
    return path.rpartition("/")[0]


def read_packages(manifests: Mapping[str, Source], paths: frozenset[str]) -> dict[str, Package]:
    """All packages by folder. A manifest that is no TOML defines none: its documents belong to no crate."""
    tables: dict[str, dict[str, Any]] = {}
    for path, source in sorted(manifests.items()):
        if path.rpartition("/")[2] != "Cargo.toml":
            continue
        try:
            tables[folder_of(path)] = tomllib.loads(source.data.decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
    names = {folder: _lib_name(table) for folder, table in tables.items() if _text(_table(table, "package"), "name")}
    rust_files = sorted(path for path in paths if path.endswith(".rs"))
    found = {}
    for folder, lib_name in names.items():
        table = tables[folder]
        workspace_folder, workspace = _workspace(folder, tables)
        package = _table(table, "package")
        edition = _text(package, "edition")
        if not edition and _table(package, "edition").get("workspace"):
            edition = _text(_table(workspace, "package"), "edition")
        found[folder] = Package(
            folder,
            _text(package, "name"),
            lib_name,
            edition or "2015",
            tuple(_targets(folder, table, paths, rust_files)),
            _dependencies(folder, table, workspace_folder, workspace, tables, names),
            _table(table, "lib").get("doctest") is not False,
            _table(table, "lib").get("proc-macro", _table(table, "lib").get("proc_macro")) is True,
        )
    return found


def _table(table: Any, key: str) -> dict[str, Any]:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, dict) else {}


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""


def _lib_name(table: dict[str, Any]) -> str:
    name = _text(_table(table, "lib"), "name") or _text(_table(table, "package"), "name")
    return name.replace("-", "_")


def _workspace(folder: str, tables: Mapping[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """The workspace that a package belongs to: the one that it names, or the nearest one above that does not exclude it."""
    explicit = _text(_table(tables[folder], "package"), "workspace")
    at = join(folder, explicit) if explicit else folder
    while True:
        workspace = tables.get(at, {}).get("workspace")
        if isinstance(workspace, dict):
            # Who is a member by name is none of those excluded; by a pattern (`tools/*`) one is (cargo's `is_excluded`).
            hidden = _lists(workspace.get("exclude"), at, folder) and not _lists(workspace.get("members"), at, folder)
            if not hidden or at == folder or explicit:
                return at, workspace
        if not at:
            return "", {}
        at = folder_of(at)


def _lists(entries: Any, at: str, folder: str) -> bool:
    """Whether a folder is at or below one of those that a workspace at `at` lists, patterns taken as they are written."""
    listed = [join(at, entry) for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
    return any(not one or f"{folder}/".startswith(f"{one}/") for one in listed)


def _dependencies(
    folder: str,
    table: dict[str, Any],
    workspace_folder: str,
    workspace: dict[str, Any],
    tables: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
) -> dict[str, Dependency]:
    inherited = _table(workspace, "dependencies")
    patches = _patches(workspace_folder, tables.get(workspace_folder, {}))
    found: dict[str, Dependency] = {}
    for key, value in _entries(table):
        entry: dict[str, Any] = value if isinstance(value, dict) else {}
        base, lost = folder, False
        if entry.get("workspace") is True:
            shared = inherited.get(key)
            entry, base, lost = (shared if isinstance(shared, dict) else {}), workspace_folder, shared is None
        package = _text(entry, "package") or key
        path = _text(entry, "path")
        target = join(base, path) if path else patches.get(package)
        name = key.replace("-", "_")
        if target is not None and target in names:
            name = name if _text(entry, "package") else names[target]
            found[name] = Dependency(target, package)
        else:
            found.setdefault(name, Dependency(None, package, lost))
    return found


def _entries(table: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _DEPENDENCY_TABLES:
        yield from _table(table, name).items()
    for target in _table(table, "target").values():
        for name in _DEPENDENCY_TABLES:
            yield from _table(target, name).items()


def _patches(folder: str, table: dict[str, Any]) -> dict[str, str]:
    """Packages that `[patch]` takes from a folder here."""
    found = {}
    for registry in _table(table, "patch").values():
        for key, value in registry.items() if isinstance(registry, dict) else ():
            if isinstance(value, dict) and (path := _text(value, "path")):
                found[_text(value, "package") or key] = join(folder, path)
    return found


def _targets(folder: str, table: dict[str, Any], paths: frozenset[str], rust_files: list[str]) -> Iterator[Target]:
    seen: set[str] = set()
    package = _table(table, "package")
    build = package.get("build", "build.rs")
    candidates = [("lib", _text(_table(table, "lib"), "path") or "src/lib.rs")]
    if isinstance(build, str):
        candidates.append(("build", build))
    for kind in ("bin", "test", "bench", "example"):
        declared = table.get(kind)
        for entry in declared if isinstance(declared, list) else ():
            if isinstance(entry, dict):
                name, path = _text(entry, "name"), _text(entry, "path")
                base = dict(_FOLDERS)[kind]
                candidates += (
                    [(kind, path)] if path else [(kind, f"{base}/{name}.rs"), (kind, f"{base}/{name}/main.rs")]
                )
    candidates.append(("bin", "src/main.rs"))
    for kind, path in candidates:
        where = join(folder, path)
        if where in paths and where not in seen:
            seen.add(where)
            yield Target(kind, where)
    for kind, base in _FOLDERS:
        if package.get(f"auto{base.rpartition('/')[2]}") is False or (
            kind == "bin" and package.get("autobins") is False
        ):
            continue
        prefix = join(folder, base) + "/"
        for where in _below(rust_files, prefix):
            rest = where[len(prefix) :]
            if where not in seen and ("/" not in rest or (rest.count("/") == 1 and rest.endswith("/main.rs"))):
                seen.add(where)
                yield Target(kind, where)


def _below(sorted_paths: list[str], prefix: str) -> Iterator[str]:

    number = bisect_left(sorted_paths, prefix)
    while number < len(sorted_paths) and sorted_paths[number].startswith(prefix):
        yield sorted_paths[number]
        number += 1


def package_of(path: str, packages: Mapping[str, Package]) -> Package | None:
    """The package whose folder is the nearest above a document."""
    folder = folder_of(path)
    while True:
        if folder in packages:
            return packages[folder]
        if not folder:
            return None
        folder = folder_of(folder)
