"""What a document spells out beside a bare name: its package, its generated module, its schema's path.

A name that is put together out of parts (`"shop.v1" + "." + "Order"`) or that stands behind its module
(`shop.order_pb2:Order`, a pickle's class) is a bare name to the scan. What stands beside it in the same document tells
such a name from a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from protoref.linking.text import SCALARS, TextReader
from protoref.model.occurrence import OpaqueSpot
from protoref.model.schema import Catalog, Key, Kind, file_key
from protoref.model.source import Range, Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Hit

_OPEN = re.compile(rb"(?:[\"'`]|[:=]\s?|-\s|^\s*)\Z")
_CLOSE = re.compile(rb"\\?[\"'`]|\s*(?:$|[,;}\]])", re.MULTILINE)
_PATH_BEFORE = re.compile(rb"[\"<(&,]\s?(?!(?:core|std|alloc)::)(?:\w*::)+\Z")
_PATH_BEHIND = re.compile(rb"(?:::\w+)*[\"<>),]")
_DECLARED = re.compile(rb"(?:\\[nrt]|\b)package\s+\Z")
_DECLARES = re.compile(rb"(?:\\[nrt]|\b)(?:message|enum|service)\s+\Z")
_QUOTE_BEFORE = re.compile(rb"(?:[\"'`]|[\"'`}\w)]?\.)\Z")
_QUOTE_BEHIND = re.compile(rb"\\?[\"'`]")
_COMPOSED = re.compile(rb"\.(\w*)(?:\\?(?P<end>[\"'`])|\$?\{|%[sdr(]|\$\w)")
_CONTINUED = re.compile(rb"\$?\{|%[sdr(]|\$\w")
_ALTERNATIVES = re.compile(rb"\\{0,2}\.\((?P<names>[\w|?:(]*)")
"""Behind a package in a regular expression: `shop\\.v1\\.(Till|Desk)`."""
_VARIABLE = rb"(?:\$\w{1,100}|\{[^{}\n]{0,100}\}\}?|\$\([^()\n]{1,100}\)|%\w{1,100}%|%[sdr]|%\(\w{1,100}\)s)"
_VARIABLE_BEFORE = re.compile(_VARIABLE + rb"\.\Z")
_SERVICE_BEFORE = re.compile(rb"\}\.\$?\{{1,2}[^{}\n]{0,100}\}?\Z")
"""What may be a package and a service before the `}/Pay` of an rpc: `{PACKAGE}.{SERVICE}/Pay`."""
_ROOTED = re.compile(rb"(?:(?:\A|[^\w/.~)}-])|(?:\A|[^\w./~-]|//)[\w-]+(?:\.[\w-]+)+)/\Z")
"""What stands before the package of a path of an rpc (nothing) and of a type URL (a host); before a file's name stands a folder."""
_WORD = re.compile(rb"\w+")
_METHOD = re.compile(rb"/(?:(?P<end>[\"'`])|\$?\{|%[sdr(]|\$\w)")
_TESTED = re.compile(
    rb"""(?:\bstarts_?with | \b(?:str)?has_?prefix)\s*\(
         (?:[\w.]+\s*,\s*)?\(?\s*(?:[rb]?(?P<quote>["'`])[^"'`\\\n]{0,100}(?P=quote)\s*,\s*){0,9}[rb]?["'`]/?\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a text that a name is only tested for to begin with."""


class Beside(Struct, frozen=True):
    """What one document spells out.

    Attributes:
        files: keys of the schema files whose generated module, or (in data of its own messages) whose path stands here.
        packages: packages of several parts that stand here by themselves, as a string or a value of their own.
        words: likewise those of one part.
    """

    files: frozenset[Key] = frozenset()
    packages: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def beside(source: Source, hits: Iterable[Hit], patterns: Sequence[Pattern], *, paths: bool) -> Beside:
    """Looks at what the scan found in a document.

    Args:
        source: the document.
        hits: where patterns stand in it.
        patterns: what was searched for.
        paths: a schema's path says that the document is made of its messages (textproto, descriptor sets, unknown data).
    """
    files: set[Key] = set()
    packages: set[str] = set()
    words: set[str] = set()
    telling = {Written.MODULE, Written.PROTO_PATH} if paths else {Written.MODULE}
    for hit in hits:
        pattern = patterns[hit.pattern]
        for key, written in pattern.meanings:
            if written in telling:
                files.add(key)
            elif written is Written.PACKAGE and _alone(source.data, hit):
                (packages if "." in pattern.text else words).add(pattern.text)
    return Beside(frozenset(files), frozenset(packages), frozenset(words))


def _alone(data: bytes, hit: Hit) -> bool:
    before = data[max(0, hit.start - 40) : hit.start]
    if _DECLARED.search(before):
        return True
    behind = data[hit.end : hit.end + 4]
    composed = _COMPOSED.match(behind)
    return (_OPEN.search(before) is not None and _CLOSE.match(behind) is not None) or (
        composed is not None and not composed.group(1)
    )


def defined_in(catalog: Catalog, keys: Iterable[Key]) -> tuple[frozenset[Key], frozenset[str]]:
    """The files that define some symbols, and their packages."""
    found = [definition.file for key in keys for definition in catalog.definitions.get(key, ())]
    return frozenset(file_key(file.path) for file in found), frozenset(file.package for file in found)


def stands_as_value(data: bytes, place: Range, *, scalars: bool) -> bool:
    """Whether a bare name is the end of a string, or is declared in a schema within one.

    Args:
        data: the document.
        place: of the name.
        scalars: values need no quotes here (YAML and the like).
    """
    before, behind = data[max(0, place.start - 40) : place.start], data[place.end : place.end + 40]
    if _DECLARES.search(before):
        return True
    if _QUOTE_BEFORE.search(before) and _QUOTE_BEHIND.match(behind):
        return True
    return scalars and _OPEN.search(before) is not None and _CLOSE.match(behind) is not None


def stands_behind_variable(data: bytes, place: Range) -> bool:
    """Whether a bare name stands behind what is put in for its package, in whichever way (`${PKG}.Order`, `{{ .package }}.Order`)."""
    if data[place.start - 1 : place.start] != b".":
        return False
    return _VARIABLE_BEFORE.search(data, max(0, place.start - 150), place.start) is not None


def ends_another_path(data: bytes, place: Range) -> bool:
    """Whether what looks like the end of an rpc's path (`}/Pay`) stands behind what is no package and service (`f"{url}/Pay"`)."""
    composed = data[place.start : place.start + 1] == b"}"
    return composed and _SERVICE_BEFORE.search(data, max(0, place.start - 150), place.start) is None


def stands_in_path(data: bytes, place: Range) -> bool:
    """Whether a bare name is the end of a Rust path that is all of a string, or an argument in it (`"Vec<pb::Order>"`)."""
    before = _PATH_BEFORE.search(data, max(0, place.start - 200), place.start)
    return before is not None and _PATH_BEHIND.match(data, place.end) is not None


def _is_tested(data: bytes, hit: Hit) -> bool:
    """Whether a text that ends behind a name is the beginning that another text is tested for."""
    return _TESTED.search(data, max(0, hit.start - 300), hit.start) is not None


def composed_names(
    source: Source,
    language: str,
    reader: TextReader,
    hits: Iterable[Hit],
    patterns: Sequence[Pattern],
    catalog: Catalog,
) -> Iterable[OpaqueSpot]:
    """Names that are put together at run time behind a constant package or service: `f"shop.v1.{kind}"`.

    Behind a package of one part (`f"shop.{kind}"`), a word like any other, only in a type URL or an rpc path.
    """
    data = source.data
    for hit in hits:
        pattern = patterns[hit.pattern]
        ways = {written for _, written in pattern.meanings}
        if Written.PACKAGE in ways and (found := _ALTERNATIVES.match(data, hit.end)):
            names = {f"{pattern.text}.{one.decode()}" for one in _WORD.findall(found["names"])}
            reach = [
                name
                for name in catalog.definitions
                if name in names or any(name.startswith(f"{one}.") for one in names)
            ]
        elif Written.PACKAGE in ways:
            found = _COMPOSED.match(data, hit.end)
            if (
                found is None
                or (found["end"] and (found[1] or language in SCALARS))
                or (found["end"] and _is_tested(data, hit))
                or (language == "scala" and data[hit.end + 1] == 0x7B)
            ):
                continue
            if "." not in pattern.text and not _ROOTED.search(data, max(0, hit.start - 100), hit.start):
                continue
            start = f"{pattern.text}.{found[1].decode()}"
            reach = [name for name in catalog.definitions if name.startswith(start)]
        elif Written.FULL_NAME in ways and _CONTINUED.match(data, hit.end):
            if not reader.in_string(hit.start):
                continue  # `shop.Order{}`: a value, where the package is called like the schema's
            reach = [name for name in catalog.definitions if name.startswith(pattern.text)]
        elif Written.FULL_NAME in ways and (found := _METHOD.match(data, hit.end)):
            if found["end"] and (language in SCALARS or _is_tested(data, hit)):
                continue  # neither data nor a test puts anything together: a prefix to match
            services = {key for key, _ in pattern.meanings if key == pattern.text}
            reach = [
                name
                for name, definitions in catalog.definitions.items()
                if definitions[0].symbol.kind is Kind.RPC and definitions[0].symbol.parent in services
            ]
        else:
            continue
        place = Range(hit.start, hit.end)
        line = data.rfind(b"\n", 0, hit.start) + 1
        commented = language == "python" and data[line : hit.start].lstrip().startswith(b"#")
        if reach and not commented and not reader.in_prose(place.start):
            detail = f"a name is put together behind {pattern.text}"
            yield OpaqueSpot(source.path, place, "computed-name", detail, tuple(sorted(reach)))
