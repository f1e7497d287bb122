"""Which Rust documents may reach generated code: those of packages that mount it, and of all that depend on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from protoref.linking.base import LinkInput
from protoref.linking.rust.crates import Package, folder_of, join, package_of, read_packages
from protoref.linking.rust.generated import unit_name
from protoref.outline.rust import RustOutline


def carriers(
    outlines: Mapping[str, RustOutline],
    given: LinkInput,
    everything: LinkInput | None = None,
    telling: AbstractSet[str] = frozenset(),
) -> frozenset[str]:
    """The documents to index: over-approximated by whole packages, followed along path dependencies.

    A document that belongs to no package is one: how it is built, and with which crates, is not known. A package that
    states in full what it mounts (`include_proto!("shop.v1")`, and a build script that writes nowhere else) is none
    where all of this is generated from schemas that nobody asks about.

    Args:
        outlines: of every Rust document, by path.
        given: the world, with the stubs and generated modules that are asked about.
        everything: the world with all of them; None: these are all.
        telling: documents about which there is something to say, so that their packages are to be known.
    """
    others = _units(everything or given) - _units(given)
    if any(outline.own_mount for outline in outlines.values()):
        others = frozenset()
    packages = read_packages(given.manifests, given.paths)
    members: dict[str | None, set[str]] = defaultdict(set)
    for path in outlines:
        package = package_of(path, packages)
        members[package.folder if package else None].add(path)
    for folder, package in packages.items():
        members[folder].update(target.path for target in package.targets if target.path in outlines)
    _follow_files(outlines, members)
    generated = {path for path in given.stubs if path.endswith(".rs")}
    carrying = set()
    for folder, package in packages.items():
        found = [outlines[path] for path in members[folder] if path in outlines]
        scripts = [outlines[t.path] for t in package.targets if t.kind == "build" and t.path in outlines]
        elsewhere = members[folder].isdisjoint(telling) and _mount_only(others, found)
        if (
            any(one.twins or one.looks_up or one.path in generated for one in found)
            or any(join(folder_of(one.path), name) in generated for one in found for name in one.files)
            or any(path.startswith(f"{folder}/" if folder else "") for path in generated)
            or any(one.mounts and not elsewhere for one in found)
            or any(one.builds and not (one.plain and elsewhere) for one in scripts)
            or any(dependency.lost for dependency in package.dependencies.values())
        ):
            carrying.add(folder)
    users: dict[str, set[str]] = defaultdict(set)
    for folder, package in packages.items():
        for dependency in package.dependencies.values():
            if dependency.folder is not None:
                users[dependency.folder].add(folder)
    pending = list(carrying)
    while pending:
        for user in users[pending.pop()] - carrying:
            carrying.add(user)
            pending.append(user)
    carrying |= _macros(carrying, packages, members, outlines)
    return frozenset(members[None].union(*(members[folder] for folder in carrying)))


def _macros(
    carrying: AbstractSet[str],
    packages: Mapping[str, Package],
    members: Mapping[str | None, AbstractSet[str]],
    outlines: Mapping[str, RustOutline],
) -> set[str]:
    """The packages whose macros stand in some others: those of procedural macros with all that they depend on."""
    used = {one.folder for folder in carrying for one in packages[folder].dependencies.values()}
    direct = {folder for folder in used if folder is not None}
    found = {folder for folder in direct if any(outlines[path].exports for path in members[folder] if path in outlines)}
    pending, written = [folder for folder in direct if packages[folder].macros], set[str]()
    while pending:
        folder = pending.pop()
        if folder not in written:
            written.add(folder)
            pending += [one.folder for one in packages[folder].dependencies.values() if one.folder is not None]
    return found | written


def _units(given: LinkInput) -> frozenset[str]:
    """What `include_proto!` may name, as far as the schemas are here."""
    modules = [*given.modules, *(stub.module for stub in given.stubs.values() if stub.module is not None)]
    return frozenset(unit_name(module) for module in modules if module.language == "rust")


def _mount_only(units: frozenset[str], found: Iterable[RustOutline]) -> bool:
    """Whether documents mount something, and all that they mount is among some units."""
    named: set[str] = set()
    for outline in found:
        if outline.packages is None:
            return False
        named.update(outline.packages)
    return bool(named) and units.issuperset(named)


def _follow_files(outlines: Mapping[str, RustOutline], members: dict[str | None, set[str]]) -> None:
    """Adds to each package the documents elsewhere that it takes in by `#[path]` or `include!`."""
    for paths in members.values():
        pending = list(paths)
        while pending:
            path = pending.pop()
            for name in outlines[path].files:
                for base in (folder_of(path), path.removesuffix(".rs")):
                    target = join(base, name)
                    if target in outlines and target not in paths:
                        paths.add(target)
                        pending.append(target)
