"""Whatever a repository says: every occurrence is counted once, and the classes add up."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protoref.model.occurrence import OccurrenceClass
from protoref.pipeline import RunOptions, analyse
from protoref.snapshot.memory import MemoryTree
from summed import check_sums

SCHEMA = """\
syntax = "proto3";
package acme.v1;
message Span { Kind kind = 1; message Part { int32 at = 1; } repeated Part parts = 2; }
enum Kind { UNKNOWN = 0; SERVER = 1; }
service Spans { rpc Get(Span) returns (Span); }
"""

# Words that mean something to some stage, in any order: code, prose, broken code, look-alikes.
WORDS = st.sampled_from(
    [
        "Span", "Spans", "SpansStub", "SpansServicer", "spans_client", "Kind", "SERVER", "Part", "acme.v1.Span",
        "acme.v1.Spans/Get", "spans.proto", "proto/spans.proto", "spans_pb2", "spans_pb2_grpc", "Spanner", "_Span",
        "from gen import", "import", "gen.", "as", "use crate::pb::", "class", "def", "fn", "(", ")", "{", "}", ":",
        ";", ".", "::", "#", "//", "'", '"', '"""', "\n", "\n    ", "\\n", " ", "\t", "é", "“", ",", "=", "[", "]",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)
PATHS = st.sampled_from(
    ["app/a.py", "app/b.py", "src/lib.rs", "README.md", "conf.yaml", "gen.sh", "web/a.ts", "main.go", "data.bin"]
)
TREES = st.dictionaries(PATHS, TEXTS, max_size=6)
HELPFUL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@HELPFUL
@given(TREES)
def test_each_occurrence_is_in_exactly_one_class(tree: dict[str, str]) -> None:
    files = {"proto/spans.proto": SCHEMA, **tree}
    analysis = analyse(MemoryTree({path: text.encode() for path, text in files.items()}), RunOptions(jobs=1))
    for key in ("acme.v1.Span", "acme.v1.Kind", "acme.v1.Spans", "file:proto/spans.proto"):
        ledger = analysis.books.account(key).ledger
        assert set(ledger.classes) == set(OccurrenceClass)
        assert sum(ledger.classes.values()) == ledger.occurrences
        assert len(ledger.entries) + sum(ledger.homonyms.values()) == ledger.occurrences
        places = [(e.place.path, e.place.line, e.place.column) for e in ledger.entries]
        assert len(places) == len(set(places))


ALIKE = """\
syntax = "proto3";
package other;
import "spans.proto";
message Span { acme.v1.Kind kind = 1; }
message Part { Span span = 1; }
"""


@HELPFUL
@given(TREES)
def test_what_is_added_up_for_all_targets_is_what_each_account_says(tree: dict[str, str]) -> None:
    files = {"proto/spans.proto": SCHEMA, "proto/other.proto": ALIKE, **tree}
    check_sums(analyse(MemoryTree({path: text.encode() for path, text in files.items()}), RunOptions(jobs=1)))


@HELPFUL
@given(TREES)
def test_no_name_is_overlooked(tree: dict[str, str]) -> None:
    """Counted once more without the scanner: each `Span` that stands alone is in the account of the message."""
    files = {"proto/spans.proto": SCHEMA, **tree}
    analysis = analyse(MemoryTree({path: text.encode() for path, text in files.items()}), RunOptions(jobs=1))
    ledger = analysis.books.account("acme.v1.Span").ledger
    for path, text in files.items():
        alone = len(re.findall(r"(?<![A-Za-z0-9_\\])Span(?![A-Za-z0-9_])", text))
        escaped = len(re.findall(r"\\[abfnrtv]Span(?![A-Za-z0-9_])", text))
        counted = [e for e in ledger.entries if e.place.path == path and re.search(r"(^|\.)Span$", e.name)]
        other = sum(1 for e in ledger.entries if e.place.path == path) - len(counted)
        homonyms = ledger.homonyms.get(path, 0)
        assert alone + escaped <= len(counted) + homonyms
        assert len(counted) + other + homonyms >= alone


@HELPFUL
@given(TREES)
def test_a_type_is_only_ever_referred_to_where_the_scan_looked(tree: dict[str, str]) -> None:
    """A generated name that resolution finds and the scan does not would be missing from the search."""
    files = {"proto/spans.proto": SCHEMA, **tree}
    analysis = analyse(MemoryTree({path: text.encode() for path, text in files.items()}), RunOptions(jobs=1))
    for key in ("acme.v1.Span", "acme.v1.Kind", "acme.v1.Spans"):
        for reference in analysis.evidence.references_by_symbol.get(key, ()):
            hits = analysis.evidence.hits[reference.path]
            foreign = reference.language not in ("python", "rust", "proto")  # there, names that contain a name count
            assert (
                reference.alias
                or foreign
                or any(hit.start <= reference.range.start and reference.range.end <= hit.end for hit in hits)
            )
