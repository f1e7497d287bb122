"""Committed stubs and the schemas they were made from: what each stub is, and how far that is proven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from protoref.codegen.protoc_python import module_name
from protoref.model.generated import GeneratedModule, Stub, StubState
from protoref.model.schema import Catalog, Kind, Origin, SchemaFile
from protoref.stubs.built_from import Compilations
from protoref.stubs.compare import differences, same_schema
from protoref.stubs.facts import StubFacts
from protoref.stubs.matching import Packages, ends_like, lies_beside, made_here
from protoref.stubs.package_stubs import package_stub
from protoref.stubs.rust_pairing import rust_stub
from protoref.stubs.table import Table, family_of, top

_SERVICES = frozenset({"grpc_python", "purerpc", "grpclib", "connect_python"})
"""Families whose stubs hold nothing but services, each rpc with its path."""
_PACKAGES = frozenset({"betterproto", "betterproto2"})
"""Families that write one Python module a package."""
_RUST = frozenset({"prost", "pbjson", "rust_protobuf", "rust_protobuf2", "grpcio", "ttrpc", "quick_protobuf"})
"""Families that write Rust."""
_DEPENDENT = _SERVICES | {"protoc_pyi", "mypy_protobuf"}
"""Families whose stubs embed no descriptor and stand beside a `_pb2.py`."""


def pair(
    facts: Mapping[str, StubFacts],
    catalog: Catalog,
    modules: Iterable[GeneratedModule],
    deleted_protos: frozenset[str],
    compiled: Compilations = (),
    *,
    unread: bool = False,
) -> tuple[Stub, ...]:
    """What each committed generated file is (design.md, Identity).

    Args:
        facts: what `read_stub` found, by path.
        catalog: all schemas, those of `external_schemas` included.
        modules: what every family makes of them.
        deleted_protos: root paths of `.proto` files that history knows and the snapshot does not have.
        compiled: the build texts that write generated code: they tell which of several copies a stub was made from.
        unread: there are repositories inside (submodules) whose schemas are not read.

    Returns:
        One stub for each of the facts, sorted by path. A stub is

        - current: its schema is here, and says the same (descriptor, or services and rpcs, or names);
        - drifted: its schema is here and says something else;
        - orphan: its schema is not here, but was once, or those of the stubs beside it are and nothing is unread;
        - external: its schema is not here, and nothing says that it ever was;
        - unproven: a header without a readable descriptor, or among statements that no generator writes. Such a
          stub has no module.
    """
    table = Table.of(catalog, modules, compiled)
    stubs: dict[str, Stub] = {}
    for path in sorted(facts):
        if _embeds(facts[path]):
            stubs[path] = _embedding(facts[path], table, deleted_protos)
    homes = {path.rpartition("/")[0] for path, stub in stubs.items() if stub.state in _HERE}
    for path, stub in stubs.items():
        if not unread and stub.state is StubState.EXTERNAL and path.rpartition("/")[0] in homes:
            stubs[path] = replace(stub, state=StubState.ORPHAN)
    for path in sorted(facts):
        fact = facts[path]
        if fact.generator in _DEPENDENT:
            stubs[path] = _dependent(fact, stubs, table, deleted_protos)
        elif fact.generator in _RUST and path not in stubs:
            stubs[path] = rust_stub(fact, table)
        elif fact.generator in _PACKAGES:
            stubs[path] = package_stub(fact, table.catalog, table.named)
        elif path not in stubs:
            stubs[path] = Stub(path, fact.generator, None, fact.source, StubState.UNPROVEN)
    gone = {path for path, file in catalog.files.items() if file.origin is Origin.HISTORY}
    for path, stub in stubs.items():
        if stub.schema in gone and stub.state in _HERE:
            stubs[path] = replace(stub, state=StubState.ORPHAN)
    return tuple(replace(stubs[path], imports=facts[path].imports) for path in sorted(stubs))


def _embeds(fact: StubFacts) -> bool:
    """Whether a generator embeds the schema's descriptor: protoc always, rust-protobuf unless told otherwise."""
    return fact.generator == "protoc_python" or (fact.generator in _RUST and fact.schema is not None)


_HERE = frozenset({StubState.CURRENT, StubState.DRIFTED})


def _gone(source: str, deleted_protos: frozenset[str]) -> bool:
    """Whether history had a proto of that import path."""
    return any(ends_like(path, source) for path in deleted_protos)


def _embedding(fact: StubFacts, table: Table, deleted_protos: frozenset[str]) -> Stub:
    """A stub with a descriptor inside, or at least the header of one."""
    schema = fact.schema
    if schema is None:
        return Stub(fact.path, fact.generator, _beside(fact.path, table.catalog), fact.source, StubState.UNPROVEN)
    source = fact.source or schema.import_path
    here = table.copy_of(fact.path, made_here(schema, table.packages, deleted_protos), schema)
    if here is not None:
        drift = tuple(differences(schema, here))
        state = StubState.DRIFTED if drift else StubState.CURRENT
        path: str | None = here.path
    else:
        drift = ()
        state = StubState.ORPHAN if _gone(source, deleted_protos) else StubState.EXTERNAL
        path = _definition(schema, table.packages)
    if not fact.shaped:
        return Stub(fact.path, fact.generator, path, source, StubState.UNPROVEN)
    module = table.modules.get((fact.generator, path)) if path is not None else None
    return Stub(fact.path, fact.generator, path, source, state, module, drift=drift)


def _beside(stub: str, catalog: Catalog) -> str | None:
    """The one schema file in whose place a stub lies that tells nothing of its own."""
    found = [path for path, file in catalog.files.items() if lies_beside(stub, file)]
    return found[0] if len(found) == 1 else None


def _definition(schema: SchemaFile, packages: Packages) -> str | None:
    """The stub that stands in the catalog for an external schema."""
    same = [
        file
        for file in packages.get(schema.package, ())
        if file.origin is Origin.DESCRIPTOR and file.import_path == schema.import_path
    ]
    equal = (file.path for file in same if file.path == schema.path or same_schema(schema, file))
    return next(equal, None)


def _dependent(fact: StubFacts, stubs: Mapping[str, Stub], table: Table, deleted_protos: frozenset[str]) -> Stub:
    """A stub that embeds no descriptor: paired through the `_pb2.py` beside it, else by its services or its name."""
    unproven = Stub(fact.path, fact.generator, None, "", StubState.UNPROVEN)
    if not fact.shaped:
        return unproven
    stem = _stem(fact.path)
    family = family_of(fact.generator, stem)
    messages = _own_module(stem)
    beside = stubs.get(f"{stem.rpartition('/')[0]}/{messages}.py".lstrip("/"))
    if beside is not None and (beside.state is StubState.UNPROVEN or beside.schema is None):
        beside = None
    if beside is not None and beside.schema is not None:
        file: SchemaFile | None = table.catalog.files[beside.schema]
    else:
        file = table.copy_of(fact.path, _by_services(fact, table.catalog) or _by_path(fact.path, family, table))
    if file is None:
        if _is_headless(fact):
            return unproven
        gone = any(_gone(source, deleted_protos) for source in _sources(fact.path))
        return Stub(fact.path, fact.generator, None, "", StubState.ORPHAN if gone else StubState.EXTERNAL)
    module = table.modules.get((family, file.path))
    if module is None or not set(fact.imports) <= {messages} | _reachable(file, table.catalog):
        return unproven
    agrees = _agrees(fact, module, file)
    if _is_headless(fact) and not agrees:
        return replace(unproven, schema=file.path)
    source = beside.source if beside is not None else ""
    if file.origin is Origin.DESCRIPTOR:
        told = beside or stubs.get(file.path)
        # Among hand-written statements the descriptor proves nothing about its own file, but this one is proven.
        state = told.state if told is not None and told.state is not StubState.UNPROVEN else StubState.EXTERNAL
    else:
        state = StubState.CURRENT if agrees else StubState.DRIFTED
    return Stub(fact.path, fact.generator, file.path, source, state, module)


def _is_headless(fact: StubFacts) -> bool:
    """Whether no header says who wrote a stub: then only the whole of its schema's services proves it."""
    return fact.generator == "purerpc" or (fact.generator == "grpclib" and not fact.source)


_ENDINGS = ("_grpc", "_connect", "_connecpy")


def _own_module(stem: str) -> str:
    """The last name of the module of messages beside a stub: `shop_pb2` of `shop_pb2_grpc`, `shop_grpc`, `shop_connect`."""
    name = stem.rpartition("/")[2]
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name if name.endswith("_pb2") else f"{name}_pb2"


def _reachable(file: SchemaFile, catalog: Catalog) -> set[str]:
    """The modules that a stub of services may import: its own messages', and those of all that its schema imports.

    Messages may come from an import of an import (`import public`).
    """
    seen: set[str] = set()
    waiting = [file]
    names = {module_name(file.import_path)}
    while waiting:
        for entry in waiting.pop().imports:
            names.add(module_name(entry.path))
            target = catalog.files.get(entry.target or "")
            if target is not None and target.path not in seen:
                seen.add(target.path)
                waiting.append(target)
    return {name.rpartition(".")[2] for name in names}


def _stem(path: str) -> str:
    return path.removesuffix(".pyi").removesuffix(".py")


def _sources(path: str) -> tuple[str, ...]:
    """What the schema of a stub without a stated source may have been called, as far as the stub's name tells."""
    stem = _stem(path).removesuffix("_grpc").removesuffix("_pb2")
    name = stem.rpartition("/")[2]
    return (f"{name}.proto", f"{name.replace('_', '-')}.proto")


def _by_services(fact: StubFacts, catalog: Catalog) -> tuple[SchemaFile, ...]:
    """The files that define the services whose rpcs a stub calls."""
    found = {
        definition.file.path: definition.file
        for service in sorted(fact.services)
        for definition in catalog.definitions.get(service, ())
        if definition.symbol.kind is Kind.SERVICE
    }
    return tuple(found.values())


def _by_path(path: str, family: str, table: Table) -> tuple[SchemaFile, ...]:
    """The files whose module would be written to a path that ends like this one."""
    return tuple(
        table.catalog.files[schema]
        for (of, schema), module in sorted(table.modules.items())
        if of == family and ends_like(path, module.path)
    )


def _agrees(fact: StubFacts, module: GeneratedModule, file: SchemaFile) -> bool:
    """Whether a stub without a descriptor says what its schema says: the same rpcs, the same names at its top."""
    if fact.generator in _SERVICES:
        rpcs = {"/" + "/".join(symbol.full_name.rsplit(".", 1)) for symbol in file.symbols if symbol.kind is Kind.RPC}
        if rpcs != set(fact.rpcs):
            return False
    made = top(module.names)
    found = {name for name in fact.names if not name.startswith("_") or name in made} - _PLUMBING
    made, found = _steady(made), _steady(found)
    return made <= found if module.reexports else made == found


_PLUMBING = frozenset({"DESCRIPTOR", "GRPC_GENERATED_VERSION", "GRPC_VERSION"})
"""What such stubs define beside the names of their schema."""


def _steady(names: Iterable[str]) -> set[str]:
    """The names that every version of a generator writes.

    Left out are mypy-protobuf's aliases and asynchronous stubs, and bases that implement nothing (forks of grpclib).
    """
    return {
        name
        for name in names
        if not name.startswith(("Global___", "global___", "_r_", "Unimplemented")) and not name.endswith("AsyncStub")
    }
