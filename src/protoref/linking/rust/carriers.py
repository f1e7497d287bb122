"""Which Rust documents may reach generated code: those of packages that mount it, and of all that depend on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from protoref.linking.base import LinkInput
from protoref.linking.rust.crates import folder_of, join, package_of, read_packages
from protoref.outline.rust import RustOutline


def carriers(outlines: Mapping[str, RustOutline], given: LinkInput) -> frozenset[str]:
    """The documents to index: over-approximated by whole packages, followed along path dependencies.

    A document that belongs to no package is one: how it is built, and with which crates, is not known.
    """
    packages = read_packages(given.manifests, given.paths)
    members: dict[str | None, set[str]] = defaultdict(set)
    for path in outlines:
        package = package_of(path, packages)
        members[package.folder if package else None].add(path)
    for folder, package in packages.items():
        members[folder].update(target.path for target in package.targets if target.path in outlines)
    _follow_files(outlines, members)
    generated = {path for path in given.stubs if path.endswith(".rs")}
    carrying = {
        folder
        for folder in packages
        if any(
            outlines[path].mounts or outlines[path].twins or outlines[path].looks_up or path in generated
            for path in members[folder]
            if path in outlines
        )
        or any(join(folder_of(path), name) in generated for path in members[folder] for name in outlines[path].files)
        or any(path.startswith(f"{folder}/" if folder else "") for path in generated)
        or any(
            outlines[target.path].builds
            for target in packages[folder].targets
            if target.kind == "build" and target.path in outlines
        )
    }
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
    return frozenset(members[None].union(*(members[folder] for folder in carrying)))


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
