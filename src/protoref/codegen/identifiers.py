"""The bare identifiers under which hand-written code can name a symbol or a schema file: what is searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, Symbol, file_key

_SEARCHED = frozenset({Kind.MESSAGE, Kind.ENUM, Kind.SERVICE, Kind.ENUM_VALUE, Kind.ONEOF, Kind.EXTENSION})
"""Fields and rpcs are common words: they are found by resolution alone."""

_NAMING = frozenset({Form.TYPE, Form.VALUE, Form.CLIENT, Form.SERVER, Form.FUNCTION})
"""Forms whose last identifier names the symbol. A module does where it stands for a service (`foo_client`)."""


def identifiers(modules: Iterable[GeneratedModule], catalog: Catalog) -> Mapping[Key, frozenset[str]]:
    """The identifiers of each message, enum, service, enum value, oneof, extension and schema file.

    A symbol has its own short name, and the last identifier of each name that generators make of it
    (`FlushWalRequest`; `FooStub`, `FooServicer`, `add_FooServicer_to_server`, `foo_client`). A message, enum or
    service also has those of what it owns, at any depth, as far as generated code reaches them without its
    own name (design.md, Owned names): nested types, oneofs and variants in Rust, the values of a top-level enum in
    Python. A file has the names of its Python modules (`ingestion_pb2`); map entries have nothing.
    """
    symbols = {name: definitions[0].symbol for name, definitions in catalog.definitions.items() if definitions}
    found: dict[Key, set[str]] = {file_key(path): set() for path in catalog.files}
    for symbol in symbols.values():
        if symbol.kind in _SEARCHED and not symbol.map_entry:
            found[symbol.full_name] = {symbol.name} if symbol.kind is not Kind.ONEOF else set()
    for module in modules:
        if module.language == "python":
            for path in module.schemas:
                found.setdefault(file_key(path), set()).add(module.module.rpartition(".")[2])
        made_from = {name.name: name.symbol for name in module.names if name.form in _NAMING}
        for name in module.names:
            made = symbols.get(name.symbol)
            if made is None or not _names_its_symbol(name, made):
                continue
            passed = {made_from.get(prefix) for prefix in _prefixes(name.name)}
            if name.symbol in found and name.symbol not in passed:
                found[name.symbol].add(name.last)
            # A variant can stand bare: `use Kind::*`.
            bare = module.language == "rust" and name.form is Form.VALUE
            for owner in _owners(made, symbols):
                if owner in found and (bare or owner not in passed):
                    found[owner].add(name.last)
    return {key: frozenset(names) for key, names in found.items()}


def _names_its_symbol(name: GeneratedName, symbol: Symbol) -> bool:
    """Whether the last identifier is worth searching for: not that of a field, an rpc or a mere namespace."""
    if symbol.kind is Kind.FIELD:
        return name.form is Form.VALUE  # the arm of a oneof
    if symbol.kind not in _SEARCHED:
        return False
    return name.form in _NAMING or (name.form is Form.MODULE and symbol.kind is Kind.SERVICE)


def _prefixes(path: str) -> Iterator[str]:
    """The paths that lead to a name: `a` and `a::B` for `a::B::C`."""
    mark = "::" if "::" in path else "."
    end = path.find(mark)
    while end >= 0:
        yield path[:end]
        end = path.find(mark, end + len(mark))


def _owners(symbol: Symbol, symbols: Mapping[str, Symbol]) -> Iterator[Key]:
    """What owns a symbol, from the inside out; a oneof owns its arms."""
    if symbol.oneof is not None:
        yield symbol.oneof
    seen = {symbol.full_name}
    parent = symbol.parent
    while parent is not None and parent not in seen:
        seen.add(parent)
        yield parent
        parent = symbols[parent].parent if parent in symbols else None
