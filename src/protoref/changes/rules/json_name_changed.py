"""`json-name-changed`: a field or value keeps its number, and JSON calls it something else.

A field's name in JSON is its `json_name`, else its name in lowerCamelCase ("JSON Mapping" in the language guide); a value's
is its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from protoref.changes.members import Pair
from protoref.changes.rules.base import Fact, Rule
from protoref.model.schema import Kind, Symbol
from protoref.model.verdict import Severity

_WORD = re.compile(r"_+(\w?)")


def _find(pair: Pair) -> Iterator[Fact]:
    kept = [*pair.kept(Kind.FIELD)]
    for owner in pair.owners():
        kept += [(old, new) for old in pair.removed(owner) if (new := pair.renamed(old)) is not None]
    for old, new in kept:
        before, after = _json_name(old), _json_name(new)
        if before != after:
            yield Fact(f'is "{after}" in JSON, and was "{before}"', new.full_name, new.parent or "")


def _json_name(symbol: Symbol) -> str:
    if symbol.kind is not Kind.FIELD:
        return symbol.name
    return symbol.json_name or _WORD.sub(lambda found: found[1].upper(), symbol.name)


RULE = Rule(
    "json-name-changed", ("changed JSON name", "changed JSON names"), Severity.REVIEW, Severity.INFO, False, _find
)
