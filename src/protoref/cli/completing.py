"""Completes TARGET in a shell: names from the protos alone, quickly, and silent about whatever goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from protoref.cli.options import settings

if TYPE_CHECKING:
    import click

    from protoref.model.schema import Catalog, SchemaFile
    from protoref.stubs import StubFacts

_SCHEMAS = (".proto", ".protodevel", "_pb2.py")

_MOST = 2000
"""More names than anybody reads only make a shell slow."""


def complete_target(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """Names of schemas and symbols that start with what is typed; else those that do so in another case."""
    try:
        given = settings(context)
        return matching(_words(given.root, given.at), incomplete)
    except Exception:  # a shell in the middle of a line is no place for an error
        return []


def matching(words: list[str], incomplete: str) -> list[str]:
    """Those of `words` that continue `incomplete`."""
    found = [word for word in words if word.startswith(incomplete)]
    if not found:
        folded = incomplete.casefold()
        found = [word for word in words if word.casefold().startswith(folded)]
    return [word for word in found if word.isprintable()][:_MOST]


def _words(root: Path | None, at: str | None) -> list[str]:
    from protoref.targets import completion_words  # noqa: PLC0415  # stages are loaded for an answer, never for help

    return completion_words(_catalog(root, at))


def _catalog(root: Path | None, at: str | None) -> Catalog:
    """The schemas, by their protos and by the descriptors in `_pb2.py` files; nothing else is read."""
    # Not through the pipeline: it would load every stage, and a shell waits for this.
    from protoref.model.occurrence import OpaqueSpot  # noqa: PLC0415
    from protoref.protos import build_catalog, infer_import_paths, read_proto  # noqa: PLC0415
    from protoref.snapshot.encodings import load_many  # noqa: PLC0415
    from protoref.snapshot.git_tree import GitTree  # noqa: PLC0415
    from protoref.snapshot.repository import find_root  # noqa: PLC0415
    from protoref.snapshot.work_tree import WorkTree  # noqa: PLC0415
    from protoref.stubs import external_schemas, read_stub  # noqa: PLC0415

    protos: dict[str, SchemaFile] = {}
    stubs: dict[str, StubFacts] = {}
    start = root or find_root(Path())
    with GitTree.open(start, at) if at is not None else WorkTree.open(start) as snapshot:
        wanted = [document for document in snapshot.readable() if document.name.endswith(_SCHEMAS)]
        for source in load_many(snapshot, wanted):
            if isinstance(source, OpaqueSpot):
                continue
            if not source.path.endswith("_pb2.py"):
                protos[source.path] = read_proto(source)
            elif (found := read_stub(source)) is not None:
                stubs[source.path] = found
    stated = {path: found.source for path, found in stubs.items() if found.source}
    import_paths = infer_import_paths(protos, {}, (), stated)
    protos = {path: replace(file, import_path=import_paths[path]) for path, file in protos.items()}
    return build_catalog([*protos.values(), *external_schemas(stubs, protos)])
