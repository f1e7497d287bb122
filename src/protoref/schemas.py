"""From texts to the catalog: protos, the descriptors in committed stubs, import paths, generated names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from protoref.codegen import generate, identifiers, ordered, without_unused
from protoref.config import Config
from protoref.linking.foreign.stubs import ForeignStubs, spellings
from protoref.model.generated import GeneratedModule, Stub
from protoref.model.gone import Gone
from protoref.model.problem import Problem
from protoref.model.schema import Catalog, Key, Origin, SchemaFile, file_key
from protoref.model.source import Role, Source
from protoref.outline.patterns import Written
from protoref.outside import laid_out, outside_schemas
from protoref.protos import build_catalog, infer_import_paths, read_proto, with_parts
from protoref.snapshot.base import SUBMODULE, Snapshot
from protoref.snapshot.outside import OutsideText
from protoref.stubs import compilations, descriptor_sets, external_schemas, pair, read_stub

_NOTHING = Gone()


class Schemas(Struct, frozen=True, dict=True):
    """All schemas of a run and what is generated from them.

    Attributes:
        catalog: resolved; external schemas and orphans included.
        modules: what every generator family makes of them.
        identifiers: by key, the bare names of generated code.
        stubs: committed generated files, by path.
        problems: what could not be parsed.
        committed: how committed generated files of other languages, and the classes in them, are spelled.
        descriptor_sets: the schemas in committed descriptor sets, by the path of the set.
    """

    catalog: Catalog
    modules: tuple[GeneratedModule, ...]
    identifiers: Mapping[Key, frozenset[str]]
    stubs: Mapping[str, Stub]
    problems: tuple[Problem, ...]
    committed: tuple[tuple[str, Key, Written], ...] = ()
    descriptor_sets: Mapping[str, tuple[str, ...]] = {}

    @cached_property
    def python_modules(self) -> Mapping[Key, frozenset[str]]:
        """By file key, the dotted names of its Python modules, as generated and where committed stubs lie."""
        found: dict[Key, set[str]] = {}
        for module in self.modules:
            for path in module.schemas if module.language == "python" else ():
                found.setdefault(file_key(path), set()).add(module.module)
        for path, stub in self.stubs.items():
            if stub.schema is not None and path.endswith((".py", ".pyi")):
                dotted = path.rpartition(".")[0].replace("/", ".")
                found.setdefault(file_key(stub.schema), set()).add(dotted)
        return {key: frozenset(names) for key, names in found.items()}

    def paths_of(self, keys: Iterable[Key] | None) -> frozenset[str]:
        """The schema files whose generated code can lead to some targets; None: to any.

        Those that define the targets, all copies of them, and all that import these: a generated module can be
        reached through one that imports it.
        """
        files = self.catalog.files
        if keys is None:
            return frozenset(files)
        found: set[str] = set()
        for key in keys:
            if key.startswith("file:"):
                found.add(key.removeprefix("file:"))
            elif key.startswith("package:"):
                found.update(self.catalog.packages.get(key.removeprefix("package:"), ()))
            else:
                found.update(definition.file.path for definition in self.catalog.definitions[key])
        found.update(path for group in self.catalog.copies if not found.isdisjoint(group) for path in group)
        imported_by: dict[str, list[str]] = {}
        for path, file in files.items():
            for statement in file.imports:
                imported_by.setdefault(statement.target or "", []).append(path)
        waiting = list(found)
        while waiting:
            for user in imported_by.get(waiting.pop(), ()):
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return frozenset(found)


def gather_schemas(
    sources: Iterable[Source],
    languages: Mapping[str, str],
    roles: Mapping[str, Role],
    snapshot: Snapshot,
    config: Config,
    outside: Iterable[OutsideText] = (),
    gone: Gone = _NOTHING,
) -> Schemas:
    """Gathers all schemas and stubs and pairs them.

    Args:
        sources: all texts.
        languages: of each.
        roles: of each.
        snapshot: tells which schemas were deleted.
        config: the repository's configuration.
        outside: schemas from outside of the root.
        gone: what was deleted and is spoken of. Whether stubs fit their schemas is judged without it.
    """
    given = {source.path: source for source in sources}
    files = {file.path: file for file in gone.files}
    files |= {path: read_proto(source) for path, source in given.items() if languages[path] == "proto"}
    added = outside_schemas(outside)
    files |= added.files
    facts = {path: found for path, source in given.items() if (found := read_stub(source)) is not None}
    builds = {path: source for path, source in given.items() if _may_compile(source, languages[path], roles[path])}
    stated = {path: found.source for path, found in facts.items() if found.source}
    import_paths = infer_import_paths(files, builds, config.import_roots, stated)
    files = {path: replace(file, import_path=_import_path(file, import_paths)) for path, file in files.items()}
    external = {file.path: file for file in external_schemas(facts, files, snapshot.deleted_protos())}
    catalog = build_catalog([*files.values(), *external.values()])
    run = ordered(source for path, source in given.items() if path in builds or _may_order(path, languages[path]))
    modules = generate(catalog, run | {fact.generator for fact in facts.values()})
    compiled = compilations(builds.values(), (path for path, file in files.items() if not file.outside))
    unread = any(spot.reason == SUBMODULE for spot in snapshot.unread)
    stubs = pair(facts, catalog, modules, snapshot.deleted_protos(), compiled, unread=unread)
    modules = without_unused(modules, run | {stub.generator for stub in stubs if stub.module is not None})
    modules = tuple(laid_out(modules, added))
    others = ForeignStubs(catalog)
    foreign = [
        stub
        for path, source in given.items()
        if path not in facts and (stub := others.read(source, languages[path])) is not None
    ]
    gathered = Schemas(
        catalog,
        modules,
        identifiers(modules, catalog),
        {stub.path: stub for stub in (*stubs, *foreign)},
        tuple(sorted(problem for file in files.values() for problem in file.problems)),
        tuple(spellings(foreign, given, catalog)),
        descriptor_sets(given.values(), catalog.files),
    )
    return _widened(gathered, gone.parts) if gone.parts else gathered


def _import_path(file: SchemaFile, inferred: Mapping[str, str]) -> str:
    """What others imported a file as that was here once does not change with what is here now."""
    known = file.origin is Origin.HISTORY and file.import_path != file.path
    return file.import_path if known else inferred[file.path]


def _widened(found: Schemas, parts: Mapping[str, SchemaFile]) -> Schemas:
    """The same schemas with symbols that were here once: generated code may be asked for these, too."""
    catalog = with_parts(found.catalog, parts)
    families = {module.family for module in found.modules}
    outside = {path for path, file in catalog.files.items() if file.outside}
    wider = {_identity(module): module for module in generate(catalog, families)}

    def widened(module: GeneratedModule) -> GeneratedModule:
        return module if outside.intersection(module.schemas) else wider.get(_identity(module), module)

    known = set(map(_identity, found.modules))
    new = (module for key, module in wider.items() if key not in known and outside.isdisjoint(module.schemas))
    modules = (*map(widened, found.modules), *new)
    stubs = {
        path: replace(stub, module=widened(stub.module)) if stub.module is not None else stub
        for path, stub in found.stubs.items()
    }
    return replace(found, catalog=catalog, modules=modules, identifiers=identifiers(modules, catalog), stubs=stubs)


def _identity(module: GeneratedModule) -> tuple[str, str, frozenset[str]]:
    return module.family, module.module, frozenset(module.schemas)


_COMPILING = frozenset({"shell", "powershell", "make", "dockerfile", "yaml", "toml", "json", "cmake", "starlark"})


def _may_compile(source: Source, language: str, role: Role) -> bool:
    builds = role is Role.BUILD or language in _COMPILING or source.path.endswith(("build.rs", "setup.py"))
    return builds and (
        b".proto" in source.data or b"proto_path" in source.data or b"buf" in source.path.encode("utf-8", "replace")
    )


def _may_order(path: str, language: str) -> bool:
    """Whether a document that names no schemas may tell which generators are run."""
    return language == "python" or path.endswith("Cargo.toml")
