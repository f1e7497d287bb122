"""From an analysis to a first configuration: what was inferred, and what only people can decide."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from protoref.accounts import Accounts
from protoref.analysis import Analysis
from protoref.deletion.world import World
from protoref.judging import world_of
from protoref.model.occurrence import EVERYTHING
from protoref.model.proposal import OpaqueProposal, OpenMessage, Proposal, StorageProposal
from protoref.model.schema import Key, Origin, SchemaFile
from protoref.model.source import Source
from protoref.model.verdict import StorageClass
from protoref.protos import shown_name
from protoref.snapshot.patterns import exactly

_CHECKS = (
    ("Makefile", re.compile(rb"^test\s*:(?!=)", re.MULTILINE), "make test"),
    ("justfile", re.compile(rb"^test\b.*:(?!=)", re.MULTILINE), "just test"),
    ("tox.ini", re.compile(rb"^\[tox\]", re.MULTILINE), "tox"),
    ("noxfile.py", re.compile(rb"nox"), "nox"),
    ("pyproject.toml", re.compile(rb"^\[tool\.pytest", re.MULTILINE), "python -m pytest"),
    ("Cargo.toml", re.compile(rb"^\[(?:package|workspace)\]", re.MULTILINE), "cargo test"),
    ("go.mod", re.compile(rb"^module\s", re.MULTILINE), "go test ./..."),
    ("package.json", re.compile(rb'"test"\s*:'), "npm test"),
)
"""Files at the root, what has to stand in them, and the command that it means."""

_MOST_OPAQUE = 10


def propose(analysis: Analysis) -> Proposal:
    """A configuration for a repository that has none. What changes an answer is proposed, and decided by people."""
    world = world_of(analysis, Accounts(analysis), ())
    return Proposal(
        import_roots=tuple(sorted({_root(file) for file in _here(analysis)})),
        checks=tuple(_checks(analysis.library.sources)),
        storage=tuple(_storage(world, analysis)),
        opaque=tuple(_opaque(analysis)),
    )


def _here(analysis: Analysis) -> Iterator[SchemaFile]:
    """The schemas that are `.proto` files of this repository."""
    return (file for file in analysis.catalog.files.values() if file.origin is Origin.PROTO and not file.outside)


def _root(file: SchemaFile) -> str:
    return file.path.removesuffix(file.import_path).rstrip("/")


def _checks(sources: Mapping[str, Source]) -> Iterator[str]:
    for path, text, command in _CHECKS:
        if path in sources and text.search(sources[path].data):
            yield command


def _storage(world: World, analysis: Analysis) -> Iterator[StorageProposal]:
    """Unclassified messages: by folder where nothing else is in it, else by file, else by name."""
    waiting: dict[str, list[OpenMessage]] = defaultdict(list)
    settled: set[str] = set()
    seen: set[Key] = set()
    for file in _here(analysis):
        for symbol in file.symbols:
            storage = world.storage.get(symbol.full_name)
            if storage is None or symbol.full_name in seen:
                continue  # copies are one schema
            seen.add(symbol.full_name)
            if storage.cls is StorageClass.UNCLASSIFIED:
                place = world.defined_at(symbol.full_name)
                waiting[file.path].append(OpenMessage(symbol.full_name, place, storage.why))
            else:
                settled.add(file.path)
    folders: dict[str, list[str]] = defaultdict(list)
    for path in sorted(waiting):
        folders[path.rpartition("/")[0]].append(path)
    for folder, paths in sorted(folders.items()):
        mixed = [path for path in settled if path.startswith(f"{folder}/" if folder else "")]
        if folder and not mixed:
            yield StorageProposal(tuple(m for path in paths for m in waiting[path]), (f"{exactly(folder)}/",))
            continue
        for path in paths:
            yield StorageProposal(tuple(waiting[path]), () if path in settled else (exactly(path),))


def _opaque(analysis: Analysis) -> Iterator[OpaqueProposal]:
    kinds: dict[str, set[str]] = defaultdict(set)
    reach: dict[str, set[Key]] = defaultdict(set)
    for spot in analysis.opaque:
        if spot.reach:
            kinds[spot.path].add(spot.reason)
            reach[spot.path] |= set(spot.reach)
    widest = sorted(reach, key=lambda path: (EVERYTHING[0] not in reach[path], -len(reach[path]), path))
    for path in widest[:_MOST_OPAQUE]:
        everything = EVERYTHING[0] in reach[path]
        shown = EVERYTHING if everything else tuple(sorted({shown_name(analysis.catalog, key) for key in reach[path]}))
        yield OpaqueProposal(path, tuple(sorted(kinds[path])), shown)
