"""Identifiers as heck, prost and tonic spell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protoref.codegen.casing import (
    heck_snake,
    heck_upper_camel,
    prost_file_part,
    prost_snake,
    prost_type,
    prost_variant,
    tonic_snake,
    words,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HTTPReq", ["HTTP", "Req"]),
        ("XMLHttpRequest2", ["XML", "Http", "Request2"]),
        ("A1B2", ["A1B2"]),
        ("a1B2", ["a1", "B2"]),
        ("html5Text", ["html5", "Text"]),
        ("foo__bar", ["foo", "bar"]),
        ("_leading_", ["leading"]),
        ("SHOUTING_CASE", ["SHOUTING", "CASE"]),
        ("IPv6Addr", ["I", "Pv6", "Addr"]),
        ("get2D", ["get2", "D"]),
        ("TOP_ENUM_2D", ["TOP", "ENUM", "2D"]),
        ("aB", ["a", "B"]),
        ("ABc", ["A", "Bc"]),
        ("_", []),
        ("", []),
    ],
)
def test_words(name: str, expected: list[str]) -> None:
    assert list(words(name)) == expected


@pytest.mark.parametrize(
    ("name", "camel", "snake"),
    [
        ("FlushWALRequest", "FlushWalRequest", "flush_wal_request"),
        ("top_enum", "TopEnum", "top_enum"),
        ("userID", "UserId", "user_id"),
        ("TOP_ENUM_2D", "TopEnum2d", "top_enum_2d"),
        ("S3Bucket", "S3Bucket", "s3_bucket"),
    ],
)
def test_heck(name: str, camel: str, snake: str) -> None:
    assert (heck_upper_camel(name), heck_snake(name)) == (camel, snake)


@pytest.mark.parametrize(
    ("name", "snake"),
    [("type", "type"), ("self", "self_"), ("Super", "super_"), ("crate", "crate_"), ("extern", "extern_")],
)
def test_prost_suffixes_only_keywords_that_cannot_be_raw(name: str, snake: str) -> None:
    assert prost_snake(name) == snake


def test_prost_prefixes_digits() -> None:
    assert prost_type("_2d") == "_2d"
    assert prost_snake("_2Fast") == "_2fast"


def test_prost_calls_self_self_() -> None:
    assert prost_type("self") == "Self_"


@pytest.mark.parametrize(
    ("value", "variant"),
    [
        ("KIND_A", "A"),
        ("KIND", "Kind"),
        ("KIND_2D", "Kind2d"),  # a digit is no capital
        ("KINDLY", "Kindly"),
        ("kind_self", "Self_"),
        ("OTHER", "Other"),
        ("UNKIND_A", "UnkindA"),
    ],
)
def test_prost_strips_the_enums_name_before_capitals_only(value: str, variant: str) -> None:
    assert prost_variant("Kind", value) == variant


def test_file_names_keep_the_raw_mark() -> None:
    assert [prost_file_part(part) for part in ("acme", "type", "v1Beta", "self")] == [
        "acme",
        "r#type",
        "v1_beta",
        "self_",
    ]


@pytest.mark.parametrize(
    ("name", "snake"),
    [("HttpGateway", "http_gateway"), ("ABCServiceX", "a_b_c_service_x"), ("", ""), ("Self_", "self_")],
)
def test_tonic(name: str, snake: str) -> None:
    assert tonic_snake(name) == snake


@given(st.text())
def test_words_keep_every_alphanumeric_character(name: str) -> None:
    assert "".join(words(name)) == "".join(character for character in name if character.isalnum())
    heck_upper_camel(name)
    prost_snake(name)


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_camel_case_is_stable_under_snake_case_of_its_words(name: str) -> None:
    assert heck_snake(name).replace("_", "") == name.replace("_", "").lower()
    assert "_" not in heck_upper_camel(name)
