"""Go: documents that take names from packages of this repository which are not all committed: generated code may be the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from posixpath import join, normpath

from protoref.linking.foreign.go_packages import imports_of, modules_of
from protoref.model.schema import TYPES, Catalog, SchemaFile
from protoref.model.source import Source

_DECLARED = re.compile(rb"^(?:type|func|var|const)[ \t]+([A-Z]\w*)|^\t([A-Z]\w*)[ \t]", re.MULTILINE)


def unwritten_carriers(
    catalog: Catalog, written: Iterable[str], sources: Mapping[str, Source]
) -> Mapping[str, Mapping[str, str]]:
    """By Go document, the schemas that it may have names of, each with the import that shows it.

    Whatever `go_package` says, protoc writes where its command line sends it. But code compiles: a name that the committed
    documents of an imported package do not declare is declared by one that is not committed.

    Args:
        catalog: all schemas.
        written: the schemas whose Go code is committed: their names are found there.
        sources: all texts: go.mod files tell where modules begin.
    """
    modules = modules_of(sources)
    types = _types(catalog, frozenset(written))
    if not modules or not types:
        return {}
    clauses = {word for file in catalog.files.values() for word in _clauses(file)}
    pattern = re.compile("|".join(sorted(map(re.escape, types), key=len, reverse=True)))
    declared: dict[str, set[str]] = {}
    folders: dict[str, list[Source]] = defaultdict(list)
    for path, source in sources.items():
        if path.endswith(".go"):
            folders[path.rpartition("/")[0]].append(source)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for own in folders.values():
        for source in own:
            for name, imported in imports_of(source):
                for folder in _places(imported, modules):
                    if folder not in declared:
                        declared[folder] = {
                            (one[1] or one[2]).decode()
                            for each in folders.get(folder, ())
                            for one in _DECLARED.finditer(each.data)
                        }
                    for used in _used(source, name, imported, clauses) - declared[folder]:
                        for match in pattern.finditer(used):
                            for schema in types[match.group()]:
                                found[source.path].setdefault(schema, imported)
    return found


def _types(catalog: Catalog, written: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """The names of types at the top of schemas without committed Go code, as Go has them, with the schema files."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, file in catalog.files.items():
        if path not in written:
            for symbol in file.symbols:
                if symbol.parent is None and symbol.kind in TYPES:
                    found[symbol.name[:1].upper() + symbol.name[1:]].add(path)
    return {name: frozenset(paths) for name, paths in found.items()}


def _places(imported: str, modules: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The folders of this repository that an import may mean."""
    for folder, paths in modules.items():
        for module in paths:
            if imported == module or imported.startswith(f"{module}/"):
                place = normpath(join(folder, imported.removeprefix(module).lstrip("/")))
                yield "" if place == "." else place


def _clauses(file: SchemaFile) -> Iterator[str]:
    """What the package of a schema's Go code may be called (`GoPackageName` of protogen, and what people choose)."""
    path, _, name = (file.option("go_package") or "").partition(";")
    for word in (name, path.rpartition("/")[2], file.package, file.package.rpartition(".")[2]):
        if word.strip(". "):
            yield re.sub(r"\W", "_", word.strip())


def _used(source: Source, name: str, imported: str, clauses: Collection[str]) -> set[str]:
    """The exported names that a document takes from a package. If it gives it no name, the package's own is guessed."""
    if name == ".":
        return {match.decode() for match in re.findall(rb"(?<![\w.])[A-Z]\w*", source.data)}
    last = imported.rpartition("/")[2]
    names = {name} if name else {re.sub(r"\W", "_", last), re.sub(r"\W", "", last), "pb", *clauses}
    qualifier = "|".join(sorted(map(re.escape, names), key=len, reverse=True)).encode("utf-8", "surrogateescape")
    return {match.decode() for match in re.findall(rb"(?<![\w.])(?:" + qualifier + rb")\.([A-Z]\w*)", source.data)}
