"""Was a message ever serialised by hand? What earlier states of the code say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from protoref.model.finding import Place
from protoref.model.past import PastUse
from protoref.model.source import Role
from protoref.model.verdict import Evidence
from protoref.storage.classes import TRIALS

WRITES = re.compile(
    rb"\b(?:SerializeToString|SerializePartialToString|MessageToJson|MessageToDict|Pack|encode_to_vec"
    rb"|encode_length_delimited(?:_to_vec)?|encode|write_to_bytes|write_delimited\w*|Marshal\w*|toByteArray|toBinary"
    rb"|serializeBinary|writeDelimitedTo)\b"
)
"""Methods and functions of protobuf's libraries that turn messages into bytes or text."""
READS = re.compile(
    rb"\b(?:FromString|ParseFromString|MergeFromString|ParseDict|Parse|Unpack|decode(?:_length_delimited)?|merge"
    rb"|parse_from_bytes|Unmarshal\w*|parseFrom|fromBinary|deserializeBinary|parseDelimitedFrom)\b"
)
"""Those that turn them back."""


def past_serialisations(
    uses: Iterable[PastUse], names: Iterable[str], carriers: Iterable[str], role: Callable[[PastUse], Role]
) -> tuple[Evidence, ...]:
    """The last writer and the last reader of a message, those in production first.

    Asked are the earlier documents that named it, could reach its generated code, and serialised something. Too many rather than too few: what was serialised there need not have been this message.

    Args:
        uses: changes that took names away, the newest first.
        names: the message's generated names.
        carriers: generated modules and packages of its schema; one of them stands in whatever reaches it.
        role: what an earlier document was for.
    """
    name, carrier = _words(names), _words(carriers)
    found: dict[tuple[bool, str], Evidence] = {}
    for use in uses:
        if len(found) == 2 * len(_SIDES):
            break
        if name.search(use.text) and carrier.search(use.text):
            trial = role(use) in TRIALS
            for side, methods in _SIDES.items():
                match = methods.search(use.text)
                if match and (trial, side) not in found:
                    what = f"last {side} beside it{' in tests' if trial else ''}: {match[0].decode()}, until {use.commit[:7]} ({use.date})"
                    found[trial, side] = Evidence(what, Place(use.path))
    return tuple(found[trial, side] for trial in (False, True) for side in _SIDES if (trial, side) in found)


_SIDES = {"writer": WRITES, "reader": READS}


def _words(words: Iterable[str]) -> re.Pattern[bytes]:
    listed = "|".join(sorted(map(re.escape, words))) or "(?!)"
    return re.compile(rb"(?<!\w)(?:" + listed.encode("utf-8", "surrogateescape") + rb")(?!\w)")
