"""TypeScript and JavaScript: what a module declares, whoever generated it."""

from __future__ import annotations

import re

from protoref.linking.foreign.generators.base import Made
from protoref.linking.foreign.generators.braces import code, statements
from protoref.model.schema import SchemaFile
from protoref.model.source import Source

_IMPORT = re.compile(r"import\b(?!\s*\()[^()]*|import [\w$]+ = require\(\)|[\"'`]{2}")
_DECLARED = re.compile(
    r"(?:export\s+)?(?:declare\s+)?(?:default\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(?:const\s+enum|const|let|var|function|class|interface|enum|namespace|type)\s+([\w$]+)"
)
_SECOND = re.compile(r",\s*+[\w$]++\s*+(?::[^=<>(){},]*+)?=(?![=>])|\n[A-Za-z_$]|\}\s*+\{")
"""Another variable in the same statement, or another statement or block behind it."""


def only_declares(source: Source, file: SchemaFile, affixes: re.Pattern[str], others: re.Pattern[str]) -> bool:
    """Whether a module imports, declares what is made of a schema, the whole of it, and nothing else.

    Args:
        source: the module.
        file: the schema.
        affixes: what the generator puts around names, in lower case without `_`; the name is group 1.
        others: statements that the generator writes beside these.
    """
    found = statements(code(source.data))
    if found is None:
        return False
    made, names = Made.of(file), set()
    for statement in found:
        if others.fullmatch(statement.head) or _IMPORT.fullmatch(statement.head):
            continue
        declared = _DECLARED.match(statement.head)
        if declared is None or _SECOND.search(statement.head):
            return False
        if not made.fits(declared[1], affixes):
            return False
        names.add(declared[1])
    return made.whole(names, affixes)
