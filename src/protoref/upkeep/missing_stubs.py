"""Schemas without the generated file that most others of their folder have committed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from protoref.codegen import PROGRAMS
from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub, StubState
from protoref.model.schema import TYPES, Catalog, Kind, Origin, SchemaFile
from protoref.model.source import Source
from protoref.model.verdict import Severity
from protoref.upkeep.listed import ends, named

_PATTERN = re.compile(rb"\*\.proto\b|\bbuf\b")
"""A build text that takes schemas without naming them."""
_PAIRED = frozenset({StubState.CURRENT, StubState.DRIFTED})


def missing_stubs(catalog: Catalog, stubs: Iterable[Stub], build_texts: Iterable[Source] = ()) -> Iterator[Finding]:
    """A finding for each schema and generator, where more than half of a folder's schemas have such a file committed.

    A generator whose files here all come from schemas with services is taken to write none for the others. What a build
    text leaves out that lists all the others one by one is not meant to have any.
    """
    lists = [frozenset(name for _, name in named(text)) for text in build_texts if not _PATTERN.search(text.data)]
    have: dict[tuple[str, str], set[str]] = defaultdict(set)
    copies = {path: frozenset(group) for group in catalog.copies for path in group}
    for stub in stubs:
        for schema in (stub.schema,) if stub.schema else stub.module.schemas if stub.module else ():
            for path in copies.get(schema, {schema}):
                if stub.state in _PAIRED and path in catalog.files:
                    have[stub.generator, path.rpartition("/")[0]].add(path)
    folders: dict[str, list[SchemaFile]] = defaultdict(list)
    for path, file in catalog.files.items():
        if file.origin is Origin.PROTO and not file.outside and any(one.kind in TYPES for one in file.symbols):
            folders[path.rpartition("/")[0]].append(file)
    for (generator, folder), present in sorted(have.items()):
        services_only = all(_has_service(catalog.files[path]) for path in present)
        due = [file for file in folders[folder] if not services_only or _has_service(file)]
        whole = [names for names in lists if all(_is_named(path, names) for path in present)]
        missing = [file for file in due if file.path not in present]
        if len(missing) < len(present):
            for file in missing:
                if any(not _is_named(file.path, names) for names in whole):
                    continue
                others = f"{len(present)} other{'s'[: len(present) != 1]}"
                message = (
                    f"has no {PROGRAMS.get(generator, generator)} file, as {others} of its folder have: generate it"
                )
                yield Finding("stub-missing", Severity.REVIEW, message, Place(file.path, 1, 1, 1, 1), file.key)


def _is_named(path: str, names: frozenset[str]) -> bool:
    return not names.isdisjoint(ends(path))


def _has_service(file: SchemaFile) -> bool:
    return any(symbol.kind is Kind.SERVICE for symbol in file.symbols)
