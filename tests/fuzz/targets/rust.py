"""The Rust indexer with its outline and doc tests, and the linker on what it gives."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from fuzz import seeds
from fuzz.linked import Repository
from fuzz.target import Target, all_inside
from protoref.indexers.rust.index import RustIndex
from protoref.indexers.rust.indexer import index, index_prose
from protoref.linking.rust.carriers import carriers
from protoref.linking.rust.link import link
from protoref.model.source import Source
from protoref.outline.rust import outline

WORDS = [
    "use",
    "mod",
    "pub",
    "fn",
    "struct",
    "enum",
    "impl",
    "trait",
    "type",
    "const",
    "static",
    "let",
    "mut",
    "ref",
    "self",
    "Self",
    "super",
    "crate",
    "as",
    "for",
    "in",
    "if",
    "else",
    "match",
    "loop",
    "while",
    "return",
    "async",
    "await",
    "move",
    "dyn",
    "where",
    "unsafe",
    "extern",
    "macro_rules!",
    "::",
    "=>",
    "->",
    "<>",
    "..",
    "..=",
    "&",
    "*",
    "?",
    "!",
    "#",
    "#[",
    "#![",
    "]",
    "'",
    'r#"',
    '"#',
    'b"',
    "$x",
    "$crate",
    "//",
    "///",
    "//!",
    "/**",
    "```",
    "/*!",
    '#[path="',
    "#[cfg(test)]",
    '#[doc="',
    "#[derive(prost::Message)]",
    'tonic::include_proto!("shop");',
    'include!(concat!(env!("OUT_DIR"),"/shop.rs"));',
    "cfg_if!{",
    "paste!{",
    "[<",
    ">]",
    "vec![",
    "matches!(",
    "get_message_by_name(",
    "pb",
    "shop",
    "Order",
    "order",
    "Kind",
    "Server",
    "Orders",
    "orders_client",
    "OrdersClient",
    "OrdersServer",
    "Status",
    "Paid",
    "Line",
    "payment",
    "Payment",
    "Card",
    "Invoice",
    "id",
    "shop.Order",
    "order.proto",
    "encode_to_vec",
    "decode",
]
_MANIFEST = b'[package]\nname = "shop-app"\nedition = "2021"\n[dependencies]\nprost = "0.13"\ntonic = "0.12"\n'
_SHOP = Repository("src/lib.rs", {"Cargo.toml": _MANIFEST, "src/pb.rs": b""})


def check(data: bytes) -> None:
    """An index always, every name in it where the text has it, and no more than its outline promised."""
    source = Source(_SHOP.path, "", data)
    found = index(source)
    _inside(replace(found, doc_tests=None), data)
    for tests in (found.doc_tests, index_prose(source).doc_tests):
        if tests is not None:
            _inside(tests, data + b"  ")  # a test that ends with the text has its brace behind it
    _spelled(found, data)
    seen = outline(source)
    for item in found.items:
        assert {path.replace("\\\\", "/") for path in item.paths if path} <= set(seen.files), item
    flawless = all(spot.computed for one in (found, found.doc_tests) if one is not None for spot in one.opaque)
    _SHOP.check(source, found, link, lambda given: _SHOP.path in carriers({_SHOP.path: seen}, given), flawless=flawless)


def _inside(found: RustIndex, data: bytes) -> None:
    all_inside(found, data)
    for start, end in _spans(found):
        assert 0 <= start <= end <= len(data), (start, end)


def _spans(found: RustIndex) -> Iterator[tuple[int, int]]:
    for scope in found.scopes[1:]:  # that of the file holds its very end, too
        yield scope.start, scope.end
    for path in found.paths:
        yield from ((one.start, one.end) for one in path.segments)
    for use in found.uses:
        yield from ((one.start, one.end) for one in use.segments)
        yield use.name_start, use.name_end
    for one in (*found.tokens, *found.items, *found.calls, *found.macros, *found.strings, *found.opaque):
        yield one.start, one.end
    for typed in (*found.fields, *found.impls, *found.bindings, *found.items):
        if typed.type_start >= 0:
            yield typed.type_start, typed.type_end
    for scope_number in (one.scope for one in (*found.paths, *found.tokens, *found.uses, *found.items, *found.calls)):
        assert 0 <= scope_number < len(found.scopes)
    for number, scope in enumerate(found.scopes):
        assert scope.parent < number


def _spelled(found: RustIndex, data: bytes) -> None:
    """Names stand where the index says; `r#` is left out of them."""
    named = [(one.name, one.start, one.end) for path in found.paths for one in path.segments]
    named += [(one.name, one.start, one.end) for one in (*found.tokens, *found.calls, *found.items)]
    named += [(one.name, one.start, one.end) for use in found.uses for one in use.segments]
    for name, start, end in named:
        if name == "type" and data[end - 4 : end] == b"trai":  # an alias of a trait, read as one of a type
            continue
        assert data[start:end].removeprefix(b"r#").decode("utf-8", "surrogateescape") == name, (name, start, end)


TARGET = Target(check, lambda: seeds.fenced("rust"), tuple(word.encode() for word in WORDS))
