"""From indexes and generated names to references: the whole of Python's linking, one document after the other."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from protoref.indexers.python.index import PythonIndex, Text
from protoref.linking.base import LinkInput
from protoref.linking.python.document import DocumentLinker
from protoref.linking.python.dotted import dotted_paths
from protoref.linking.python.flow import Flow
from protoref.linking.python.modules import TELLING, Generated
from protoref.linking.python.opaque import OpaqueFinder, fitting_modules, keys_of
from protoref.linking.python.passing_on import StarredModules, passed_on
from protoref.linking.python.recorder import Recorder
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.settling import Settling
from protoref.linking.python.sites import SiteFinder
from protoref.model.occurrence import LinkedDocument, Usage
from protoref.model.source import Role


def link(indexes: Mapping[str, PythonIndex], given: LinkInput) -> tuple[LinkedDocument, ...]:
    """Link Python documents.

    Args:
        indexes: of every carrier, by path; proven stubs are not among them, their names are known.
        given: paths, schemas, generated names, stubs, and the names that must be accounted for.

    Returns:
        One document an index, sorted by path.
    """
    resolver = Resolver(indexes, given)
    linkers: dict[str, DocumentLinker] = {}
    finders: dict[str, OpaqueFinder] = {}
    for path in sorted(indexes):
        linker = DocumentLinker(resolver.documents[path], resolver, Recorder(indexes[path], given))
        linkers[path] = linker
        if indexes[path].failure:
            continue
        linker.run()
        for symbol, place, value in dotted_paths(resolver, linker.document, given.names):
            linker.recorder.possible([symbol], place, Usage.STRING, value.via)
        finders[path] = OpaqueFinder(linker)
        finders[path].run()
    escaped = {key: one for finder in finders.values() for key, one in finder.escaped.items()}
    types = {one for finder in finders.values() for one in finder.types}
    imported = {key for linker in linkers.values() for key in linker.reached}
    everything = {
        one.key: one
        for one in resolver.modules.all_generated()
        if one.module.names and (one.stub or given.uncommitted_python)
    }
    told: dict[str, list[Generated]] = {}
    for one in everything.values():
        if TELLING.search(one.name):
            told.setdefault(one.name, []).append(one)
    by_name = {path for linker in linkers.values() for path in linker.imports_of}
    starred = StarredModules(resolver, (linker.document for linker in linkers.values()), by_name)
    settling = Settling(linkers, resolver, escaped.values())
    for path, linker in linkers.items():
        if indexes[path].failure:
            _unread(linker, resolver, told)
            continue
        settling.settle(linker)
        finders[path].settle(types)
        for place, prefix, suffix in finders[path].computed_imports:
            candidates = list(everything.values())
            if not prefix and not suffix:
                spoken = _spoken(linker)
                candidates = [one for one in candidates if one.key not in imported or one.name in spoken]
            fitting = fitting_modules(candidates, prefix, suffix, given.python_outputs())
            reach = [*(key for one in fitting for key in keys_of(one)), *starred.reach(prefix, suffix)]
            linker.recorder.spot(place, "computed-import", "the name of an imported module is computed", reach)
        for place, prefix in finders[path].look_ups:
            registered = [one for one in everything.values() if one.key in imported]
            reach = [key for one in registered for key in keys_of(one) if key.startswith(prefix)]
            linker.recorder.spot(place, "computed-name", "a computed name is looked up among all messages", reach)
    sites = SiteFinder(resolver, Flow(resolver))
    found = []
    for path, linker in sorted(linkers.items()):
        linked = linker.recorder.finish()
        role = given.roles.get(path, Role.PRODUCTION)
        passes_on = passed_on(resolver, linker.document, given.names)
        found.append(replace(linked, sites=sites.find(linker.document, role, linked.references), passes_on=passes_on))
    return tuple(found)


def _spoken(linker: DocumentLinker) -> set[str]:
    """What the strings of a document name that may be generated modules: a module whose name is computed may well be one of these."""
    texts = (one.value for one in linker.document.index.expressions if isinstance(one, Text))
    return {name for text in texts if TELLING.search(name := text.rpartition(".")[2])}


def _unread(linker: DocumentLinker, resolver: Resolver, told: Mapping[str, list[Generated]]) -> None:
    """A document without a tree could use everything that its imports lead to, and nothing else.

    Where something damaged an import so that it looks like none, the name of a generated module still tells.

    Args:
        linker: of the document.
        resolver: for all documents.
        told: by name, the generated modules that are known by their names alone.
    """
    index = linker.document.index
    reached: dict[str, Generated] = {}
    for imported in index.outline:
        dotted = imported.lstrip(".")
        places = resolver.modules.resolve(index.path, len(imported) - len(dotted), dotted.removesuffix("*").rstrip("."))
        for place in places:
            linker.imports_of.update(place.files)
            reached.update({one.key: one for one in place.generated})
    reached.update({one.key: one for label in index.labels for one in told.get(label.name, ())})
    reach = {key for one in reached.values() for key in resolver.names.keys(one.module)}
    for label in index.labels:
        names = {
            name.symbol
            for one in reached.values()
            for module in resolver.names.visible(one.module)
            for name in module.names
            if name.last == label.name
        }
        names |= {one.subject for one in reached.values() if one.name == label.name}
        if names:
            what = f"the document could not be read ({index.failure})"
            linker.recorder.resolve(label.name, label.range, what, resolved=False, reach=tuple(sorted(names)))
        else:
            what = "in a document that could not be read and that imports no such name"
            linker.recorder.resolve(label.name, label.range, what)
    linker.recorder.spot(None, index.failure, index.detail, reach)
