"""A run, readable aloud: from files on disk to an analysis that answers questions. Only this module knows every stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from protoref.analysis import Analysis
from protoref.answers import explain, report
from protoref.config import Config, load_config
from protoref.indexers.python.index import PythonIndex
from protoref.indexers.rust.index import RustIndex
from protoref.ledger import Evidence
from protoref.library import Library, read_library
from protoref.linking import foreign
from protoref.linking import protos as proto_linking
from protoref.linking import python as python_linking
from protoref.linking import rust as rust_linking
from protoref.linking.base import LinkInput
from protoref.model.occurrence import LinkedDocument
from protoref.model.report import Scope
from protoref.model.schema import Catalog, Origin
from protoref.model.source import Role, Source
from protoref.outline.patterns import Written, patterns
from protoref.outline.python import outline as outline_python
from protoref.outline.rust import outline as outline_rust
from protoref.outline.scan import Hit, Scanner
from protoref.parallel import map_sources
from protoref.schemas import Schemas, gather_schemas
from protoref.snapshot.base import Snapshot
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.languages import language_of
from protoref.snapshot.repository import find_root
from protoref.snapshot.roles import role_of
from protoref.snapshot.work_tree import WorkTree

__all__ = ["RunOptions", "analyse", "explain", "open_snapshot", "report"]

Progress = Callable[[str, int, int], None]
"""Told the stage, how many documents of it are done, and how many there are."""


@dataclass(frozen=True)
class RunOptions:
    """How to run.

    Attributes:
        schemas: `.proto` files or folders outside of the root that define further schemas.
        jobs: processes at the most; 0: one a core. Never changes a result.
        progress: told about what is going on.
    """

    schemas: tuple[Path, ...] = ()
    jobs: int = 0
    progress: Progress = lambda stage, done, total: None


@contextmanager
def open_snapshot(root: Path | None, at: str | None) -> Iterator[Snapshot]:
    """The documents under `root` (default: the top of the repository around the current folder), or of a commit.

    Raises:
        RootError: the root or its repository cannot be read.
        RevisionError: `at` is no commit here.
    """
    start = find_root(Path.cwd()) if root is None else root
    snapshot = GitTree.open(start, at) if at is not None else WorkTree.open(start)
    try:
        yield snapshot
    finally:
        snapshot.close()


def analyse(snapshot: Snapshot, options: RunOptions | None = None, config: Config | None = None) -> Analysis:
    """Runs every stage.

    Raises:
        ConfigError: the repository's configuration cannot be understood.
    """
    options = options or RunOptions()
    config = config or load_config(snapshot)
    library = read_library(snapshot, lambda done, total: options.progress("reading", done, total))
    languages = {source.path: language_of(source.path, source.data[:200]) for source in library}
    roles = {source.path: role_of(source.path, source.data[:2000], config.roles) for source in library}
    schemas = gather_schemas(library, languages, roles, snapshot, config, options.schemas)
    scanner = Scanner(patterns(schemas.catalog, schemas.identifiers))
    hits = _scan(library, scanner, options.progress)
    linked = _link(library, languages, roles, schemas, scanner, hits, config, options)
    proven = _foreign_stubs(library, languages, schemas.catalog)
    evidence = Evidence(
        schemas.catalog, scanner.patterns, hits, linked, schemas.stubs, proven, library.source, languages, roles
    )
    opaque = (*snapshot.unread, *library.opaque, *(spot for path in sorted(linked) for spot in linked[path].opaque))
    odd = (problem for source in library for problem in source.problems)
    problems = (*snapshot.problems, *config.problems, *library.problems, *odd, *schemas.problems)
    scope = Scope(snapshot.commit, snapshot.dirty)
    return Analysis(scope, library, schemas, evidence, tuple(opaque), tuple(sorted(problems)))


def _scan(library: Library, scanner: Scanner, progress: Progress) -> dict[str, tuple[Hit, ...]]:
    total = len(library.sources)
    found = {}
    for done, source in enumerate(library):
        progress("searching", done, total)
        found[source.path] = scanner.scan(source)
    return found


def _link(
    library: Library,
    languages: Mapping[str, str],
    roles: Mapping[str, Role],
    schemas: Schemas,
    scanner: Scanner,
    hits: Mapping[str, tuple[Hit, ...]],
    config: Config,
    options: RunOptions,
) -> dict[str, LinkedDocument]:
    """References of every document that has a carrier, in the way of its language."""
    given = LinkInput(
        paths=frozenset(library.sources),
        catalog=schemas.catalog,
        modules=schemas.modules,
        stubs=schemas.stubs,
        roles=roles,
        names=frozenset(
            pattern.text
            for pattern in scanner.patterns
            if any(written in (Written.NAME, Written.MODULE) for _, written in pattern.meanings)
        ),
        manifests={path: source for path, source in library.sources.items() if path.rpartition("/")[2] in _MANIFESTS},
        import_roots=config.python_roots,
    )
    # A text that says a whole name is a carrier, too: its document is parsed to tell strings from comments.
    telling = {path for path, found in hits.items() if any(_tells(scanner, hit) for hit in found)}
    linked: dict[str, LinkedDocument] = {}
    for path, file in schemas.catalog.files.items():
        if file.origin is Origin.PROTO and not file.outside:
            linked[path] = proto_linking.link(file, schemas.catalog, roles.get(path, Role.PRODUCTION))
    for documents in (
        _link_python(_of(library, languages, "python"), given, telling, options),
        _link_rust(_of(library, languages, "rust"), given, telling, options),
        _link_foreign(library, languages, roles, schemas),
    ):
        linked.update((document.path, document) for document in documents)
    return linked


_MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml"})
_TELLING = frozenset({Written.FULL_NAME, Written.RPC_PATH, Written.PROTO_PATH, Written.MODULE})


def _tells(scanner: Scanner, hit: Hit) -> bool:
    return any(written in _TELLING for _, written in scanner.patterns[hit.pattern].meanings)


def _of(library: Library, languages: Mapping[str, str], language: str) -> dict[str, Source]:
    return {path: source for path, source in library.sources.items() if languages[path] == language}


def _link_python(
    sources: Mapping[str, Source], given: LinkInput, telling: set[str], options: RunOptions
) -> tuple[LinkedDocument, ...]:
    outlines = {path: outline_python(source) for path, source in sources.items()}
    proven = {path for path, stub in given.stubs.items() if stub.module is not None}
    wanted = (python_linking.carriers(outlines, given) | (telling & sources.keys())) - proven
    if not wanted:
        return ()
    from protoref.indexers.python.indexer import index  # noqa: PLC0415 - a run without Python needs no libcst

    indexes: dict[str, PythonIndex] = {}
    for path, found in map_sources(index, [sources[path] for path in sorted(wanted)], options.jobs):
        indexes[path] = found
        options.progress("reading Python", len(indexes), len(wanted))
    return python_linking.link(indexes, given)


def _link_rust(
    sources: Mapping[str, Source], given: LinkInput, telling: set[str], options: RunOptions
) -> tuple[LinkedDocument, ...]:
    outlines = {path: outline_rust(source) for path, source in sources.items()}
    proven = {path for path, stub in given.stubs.items() if stub.module is not None}
    wanted = (rust_linking.carriers(outlines, given) | (telling & sources.keys())) - proven
    if not wanted:
        return ()
    from protoref.indexers.rust.indexer import index  # noqa: PLC0415 - a run without Rust needs no tree-sitter

    indexes: dict[str, RustIndex] = {}
    for path, found in map_sources(index, [sources[path] for path in sorted(wanted)], options.jobs):
        indexes[path] = found
        options.progress("reading Rust", len(indexes), len(wanted))
    return rust_linking.link(indexes, given)


def _link_foreign(
    library: Library, languages: Mapping[str, str], roles: Mapping[str, Role], schemas: Schemas
) -> Iterator[LinkedDocument]:
    marks = foreign.foreign_marks(schemas.catalog)
    for path, source in library.sources.items():
        if languages[path] in foreign.LANGUAGES and (carriers := foreign.carried(source, marks)):
            yield foreign.link(source, languages[path], roles[path], carriers, schemas.catalog)


def _foreign_stubs(library: Library, languages: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    found = {}
    for path, source in library.sources.items():
        if languages[path] in foreign.LANGUAGES and (proof := foreign.proven_stub(source, catalog)) is not None:
            found[path] = proof[0]
    return found
