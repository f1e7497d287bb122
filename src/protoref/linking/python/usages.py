"""How a place in the code uses what it names."""

from __future__ import annotations

from protoref.indexers.python.index import Context
from protoref.model.occurrence import Usage

_USAGES = {
    Context.OWNER: Usage.ATTRIBUTE,
    Context.CALLEE: Usage.CALL,
    Context.BASE: Usage.BASE,
    Context.ANNOTATION: Usage.TYPE,
    Context.ALIAS: Usage.ALIAS,
    Context.PATTERN: Usage.PATTERN,
    Context.STORE: Usage.ATTRIBUTE,
}


def usage_of(context: Context) -> Usage:
    """The report's word for what is done with an expression."""
    return _USAGES.get(context, Usage.OTHER)
