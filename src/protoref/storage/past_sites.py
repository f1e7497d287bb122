"""Was a message ever serialised by hand? What earlier states of the code say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from protoref.model.finding import Place
from protoref.model.past import PastUse
from protoref.model.verdict import Evidence

SERIALISES = re.compile(
    rb"\b(?:SerializeToString|SerializePartialToString|FromString|ParseFromString|MergeFromString|MessageToJson|MessageToDict"
    rb"|ParseDict|Parse|Pack|Unpack|encode_to_vec|encode_length_delimited(?:_to_vec)?|decode(?:_length_delimited)?|merge"
    rb"|encode|write_to_bytes|parse_from_bytes|write_delimited\w*|Marshal\w*|Unmarshal\w*|toByteArray|parseFrom|toBinary"
    rb"|fromBinary|serializeBinary|deserializeBinary|writeDelimitedTo|parseDelimitedFrom)\b"
)
"""Methods and functions of protobuf's libraries that turn messages into bytes or text, and back."""


def past_serialisations(uses: Iterable[PastUse], names: Iterable[str], carriers: Iterable[str]) -> tuple[Evidence, ...]:
    """The earlier documents that named a message, could reach its generated code, and serialised something.

    Too many rather than too few: what was serialised there need not have been this message.

    Args:
        uses: changes that took names away, the newest first.
        names: the message's generated names.
        carriers: generated modules and packages of its schema; one of them stands in whatever reaches it.
    """
    name, carrier = _words(names), _words(carriers)
    found: dict[str, Evidence] = {}
    for use in uses:
        if use.path not in found and name.search(use.text) and carrier.search(use.text) and SERIALISES.search(use.text):
            what = f"serialised something beside it until {use.commit[:7]} ({use.date})"
            found[use.path] = Evidence(what, Place(use.path))
    return tuple(found.values())


def _words(words: Iterable[str]) -> re.Pattern[bytes]:
    listed = "|".join(sorted(map(re.escape, words))) or "(?!)"
    return re.compile(rb"(?<!\w)(?:" + listed.encode() + rb")(?!\w)")
