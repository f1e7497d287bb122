"""Where spellings stand: whole words only, the longest first, in text and in binaries."""

from __future__ import annotations

import pytest

from protoref.model.source import Source
from protoref.outline.patterns import Pattern, Written
from protoref.outline.scan import Scanner

PATTERNS = [
    Pattern("SpanData", (("acme.SpanData", Written.NAME),)),
    Pattern("acme.SpanData", (("acme.SpanData", Written.FULL_NAME),)),
    Pattern("acme.SpanData.Kind", (("acme.SpanData.Kind", Written.FULL_NAME),)),
    Pattern("acme.Spans/Get", (("acme.Spans.Get", Written.RPC_PATH),)),
    Pattern("span.proto", (("file:proto/span.proto", Written.PROTO_PATH),)),
    Pattern("proto/span.proto", (("file:proto/span.proto", Written.PROTO_PATH),)),
    Pattern("span_pb2", (("file:proto/span.proto", Written.MODULE),)),
]
SCANNER = Scanner(PATTERNS)


def found(text: str | bytes, encoding: str = "utf-8") -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    source = Source("a.txt", "0", data, encoding)
    hits = SCANNER.scan(source)
    assert all(data[hit.start : hit.end].decode() == PATTERNS[hit.pattern].text for hit in hits)
    return [PATTERNS[hit.pattern].text for hit in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = span_pb2.SpanData()", ["span_pb2", "SpanData"]),
        ("acme.SpanData.Kind", ["acme.SpanData.Kind"]),
        (".acme.SpanData", ["acme.SpanData"]),
        ("type.googleapis.com/acme.SpanData", ["acme.SpanData"]),
        ('"/acme.Spans/Get"', ["acme.Spans/Get"]),
        ("See acme.SpanData.", ["acme.SpanData"]),
        ("../proto/span.proto", ["proto/span.proto"]),
        ("-Iproto span.proto.", ["span.proto"]),
        ("“SpanData”", ["SpanData"]),
        (r'"\tacme.SpanData\n"', ["acme.SpanData"]),
        (r'"\x0aacme.SpanData"', ["acme.SpanData"]),
        ("%2Facme.SpanData", ["acme.SpanData"]),
    ],
)
def test_finds(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SpanDataContainer",
        "MySpanData",
        "SpanData2",
        "_SpanData",
        "span.protos",
        "span.proto.bak",
        "my-span.proto",
        "life.span.proto",
        "span_pb2_grpc",
    ],
)
def test_look_alikes_are_not_found(text: str) -> None:
    assert found(text) == []


def test_another_package_with_a_longer_name_is_not_this_one() -> None:
    assert found("other.acme.SpanData") == ["SpanData"]  # the bare name is still accounted for


def test_a_name_in_a_binary_is_bounded_by_its_length() -> None:
    serialized = b"\x0a" + bytes([8]) + b"SpanData" + b"R\x01x" + b"B" + bytes([14]) + b".acme.SpanData" + b"B\x00"
    assert found(serialized, "binary") == ["SpanData", "acme.SpanData"]
    assert found(serialized.replace(b"SpanDataR", b"SpanDataZ").replace(b"\x08", b"\x09"), "binary") == [
        "acme.SpanData"
    ]


def test_nothing_to_search_for() -> None:
    assert Scanner(()).scan(Source("a", "0", b"SpanData")) == ()
