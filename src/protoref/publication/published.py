"""By schema file, the signs that it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from protoref.model.finding import Place
from protoref.model.generated import Stub
from protoref.model.schema import Catalog, Edge, Origin
from protoref.model.source import Range, Source
from protoref.model.verdict import Evidence
from protoref.publication.commands import signs_in_builds
from protoref.publication.git_dependencies import signs_in_git_dependencies
from protoref.publication.manifests import packages, signs_in_manifests


def publication(
    catalog: Catalog,
    stubs: Iterable[Stub],
    sources: Iterable[Source],
    builds: Iterable[Source],
    locate: Callable[[str, Range | None], Place],
) -> Mapping[str, tuple[Evidence, ...]]:
    """By root path of a schema file, the signs that it is published.

    Args:
        catalog: all schemas.
        stubs: committed generated files: they are published as well.
        sources: the repository's texts.
        builds: those among them that run commands.
        locate: gives the place of a range of a document.
    """
    texts = tuple(sources)
    here = tuple(packages(texts))
    told = (signs_in_manifests(texts, here), signs_in_builds(builds, here), signs_in_git_dependencies(texts, here))
    signs = tuple(chain.from_iterable(told))
    places: dict[str, set[str]] = {path: {path} for path, file in catalog.files.items() if not file.outside}
    for stub in stubs:
        made_from = (stub.schema,) if stub.schema else stub.module.schemas if stub.module else ()
        for path in made_from:
            if path in places:
                places[path].add(stub.path)
    found: dict[str, tuple[Evidence, ...]] = {}
    for path, around in places.items():
        evidence = [Evidence(sign.text, locate(sign.path, sign.range)) for sign in signs if sign.covers(around)]
        evidence += _http(catalog, path, locate)
        if evidence:
            found[path] = tuple(dict.fromkeys(evidence))
    return found


def _http(catalog: Catalog, path: str, locate: Callable[[str, Range | None], Place]) -> Iterator[Evidence]:
    """A service with HTTP routes is there for whoever speaks HTTP."""
    file = catalog.files[path]
    if file.origin is Origin.PROTO:
        for ref in file.type_refs:
            if ref.edge is Edge.OPTION and ref.written.removeprefix(".") == "google.api.http":
                yield Evidence("it has HTTP routes (google.api.http)", locate(path, ref.range))
                return
