"""Places where Rust code turns messages into bytes or text, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from protoref.indexers.rust.index import Binding, Expr, ExprKind, Path, Position, RustIndex
from protoref.linking.rust.entities import GeneratedEntity, Namespace
from protoref.linking.rust.facts import Place
from protoref.linking.rust.types import Typed, Types
from protoref.model.generated import Form
from protoref.model.occurrence import Reference
from protoref.model.schema import Catalog, Key, Kind
from protoref.model.site import Direction, Site
from protoref.model.source import Range, Role

_WRITE, _READ = Direction.WRITE, Direction.READ

_DISTINCT = frozenset(
    {"encode_to_vec", "encode_length_delimited_to_vec", "encode_length_delimited", "write_to_bytes"}
    | {"write_length_delimited_to_bytes", "write_length_delimited_to_vec"}
)
"""Methods that messages alone have."""
_METHODS = {
    **dict.fromkeys(
        [*_DISTINCT, "encode", "write_to", "write_to_vec", "write_to_writer", "write_length_delimited_to"], _WRITE
    ),
    **dict.fromkeys(["merge", "merge_length_delimited", "merge_from", "merge_from_bytes"], _READ),
}
"""Methods of prost's (src/message.rs) and rust-protobuf's (src/message.rs, 2 and 3) trait `Message`."""
_FUNCTIONS = frozenset({"decode", "decode_length_delimited", "parse_from_bytes", "parse_from_reader", "parse_from"})
"""Their associated functions."""
_JSON = {
    **dict.fromkeys(["to_string", "to_string_pretty", "to_vec", "to_vec_pretty", "to_value"], _WRITE),
    **dict.fromkeys(["from_str", "from_slice", "from_value", "from_reader"], _READ),
}
"""Functions of serde_json: types with pbjson's implementations, or with derived ones."""
_ANY = {"from_msg": _WRITE, "to_msg": _READ}
"""Of prost_types::Any: what matters is the message that they are given, or that they give."""
_PATHS = _FUNCTIONS | _JSON.keys() | {"from_msg"}
_SILENT = frozenset({Role.GENERATED, Role.MACHINE_WRITTEN})


def find_sites(
    types: Types,
    catalog: Catalog,
    document: str,
    role_at: Callable[[Place], Role],
    references: Iterable[Reference],
) -> tuple[Site, ...]:
    """The sites of a document; generated code has none.

    Args:
        types: answers what type an expression has.
        catalog: all schemas.
        document: what is searched.
        role_at: what the code at a place is for.
        references: those of the document: a receiver that is not known is one of the messages that they name.
    """
    index = types.tree.indexes[document]
    found: dict[tuple[Range, Key], Site] = {}

    def add(place: Place, where: Range, form: str, direction: Direction, keys: Iterable[Key], certain: bool) -> None:
        role = role_at(place)
        for key in keys if role not in _SILENT else ():
            site = Site(key, index.path, where, direction, "", role, form, certain)
            known = found.get((where, key))
            if known is None or (certain and not known.certain):
                found[where, key] = site

    turned = _Expressions(index)
    for call in index.calls:
        if call.name not in _METHODS and call.name not in _ANY:
            continue
        where = Range(call.start, call.end)
        for place in types.facts.places(document, call.scope):
            if call.name in _ANY:
                expr = turned.at(call.start)
                given = _turbofish(types, place, expr) or _annotated(types, place, index, call.start)
                add(place, where, call.name, _ANY[call.name], _messages(given), True)
                continue
            owners = types.of(place, call.receiver)
            add(place, where, call.name, _METHODS[call.name], _messages(owners), True)
            if not owners and call.name in _DISTINCT:
                add(place, where, call.name, _METHODS[call.name], _named(references, catalog), False)
    for path in index.paths:
        last = path.segments[-1]
        if last.name in _PATHS and len(path.segments) > 1 and path.position in (Position.CALL, Position.EXPRESSION):
            for place in types.facts.places(document, path.scope):
                for direction, given in _function(types, place, index, path, turned):
                    add(place, Range(last.start, last.end), last.name, direction, _messages(given), True)
    return tuple(found[key] for key in sorted(found))


class _Expressions:
    """A document's expressions by where they stand; read when the first one is asked for."""

    def __init__(self, index: RustIndex) -> None:
        self._index = index
        self._known: dict[int, Expr] | None = None

    def at(self, start: int) -> Expr | None:
        """The call whose path or method name starts at an offset."""
        if self._known is None:
            kinds = (ExprKind.CALL, ExprKind.METHOD)
            self._known = {expr.at: expr for expr in self._index.expressions if expr.kind in kinds}
        return self._known.get(start)


def _function(
    types: Types, place: Place, index: RustIndex, path: Path, turned: _Expressions
) -> Iterator[tuple[Direction, tuple[Typed, ...]]]:
    """What a function that stands behind a path serialises."""
    name, owner = path.segments[-1].name, path.segments[-2].name
    start = path.segments[0].start
    if name in _FUNCTIONS:
        steps = types.resolver.walk(place, path.segments[:-1], path.leading, (Namespace.TYPE,))
        owners = types.found(steps[-1])
        yield _READ, owners or (_annotated(types, place, index, start) if owner == "Message" else ())
    elif name == "from_msg" or (owner == "serde_json" and _JSON[name] is _WRITE):
        expr = turned.at(start)
        yield _WRITE, types.of(place, expr.argument) if expr is not None else ()
    elif owner == "serde_json":
        yield _READ, _turbofish(types, place, turned.at(start)) or _annotated(types, place, index, start)


def _turbofish(types: Types, place: Place, expr: Expr | None) -> tuple[Typed, ...]:
    if expr is None or expr.args_start < 0:
        return ()
    return types.declared(place, expr.args_start, expr.args_end)


def _annotated(types: Types, place: Place, index: RustIndex, start: int) -> tuple[Typed, ...]:
    """The declared type of the variable in whose `let` an offset lies."""
    around: list[Binding] = [one for one in index.bindings if one.type_end >= 0 and one.type_end <= start < one.visible]
    return types.declared(place, around[-1].type_start, around[-1].type_end) if around else ()


def _messages(found: Iterable[Typed]) -> set[Key]:
    return {
        symbol
        for one in found
        if isinstance(one.entity, GeneratedEntity)
        for symbol, form in one.entity.node.meanings.items()
        if form is Form.TYPE
    }


def _named(references: Iterable[Reference], catalog: Catalog) -> list[Key]:
    """The messages that a document names."""
    named = {one.symbol for one in references}
    return sorted(key for key in named if (symbol := catalog.symbol(key)) and symbol.kind is Kind.MESSAGE)
