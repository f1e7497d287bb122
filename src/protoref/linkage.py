"""The linking of a run: every document that can reach generated code, read and resolved in the way of its language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from protoref.analysis import Survey
from protoref.kept.indexes import Indexed, KeptIndexes, packing
from protoref.linking import protos as proto_linking
from protoref.linking.base import LinkInput
from protoref.linking.beside import composed_names
from protoref.linking.facades import ModulePaths, names_a_module
from protoref.linking.foreign import link as foreign
from protoref.linking.foreign import marks as foreign_marks
from protoref.linking.foreign.go_packages import go_packages
from protoref.linking.foreign.go_unwritten import unwritten_carriers
from protoref.linking.foreign.proven import proven_foreign
from protoref.linking.foreign.stubs import proven_stub
from protoref.linking.python.carriers import carriers as python_carriers
from protoref.linking.python.signs import output_words, shows_generated_python
from protoref.linking.rust.carriers import carriers as rust_carriers
from protoref.linking.rust.outside import leads_outside
from protoref.linking.text import TextReader
from protoref.model.occurrence import LinkedDocument, OpaqueSpot
from protoref.model.schema import Origin, file_key
from protoref.model.source import InnerCode, Notebook, Role, Source
from protoref.options import RunOptions
from protoref.outline.patterns import Written
from protoref.outline.python import outline as outline_python
from protoref.outline.rust import outline as outline_rust
from protoref.parallel import map_sources

Index = TypeVar("Index", bound=Indexed)


def link_all(surveyed: Survey, wanted: frozenset[str], options: RunOptions) -> dict[str, LinkedDocument]:
    """References of every document that has a carrier for a wanted schema, in the way of its language."""
    schemas, sources = surveyed.schemas, surveyed.library.sources
    texts = (surveyed.library, surveyed.languages, surveyed.roles)
    uncommitted = shows_generated_python(*texts)
    given = LinkInput(
        paths=frozenset(sources),
        catalog=schemas.catalog,
        modules=schemas.modules,
        stubs=schemas.stubs,
        roles=surveyed.roles,
        names=frozenset(
            pattern.text
            for pattern in surveyed.patterns
            if any(written in (Written.NAME, Written.MODULE) for _, written in pattern.meanings)
        ),
        manifests={path: source for path, source in sources.items() if path.rpartition("/")[2] in _MANIFESTS},
        import_roots=surveyed.config.python_roots,
        uncommitted_python=uncommitted,
        python_outputs=cache(lambda: output_words(*texts) if uncommitted else frozenset()),
    )
    narrowed = replace(
        given,
        modules=tuple(module for module in given.modules if not wanted.isdisjoint(module.schemas)),
        stubs={
            path: stub
            for path, stub in given.stubs.items()
            if stub.module is None or not wanted.isdisjoint(stub.module.schemas)
        },
    )
    # A text that says a whole name is a carrier, too: its document is parsed to tell strings from comments.
    telling = _telling(surveyed, wanted)
    # Where a name of theirs stands, be it another's of the same name, the answer says what it is.
    naming = _telling(surveyed, wanted, frozenset(Written))
    linked: dict[str, LinkedDocument] = {}
    for path, file in schemas.catalog.files.items():
        if file.origin in (Origin.PROTO, Origin.DESCRIPTOR) and not file.outside:
            linked[path] = proto_linking.link(file, schemas.catalog, surveyed.roles.get(path, Role.PRODUCTION))
    if not wanted:
        return linked
    for documents in (
        _link_python(
            _of(surveyed, "python") | _of(surveyed, "notebook"),
            surveyed.notebooks,
            given,
            narrowed,
            telling,
            naming,
            _name_places(surveyed),
            options,
        ),
        _link_rust(surveyed, given, narrowed, telling, naming, options),
        _link_foreign(surveyed, wanted),
    ):
        linked.update((document.path, document) for document in documents)
    return linked


_MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "Cargo.toml"})
_TELLING = frozenset({Written.FULL_NAME, Written.RPC_PATH, Written.PROTO_PATH, Written.MODULE})


def _telling(surveyed: Survey, wanted: frozenset[str], ways: frozenset[Written] = _TELLING) -> set[str]:
    """Documents that spell out a whole name of a wanted schema, or one that is written in other ways."""
    catalog = surveyed.schemas.catalog
    keys = {symbol.full_name for path in wanted for symbol in catalog.files[path].symbols} | {*map(file_key, wanted)}
    telling = {
        index
        for index, pattern in enumerate(surveyed.patterns)
        if any(written in ways and key in keys for key, written in pattern.meanings)
    }
    return {path for path, found in surveyed.hits.items() if any(hit.pattern in telling for hit in found)}


def _name_places(surveyed: Survey) -> dict[str, list[int]]:
    """Where generated names stand in Python, by document."""
    naming = [any(way is Written.NAME for _, way in pattern.meanings) for pattern in surveyed.patterns]
    return {
        path: [hit.start for hit in hits if naming[hit.pattern]]
        for path, hits in surveyed.hits.items()
        if surveyed.languages[path] in ("python", "notebook")
    }


def _of(surveyed: Survey, language: str) -> dict[str, Source]:
    return {path: source for path, source in surveyed.library.sources.items() if surveyed.languages[path] == language}


def _link_python(
    sources: Mapping[str, Source],
    notebooks: Mapping[str, Notebook],
    given: LinkInput,
    narrowed: LinkInput,
    telling: set[str],
    naming: set[str],
    places: Mapping[str, Sequence[int]],
    options: RunOptions,
) -> tuple[LinkedDocument, ...]:
    outlines = {
        path: outline_python(notebooks[path].code.source if path in notebooks else source)
        for path, source in sources.items()
    }
    wanted = (python_carriers(outlines, narrowed, naming) | (telling & sources.keys())) - _proven(given)
    # So is one that names a carrier by its path, in a string: what that passes on can be had by it.
    modules = ModulePaths(sorted(wanted | (_proven(narrowed) & sources.keys())), given.paths)
    wanted |= {
        path
        for path in naming & sources.keys() - wanted - _proven(given)
        if names_a_module(sources[path].data, places[path], modules)
    }
    if not wanted:
        return ()
    # A run that has no Python to link does not load the linker.
    from protoref.indexers.python.index import PythonIndex  # noqa: PLC0415
    from protoref.linking.python.doc_tests import with_doc_tests  # noqa: PLC0415
    from protoref.linking.python.link import link  # noqa: PLC0415
    from protoref.linking.python.notebooks import in_notebooks, unread  # noqa: PLC0415

    language = _Language("Python", PythonIndex, _python_indexer)
    examples = _examples(sources[path] for path in sorted(wanted - notebooks.keys()))
    cells = {path: notebooks[path] for path in sorted(wanted & notebooks.keys())}
    codes = (cells[path].code.source if path in cells else sources[path] for path in sorted(wanted))
    indexes = _indexed(language, [*codes, *(tests.source for tests in examples.values())], options)
    if broken := [path for path in cells if indexes[path].failure]:
        from protoref.indexers.python.notebooks import readable  # noqa: PLC0415

        indexes |= {unread(path): indexes[path].moved(unread(path)) for path in broken}
        cells |= {path: readable(cells[path]) for path in broken}
        indexes |= _indexed(language, [cells[path].code.source for path in broken], options)
    return in_notebooks(with_doc_tests(link(indexes, given), examples, indexes), sources, cells)


def _examples(sources: Iterable[Source]) -> dict[str, InnerCode]:
    """The code in documentation that tests run, by the path of its document."""
    telling = [source for source in sources if b">>>" in source.data]
    if not telling:
        return {}
    from protoref.indexers.python.doc_tests import doc_tests  # noqa: PLC0415

    return {source.path: found for source in telling if (found := doc_tests(source)) is not None}


def _link_rust(
    surveyed: Survey,
    given: LinkInput,
    narrowed: LinkInput,
    telling: set[str],
    naming: set[str],
    options: RunOptions,
) -> tuple[LinkedDocument, ...]:
    sources = _of(surveyed, "rust")
    outlines = {path: outline_rust(source) for path, source in sources.items()}
    wanted = (rust_carriers(outlines, narrowed, given, naming & sources.keys()) | (telling & sources.keys())) - _proven(
        given
    )
    if not wanted:
        return ()
    from protoref.indexers.rust.index import RustIndex  # noqa: PLC0415
    from protoref.linking.rust.doc_tests import documentation  # noqa: PLC0415
    from protoref.linking.rust.link import link  # noqa: PLC0415

    language = _Language("Rust", RustIndex, _rust_indexer)
    indexes = _indexed(language, [sources[path] for path in sorted(wanted)], options)
    prose = {path for path in documentation(indexes, given) if surveyed.languages[path] in ("prose", "text")}
    if prose:
        from protoref.indexers.rust.indexer import index_prose  # noqa: PLC0415

        indexes.update((path, index_prose(surveyed.library.source(path))) for path in sorted(prose))
    return link(indexes, given)


class _Language(Struct, Generic[Index], frozen=True):
    """How documents of a language are read.

    Attributes:
        name: for people.
        kind: the class of an index.
        indexer: loads the module with `index` and `unparsed`, and with it the parser: only where something is new.
    """

    name: str
    kind: type[Index]
    indexer: Callable[[], ModuleType]


def _python_indexer() -> ModuleType:
    from protoref.indexers.python import indexer  # noqa: PLC0415

    return indexer


def _rust_indexer() -> ModuleType:
    from protoref.indexers.rust import indexer  # noqa: PLC0415

    return indexer


def _indexed(language: _Language[Index], sources: Sequence[Source], options: RunOptions) -> dict[str, Index]:
    """The indexes of some documents, by path, in their order. What was read before, in this run or another, is not again."""
    known = options.indexes if options.indexes is not None else {}
    found = {s.path: known[s.path, s.content_id] for s in sources if (s.path, s.content_id) in known}
    kept = KeptIndexes(options.store, language.name, language.kind)
    found |= kept.recall(source for source in sources if source.path not in found)
    new = [source for source in sources if source.path not in found]
    if new:
        indexer = language.indexer()
        packed: dict[str, bytes] = {}
        for path, result in map_sources(packing(indexer.index), indexer.unparsed, new, options.jobs):
            if isinstance(result, bytes):
                packed[path] = result
            found[path] = kept.unpack(result) if isinstance(result, bytes) else result
            options.progress(f"reading {language.name}", len(found), len(sources))
        kept.keep(packed, new)
    if options.indexes is not None:
        options.indexes.update(((source.path, source.content_id), found[source.path]) for source in sources)
    return {source.path: found[source.path] for source in sources}


def _proven(given: LinkInput) -> set[str]:
    """Stubs whose names are known: nobody needs to parse them."""
    return {path for path, stub in given.stubs.items() if stub.module is not None}


def _link_foreign(surveyed: Survey, wanted: frozenset[str]) -> Iterator[LinkedDocument]:
    catalog, languages = surveyed.catalog, surveyed.languages
    sources = {
        path: source
        for path, source in surveyed.library.sources.items()
        if languages[path] in foreign.LANGUAGES or path.endswith((".csproj", ".props"))
    }
    marks = foreign_marks.foreign_marks(catalog, foreign_marks.stated_go_paths(surveyed.library.sources.values()))
    stubs = foreign_stubs(surveyed)
    whole = {path: schema for path, schema in stubs.items() if path in surveyed.schemas.stubs}
    packages = go_packages(whole, surveyed.library.sources, stubs)
    unwritten = unwritten_carriers(
        catalog, (s for p, s in stubs.items() if p.endswith(".go")), sources | _go_modules(surveyed)
    )
    reached = foreign_marks.carriers(sources, languages, marks, stubs, packages, unwritten)
    known = {path: stub for path, stub in surveyed.schemas.stubs.items() if stub.foreign}
    proven = proven_foreign(surveyed.library.sources, languages, known, catalog, packages)
    for path, source in proven.sources.items():
        for schema, why in proven.carried(source, languages[path]).items():
            reached.setdefault(path, {}).setdefault(schema, why)
    for path, carried in reached.items():
        # What a stub says of its own schema is no use of it.
        schemas = {schema: why for schema, why in carried.items() if schema != whole.get(path)}
        if not wanted.isdisjoint(schemas):
            source, language = surveyed.library.source(path), languages[path]
            named, leads = proven.names(source, language), proven.leads.get(path, ())
            if language in foreign.LANGUAGES:
                role = surveyed.roles[path]
                yield foreign.link(
                    source,
                    language,
                    role,
                    schemas,
                    catalog,
                    packages,
                    named,
                    leads,
                    proven.scopes.words,
                    generated=path in whole,
                )
            else:
                yield foreign.link_leads(source, language, surveyed.roles[path], schemas, leads)


def _go_modules(surveyed: Survey) -> dict[str, Source]:
    return {path: text for path, text in surveyed.library.sources.items() if path.endswith(("go.mod", "go.work"))}


def composed(surveyed: Survey) -> Iterator[OpaqueSpot]:
    """Names put together out of a package and something computed, in whatever language."""
    beginning = {
        index
        for index, pattern in enumerate(surveyed.patterns)
        if any(written in (Written.PACKAGE, Written.FULL_NAME) for _, written in pattern.meanings)
    }
    for path, found in surveyed.hits.items():
        hits = [hit for hit in found if hit.pattern in beginning]
        language, stub = surveyed.languages[path], surveyed.schemas.stubs.get(path)
        if hits and language != "proto" and (stub is None or stub.module is None):
            source = surveyed.library.source(path)
            reader = TextReader(source, language, surveyed.roles[path])
            yield from composed_names(source, language, reader, hits, surveyed.patterns, surveyed.catalog)


def broken_schemas(surveyed: Survey) -> Iterator[OpaqueSpot]:
    """Schemas that could not be read whole: what they declare may have another name, and what stands in them may be used there."""
    for path, file in surveyed.catalog.files.items():
        lost = next((problem for problem in file.problems if problem.severity == "error"), None)
        if lost is None or path not in surveyed.hits:
            continue
        own = {file_key(path), *(symbol.full_name for symbol in file.symbols)}
        named = {key for hit in surveyed.hits[path] for key, _ in surveyed.patterns[hit.pattern].meanings}
        detail = f"the schema could not be read whole (line {lost.line}: {lost.message})"
        yield OpaqueSpot(path, None, "syntax-error", detail, tuple(sorted(own | named)))


def outside_code(surveyed: Survey) -> Iterator[OpaqueSpot]:
    """Rust outside of the root that documents take in."""
    for path, source in surveyed.library.sources.items():
        if surveyed.languages[path] == "rust" and not surveyed.schemas.stubs.get(path):
            reader = TextReader(source, "rust", surveyed.roles[path])
            yield from (
                spot for spot in leads_outside(source) if not spot.range or not reader.in_prose(spot.range.start)
            )


def foreign_stubs(surveyed: Survey) -> dict[str, str]:
    """Generated documents of other languages, as far as header and names tell: path -> root path of their schema."""
    found = {path: stub.schema for path, stub in surveyed.schemas.stubs.items() if stub.foreign and stub.schema}
    for path, source in surveyed.library.sources.items():
        if path not in found and surveyed.languages[path] in foreign.LANGUAGES:
            proof = proven_stub(source, surveyed.schemas.catalog)
            if proof is not None:
                found[path] = proof[0]
    return found
