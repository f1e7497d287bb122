"""A run, readable aloud: from files on disk to an analysis that answers questions. Only this module knows every stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from posixpath import normpath

from protoref.analysis import Analysis, Survey
from protoref.answers import explain, report
from protoref.config import Config, load_config
from protoref.errors import TargetError, UnknownTargetError
from protoref.evidence import Evidence
from protoref.gone import find_gone
from protoref.library import Library, read_library
from protoref.linkage import broken_schemas, composed, foreign_stubs, link_all, outside_code
from protoref.model.generated import StubState
from protoref.model.gone import Gone
from protoref.model.problem import Problem
from protoref.model.report import Scope
from protoref.model.schema import Key
from protoref.options import Progress, RunOptions
from protoref.outline.included import rust_by_inclusion
from protoref.outline.notebook import read_notebook
from protoref.outline.patterns import patterns
from protoref.outline.scan import Hit, Scanner
from protoref.schemas import Schemas, gather_schemas
from protoref.snapshot.base import Snapshot
from protoref.snapshot.git_tree import GitTree
from protoref.snapshot.languages import OTHER_NOTEBOOK, language_of
from protoref.snapshot.outside import read_outside
from protoref.snapshot.repository import find_root
from protoref.snapshot.roles import role_of
from protoref.snapshot.sealed import without_sealed
from protoref.snapshot.work_tree import WorkTree
from protoref.standing.narrowing import narrowed
from protoref.standing.suppressing import suppressions
from protoref.standing.unmet import unmet
from protoref.targets import resolve_targets

__all__ = ["RunOptions", "analyse", "explain", "find_targets", "open_snapshot", "report", "survey"]


@contextmanager
def open_snapshot(root: Path | None, at: str | None) -> Iterator[Snapshot]:
    """The documents under `root` (default: the top of the repository around the current folder), or of a commit.

    Raises:
        RootError: the root or its repository cannot be read.
        RevisionError: `at` is no commit here.
    """
    start = find_root(Path()) if root is None else root
    snapshot = GitTree.open(start, at) if at is not None else WorkTree.open(start)
    try:
        yield snapshot
    finally:
        snapshot.close()


def survey(
    snapshot: Snapshot,
    options: RunOptions | None = None,
    config: Config | None = None,
    gone: Gone | None = None,
    library: Library | None = None,
) -> Survey:
    """Reads every text, gathers the schemas and searches for their names: all that is known before code is parsed.

    Args:
        snapshot: the documents.
        options: how to run.
        config: instead of the repository's own.
        gone: schemas that were deleted and are spoken of.
        library: the texts, where they have been read already.

    Raises:
        ConfigError: the repository's configuration cannot be understood.
    """
    options = options or RunOptions()
    config = config or load_config(snapshot)
    if library is None:
        library = read_library(snapshot, lambda done, total: options.progress("reading", done, total))
    languages = {source.path: language_of(source.path, source.data[:200]) for source in library}
    notebooks = {source.path: read_notebook(source) for source in library if languages[source.path] == "notebook"}
    languages.update((path, OTHER_NOTEBOOK) for path, found in notebooks.items() if found is None)
    languages.update([(path, "rust") for path in rust_by_inclusion(library.sources, languages)])
    roles = {source.path: role_of(source.path, source.data[:2000], config.roles) for source in library}
    added = read_outside((*options.schemas, *snapshot.inside(config.schemas)))
    gone = gone or Gone()
    schemas = gather_schemas(library, languages, roles, snapshot, config, added, gone)
    scanner = Scanner(patterns(schemas.catalog, schemas.identifiers, schemas.committed))
    hits = _scan(library, scanner, options.progress)
    acknowledged, wrong = suppressions(config, schemas.catalog, library.sources, roles)
    odd = (problem for source in library for problem in source.problems)
    problems = (
        *snapshot.problems,
        *config.problems,
        *library.problems,
        *odd,
        *schemas.problems,
        *gone.problems,
        *_limits(snapshot, schemas),
        *unmet(config, schemas.catalog, roles),
        *wrong,
    )
    return Survey(
        scope=Scope(snapshot.commit, snapshot.dirty),
        config=config,
        library=library,
        languages=languages,
        roles=roles,
        schemas=schemas,
        patterns=scanner.patterns,
        hits=hits,
        notebooks={path: found for path, found in notebooks.items() if found is not None},
        unread=tuple(map(without_sealed, (*snapshot.unread, *library.opaque))),
        problems=tuple(sorted(problems)),
        suppressions=acknowledged,
        whole=snapshot.whole,
        deleted=lambda: snapshot.history().deleted_protos,
        past=snapshot.past,
    )


def find_targets(
    snapshot: Snapshot, surveyed: Survey, words: Sequence[str], options: RunOptions | None = None
) -> tuple[Survey, tuple[Key, ...]]:
    """The keys that a user's words mean, and the survey that knows them: schemas that the history alone knows are added.

    Raises:
        TargetError: a word names nothing, now and in the history, or several things.
    """
    for word in words:
        target = snapshot.links.get(normpath(word)) if word.endswith(".proto") else None
        if target in surveyed.catalog.files:
            hint = f"Deleting the link deletes no schema. Ask about {target}, or look for its path in the build."
            raise TargetError(f"{word} is a symbolic link to {target}", hint)
        if target is not None:
            hint = "Deleting the link deletes no schema."
            raise TargetError(f"{word} is a symbolic link to {target}, where no schema is", hint)
    try:
        return surveyed, resolve_targets(words, surveyed.catalog)
    except UnknownTargetError:
        gone = find_gone(snapshot, words, surveyed.catalog)
        if not gone.files:
            raise
        wider = survey(snapshot, options, surveyed.config, gone, surveyed.library)
        return wider, resolve_targets(words, wider.catalog)


def _limits(snapshot: Snapshot, schemas: Schemas) -> Iterator[Problem]:
    """What a run cannot know, where that can change its answer: what lies above the root, and a history cut short."""
    if not snapshot.whole:
        yield Problem("", 0, "the root is narrower than its repository: users elsewhere in it are not seen")
    # The history only decides whether a stub without a schema is an orphan.
    if any(stub.state is StubState.EXTERNAL for stub in schemas.stubs.values()):
        yield from snapshot.history().problems


def analyse(
    found: Survey | Snapshot, options: RunOptions | None = None, keys: tuple[Key, ...] | None = None
) -> Analysis:
    """Parses and links every document that can reach generated code, and makes the evidence that ledgers are kept from.

    Args:
        found: what was surveyed, or a snapshot to survey first.
        options: how to run.
        keys: the targets that will be asked for: documents that can reach none of them are not parsed. None: all;
            none at all: no code is parsed.

    Raises:
        ConfigError: the repository's configuration cannot be understood.
    """
    options = options or RunOptions()
    surveyed = survey(found, options) if isinstance(found, Snapshot) else found
    linked = link_all(surveyed, surveyed.schemas.paths_of(keys), options)
    evidence = Evidence(
        surveyed.schemas.catalog,
        surveyed.patterns,
        surveyed.hits,
        linked,
        surveyed.schemas.stubs,
        foreign_stubs(surveyed),
        surveyed.library.source,
        surveyed.languages,
        surveyed.roles,
        surveyed.schemas.python_modules,
        surveyed.schemas.descriptor_sets,
    )
    opaque = (
        *surveyed.unread,
        *(spot for path in sorted(linked) for spot in linked[path].opaque),
        *composed(surveyed),
        *broken_schemas(surveyed),
        *outside_code(surveyed),
    )
    spots, unused = narrowed(opaque, surveyed.config, surveyed.catalog)
    # A rule about a document that nobody had to parse is not without effect.
    return Analysis(surveyed, evidence, spots, unused if keys is None else ())


def _scan(library: Library, scanner: Scanner, progress: Progress) -> dict[str, tuple[Hit, ...]]:
    total = len(library.sources)
    found = {}
    for done, source in enumerate(library):
        progress("searching", done, total)
        found[source.path] = scanner.scan(source)
    return found
