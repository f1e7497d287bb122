"""Bytes -> text that can be searched: whatever a file's encoding, later stages see UTF-8."""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from protoref.model.occurrence import OpaqueSpot
from protoref.model.problem import Problem
from protoref.model.source import Document, Source
from protoref.snapshot.base import UNREADABLE, Snapshot, Unreadable
from protoref.snapshot.languages import language_of

BINARY = "binary"
"""The encoding of what is no text: its raw bytes are searched."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: one begins with the other
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_TWO_LINES = re.compile(rb"([^\r\n]*)(?:\r\n|\n|\r)?([^\r\n]*)")
_HIGH_BYTES = bytes([*range(6), 0x1E, 0x20, 0x21, 0x22, 0x25, 0x26])
"""High bytes of UTF-16 text without a mark: Latin to Cyrillic, and punctuation. No letter, digit or underscore of ASCII
is among them, so no name in plain bytes can be mistaken for UTF-16 and so be hidden."""
_BROKEN = re.compile(rb"(?s)(?:..)*?(?:[\n\r ][ !\"%&]|[ !\"%&][\n\r ])")
"""A letter of UTF-16 that more likely is a line's end or a blank of one byte, which shifts what follows."""
_WIDE = re.compile(rb"(?:[\t\n\f\r -~]\0{1,15}){8,}(?=([^\0]{2})?)")
"""Text with several bytes a letter (sixteen, where UTF-32 was taken for text and encoded again), in whatever order; and whether other
text follows."""
_WORD = re.compile(rb"\w")
_LAST_WORD = re.compile(rb"[\w.]{1,300}\Z")
_UNDECODABLE = frozenset({"idna", "punycode", "undefined", "mbcs", "oem"})
"""Codecs that are no encodings of files, or depend on the machine."""
_PLAIN = b"# coding: _./abcxyzABCXYZ0123456789\n"
_ENCRYPTED = (b"\0GITCRYPT\0", b"U2FsdGVkX1")
"""How files begin that filters of git encrypt: those of git-crypt, and of transcrypt (`Salted__` of OpenSSL, in base64)."""
_HEAD = 512


def load(snapshot: Snapshot, document: Document) -> Source:
    """Read a document as text.

    Raises:
        Unreadable: its bytes cannot be had, or not in plain.
    """
    data = snapshot.read(document)
    if data.startswith(_ENCRYPTED):
        raise _encrypted()
    return decode(document.path, data, snapshot.content_id(document, data))


def load_many(snapshot: Snapshot, documents: Iterable[Document]) -> Iterator[Source | OpaqueSpot]:
    """Read several documents as text, in the order given; an opaque spot where `load` would raise."""
    for document, data in snapshot.read_many(documents):
        if isinstance(data, Unreadable):
            yield data.spot(document.path)
        elif data.startswith(_ENCRYPTED):
            yield _encrypted().spot(document.path)
        else:
            yield decode(document.path, data, snapshot.content_id(document, data))


def _encrypted() -> Unreadable:
    return Unreadable(UNREADABLE, "an encrypted file: who has the key reads something else")


def decode(path: str, raw: bytes, content_id: str) -> Source:
    """Turn raw bytes into a source.

    UTF-8 (a mark is removed), UTF-16 and UTF-32 with a mark, UTF-16 without one where it is clearly that, in Python what
    a PEP 263 cookie says (the cookie stays in the text: do not obey it again). Bytes that are no UTF-8 stay as they are,
    as "utf-8". With NUL bytes, or where a cookie cannot be obeyed (then with a problem), the file is ``binary``. What is
    UTF-16 or UTF-32 by pieces alone, because it was cut or stands in something else, loses the NULs there.
    """
    found = _decoded(path, raw, content_id)
    if b"\0" not in found.data:
        return found
    return replace(found, data=_WIDE.sub(_narrowed, found.data))


def _narrowed(wide: re.Match[bytes]) -> bytes:
    """Text with several bytes a letter as it reads.

    Its first letter may be the last one of a word that stands before it, and the letter behind it its own last one: both
    are read both ways.
    """
    text = wide[0].replace(b"\0", b"")
    before = text[:1] + b"\0" if wide.start() and _WORD.match(wide.string, wide.start() - 1) else b""
    if not wide[1]:
        return before + text
    word = _LAST_WORD.search(text)
    longer = word[0] + wide[1][:1] + b"\0" if word is not None and _WORD.match(wide[1]) else b""
    return before + text + b"\0" + longer


def _decoded(path: str, raw: bytes, content_id: str) -> Source:
    if raw.startswith(codecs.BOM_UTF8):
        return Source(path, content_id, raw[3:], "utf-8")
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, "replace")
            return Source(path, content_id, text.encode("utf-8", "replace"), encoding)
    if b"\0" in raw:
        guess = _utf16(raw)
        if guess is None:
            return Source(path, content_id, raw, BINARY)
        return Source(path, content_id, raw.decode(guess, "replace").encode("utf-8", "replace"), guess)
    if language_of(path, raw[:_HEAD]) == "python":
        return _python(path, raw, content_id)
    return Source(path, content_id, raw, "utf-8")


def _utf16(raw: bytes) -> str | None:
    """The UTF-16 that bytes with NULs are, where there is no other way to read them."""
    if len(raw) % 2:
        return None
    for encoding, high in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[0::2])):
        if not high.translate(None, _HIGH_BYTES) and high.count(0) * 2 > len(high):
            low = raw[0::2] if encoding == "utf-16-le" else raw[1::2]
            if low.count(0) == 0 and not _BROKEN.match(raw):
                return encoding
    return None


def _python(path: str, raw: bytes, content_id: str) -> Source:
    cookie = _cookie(raw)
    if cookie is None:
        return Source(path, content_id, raw, "utf-8")
    name = cookie.decode("ascii").lower().replace("_", "-")
    if name == "utf-8" or name.startswith("utf-8-"):
        return Source(path, content_id, raw, "utf-8")
    try:
        codec = codecs.lookup(name)
        if codec.name in _UNDECODABLE:
            raise LookupError(name)
        if _PLAIN.decode(codec.name) != _PLAIN.decode("ascii"):
            raise ValueError(name)  # then the cookie would not say what it says
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `unicode_escape` has opinions on backslashes
            text = raw.decode(codec.name)
        data = text.encode("utf-8", "surrogatepass")
    except (LookupError, ValueError) as error:
        what = "names no encoding" if isinstance(error, LookupError) else "is not how the file is encoded"
        problem = Problem(path, 1, f"the coding cookie {name[:40]!r} {what}: only its bytes are searched", "error")
        return Source(path, content_id, raw, BINARY, problems=(problem,))
    return Source(path, content_id, data, codec.name)


def _cookie(raw: bytes) -> bytes | None:
    """The name in a PEP 263 cookie: a comment in the first line, or in the second if the first says nothing."""
    first_two = _TWO_LINES.match(raw)
    for line in first_two.groups() if first_two else ():
        found = _COOKIE.match(line)
        if found:
            return found.group(1)
        if not _BLANK.match(line):
            return None
    return None
