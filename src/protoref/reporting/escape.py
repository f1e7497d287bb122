"""Makes text of strangers visible: whatever could steer a terminal or reorder a line is shown as an escape."""

from __future__ import annotations

import re
import unicodedata

_COMMAND, _DEFUSED = "##[", "##\\x5b"
"""GitHub's runner obeys `##[command]` wherever it stands in a printed line."""

_BLANKS = re.compile(r"[\t\v\f ]+")

_INVISIBLE = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols by category, yet drawn as nothing: fillers and the empty braille pattern."""


def escape(text: str) -> str:
    r"""`text` with every character that is not plainly visible replaced by its escape.

    Control characters become ``\xNN`` (above ASCII ``\u00NN``), bytes that are not UTF-8 (surrogate escapes) ``\xNN``,
    format characters such as bidi overrides, line separators, blanks other than the space, private and unassigned code
    points ``\uNNNN`` or ``\UNNNNNNNN``. So is a bracket that would start a command of a CI service (``##[``). The result is one line of printable characters; escaping it again changes
    nothing. A combining mark at the start is escaped, too, or it would join what stands before.
    """
    if _COMMAND in text:
        text = text.replace(_COMMAND, _DEFUSED)
    if text.isascii() and text.isprintable():
        return text
    shown = "".join(char if _visible(char) else _escaped(char) for char in text)
    return _escaped(shown[0]) + shown[1:] if shown and unicodedata.combining(shown[0]) else shown


def escape_bytes(text: str) -> str:
    r"""`text` with nothing replaced but what is no Unicode: bytes that are not UTF-8 (``\xNN``), lone surrogates.

    For formats that have escapes of their own for everything else (JSON).
    """
    if text.isascii():
        return text
    return "".join(_escaped(char) if "\ud800" <= char <= "\udfff" else char for char in text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` code points of `text`; where something is left out, an ellipsis is the last of them.

    Lines of data or of minified code may be megabytes long, and each reference in them would repeat all of it.
    """
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def excerpt(text: str, limit: int = 200) -> str:
    """A source line for people: escaped, not too long, each run of blanks (tabs above all) shown as one space."""
    return escape(_BLANKS.sub(" ", shortened(text.strip(), limit)).rstrip())


def _visible(char: str) -> bool:
    return char.isprintable() and char not in _INVISIBLE


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # `surrogateescape`: the byte itself
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
