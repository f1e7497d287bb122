"""Stubs that hold a whole package (betterproto): which schema files are in it, and whether it says what they say."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from protoref.model.generated import Form, GeneratedModule, Stub, StubState
from protoref.model.schema import Catalog, Key
from protoref.stubs.facts import StubFacts
from protoref.stubs.matching import ends_like


def package_stub(fact: StubFacts, catalog: Catalog, named: Mapping[tuple[str, str], GeneratedModule]) -> Stub:
    """What one committed file is.

    Its package is the one whose folders its path ends with, and that has a schema file of a name that the header states.

    Args:
        fact: what the file says about itself.
        catalog: all schemas.
        named: the generated modules by family and package.
    """
    unproven = Stub(fact.path, fact.generator, None, ", ".join(fact.sources), StubState.UNPROVEN)
    if not fact.shaped:
        return unproven
    made = _module(fact, catalog, named)
    if made is None:
        return replace(unproven, state=StubState.EXTERNAL)
    schemas = tuple(path for path in made.schemas if _is_stated(fact, catalog, path)) or made.schemas
    own = {symbol.full_name for path in schemas for symbol in catalog.files[path].symbols}
    module = replace(made, schemas=schemas, names=tuple(name for name in made.names if name.symbol in own))
    schema = schemas[0] if len(schemas) == 1 else None
    state = StubState.CURRENT if _agrees(fact, module) else StubState.DRIFTED
    return Stub(fact.path, fact.generator, schema, unproven.source, state, module)


def _module(
    fact: StubFacts, catalog: Catalog, named: Mapping[tuple[str, str], GeneratedModule]
) -> GeneratedModule | None:
    """The module of the longest package that fits the path and the header."""
    folders = fact.path.split("/")[:-1]
    fitting = [
        module
        for (family, package), module in named.items()
        if family == fact.generator
        and (not package or folders[-len(package.split(".")) :] == package.split("."))
        and any(_is_stated(fact, catalog, path) for path in module.schemas)
    ]
    return max(fitting, key=lambda module: module.module.count(".") + bool(module.module), default=None)


def _is_stated(fact: StubFacts, catalog: Catalog, path: str) -> bool:
    file = catalog.files[path]
    return any(ends_like(file.import_path, source) or ends_like(path, source) for source in fact.sources)


def _agrees(fact: StubFacts, module: GeneratedModule) -> bool:
    """Whether the classes are those of the schemas. Of a service's clients and its base, one is enough: options decide."""
    top = {name.name: name for name in module.names if "." not in name.name}
    types = {name for name, made in top.items() if made.form is Form.TYPE}
    by_service: dict[Key, set[str]] = {}
    for name, made in top.items():
        if made.form is not Form.TYPE:
            by_service.setdefault(made.symbol, set()).add(name)
    found = set(fact.names)
    optional = set().union(*by_service.values())
    return types == found - (optional - types) and all(found & names for names in by_service.values())
