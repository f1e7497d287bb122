"""Which generated names a module passes on: whoever names the module by its path gets them there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from protoref.linking.python.modules import Place
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import SymbolValue
from protoref.model.schema import Key


def passed_on(r: Resolver, document: Document, names: Container[str]) -> dict[str, tuple[Key, ...]]:
    """The module-level names of a document that are generated ones, each with the symbols that it may be.

    Args:
        r: answers what names stand for.
        document: the module.
        names: those that are asked for.
    """
    candidates = {*document.module_names, *_starred(r, document, {document.path})}
    return _generated(r, document, (name for name in sorted(candidates) if name in names))


class StarredModules:
    """The modules that pass on what only their star imports name: a computed import of one may be a use of all of that.

    What a module imports by its name is used by that already.

    Args:
        r: answers what names stand for.
        documents: the modules that may be.
        imported: paths of those that some document imports by name.
    """

    def __init__(self, r: Resolver, documents: Iterable[Document], imported: Container[str]) -> None:
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._imported = imported
        for document in documents:
            if document.stars and not document.index.failure:
                found = _generated(r, document, sorted({*_starred(r, document, {document.path})}))
                if keys := {key for name, keys in found.items() if name not in document.module_names for key in keys}:
                    self._keys[document.path] = tuple(sorted(keys))

    def reach(self, prefix: str, suffix: str) -> Iterator[Key]:
        """What an import with these constant ends may reach; without any, only through modules that nobody imports by name."""
        for path, keys in self._keys.items():
            dotted = "." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            ends = f".{prefix}" in dotted and dotted.endswith(suffix)
            if ends if prefix or suffix else path not in self._imported:
                yield from keys


def _generated(r: Resolver, document: Document, names: Iterable[str]) -> dict[str, tuple[Key, ...]]:
    own = Place("", (document.path,))
    found: dict[str, tuple[Key, ...]] = {}
    for name in names:
        values = r.member(own, name, submodules=False)
        keys = {value.symbol for value in values if isinstance(value, SymbolValue) and not value.held}
        if keys:
            found[name] = tuple(sorted(keys))
    return found


def _starred(r: Resolver, document: Document, seen: set[str]) -> Iterator[str]:
    """Names that star imports may bring, from as many modules as they lead through."""
    waiting = [document]
    while waiting:
        one = waiting.pop()
        for number in one.stars:
            imported = one.index.imports[number]
            place = r.modules.resolve(one.path, imported.level, imported.module)[-1]
            for generated in place.generated:
                for module in r.names.visible(generated.module):
                    yield from (name.name for name in module.names if "." not in name.name)
            for path in place.files:
                there = r.documents.get(path)
                if there is not None and path not in seen:
                    seen.add(path)
                    yield from there.module_names
                    waiting.append(there)
