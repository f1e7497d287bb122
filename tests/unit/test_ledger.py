"""Each occurrence in one class: one small repository that holds every class, and the account of its schema."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from protoref.analysis import Analysis
from protoref.model.occurrence import OccurrenceClass
from protoref.model.schema import Key
from protoref.pipeline import analyse
from protoref.snapshot.memory import MemoryTree

FILES = {
    "proto/spans.proto": """\
syntax = "proto3";
package acme;
option go_package = "example.com/acme/gen/spanspb";
// SpanData is kept for a week.
message SpanData { enum Kind { KIND_UNKNOWN = 0; SERVER = 1; } Kind kind = 1; }
message Page { repeated SpanData spans = 1; }
service Spans { rpc Fetch(Page) returns (Page); }
""",
    "app/reader.py": """\
from gen import spans_pb2

def read(raw, other):
    data = spans_pb2.SpanData()
    Page = 3
    # SpanData once more
    log("SpanData", Page)
    return data
""",
    "app/elsewhere.py": "class SpanData:\n    pass\n",
    "app/text.py": 'TYPE = "type.googleapis.com/acme.SpanData"\n',
    "docs/readme.md": "SpanData is a message; turn the Page.\n",
    "deploy/route.yaml": "route: /acme.Spans/Fetch\nkind: Page\n",
    "tools/gen.sh": "protoc -Iproto --python_out=gen proto/spans.proto\n",
    "go/main.go": 'package main\nimport pb "example.com/acme/gen/spanspb"\nvar x = pb.SpanData{}\n',
    ".github/CODEOWNERS": "proto/spans.proto @storage\n",
}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(MemoryTree({path: text.encode() for path, text in FILES.items()}))


def account(analysis: Analysis, key: Key) -> list[tuple[str, int, str, str]]:
    ledger = analysis.books.account(key).ledger
    return [(e.place.path, e.place.line, e.name, e.occurrence_class) for e in ledger.entries]


def test_a_message(analysis: Analysis) -> None:
    assert account(analysis, "acme.SpanData") == [
        ("app/reader.py", 4, "SpanData", OccurrenceClass.REFERENCE),
        ("app/reader.py", 6, "SpanData", OccurrenceClass.MENTION),
        ("app/text.py", 1, "acme.SpanData", OccurrenceClass.REFERENCE),
        ("docs/readme.md", 1, "SpanData", OccurrenceClass.MENTION),
        ("go/main.go", 3, "SpanData", OccurrenceClass.FOREIGN),
        ("proto/spans.proto", 4, "SpanData", OccurrenceClass.MENTION),
        ("proto/spans.proto", 5, "SpanData", OccurrenceClass.DEFINITION),
        ("proto/spans.proto", 5, "Kind", OccurrenceClass.DEFINITION),  # Rust reaches it as `span_data::Kind`
        ("proto/spans.proto", 5, "Kind", OccurrenceClass.REFERENCE),
        ("proto/spans.proto", 6, "SpanData", OccurrenceClass.REFERENCE),
    ]
    assert analysis.books.account("acme.SpanData").ledger.homonyms == {"app/elsewhere.py": 1, "app/reader.py": 1}


def test_a_common_word(analysis: Analysis) -> None:
    ledger = analysis.books.account("acme.Page").ledger
    assert account(analysis, "acme.Page") == [
        ("app/reader.py", 5, "Page", OccurrenceClass.UNRELATED),
        ("app/reader.py", 7, "Page", OccurrenceClass.UNRELATED),
        ("proto/spans.proto", 6, "Page", OccurrenceClass.DEFINITION),
        ("proto/spans.proto", 7, "Page", OccurrenceClass.REFERENCE),
        ("proto/spans.proto", 7, "Page", OccurrenceClass.REFERENCE),
    ]
    assert ledger.homonyms == {"deploy/route.yaml": 1, "docs/readme.md": 1}


def test_a_service_answers_for_its_rpc_paths(analysis: Analysis) -> None:
    assert ("deploy/route.yaml", 1, "acme.Spans/Fetch", OccurrenceClass.REFERENCE) in account(analysis, "acme.Spans")
    text = analysis.books.account("acme.Spans").text_references
    assert text == ()  # the reference itself is the rpc's
    (reference,) = analysis.books.account("acme.Spans.Fetch").text_references
    assert (reference.path, reference.certainty) == ("deploy/route.yaml", "possible")


def test_a_file_takes_in_its_symbols(analysis: Analysis) -> None:
    file, symbols = account(analysis, "file:proto/spans.proto"), set()
    for key in ("acme.SpanData", "acme.Page", "acme.Spans"):
        symbols |= set(account(analysis, key))
    assert symbols <= set(file)
    own = set(file) - symbols
    assert own >= {
        (".github/CODEOWNERS", 1, "proto/spans.proto", OccurrenceClass.MENTION),
        ("app/reader.py", 1, "spans_pb2", OccurrenceClass.REFERENCE),
        ("app/reader.py", 4, "spans_pb2", OccurrenceClass.REFERENCE),
        ("tools/gen.sh", 1, "proto/spans.proto", OccurrenceClass.BUILD),
    }


def test_the_classes_add_up_to_the_occurrences(analysis: Analysis) -> None:
    """Counted once more with nothing but regular expressions over the raw texts."""
    names = ["SpanData"]
    counted = Counter(
        path for path, text in FILES.items() for name in names for _ in re.finditer(rf"(?<!\w){name}(?!\w)", text)
    )
    ledger = analysis.books.account("acme.SpanData").ledger
    assert sum(ledger.classes.values()) == ledger.occurrences
    assert set(ledger.classes) == set(OccurrenceClass)
    own = [e for e in ledger.entries if e.name.endswith("SpanData")]
    assert len(own) + sum(ledger.homonyms.values()) == counted.total()
