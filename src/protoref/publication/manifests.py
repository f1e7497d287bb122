"""Files that say what a package is: whether it may be published, and whether they say themselves that it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from protoref.model.source import Range, Source
from protoref.publication.sign import Sign

_BUF_NAME = re.compile(rb"(?m)^[ \t]*+(?:-\s*)?name:\s*[\"']?([\w.-]+/[\w./-]+)")
_CLASSIFIERS = re.compile(rb"(?m)^[ \t]*+classifiers[ \t]*+=|[\"']classifiers[\"']\s*:|classifiers[ \t]*+=\s*+\[")
_PRIVATE_PYTHON = re.compile(rb"(?m)^[ \t]*(?:[^#\s][^#\n]*)?[\"']?\bPrivate ::")
"""A classifier that every package index of that family refuses; not in a comment."""
_PYTHON_PACKAGE = re.compile(
    rb"(?m)^[ \t]*+\[\[?\s*(?:project|build-system|tool\.(?:poetry|flit|pdm|hatch))\b|^\[metadata\]"
)
_LICENSE = re.compile(rb"(?m)^[ \t]*+(?:license|license-file|license\.workspace)\s*=")
_PRIVATE_CRATE = re.compile(rb"(?m)^[ \t]*+publish\s*=\s*(?:false|\[\s*\])")
_NPM_CONFIG = re.compile(rb"\"publishConfig\"\s*:")
_PRIVATE_NPM = re.compile(rb"\"private\"\s*:\s*true\b")


class Kind(StrEnum):
    """Whose packages they are, by the index that takes them."""

    SCHEMAS = "schemas"
    PYTHON = "Python"
    RUST = "Rust"
    JAVASCRIPT = "JavaScript"
    JVM = "JVM"
    DOTNET = ".NET"
    RUBY = "Ruby"
    DART = "Dart"


_OTHERS = {
    Kind.JVM: re.compile(r"pom\.xml|build\.gradle(?:\.kts)?|build\.sbt"),
    Kind.DOTNET: re.compile(r".*\.(?:cs|fs|vb)proj|.*\.nuspec"),
    Kind.RUBY: re.compile(r".*\.gemspec"),
    Kind.DART: re.compile(r"pubspec\.yaml"),
}


class Package(Struct, frozen=True):
    """A package here.

    Attributes:
        kind: whose.
        folder: that of its manifest.
        closed: its manifest keeps every registry from taking it.
        apart: folders below that are packages of their own, and no part of this one.
        name: of a crate.
    """

    kind: Kind
    folder: str
    closed: bool = False
    apart: tuple[str, ...] = ()
    name: str = ""


def packages(sources: Iterable[Source]) -> Iterator[Package]:
    """The packages here."""
    cargo: dict[str, Source] = {}
    for source in sources:
        folder, _, name = source.path.rpartition("/")
        if name == "Cargo.toml":
            cargo[folder] = source
        elif name == "setup.py" or (name in ("pyproject.toml", "setup.cfg") and _PYTHON_PACKAGE.search(source.data)):
            # "Private ::" stops the public index alone, and no company's own
            yield Package(Kind.PYTHON, folder)
        elif name == "package.json":
            yield Package(Kind.JAVASCRIPT, folder, bool(_PRIVATE_NPM.search(source.data)))
        else:
            yield from (Package(kind, folder) for kind, names in _OTHERS.items() if names.fullmatch(name))
    yield from _crates(cargo)


def _crates(manifests: Mapping[str, Source]) -> Iterator[Package]:
    """The crates here. Cargo packs no folder that has a manifest of its own."""
    tables = {folder: _cargo(source) for folder, source in manifests.items()}
    for folder, table in tables.items():
        package = table.get("package")
        if not isinstance(package, dict):
            continue
        publish = package.get("publish")
        if isinstance(publish, dict):
            publish = _of_workspace(folder, tables).get("publish")
        below = folder + "/" if folder else ""
        apart = (other for other in tables if other != folder and other.startswith(below))
        closed = publish is False or publish == []
        yield Package(Kind.RUST, folder, closed, tuple(sorted(apart)), str(package.get("name", "")))


def _cargo(source: Source) -> Mapping[str, object]:
    try:
        return tomllib.loads(source.data.decode("utf-8", "replace"))
    except (tomllib.TOMLDecodeError, RecursionError):
        # Other readers of TOML may be newer than this one.
        return {} if _PRIVATE_CRATE.search(source.data) else {"package": {}}


def _of_workspace(folder: str, tables: Mapping[str, Mapping[str, object]]) -> Mapping[str, object]:
    """What the members of the nearest workspace above inherit; nothing where none is found."""
    while True:
        workspace = tables.get(folder, {}).get("workspace")
        if isinstance(workspace, dict):
            shared = workspace.get("package")
            return shared if isinstance(shared, dict) else {}
        if not folder:
            return {}
        folder = folder.rpartition("/")[0]


def signs_in_manifests(sources: Iterable[Source], here: Iterable[Package]) -> Iterator[Sign]:
    """What manifests say of themselves.

    Args:
        sources: the repository's texts.
        here: its packages.
    """
    crates = {package.folder: package for package in here if package.kind is Kind.RUST and not package.closed}
    for source in sources:
        folder, _, name = source.path.rpartition("/")
        if name in ("buf.yaml", "buf.yml") and (match := _BUF_NAME.search(source.data)):
            yield Sign(folder, source.path, Range(*match.span(1)), f"published as the module {match[1].decode()}")
        elif name in ("pyproject.toml", "setup.py", "setup.cfg") and (match := _CLASSIFIERS.search(source.data)):
            if not _PRIVATE_PYTHON.search(source.data):
                text = "packaged for others: it has the classifiers of a package index"
                yield Sign(folder, source.path, Range(*match.span()), text)
        elif name == "Cargo.toml" and folder in crates and (match := _LICENSE.search(source.data)):
            text = "a crate that may be published: it has a license, and publish is not false"
            yield Sign(folder, source.path, Range(*match.span()), text, crates[folder].apart)
        elif name == "package.json" and (match := _NPM_CONFIG.search(source.data)):
            yield Sign(folder, source.path, Range(*match.span()), "packaged for others: publishConfig")
