"""What a Python document could import, cheaply and too much rather than too little: no tree is built."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from msgspec import Struct

from protoref.model.source import Source
from protoref.outline.words import Words

_WORD = rb"[A-Za-z0-9_\x80-\xff]"
_GAP = rb"(?:[ \t\f]|\\(?:\r\n|[\r\n]))*+"
_PART = rb"(?!import(?!%b))%b++" % (_WORD, _WORD)
_STATEMENT = re.compile(
    rb"(?<![A-Za-z0-9_\x80-\xff.])(?:"
    # What follows a `from` is taken whether `import` stands behind it or not: so each byte is looked at once.
    rb"from(?P<module>%(gap)b(?:\.%(gap)b)*+(?:%(part)b(?:%(gap)b\.%(gap)b%(part)b)*+)?+%(gap)b)"
    rb"(?:(?P<import>import)(?![A-Za-z0-9_\x80-\xff])"
    rb"[\s\\]*(?:\((?P<group>(?:[^()#]+|\#[^\r\n]*)*)|(?P<line>(?:[^\r\n;\#\\]+|\\(?:\r\n|.))*)))?"
    rb"|import(?P<modules>(?=[\s\\])(?:[^\r\n;\#\\]+|\\(?:\r\n|.))*))" % {b"gap": _GAP, b"part": _PART},
    re.DOTALL,
)
_BEGINNINGS = Words(b"from", b"import")
_COMMENT = re.compile(rb"#[^\r\n]*")
_NAME = re.compile(rb"\.*" + _WORD + rb"+(?:[\s\\]*+\.[\s\\]*+" + _WORD + rb"+)*|\*")
_BLANK = re.compile(rb"[\s\\]+")
_DYNAMIC = re.compile(
    rb"(?<![A-Za-z0-9_])(?:importlib|import_module|__import__|pkgutil|getattr|setattr|delattr|exec|eval|globals|locals"
    rb"|vars|modules|resolve_name|patch|setattr|delitem|symbol_database|descriptor_pool|message_factory|GetSymbol"
    rb"|FindMessageTypeByName|FindFileByName|FindMethodByName|FindServiceByName|FindEnumTypeByName|GetPrototype"
    rb"|GetMessageClass|protos_and_services|protos|services|__getattr__|runpy)(?![A-Za-z0-9_])"
)
_DYNAMIC_WORDS = Words(
    *(b"import_module", b"importlib", b"__import__", b"pkgutil", b"getattr", b"setattr", b"delattr", b"exec", b"eval"),
    *(
        b"globals",
        b"locals",
        b"vars",
        b"modules",
        b"resolve_name",
        b"patch",
        b"delitem",
        b"symbol_database",
        b"__getattr__",
    ),
    *(
        b"descriptor_pool",
        b"message_factory",
        b"GetSymbol",
        b"ByName",
        b"GetPrototype",
        b"GetMessageClass",
        b"services",
    ),
    *(b"protos", b"runpy"),
)
"""One of these is in every match of `_DYNAMIC`."""
_COMPUTED_WORDS = Words(
    *(b"import_module", b"__import__", b"resolve_name", b"run_module", b"GetSymbol", b"ByName", b"ContainingSymbol"),
    *(b"protos", b"grpc"),
)
"""One of these is in every match of `_COMPUTED_IMPORT`."""
_LOADERS = re.compile(
    rb"(?<![A-Za-z0-9_])(?:spec_from_file_location|SourceFileLoader|load_source|load_module|run_path|get_loader|find_loader"
    rb"|safeimport|pydoc|import_string|import_object|exec_module|module_from_spec|hydra)(?![A-Za-z0-9_])"
    rb"|(?<![A-Za-z0-9_.])(?:exec|eval)(?=[\s\\]*(?:[-+*/%@|&^<>(,)\[\]};:!#\r\n]|=\s*[=!:}]|\.[\s\\]*__|\Z)"
    rb"|[\s\\]+(?:as|if|else|or|and|for|async|is|not|in|from)(?![A-Za-z0-9_]))"
    rb"|(?<![A-Za-z0-9_])patch\s*\(\s*(?:[fF][rR]?['\"]|[rR][fF]['\"]|['\"][^'\"\r\n]*['\"]\s*[+%.])"
    rb"|(?<![A-Za-z0-9_])__all__\s*(?:\.|(?::[^=\r\n]*)?\+?=\s*+(?!=|[\[(]\s*+(?:['\"\])#]|\Z)))"
)
"""What runs files, texts, or modules of names that it finds; a package's `__all__` that is no list of constants."""
_BUILT_IN_RUN = re.compile(rb"(?<![A-Za-z0-9_])(?:exec|eval)(?![A-Za-z0-9_])")
_LOADER_WORDS = Words(
    *(b"spec_from_file_location", b"SourceFileLoader", b"load_source", b"load_module", b"run_path", b"get_loader"),
    *(b"find_loader", b"safeimport", b"pydoc", b"import_string", b"import_object", b"exec_module", b"module_from_spec"),
    *(b"hydra", b"exec", b"eval", b"patch", b"__all__"),
)
"""One of these is in every match of `_LOADERS`."""
_RENAMED = re.compile(rb"[\s\\]as[\s\\]")
_TEXT = re.compile(rb"['\"](\.*[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*(?:\.[A-Za-z0-9_\x80-\xff]+)*)['\"]")
_BUILT_IN = re.compile(rb"__import__\s*\(\s*['\"]([A-Za-z0-9_.\x80-\xff]+)['\"]")
_COMPUTED_IMPORT = re.compile(
    rb"(?<![A-Za-z0-9_])(?:import_module|__import__|resolve_name|run_module)(?![A-Za-z0-9_])"
    rb"(?!\s*\(\s*[rRuU]?(?:'[^'\\\r\n\0]*'|\"[^\"\\\r\n\0]*\")\s*[,)])"
    rb"|\b(?:GetSymbol|Find[A-Z][A-Za-z]*(?:ByName|ContainingSymbol)|protos(?:_and_services)?|grpc\s*\.\s*services)\s*\("
    rb"(?!\s*[rRuU]?(?:'[^'\\\r\n\0]*'|\"[^\"\\\r\n\0]*\")\s*[,)])"
)
_LOADED = re.compile(
    rb"(?<![A-Za-z0-9_])modules(?![A-Za-z0-9_])"
    rb"(?!\s*\[\s*(?:__name__|[rRuU]?(?:'[^'\\\r\n\0]*'|\"[^\"\\\r\n\0]*\"))\s*\])"
)
"""`sys.modules`, but for an item of it with a constant name."""

STAR = "*"
"""The last part of an import whose names are not known: `from a.b import *` is ``a.b.*``."""


class PythonOutline(Struct, frozen=True):
    """What a document may import.

    Attributes:
        imports: dotted names, with the leading dots of relative ones (`..proto.x_pb2`); for `from a.b import name`
            both `a.b` and `a.b.name`, for `from a.b import *` both `a.b` and `a.b.*`. What merely looks like an
            import, in a string or a comment, is among them. Sorted.
        dynamic: names are looked up at run time here: `getattr`, `import_module`, `sys.modules`, descriptor pools.
        computed_import: a module is imported, or a message looked up, whose name is no constant; or what imports modules
            is handed on.
        gives_importer: a function that imports what its argument names gets a name here that others may have.
        texts: where `dynamic`, the strings that could be dotted names. Sorted.
        bound: those of `imports` whose last part gets a name here (`a.b.name` above, but not `a.b`).
        modules: those that are imported by their path (`import a.b`, `__import__("a.b")`), so that their first part may get a name.
        complete: every import was looked for; False where that was given up, so that there may be any.
    """

    imports: tuple[str, ...] = ()
    dynamic: bool = False
    computed_import: bool = False
    gives_importer: bool = False
    texts: tuple[str, ...] = ()
    bound: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    complete: bool = True


def outline(source: Source) -> PythonOutline:
    """Outline a Python document, whatever is in it."""
    data = as_read(source.data)
    found: set[str] = set()
    bound: set[str] = set()
    modules: set[str] = set()
    importing: list[tuple[int, int]] = []
    statements, complete = _statements(data)
    for match in statements:
        if match.group("modules") is not None:
            for item in match.group("modules").split(b","):
                names = [name for name in _names(item) if name != STAR]
                (bound if _RENAMED.search(item) else modules).update(names)
            continue
        if match.group("import") is None:
            continue
        module = _BLANK.sub(b"", match.group("module")).decode("utf-8", "surrogateescape")
        if not module:
            continue
        found.add(module)
        importing.append(match.span())
        listed = match.group("group") if match.group("group") is not None else match.group("line")
        joint = "" if module.endswith(".") else "."
        bound.update(f"{module}{joint}{name}" for name in _names(listed or b""))
    if b"__import__" in data:
        modules.update(match.group(1).decode("utf-8", "surrogateescape") for match in _BUILT_IN.finditer(data))
    dynamic = _DYNAMIC_WORDS.stand_in(data) and _DYNAMIC.search(data) is not None
    texts = {match.group(1).decode("utf-8", "surrogateescape") for match in _TEXT.finditer(data)} if dynamic else ()
    return PythonOutline(
        tuple(sorted(found | bound | modules)),
        dynamic=dynamic,
        texts=tuple(sorted(texts)),
        bound=frozenset(bound | modules),
        modules=frozenset(modules),
        computed_import=_computes_import(data, importing),
        gives_importer=any(_GIVEN.search(data, *span) is not None for span in importing),
        complete=complete,
    )


def as_read(data: bytes) -> bytes:
    """A text, followed by itself as Python reads its identifiers (PEP 3131: NFKC) where that is something else."""
    if data.isascii():
        return data
    read = unicodedata.normalize("NFKC", data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return data if read == data else data + b"\n" + read


def _statements(data: bytes) -> tuple[list[re.Match[bytes]], bool]:
    """The matches of `_STATEMENT`, which is only tried where one can begin; and whether all of them were looked for.

    What stands in a string or a comment may look like a list that goes on into the code below it (a bracket that is never closed,
    a backslash at a line's end): statements are looked for inside of lists as well. A text that is read over and over in this
    way is given up.
    """
    found: list[re.Match[bytes]] = []
    behind = read = 0
    for start, end in _BEGINNINGS.places_in(data):
        match = _STATEMENT.match(data, start) if start >= behind else None
        if match is None:
            continue
        found.append(match)
        if match.group("modules") is not None:
            behind = end
        else:
            behind = match.end("import") if match.group("import") is not None else match.end()
        read += match.end() - start
        if read > _AGAIN * (len(data) + 1000):
            return found, False
    return found, True


_AGAIN = 10
"""How often a text is read on the average, before it is given up."""
_GIVEN = re.compile(
    rb"(?:import_module|__import__|resolve_name|run_module|run_path|spec_from_file_location|SourceFileLoader|load_source"
    rb"|load_module|safeimport|import_string|import_object)[\s\\]+as[\s\\]|(?<![A-Za-z0-9_])(?:pydoc|hydra)(?![A-Za-z0-9_])"
)
"""In an import: what imports modules, under a name that does not tell."""


def _computes_import(data: bytes, importing: list[tuple[int, int]]) -> bool:
    """Whether what imports modules is used with anything but a constant; that `from` imports name it is no use of it."""
    if b"sys" in data and _LOADED.search(data) is not None:
        return True
    if _LOADER_WORDS.stand_in(data) and _LOADERS.search(data) is not None:
        return True
    if b"builtins" in data and _BUILT_IN_RUN.search(data) is not None:
        return True
    for match in _COMPUTED_IMPORT.finditer(data) if _COMPUTED_WORDS.stand_in(data) else ():
        number = bisect_right(importing, match.start(), key=lambda span: span[0]) - 1
        inside = number >= 0 and match.start() < importing[number][1]
        if not inside or _RENAMED.match(data, match.end()):  # a new name is not looked for
            return True
    return False


def _names(listed: bytes) -> list[str]:
    """The names in a comma-separated list, what follows `as` left out."""
    names: list[str] = []
    for item in _COMMENT.sub(b"", listed).split(b","):
        match = _NAME.search(item)
        if match is not None:
            names.append(_BLANK.sub(b"", match.group()).decode("utf-8", "surrogateescape"))
    return names
