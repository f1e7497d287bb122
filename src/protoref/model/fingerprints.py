"""What makes a finding the same one, wherever its line has moved to: for baselines and for services that follow findings over time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from protoref.model.finding import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint: 32 hexadecimal digits.

    They come from the rule, the document, the symbol and what is said of it; of several findings alike in all of these the
    second has another fingerprint than the first, whichever stands above. Lines and columns take no part.
    """
    seen: Counter[bytes] = Counter()
    for finding in findings:
        parts = (finding.rule, finding.place.path if finding.place else "", finding.symbol or "", finding.message)
        identity = "\0".join(parts).encode("utf-8", "surrogateescape")
        seen[identity] += 1
        yield finding, hashlib.sha256(b"%s\0%d" % (identity, seen[identity])).hexdigest()[:32]
