"""Every message's storage class, by structure, by the places that serialise it, by configuration and attestations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from protoref.model.finding import Place
from protoref.model.schema import Catalog, Edge, Key, Kind
from protoref.model.site import Direction, Site
from protoref.model.source import Range, Role
from protoref.model.storage import Storage
from protoref.model.verdict import Evidence, StorageClass

_CONTENT = frozenset({Edge.FIELD, Edge.MAP_VALUE})
_RPC = frozenset({Edge.RPC_INPUT, Edge.RPC_OUTPUT})
TRIALS = frozenset({Role.TEST, Role.EXAMPLE, Role.BENCH, Role.DOCS})
"""What a site is for that says nothing about stored data."""


class Declared(Struct, frozen=True):
    """What the configuration says of a message.

    Attributes:
        cls: the class.
        where: the rule's place in the configuration, and its reason if it has one.
    """

    cls: StorageClass
    where: Evidence


def storage_classes(
    catalog: Catalog,
    sites: Iterable[Site],
    declared: Mapping[Key, Declared],
    attested: Mapping[Key, Evidence],
    locate: Callable[[str, Range | None], Place],
) -> Mapping[Key, Storage]:
    """The class of every message.

    Args:
        catalog: all schemas.
        sites: where code turns messages into bytes or back.
        declared: what the configuration says, by full name.
        attested: messages of which somebody attested that no data remains, by full name.
        locate: gives the place of a range of a document.
    """
    by_message: dict[Key, list[Site]] = defaultdict(list)
    for site in sites:
        by_message[site.message].append(site)
    # Another file may have an enum or a service of that name.
    messages = [
        name
        for name, definitions in catalog.definitions.items()
        if any(_is_message(one.symbol.kind, one.symbol.map_entry) for one in definitions)
    ]
    content = _content(catalog)
    served = _below(_rpc_types(catalog), content)
    found: dict[Key, Storage] = {}
    for name in messages:
        found[name] = _own(name, by_message.get(name, ()), declared.get(name), attested.get(name), served, locate)
    for cls in (StorageClass.ACTIVE, StorageClass.LEGACY):
        _spread(cls, found, content)
    return found


def _is_message(kind: Kind, map_entry: bool) -> bool:
    return kind is Kind.MESSAGE and not map_entry


def _own(
    name: Key,
    sites: Iterable[Site],
    declared: Declared | None,
    attested: Evidence | None,
    served: Mapping[Key, Key],
    locate: Callable[[str, Range | None], Place],
) -> Storage:
    """The class of a message by itself. What code is seen to do beats what anybody says."""
    serious = [site for site in sites if site.role not in TRIALS]
    shown = tuple(Evidence(_told(site), locate(site.path, site.range)) for site in serious)
    written = next((s for s in serious if s.direction is Direction.WRITE and s.sink and s.certain), None)
    if written is not None:
        first = Evidence(_told(written), locate(written.path, written.range))
        return Storage(StorageClass.ACTIVE, f"its bytes go to {written.sink}", tuple(dict.fromkeys((first, *shown))))
    if declared is not None and declared.cls is StorageClass.ACTIVE:
        return Storage(StorageClass.ACTIVE, "declared in the configuration", (declared.where, *shown))
    if attested is not None:
        return Storage(StorageClass.MIGRATED, "attested: no data remains", (attested, *shown))
    if declared is not None:
        return Storage(declared.cls, "declared in the configuration", (declared.where, *shown))
    if name in served and not serious:
        return Storage(StorageClass.SERVICE_API, f"only in requests and responses ({served[name]})")
    if name in served:
        return Storage(StorageClass.UNCLASSIFIED, "a service's message that code serialises by itself", shown)
    if serious:
        return Storage(StorageClass.UNCLASSIFIED, "in no service, and code serialises it", shown)
    return Storage(StorageClass.UNCLASSIFIED, "in no service, no serialisation site")


def _told(site: Site) -> str:
    verb = "written" if site.direction is Direction.WRITE else "read"
    by = f" by {site.form}" if site.form else ""
    return f"{'' if site.certain else 'possibly '}{verb}{by}{f', to {site.sink}' if site.sink else ''}"


def _content(catalog: Catalog) -> Mapping[Key, tuple[Key, ...]]:
    """By message, the messages that its bytes hold."""
    found: dict[Key, dict[Key, None]] = defaultdict(dict)
    for file in catalog.files.values():
        for ref in file.type_refs:
            holder = _message_of(ref.user, catalog)
            if ref.edge in _CONTENT and ref.target and holder:
                found[holder][ref.target] = None
    return {name: tuple(targets) for name, targets in found.items()}


def parts(catalog: Catalog) -> Mapping[Key, tuple[Key, ...]]:
    """By field, oneof, enum, enum value and extension, the messages in whose bytes they take part."""
    found: dict[Key, dict[Key, None]] = defaultdict(dict)
    for file in catalog.files.values():
        for ref in file.type_refs:
            target = catalog.symbol(ref.target) if ref.target else None
            holder = _message_of(ref.user, catalog)
            if ref.edge is Edge.EXTENDEE and target is not None:
                found[ref.user][target.full_name] = None
            elif ref.edge in _CONTENT and holder and target is not None and target.kind is Kind.ENUM:
                found[target.full_name][holder] = None
    for name, definitions in catalog.definitions.items():
        symbol = definitions[0].symbol
        if symbol.parent and symbol.kind in (Kind.FIELD, Kind.ONEOF):
            found[name][symbol.parent] = None
        elif symbol.parent and symbol.kind is Kind.ENUM_VALUE:
            found[name].update(found.get(symbol.parent, {}))
    return {name: tuple(messages) for name, messages in found.items()}


def _message_of(key: Key, catalog: Catalog) -> Key | None:
    """The message that a field is in; a map's entry belongs to the message around it."""
    symbol = catalog.symbol(key)
    while symbol is not None and (symbol.kind is not Kind.MESSAGE or symbol.map_entry):
        symbol = catalog.symbol(symbol.parent) if symbol.parent else None
    return symbol.full_name if symbol else None


def _rpc_types(catalog: Catalog) -> Mapping[Key, Key]:
    """Requests and responses, each with an rpc that has it."""
    found: dict[Key, Key] = {}
    for file in catalog.files.values():
        for ref in file.type_refs:
            if ref.edge in _RPC and ref.target:
                found.setdefault(ref.target, ref.user)
    return found


def _below(roots: Mapping[Key, Key], content: Mapping[Key, tuple[Key, ...]]) -> Mapping[Key, Key]:
    """The roots and everything that they hold, each with the rpc that it comes from."""
    found = dict(roots)
    waiting = list(found)
    for name in waiting:
        for held in content.get(name, ()):
            if held not in found:
                found[held] = found[name]
                waiting.append(held)
    return found


def _spread(cls: StorageClass, found: dict[Key, Storage], content: Mapping[Key, tuple[Key, ...]]) -> None:
    """What a stored message holds is stored in it."""
    waiting = [name for name, storage in found.items() if storage.cls is cls]
    for name in waiting:
        for held in content.get(name, ()):
            storage = found.get(held)
            if (
                storage is not None
                and storage.cls.strictness < cls.strictness
                and storage.cls is not StorageClass.MIGRATED
            ):
                found[held] = Storage(cls, f"it is stored within {name}", found[name].evidence)
                waiting.append(held)
