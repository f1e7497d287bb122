"""Which Python documents can reach generated code at all: only those need a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from protoref.linking.base import LinkInput
from protoref.linking.python.modules import Modules, Place
from protoref.outline.python import STAR, PythonOutline


def carriers(outlines: Mapping[str, PythonOutline], given: LinkInput) -> frozenset[str]:
    """The documents that must be indexed.

    A document reaches generated code through an import that leads to a generated module, to a package that may hold
    one, or to a document that is a carrier itself; through a name that it looks up at run time; or through a computed
    import. Everything else that it sees comes from modules which have no generated name to give.

    Args:
        outlines: of every Python document, by path. Proven stubs may be among them; they are never carriers.
        given: paths, stubs and generated modules.
    """
    modules = Modules(given)
    names = modules.generated_names
    users: dict[str, set[str]] = defaultdict(set)
    waiting: list[str] = []
    for path, outline in outlines.items():
        if modules.proven(path):
            continue
        if outline.computed_import:
            waiting.append(path)
        reached = [_lead(path, imported, modules, users) for imported in outline.imports]
        if outline.dynamic:
            reached += [not names.isdisjoint(text.split(".")) for text in outline.texts]
            reached += [_lead(path, text, modules, users) for text in outline.texts]
        if any(reached) or any(not names.isdisjoint(imported.split(".")) for imported in outline.imports):
            waiting.append(path)
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(users[path] - found)
    return frozenset(found)


def _lead(path: str, imported: str, modules: Modules, users: dict[str, set[str]]) -> bool:
    """Whether an import leads to generated code; notes in `users` which documents it leads to."""
    dotted = imported.lstrip(".")
    level = len(imported) - len(dotted)
    dotted = dotted.removesuffix(STAR).rstrip(".")
    if not level and not dotted:
        return False
    found = False
    places = modules.resolve(path, level, dotted)
    for number, place in enumerate(places):
        for file in place.files:
            users[file].add(path)
        found = found or bool(place.generated)
        if _bound(number, places, level):
            found = found or modules.holds_generated(place)
    return found


def _bound(number: int, places: tuple[Place, ...], level: int) -> bool:
    """Whether the import may bind this package itself: `import a.b` binds `a`, `from a import b` binds `b`."""
    return number == len(places) - 1 or (number == 0 and not level)
