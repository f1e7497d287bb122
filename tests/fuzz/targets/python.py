"""The Python indexer with its outline, and the linker on what it gives."""

from __future__ import annotations

import unicodedata

from fuzz import seeds
from fuzz.linked import Repository
from fuzz.target import Target, all_inside
from protoref.indexers.python.index import Attribute, Name, PythonIndex
from protoref.indexers.python.indexer import index
from protoref.linking.python.carriers import carriers
from protoref.linking.python.link import link
from protoref.model.source import Source
from protoref.outline.python import outline

WORDS = [
    "import",
    "from",
    "as",
    ".",
    "..",
    "*",
    "def",
    "class",
    "lambda",
    "async",
    "await",
    "return",
    "yield",
    "if",
    "elif",
    "else",
    "for",
    "while",
    "with",
    "try",
    "except",
    "finally",
    "match",
    "case",
    "type",
    "global",
    "nonlocal",
    "del",
    "assert",
    "raise",
    "not",
    "in",
    "is",
    "and",
    "or",
    "None",
    "True",
    ":=",
    "->",
    "@",
    "**",
    "#",
    "f'{",
    'f"""{',
    "!r",
    ":>",
    "b'",
    "r'",
    "'''",
    "__import__",
    "importlib.import_module(",
    "getattr(",
    "'\\ud800'",
    "\\N{DASH}",
    "sys.modules",
    "importlib",
    "globals()[",
    "TYPE_CHECKING",
    "__all__",
    "__getattr__",
    "typing.cast",
    "shop",
    "order_pb2",
    "order_pb2_grpc",
    "shop.order_pb2",
    "Order",
    "Invoice",
    "Orders",
    "OrdersStub",
    "OrdersServicer",
    "Kind",
    "SERVER",
    "Status",
    "STATUS_PAID",
    "Line",
    "id",
    "shop.Order",
    "order.proto",
    "/shop.Orders/Pay",
    "DESCRIPTOR",
    "SerializeToString",
    "FromString",
]
_SHOP = Repository("shop/main.py", {"shop/__init__.py": b"", "shop/elsewhere.py": b"", "pyproject.toml": b""})
_FAILURES = ("", "syntax-error", "too-deep", "unreadable")


def check(data: bytes) -> None:
    """An index always, every name in it where the text has it, and no more than its outline promised."""
    source = Source(_SHOP.path, "", data)
    found = index(source)
    assert found.failure in _FAILURES
    all_inside(found, data)
    _spelled(found, data)
    seen = outline(source)
    for imported in () if found.failure else found.imports:
        name = "." * imported.level + imported.module
        assert name in seen.imports or not seen.complete, f"{name} is not in the outline"
    _SHOP.check(
        source,
        found,
        link,
        lambda given: _SHOP.path in carriers({_SHOP.path: seen}, given, {_SHOP.path}),
        flawless=not found.failure,
    )


def _spelled(found: PythonIndex, data: bytes) -> None:
    names = [(one.name, one.range) for one in found.expressions if isinstance(one, Name | Attribute)]
    names += [(one.name, one.range) for one in (*found.bindings, *found.labels, *found.classes)]
    names += [(one.name, one.range) for one in found.functions if one.name]
    names += [(word.name, word.range) for one in found.expressions for word in getattr(one, "keywords", ())]
    for name, place in names:
        text = data[place.start : place.end].decode("utf-8", "surrogateescape")
        # Without a tree, identifiers are told as Python reads them.
        read = unicodedata.normalize("NFKC", text) if found.failure else text
        assert name == read, (name, place)


TARGET = Target(check, lambda: seeds.fenced("python"), tuple(word.encode() for word in WORDS))
