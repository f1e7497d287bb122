"""Which schemas committed Rust files were made from, where they embed no descriptor."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from protoref.codegen.prost import module_path
from protoref.model.generated import GeneratedModule, Stub, StubState
from protoref.model.schema import Kind, SchemaFile
from protoref.stubs.facts import StubFacts
from protoref.stubs.matching import ends_like
from protoref.stubs.table import Table, top


def rust_stub(fact: StubFacts, table: Table) -> Stub:
    """What a committed Rust file is, of a generator with a module a package (prost) or a schema file (grpcio)."""
    if not fact.shaped:
        return Stub(fact.path, fact.generator, None, fact.source, StubState.UNPROVEN)
    return _of_package(fact, table) if fact.generator in ("prost", "pbjson") else _of_file(fact, table)


def _of_package(fact: StubFacts, table: Table) -> Stub:
    """A file of prost, perhaps with tonic's clients and servers, or with these alone; or of pbjson."""
    unproven = Stub(fact.path, fact.generator, None, "", StubState.UNPROVEN)
    package = _package(fact, table)
    if package is None or _takes_generated(fact, table):
        return unproven
    families = (fact.generator,) if fact.generator == "pbjson" else _families(fact)
    made = [module for family in families if (module := table.named.get((family, package))) is not None]
    if not made:
        return unproven
    if fact.generator == "pbjson":
        return _serde(fact, made[0], table)
    part = _part(fact, made, table)
    schemas = tuple(sorted({path for module in made for path in module.schemas} if part is None else part))
    names = tuple(name for module in made for name in module.names)
    if part is not None:
        own = {symbol.full_name for path in part for symbol in table.catalog.files[path].symbols}
        names = tuple(name for name in names if name.symbol in own)
    state = StubState.CURRENT if _agree(set(fact.names), top(names)) else StubState.DRIFTED
    if fact.headless and state is not StubState.CURRENT:
        return unproven
    file = _one_schema(fact, schemas, table)
    module = replace(made[0], schemas=schemas, names=names)
    return Stub(fact.path, fact.generator, file.path if file else None, "", state, module)


def _takes_generated(fact: StubFacts, table: Table) -> bool:
    """Whether imports that somebody has added may bring in what is generated: then they are uses of it."""
    if not fact.uses:
        return False
    words = set(fact.uses)
    packages = {part for file in table.catalog.files.values() for part in file.package.split(".")}
    return bool(words & packages) or any(
        not words.isdisjoint(top(module.names))
        for (family, _), module in table.named.items()
        if family in ("prost", "tonic")
    )


def _agree(found: set[str], made: set[str]) -> bool:
    """Whether a file of prost and tonic says what its schemas say. Clients and servers can each be left out by options."""
    return found <= made and all(name.endswith(("_client", "_server")) for name in made - found)


def _families(fact: StubFacts) -> tuple[str, ...]:
    """Whose names a file of prost or tonic has."""
    serving = [name for name in fact.names if name.endswith(("_client", "_server"))]
    if serving and len(serving) == len(fact.names):
        return ("tonic",)
    return ("prost", "tonic") if serving else ("prost",)


def _serde(fact: StubFacts, made: GeneratedModule, table: Table) -> Stub:
    """A file of pbjson, which names prost's types without defining any."""
    types = table.named.get(("prost", made.module))
    known = {name.last for name in types.names} if types is not None else set()
    state = StubState.CURRENT if set(fact.names) <= known else StubState.DRIFTED
    file = _one_schema(fact, made.schemas, table)
    return Stub(fact.path, fact.generator, file.path if file else None, "", state, made)


def _of_file(fact: StubFacts, table: Table) -> Stub:
    """A file of grpcio, ttrpc or quick-protobuf, or one of rust-protobuf without a descriptor (for its lite runtime).

    Its schema is the one that it states, or whose services it has, or whose module has its name; the one with the same
    names if there are several such.
    """
    found = Stub(fact.path, fact.generator, None, fact.source, StubState.EXTERNAL)
    files = table.catalog.files
    modules = {path: module for (family, path), module in table.modules.items() if family == fact.generator}
    served = {
        definition.file.path
        for service in fact.services
        for definition in table.catalog.definitions.get(service, ())
        if definition.symbol.kind is Kind.SERVICE
    }
    fitting = [path for path in modules if fact.source and ends_like(files[path].import_path, fact.source)]
    name = fact.path.rpartition("/")[2].removesuffix("_async.rs").removesuffix(".rs")
    fitting = (
        fitting
        or sorted(served & modules.keys())
        or [path for path, module in modules.items() if module.path.rpartition("/")[2] == f"{name}.rs"]
    )
    equal = [path for path in fitting if top(modules[path].names) == set(fact.names)]
    file = table.copy_of(fact.path, [files[path] for path in equal or fitting])
    if file is None:
        return found
    state = StubState.CURRENT if equal else StubState.DRIFTED
    return replace(found, schema=file.path, state=state, module=modules[file.path])


def _part(fact: StubFacts, made: Iterable[GeneratedModule], table: Table) -> frozenset[str] | None:
    """The schema files that make up a stub, where only some of its package were compiled; None where it cannot be told.

    All that such a stub defines at its top is what these files make, and the other way round.
    """
    given = tuple(made)
    found = set(fact.names)
    part: set[str] = set()
    told: set[str] = set()
    for path in sorted({path for module in given for path in module.schemas}):
        own = {symbol.full_name for symbol in table.catalog.files[path].symbols}
        names = top(name for module in given for name in module.names if name.symbol in own)
        if names & found and _agree(names & found, names):
            part.add(path)
            told |= names & found
    return frozenset(part) if told == found else None


def _one_schema(fact: StubFacts, schemas: Collection[str], table: Table) -> SchemaFile | None:
    """The schema file of a stub that is made from one alone (or from one of its copies), else None."""
    files = [table.catalog.files[path] for path in schemas]
    if len(files) == 1:
        return files[0]
    copies = any(set(schemas) <= set(group) for group in table.catalog.copies)
    return table.copy_of(fact.path, files) if copies else None


def _package(fact: StubFacts, table: Table) -> str | None:
    """The package of a Rust stub: that of its services, else the one whose file has this name, else the one with these names."""
    packages = {service.rpartition(".")[0] for service in fact.services}
    if len(packages) == 1:
        return packages.pop()
    name = whole = fact.path.rpartition("/")[2].replace("r#", "")
    for ending in (".tonic.rs", ".serde.rs", ".pb.rs"):
        name = name.removesuffix(ending) + ".rs" if name.endswith(ending) else name
    here = {spelled: file.package for file in table.catalog.files.values() for spelled in _spelled(file.package)}
    named = here.get(whole, here.get(name))  # `webrtc.pb.rs` is of a package `webrtc.pb` before it is one of `webrtc`
    if named is None:  # a folder a part, `generated/acme/till/v1.rs`
        ends = [one for one in here.values() if "." in one and f"/{fact.path}".endswith(f"/{one.replace('.', '/')}.rs")]
        named = max(ends, key=len, default=None)
    told = "." in name.removesuffix(".rs")  # the name of a package that is not here
    return named if named is not None or told or fact.generator != "prost" else _alike(fact, table)


def _spelled(package: str) -> tuple[str, str]:
    """How files of a package are called."""
    return module_path(package).replace("r#", ""), f"{package}.rs"


def _alike(fact: StubFacts, table: Table) -> str | None:
    """The only package of which a file has every name, or every name of some schemas, under whatever name somebody keeps it."""
    found = set(fact.names)
    fitting = [
        package
        for (family, package), module in sorted(table.named.items())
        if family == "prost" and found and (_agree(found, top(module.names)) or _part(fact, [module], table))
    ]
    return fitting[0] if len(fitting) == 1 else None
