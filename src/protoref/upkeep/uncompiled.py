"""New schemas that no build input compiles, where the schemas beside them are listed one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from protoref.model.build import BuildGlob
from protoref.model.finding import Finding, Place
from protoref.model.report import LedgerEntry
from protoref.model.schema import Catalog, Key, Origin, SchemaFile
from protoref.model.verdict import Severity


def uncompiled(
    added: Iterable[SchemaFile],
    catalog: Catalog,
    inputs: Callable[[Key], Iterable[LedgerEntry]],
    globs: Iterable[BuildGlob],
) -> Iterator[Finding]:
    """A finding for each new schema that a build input would have to list, and does not.

    Args:
        added: the new schema files.
        catalog: all schemas.
        inputs: gives the build inputs that name a schema file.
        globs: build inputs that take schemas by a pattern: what one of them may take is compiled.
    """
    new = {file.path for file in added}
    taken = {path for glob in globs for path in glob.covers}
    for path in sorted(new - taken):
        folder = path.rpartition("/")[0]
        beside = [
            file
            for other, file in catalog.files.items()
            if other.rpartition("/")[0] == folder and other not in new and file.origin is Origin.PROTO
        ]
        named: Counter[str] = Counter()
        for file in beside:
            named.update(set(_texts(file, inputs)))
        own = set(_texts(catalog.files[path], inputs))
        lists = sorted(text for text, count in named.items() if count == len(beside))
        if lists and not own:
            which = "the schema" if len(beside) == 1 else f"the {len(beside)} schemas"
            message = f"is not compiled: {lists[0]} lists {which} beside it, and not this one"
            yield Finding("build-missing", Severity.REVIEW, message, Place(path, 1, 1, 1, 1), catalog.files[path].key)


def _texts(file: SchemaFile, inputs: Callable[[Key], Iterable[LedgerEntry]]) -> Iterator[str]:
    """The build texts that name a schema file."""
    return (entry.place.path for entry in inputs(file.key))
