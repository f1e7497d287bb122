"""What modules hold under a name, what imports bind, and the modules that names give."""

from __future__ import annotations

from protoref.indexers.python.index import Import
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.modules import TELLING, Generated, Place
from protoref.linking.python.modules import generated as make
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    ForeignValue,
    GeneratedValue,
    KnownValue,
    ModuleValue,
    SymbolValue,
    TextValue,
    UnknownValue,
    Value,
    Values,
    doubtful,
    merged,
    through,
)
from protoref.model.occurrence import Step


def bound(r: Evaluator, document: Document, imported: Import) -> Values:
    """What an import binds."""
    places = r.modules.resolve(document.path, imported.level, imported.module)
    line = document.line(imported)
    if imported.name:
        place = places[-1]
        # As it is written: the module's name from the root is nothing that anybody could search for.
        how = f"imported at line {line} from {'.' * imported.level}{imported.module}"
        via = (Step(imported.name, how, document.path, line),)
        return tuple(through(value, via) for value in _from(r, document, place, imported.name))
    place = places[-1] if imported.alias else places[0]
    via = (Step(place.dotted, f"imported at line {line}", document.path, line),)
    return tuple(through(value, via) for value in module(r, place))


COMPUTES = " computes its names"
"""How it ends what is said of a name that a module may make when it is asked for."""


def _from(r: Evaluator, document: Document, place: Place, name: str) -> Values:
    """What `from place import name` gives to a document."""
    if document.path in place.files:
        # A package that imports from itself has no such name yet: it gets the submodule.
        child = r.modules.step(place, name)
        if child.here:
            return module(r, child)
    return r.member(place, name)


def module(r: Evaluator, place: Place) -> Values:
    """A place as a value."""
    if place.generated:
        found: tuple[Value, ...] = tuple(GeneratedValue(one, r.names.chain(one)) for one in place.generated)
        # A namespace folder of that name may be there as well.
        return found
    return (ModuleValue(place),)


def member(r: Evaluator, place: Place, name: str, *, submodules: bool) -> Values:
    """What a module or package holds under a name."""
    found = [generated_member(r, generated, name) for generated in place.generated]
    if any(found):
        return merged(*found)
    unknown: Values = ()
    if not place.generated:
        for path in place.files:
            document = r.documents.get(path)
            if document is None:
                continue
            values = _global(r, document, name)
            if values is not None:
                found.append(values if place.certain else tuple(doubtful(value) for value in values))
    if found:
        return merged(*found)
    if place.absent and (made := r.modules.made_with(name)):
        return merged(*(generated_member(r, one, name) for one in made))
    if submodules:
        child = r.modules.step(place, name)
        if child.here:
            return module(r, child)
        if r.modules.leads(child.dotted):
            return (ModuleValue(child),)
        if not place.here:
            return (ForeignValue(child.dotted),) if not place.dotted else (ModuleValue(child),)
    if place.generated:
        return (UnknownValue(f"{place.dotted} defines no {name}"),)
    # A module may be the work of a generator that nobody recognised; such ones make their names at run time.
    like = merged(*(generated_member(r, one, name) for path in place.files for one in r.modules.lookalikes(path)))
    if like:
        return like
    if submodules and child.absent and TELLING.search(name):
        return (ModuleValue(child),)
    for path in place.files:
        document = r.documents.get(path)
        if document is None:
            unknown = merged(unknown, (KnownValue(f"name of {path}, which imports no generated code", absent=True),))
        elif document.index.failure:
            unknown = merged(unknown, (UnknownValue(f"{path} could not be read"),))
        elif document.computes_names:
            unknown = merged(unknown, (UnknownValue(path + COMPUTES),))
        else:
            unknown = merged(unknown, (KnownValue(f"no name of {path}", absent=True),))
    if unknown:
        return unknown
    return (
        (ForeignValue(f"{place.dotted}.{name}"),)
        if not place.here
        else (KnownValue(f"no name of {place.dotted}", absent=True),)
    )


def made(r: Evaluator, name: str) -> Values:
    """The generated modules of a name that may lie in a package which is not here: a build makes both. Empty for common words."""
    if not TELLING.search(name):
        return ()
    return module(r, found) if (found := r.modules.step(_NOT_HERE, name)).generated else ()


_NOT_HERE = Place("made when something is built", certain=False, absent=True)


def _global(r: Evaluator, document: Document, name: str) -> Values | None:
    """A module-level name seen from outside; None where there is none."""
    numbers = document.last(document.module_names.get(name, ()))
    if numbers and not document.star_between(numbers, len(document.index.expressions)):
        return merged(*(r.binding(document, number) for number in numbers))
    return _starred(r, document, name) or merged(*(r.binding(document, number) for number in numbers)) or None


def _starred(r: Evaluator, document: Document, name: str) -> Values | None:
    """A name that a module's star imports bring; None where none does."""
    pending = (f"star {name}", document.path, 0)
    if pending in r.pending or not document.stars:
        return None
    r.pending.add(pending)
    try:
        return brought(r.starred(document, name)) or None
    finally:
        r.pending.discard(pending)


def brought(values: Values) -> Values:
    """Of what star imports may bring, that which they do: a module without a name does not hide one of before."""
    return tuple(value for value in values if not (isinstance(value, KnownValue) and value.absent))


def generated_member(r: Evaluator, generated: Generated, name: str) -> Values:
    """A module-level name of a generated module, also through `import public`; empty where there is none."""
    for module in r.names.visible(generated.module):
        entry = r.names.entry(module, name)
        if entry is not None:
            source = generated if module is generated.module else make(module, "", module.schemas[0], generated.certain)
            return (SymbolValue(source, name, entry.symbol, entry.form, via=r.names.chain(generated)),)
    return tuple(GeneratedValue(one, r.names.chain(one)) for one in r.names.imported(generated.module, name))


def named(r: Evaluator, document: Document, at: int, *, whole: bool = True) -> Values:
    """The modules whose names an expression gives; empty where it is no constant.

    Args:
        r: answers what expressions stand for.
        document: where it stands.
        at: the expression.
        whole: the module itself, rather than the package that its name begins with.
    """
    found: list[Values] = []
    for one in r.value(document.path, at):
        if not isinstance(one, TextValue):
            return ()
        dotted = one.text.lstrip(".")
        level = len(one.text) - len(dotted)
        if not dotted.replace(".", "").replace("_", "a").isalnum():
            return ()
        places = r.modules.resolve(document.path, level, dotted)
        found.append(module(r, places[-1] if whole else places[0]))
    return merged(*found)
