"""From indexes and generated names to references: the whole of Python's linking, one document after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protoref.indexers.python.index import PythonIndex
from protoref.linking.base import LinkInput
from protoref.linking.python.document import DocumentLinker, Pending
from protoref.linking.python.modules import Generated
from protoref.linking.python.opaque import OpaqueFinder, fitting_modules, keys_of
from protoref.linking.python.recorder import Recorder
from protoref.linking.python.resolver import Resolver
from protoref.model.generated import Form
from protoref.model.occurrence import LinkedDocument, Step, Usage
from protoref.model.schema import Key, file_key


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
        finders[path] = OpaqueFinder(linker)
        finders[path].run()
    escaped = {key: one for finder in finders.values() for key, one in finder.escaped.items()}
    imported = {key for linker in linkers.values() for key in linker.reached}
    everything = {one.key: one for one in resolver.modules.all_generated() if one.module.names}
    carried = _carried(linkers)
    for path, linker in linkers.items():
        if indexes[path].failure:
            _unread(linker, resolver)
            continue
        _settle(linker, resolver, escaped.values(), [everything.get(key) or one for key, one in carried[path].items()])
        for place, prefix, suffix in finders[path].computed_imports:
            candidates = list(everything.values())
            if not prefix and not suffix:
                candidates = [one for one in candidates if one.key not in imported]
            reach = [key for one in fitting_modules(candidates, prefix, suffix) for key in keys_of(one)]
            linker.recorder.spot(place, "computed-import", "the name of an imported module is computed", reach)
    return tuple(linker.recorder.finish() for _, linker in sorted(linkers.items()))


def _carried(linkers: Mapping[str, DocumentLinker]) -> dict[str, dict[str, Generated]]:
    """By document, the generated modules that its imports lead to, directly or through other documents."""
    carried: dict[str, dict[str, Generated]] = {}
    for start in linkers:
        seen = {start}
        waiting = [start]
        found: dict[str, Generated] = {}
        while waiting:
            linker = linkers[waiting.pop()]
            found.update(linker.reached)
            for path in linker.imports_of:
                if path in linkers and path not in seen:
                    seen.add(path)
                    waiting.append(path)
        carried[start] = found
    return carried


def _settle(
    linker: DocumentLinker, resolver: Resolver, escaped: Iterable[Generated], carried: Iterable[Generated]
) -> None:
    """Judge the attributes of unknown objects: only what escapes somewhere can be reached through them."""
    lost: dict[str, list[Key]] = {}
    for one in escaped:
        for module in resolver.names.visible(one.module):
            for name in module.names:
                lost.setdefault(name.name, []).append(name.symbol)
    nested: dict[str, list[Key]] = {}
    rpcs: dict[str, list[Key]] = {}
    for one in carried:
        for name in one.module.names:
            if "." in name.name and name.form in (Form.TYPE, Form.VALUE):
                nested.setdefault(name.last, []).append(name.symbol)
            elif name.form is Form.METHOD:
                rpcs.setdefault(name.last, []).append(name.symbol)
    modules: dict[str, list[Key]] = {}
    inside: dict[tuple[str, str], list[Key]] = {}
    for one in resolver.modules.all_generated():
        modules.setdefault(one.name, []).append(file_key(one.schema))
        for name in one.module.names:
            inside.setdefault((one.name, name.name), []).append(name.symbol)
    for pending in linker.pending:
        of_module = {pending.name: inside.get((pending.owner, pending.name), [])}
        _settle_one(linker, pending, rpcs, (lost, nested, modules, of_module))


def _settle_one(
    linker: DocumentLinker,
    pending: Pending,
    rpcs: Mapping[str, list[Key]],
    tables: tuple[Mapping[str, list[Key]], ...],
) -> None:
    recorder = linker.recorder
    if pending.called and pending.name in rpcs:
        step = Step(pending.name, f"called on {pending.where}, in a document that reaches its service")
        recorder.possible(dict.fromkeys(rpcs[pending.name]), pending.range, Usage.CALL, (step,))
        return
    reach = [key for table in tables for key in table.get(pending.name, ())]
    if reach:
        what = f"attribute of {pending.where}: what that is could not be resolved"
        recorder.resolve(pending.name, pending.range, what, resolved=False, reach=tuple(sorted(set(reach))))
    else:
        what = f"attribute of {pending.where}, which no generated module reaches"
        recorder.resolve(pending.name, pending.range, what)


def _unread(linker: DocumentLinker, resolver: Resolver) -> None:
    """A document without a tree could use everything that its imports lead to, and nothing else."""
    index = linker.document.index
    reached: dict[str, Generated] = {}
    for imported in index.outline:
        dotted = imported.lstrip(".")
        places = resolver.modules.resolve(index.path, len(imported) - len(dotted), dotted.removesuffix("*").rstrip("."))
        for place in places:
            linker.imports_of.update(place.files)
            reached.update({one.key: one for one in place.generated})
    reach = {key for one in reached.values() for key in resolver.names.keys(one.module)}
    for label in index.labels:
        names = {
            name.symbol
            for one in reached.values()
            for module in resolver.names.visible(one.module)
            for name in module.names
            if name.last == label.name
        }
        names |= {file_key(one.schema) for one in reached.values() if one.name == label.name}
        if names:
            what = f"the document could not be read ({index.failure})"
            linker.recorder.resolve(label.name, label.range, what, resolved=False, reach=tuple(sorted(names)))
        else:
            what = "in a document that could not be read and that imports no such name"
            linker.recorder.resolve(label.name, label.range, what)
    linker.recorder.spot(None, index.failure, index.detail, reach)
