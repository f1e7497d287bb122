"""Modules of Python that other texts name by a dotted path, and the generated names that are had through them.

`app.wire.Order` in an entry point, `from app.wire import Order` in a shell script: nothing in such a text names a schema or a
generated module, but the module passes on what it imports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

from protoref.model.occurrence import LinkedDocument
from protoref.model.schema import Key

_BEHIND = re.compile(rb"(?<![\w.$/-])([A-Za-z_]\w*(?:\.\w+)*)[.:]\Z")
_COMPOSED = re.compile(rb"[}\"'][.:]\Z|[\"')]\s*\+\s*[rRfF]?[\"'][.:]\Z")
_VALUE = re.compile(rb"(?:[\"'`]|[:=]\s?|-\s|^\s*)\Z")
_QUOTE = re.compile(rb"[\"'`]\Z")
_TEXT = re.compile(rb"[\"']([A-Za-z_]\w*(?:\.\w+)*)[\"']")
_IMPORT = re.compile(
    rb"(?<![\w.])(?:from[ \t]+(?P<module>[A-Za-z_][\w.]*)[ \t]+import[ \t]+(?P<names>\([^()]{0,5000}|[^\r\n;\"'`#]{0,1000})"
    rb"|import[ \t]+(?P<whole>[A-Za-z_][\w.]*))"
)
_LISTED = re.compile(r"(?<![\w.])(?!as\b)(\w+|\*)(?:\s+as\s+\w+)?")
_REACH = 300
"""Bytes before a name in which its path stands."""


class ModulePaths:
    """Some modules by the dotted paths that lead to them from an import root.

    Args:
        modules: paths of the modules.
        paths: all documents.
    """

    def __init__(self, modules: Iterable[str], paths: Container[str]) -> None:
        self._paths = paths
        self._by_last: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for path in modules:
            if path.endswith(".py"):
                dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                self._by_last[dotted.rpartition(".")[2]].append((f".{dotted}", path))

    def named(self, dotted: str) -> Iterator[str]:
        """The modules that a path may mean; above its first part there is no package."""
        for known, path in self._by_last.get(dotted.rpartition(".")[2], ()):
            if known.endswith(f".{dotted}"):
                above = known.removesuffix(f".{dotted}").lstrip(".").replace(".", "/")
                if not above or f"{above}/__init__.py" not in self._paths:
                    yield path


def path_before(data: bytes, start: int, *, quoted: bool = False) -> str:
    """The dotted path that a name stands right behind, with a dot or a colon between; empty where there is none.

    A path of one part is a word like any other: it has to begin a value.

    Args:
        data: a text.
        start: where the name begins.
        quoted: the path has to begin a string.
    """
    if data[start - 1 : start] not in (b".", b":"):
        return ""
    low = max(0, start - _REACH)
    found = _BEHIND.search(data[low:start])
    if found is None:
        return ""
    begins = _QUOTE if quoted else _VALUE
    if (quoted or b"." not in found[1]) and not begins.search(data, low, low + found.start()):
        return ""
    return found[1].decode("ascii", "replace")


def names_a_module(data: bytes, starts: Iterable[int], modules: ModulePaths) -> bool:
    """Whether a text of Python may name one of some modules in a string, and a name in it.

    Args:
        data: the text.
        starts: where names stand in it.
        modules: the modules.
    """
    composed = False
    for start in starts:
        dotted = path_before(data, start)
        if dotted and any(modules.named(dotted)):
            return True
        composed = composed or _COMPOSED.search(data, max(0, start - 20), start) is not None
    # The path may be put together, of a constant that stands elsewhere in the text.
    return composed and any(any(modules.named(text.decode("ascii"))) for text in set(_TEXT.findall(data)))


class Facades:
    """What modules pass on, for texts that are not resolved.

    Args:
        linked: the linked documents, by path.
        paths: all documents.
    """

    def __init__(self, linked: Mapping[str, LinkedDocument], paths: Container[str]) -> None:
        self._passing = {path: one.passes_on for path, one in linked.items() if one.passes_on and path in paths}
        self._modules = ModulePaths(self._passing, paths)

    def behind_path(self, data: bytes, start: int, name: str, *, quoted: bool) -> frozenset[Key]:
        """What a name is behind the path of a module (`app.wire.Order`, `app.wire:Order`); `quoted`: that begins a string."""
        dotted = path_before(data, start, quoted=quoted) if self._passing else ""
        return frozenset(key for path in self._modules.named(dotted) for key in self._passing[path].get(name, ()))

    def imported(self, data: bytes) -> Mapping[str, frozenset[Key]]:
        """What the statements of Python in a text import: by name, the symbols that it may be there."""
        found: dict[str, set[Key]] = defaultdict(set)
        for match in _IMPORT.finditer(data) if self._passing and b"import" in data else ():
            whole = match["whole"] or match["module"]
            dotted = whole.decode("ascii", "replace").rstrip(".")
            listed = _LISTED.findall((match["names"] or b"*").decode("utf-8", "replace"))
            for path in self._modules.named(dotted):
                for name, keys in self._passing[path].items():
                    if "*" in listed or name in listed:
                        found[name].update(keys)
            for inner in listed if match["names"] else ():
                for path in self._modules.named(f"{dotted}.{inner}"):
                    for name, keys in self._passing[path].items():
                        found[name].update(keys)
        return {name: frozenset(keys) for name, keys in found.items()}
