"""Signs that schemas are used elsewhere: a repository sees only itself, and a published schema has users that it does not see.

Each sign is a file that says so itself. None of them proves that anybody listens; an attestation about consumers answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from protoref.model.finding import Place
from protoref.model.generated import Stub
from protoref.model.schema import Catalog, Edge, Origin
from protoref.model.source import Range, Source
from protoref.model.verdict import Evidence

_BUF_NAME = re.compile(rb"(?m)^\s*(?:-\s*)?name:\s*[\"']?([\w.-]+/[\w./-]+)")
_PACKAGE = re.compile(rb"(?m)^\s*classifiers\s*=|[\"']classifiers[\"']\s*:|classifiers\s*=\s*\[")
_CRATE = re.compile(rb"(?m)^\s*(?:license|license-file|license\.workspace)\s*=")
_PRIVATE_CRATE = re.compile(rb"(?m)^\s*publish\s*=\s*(?:false|\[\s*\])")
_NPM = re.compile(rb"\"publishConfig\"\s*:")
_PUSHES = re.compile(rb"\bbuf\s+push\b|\bbuf-push-action\b")


class _Sign(Struct, frozen=True):
    """A file that publishes what lies below its folder (empty: everything), and where it says so."""

    folder: str
    path: str
    range: Range
    text: str


def publication(
    catalog: Catalog,
    stubs: Iterable[Stub],
    sources: Iterable[Source],
    locate: Callable[[str, Range | None], Place],
) -> Mapping[str, tuple[Evidence, ...]]:
    """By root path of a schema file, the signs that it is published.

    Args:
        catalog: all schemas.
        stubs: committed generated files: they are published as well.
        sources: the repository's texts.
        locate: gives the place of a range of a document.
    """
    signs = [sign for source in sources for sign in _signs(source)]
    places: dict[str, set[str]] = {path: {path} for path, file in catalog.files.items() if not file.outside}
    for stub in stubs:
        made_from = (stub.schema,) if stub.schema else stub.module.schemas if stub.module else ()
        for path in made_from:
            if path in places:
                places[path].add(stub.path)
    found: dict[str, tuple[Evidence, ...]] = {}
    for path, here in places.items():
        told = [Evidence(sign.text, locate(sign.path, sign.range)) for sign in signs if _covers(sign, here)]
        told += _http(catalog, path, locate)
        if told:
            found[path] = tuple(told)
    return found


def _covers(sign: _Sign, paths: Iterable[str]) -> bool:
    return any(not sign.folder or path.startswith(sign.folder + "/") for path in paths)


def _signs(source: Source) -> Iterator[_Sign]:
    folder, _, name = source.path.rpartition("/")
    if name in ("buf.yaml", "buf.yml") and (match := _BUF_NAME.search(source.data)):
        yield _Sign(folder, source.path, Range(*match.span(1)), f"published as the module {match[1].decode()}")
    elif name in ("pyproject.toml", "setup.py", "setup.cfg") and (match := _PACKAGE.search(source.data)):
        yield _Sign(
            folder, source.path, Range(*match.span()), "packaged for others: it has the classifiers of a package index"
        )
    elif name == "Cargo.toml" and (match := _CRATE.search(source.data)) and not _PRIVATE_CRATE.search(source.data):
        yield _Sign(
            folder,
            source.path,
            Range(*match.span()),
            "a crate that may be published: it has a license, and publish is not false",
        )
    elif name == "package.json" and (match := _NPM.search(source.data)):
        yield _Sign(folder, source.path, Range(*match.span()), "packaged for others: publishConfig")
    elif _is_workflow(source.path) and (match := _PUSHES.search(source.data)):
        yield _Sign("", source.path, Range(*match.span()), "a workflow pushes the schemas to a registry")


def _is_workflow(path: str) -> bool:
    return path.startswith(".github/workflows/") or path.rpartition("/")[2] in (
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "Makefile",
    )


def _http(catalog: Catalog, path: str, locate: Callable[[str, Range | None], Place]) -> Iterator[Evidence]:
    """A service with HTTP routes is there for whoever speaks HTTP."""
    file = catalog.files[path]
    if file.origin is Origin.PROTO:
        for ref in file.type_refs:
            if ref.edge is Edge.OPTION and ref.written.removeprefix(".") == "google.api.http":
                yield Evidence("it has HTTP routes (google.api.http)", locate(path, ref.range))
                return
