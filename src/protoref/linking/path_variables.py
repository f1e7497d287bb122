"""Paths that begin with a variable of their own text: `$(PROTO_PATH)/shop.proto`, where it says `PROTO_PATH ?= ../proto`."""

from __future__ import annotations

import posixpath
import re

from protoref.model.source import Range, Source

_BEFORE = re.compile(rb"\$(?:\((\w{1,100})\)|\{(\w{1,100})\}|(\w{1,100}))([\w./@+-]{0,200})\Z")
_VALUE = re.compile(rb"[ \t]*[\"']?([\w./@+-]+)[\"']?[ \t]*(?:#[^\n]*)?(?=\r?\n|\Z)")


def behind_variable(source: Source, place: Range) -> tuple[str, ...]:
    """The paths, from the root, that an occurrence of a path behind a variable may mean: seen from the text's folder, or from the root.

    None where no variable stands before it, or where the text does not say what it is, in words alone and once for all.
    """
    before = _BEFORE.search(source.data, max(0, place.start - 300), place.start)
    if before is None:
        return ()
    name = before[1] or before[2] or before[3]
    given = [*re.finditer(rb"(?<![\w$({])" + name + rb"[ \t]*[:?+!]{0,3}=", source.data)]
    value = _VALUE.match(source.data, given[0].end()) if len(given) == 1 else None
    if value is None or re.search(rb"\b(?:for|read)[ \t]+" + name + rb"\b", source.data):
        return ()
    path = (value[1] + before[4] + source.data[place.start : place.end]).decode("utf-8", "surrogateescape")
    home = source.path.rpartition("/")[0]
    return tuple(dict.fromkeys(posixpath.normpath(posixpath.join(start, path)) for start in (home, "")))
