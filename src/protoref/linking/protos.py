"""References between schemas: type uses, options and imports of a `.proto`, as the catalog resolved them."""

from __future__ import annotations

from protoref.model.occurrence import Certainty, LinkedDocument, Reference, Resolution, Step, Usage
from protoref.model.schema import NOWHERE, Catalog, Edge, Key, Kind, Origin, SchemaFile, file_key, package_key
from protoref.model.source import Range, Role
from protoref.protos.shipped import PACKAGE, SHIPPED

_FIELD_LIKE = frozenset({Kind.FIELD, Kind.ONEOF, Kind.EXTENSION})


def link(file: SchemaFile, catalog: Catalog, role: Role) -> LinkedDocument:
    """All references in one schema file.

    In `Outer.Inner` each identifier that names a symbol is a reference of its own, as in code. Those to copies of what every
    protoc brings along are possible.
    """
    references: list[Reference] = []
    resolutions: dict[int, Resolution] = {}
    for statement in file.imports:
        if statement.target is not None:
            step = Step(statement.path, f"import path of {statement.target}", file.path)
            references.append(
                Reference(
                    file_key(statement.target),
                    file.path,
                    statement.range,
                    "proto",
                    Usage.REEXPORT if statement.modifier == "public" else Usage.IMPORT,
                    Certainty.POSSIBLE if statement.path in SHIPPED else Certainty.CERTAIN,
                    role=role,
                    chain=(step,),
                    user=file.key,
                )
            )
    for use in file.type_refs:
        if use.range == NOWHERE:
            if file.origin is Origin.DESCRIPTOR and use.target is not None:
                references.append(_without_text(use.target, use.user, use.edge, file, role))
            continue
        parts = _identifiers(use.written, use.range)
        if use.target is None:
            what = f"`{use.written}`, which is not defined here"
            resolutions.update((place.start, Resolution(place, True, what)) for _, place in parts)
            continue
        full = use.target.split(".")
        for back, (written, place) in enumerate(reversed(parts)):
            name = ".".join(full[: len(full) - back])
            if name in catalog.definitions and name.endswith(written):
                step = Step(written, f"resolves to {name} from the scope {use.scope or 'of the root'}", file.path)
                usage = Usage.ATTRIBUTE if use.edge == "option" else Usage.TYPE
                certainty = Certainty.POSSIBLE if _is_shipped(name, file, catalog) else Certainty.CERTAIN
                references.append(
                    Reference(name, file.path, place, "proto", usage, certainty, role, (step,), user=use.user)
                )
    here = [symbol for symbol in file.symbols if not symbol.gone]
    definitions = {symbol.name_range.start: symbol.full_name for symbol in here if not symbol.map_entry}
    for symbol in here:
        if symbol.kind in _FIELD_LIKE:
            what = f"{symbol.kind} {symbol.full_name}"
            resolutions[symbol.name_range.start] = Resolution(symbol.name_range, True, what)
    if file.package:
        definitions[file.package_range.start] = package_key(file.package)
    return LinkedDocument(
        file.path,
        "proto",
        tuple(sorted(references, key=lambda reference: (reference.range, reference.symbol))),
        resolutions,
        comments=file.comments,
        definitions=definitions,
    )


def _without_text(target: Key, user: Key, edge: Edge, file: SchemaFile, role: Role) -> Reference:
    """A use in a schema that is known from generated code alone: it stands nowhere, so that its place is the whole document."""
    usage = Usage.ATTRIBUTE if edge == "option" else Usage.TYPE
    step = Step(target.rpartition(".")[2], f"used in the descriptor that {file.path} holds", file.path)
    return Reference(target, file.path, NOWHERE, "proto", usage, Certainty.CERTAIN, role, (step,), user=user)


def _is_shipped(name: str, user: SchemaFile, catalog: Catalog) -> bool:
    """Whether a symbol is one of a copy of what every protoc brings along, used by another file than such a copy."""
    if not name.startswith(PACKAGE):
        return False
    paths = [f"/{definition.file.path}" for definition in catalog.definitions[name]]
    return not _ships(f"/{user.path}") and all(map(_ships, paths))


def _ships(path: str) -> bool:
    return any(path.endswith(f"/{one}") for one in SHIPPED)


def _identifiers(written: str, place: Range) -> list[tuple[str, Range]]:
    """The identifiers of a dotted name with their ranges; none where white space stands inside of it."""
    if len(written.encode()) != place.end - place.start:
        last = written.rpartition(".")[2]
        return [(last, Range(place.end - len(last), place.end))]
    found, start = [], place.start
    for part in written.split("."):
        if part:
            found.append((part, Range(start, start + len(part))))
        start += len(part) + 1
    return found
