"""Which Python documents can reach generated code at all: only those need a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping

from protoref.linking.base import LinkInput
from protoref.linking.python.modules import TELLING, Modules
from protoref.outline.python import STAR, PythonOutline


def carriers(
    outlines: Mapping[str, PythonOutline], given: LinkInput, naming: Container[str] = frozenset()
) -> frozenset[str]:
    """The documents that must be indexed.

    A document reaches generated code through an import that leads to a generated module, to a package that may hold
    one, or to a document that is a carrier itself; through a name that it looks up at run time; or through a computed
    import. Everything else that it sees comes from modules which have no generated name to give.

    Args:
        outlines: of every Python document, by path. Proven stubs may be among them; they are never carriers.
        given: paths, stubs and generated modules.
        naming: documents in which a generated name stands, whatever it means there.
    """
    modules = Modules(given)
    names = modules.generated_names
    users: dict[str, set[str]] = defaultdict(set)
    waiting: list[str] = []
    computed: set[str] = set()
    for path, outline in outlines.items():
        if modules.proven(path):
            continue
        named_alike = path.rpartition("/")[2].partition(".")[0] in names
        if outline.computed_import or named_alike:
            computed.add(path)
        reached = [
            _lead(
                path,
                name,
                modules,
                users,
                first=name in outline.modules,
                last=name in outline.bound,
                named=path in naming,
                dynamic=outline.dynamic,
            )
            for name in outline.imports
        ]
        if outline.dynamic:
            reached += [not names.isdisjoint(text.split(".")) for text in outline.texts]
            reached += [_lead(path, text, modules, users, through=True, last="." in text) for text in outline.texts]
        if (
            outline.gives_importer
            or not outline.complete
            or any(reached)
            or any(not names.isdisjoint(imported.split(".")) for imported in outline.imports)
        ):
            waiting.append(path)
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting.extend(users[path] - found)
    # What a computed import gives away is an opaque spot at its place; who imports that may write a name of it, too.
    given_away = {user for path in computed for user in users[path] if user in naming}
    return frozenset(found | computed | given_away)


def _lead(
    path: str,
    imported: str,
    modules: Modules,
    users: dict[str, set[str]],
    *,
    first: bool = False,
    last: bool = False,
    through: bool = False,
    named: bool = False,
    dynamic: bool = False,
) -> bool:
    """Whether an import leads to generated code; notes in `users` which documents it leads to.

    A package that gets a name here gives access to all that is below it, whoever imports it; `first` and `last` say
    which ends of the dotted name get one. `through`: the name is looked up from part to part. `named`: a generated name stands in the
    document, which a module may pass on that is made when its package is built. `dynamic`: it looks names up, and those of
    a package that is not here may be made modules.
    """
    dotted = imported.lstrip(".")
    level = len(imported) - len(dotted)
    star = dotted.endswith(STAR)
    dotted = dotted.removesuffix(STAR).rstrip(".")
    if not level and not dotted:
        return False
    places = modules.resolve(path, level, dotted)
    # The packages before the last part are run, but only an `import a.b` gives access to what they hold.
    for place in places if first or through else places[-1:]:
        for file in place.files:
            users[file].add(path)
    bound = [*(places[:1] if first and not level else ()), *(places[-1:] if last and not star else ())]
    # The last part of `from a import b` is most often a name in `a`.
    modular = places if first or star else places[:-1]
    built = (named or star) and any(place.absent for place in modular)
    built = built or (places[-1].absent and TELLING.search(dotted) is not None)
    return (
        (built and modules.are_here)
        or any(place.generated for place in places)
        or any(modules.holds_generated(place) or (dynamic and modules.leads(place.dotted)) for place in bound)
    )
