"""Committed output of purerpc's plugin: no header tells it, so the whole file has to be nothing but what it writes.

Read in purerpc 0.8.0 (protoc_plugin/plugin.py); also after formatters and import rewriting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from protoref.stubs.facts import StubFacts
from protoref.stubs.literals import text_of
from protoref.stubs.statements import Statement

MARK = b"purerpc.Servicer"
"""In every such file that has a service; files without one tell nothing."""

_SIGNATURE = r"purerpc\.RPCSignature\(purerpc\.Cardinality\.(?:UNARY|STREAM)_(?:UNARY|STREAM),[\w.]+,[\w.]+,?\)"

# Each kind of statement, by a letter; what it names is the group.
_SHAPES = {
    "U": r"import purerpc",
    "I": r"(?:from ?[\w.]+ ?)?import ?\(?(?:[\w.]+\.)?(\w+_pb2)(?: as \w+)?,?\)?",
    "C": r"class (\w+)Servicer\(purerpc\.Servicer\):",
    "D": r"async def (\w+)\(self,input_messages?\):",
    "N": r"raise NotImplementedError\(\)",
    "P": r"@property",
    "S": r"def service\(self\)->purerpc\.Service:",
    "O": r"service_obj=purerpc\.Service\(\$,?\)",
    "A": rf"service_obj\.add_method\(\$,self\.(\w+),{_SIGNATURE},?\)",
    "R": r"return service_obj",
    "T": r"class (\w+)Stub:",
    "J": r"def __init__\(self,channel\):",
    "K": r"self\._client=purerpc\.Client\(\$,channel,?\)",
    "G": rf"self\.(\w+)=self\._client\.get_method_stub\(\$,{_SIGNATURE},?\)",
}
_STATEMENTS = tuple((letter, re.compile(shape)) for letter, shape in _SHAPES.items())
_FILE = re.compile(r"[UI]+(?:C(?:DN)*PSOA*RTJKG*)+")
_SERVICE = re.compile(r"C[^C]*")


def read_purerpc(path: str, found: Iterable[Statement]) -> StubFacts | None:
    """Recognise a file that purerpc's plugin wrote, from its first statement to its last; None for any other."""
    kinds: list[str] = []
    rows: list[tuple[str, str]] = []
    for statement in found:
        kind, name = next(
            (
                (letter, match[match.lastindex or 0])
                for letter, shape in _STATEMENTS
                if (match := shape.fullmatch(statement.code))
            ),
            ("", ""),
        )
        if not kind:
            return None
        kinds.append(kind)
        rows.append((name, text_of(statement.literals[0]) if statement.literals else ""))
    order = "".join(kinds)
    if not _FILE.fullmatch(order) or order.count("U") != 1 or "I" not in order:
        return None
    rpcs: set[str] = set()
    names: list[str] = []
    for block in _SERVICE.finditer(order):
        parts: dict[str, list[tuple[str, str]]] = {letter: [] for letter in _SHAPES}
        for letter, row in zip(block.group(), rows[block.start() : block.end()], strict=True):
            parts[letter].append(row)
        service = _service(parts)
        if service is None:
            return None
        full_name, methods = service
        names += [f"{parts['C'][0][0]}Servicer", f"{parts['C'][0][0]}Stub"]
        rpcs.update(f"/{full_name}/{method}" for method in methods)
    imports = {name for kind, (name, _) in zip(kinds, rows, strict=True) if kind == "I"}
    return StubFacts(
        path,
        "purerpc",
        shaped=True,
        names=tuple(sorted(names)),
        imports=tuple(sorted(imports)),
        rpcs=tuple(sorted(rpcs)),
    )


def _service(parts: Mapping[str, Sequence[tuple[str, str]]]) -> tuple[str, list[str]] | None:
    """The full name and the rpcs of a service; None where its two classes do not say the same.

    Args:
        parts: by letter, what each statement names in the code and in its first string.
    """
    full_name = parts["O"][0][1]
    short_names = {parts["C"][0][0], parts["T"][0][0], full_name.rpartition(".")[2]}
    methods = [name for name, _ in parts["D"]]
    rows = [(name, name) for name in methods]
    if parts["K"][0][1] != full_name or len(short_names) != 1 or parts["A"] != rows or parts["G"] != rows:
        return None
    return full_name, methods
