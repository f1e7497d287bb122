"""What is searched for: each key's bare identifiers, and what an owner takes in of what it owns."""

from __future__ import annotations

import pytest

from protoref.codegen import generate, identifiers
from protoref.model.source import Source
from protoref.protos import build_catalog, read_proto

TEXT = """
syntax = "proto3";
package p.v1;
message FlushWALRequest {
  message inner_part { string some_field = 1; enum Mood { MOOD_GOOD = 0; } }
  enum Kind { KIND_A = 0; }
  oneof body { string as_text = 1; bytes raw = 2; }
  map<string, inner_part> by_name = 3;
}
enum status { STATUS_OK = 0; }
service HTTPGate { rpc GetURL(FlushWALRequest) returns (stream FlushWALRequest); }
"""


@pytest.fixture(scope="module")
def found() -> dict[str, frozenset[str]]:
    catalog = build_catalog([read_proto(Source("a/my-api.proto", "", TEXT.encode()))])
    return dict(identifiers(generate(catalog), catalog))


def test_message_with_what_rust_reaches_without_its_name(found: dict[str, frozenset[str]]) -> None:
    assert found["p.v1.FlushWALRequest"] == {
        "FlushWALRequest",
        "FlushWalRequest",
        "Global___FlushWALRequest",
        # nested types and oneofs of Rust, at any depth, and their variants
        "InnerPart",
        "Mood",
        "Good",
        "Kind",
        "A",
        "Body",
        "AsText",
        "Raw",
    }


def test_nested_types_have_their_own(found: dict[str, frozenset[str]]) -> None:
    assert found["p.v1.FlushWALRequest.inner_part"] == {"inner_part", "InnerPart", "Mood", "Good"}
    # Python reaches a nested enum's values through the message, without the enum's name.
    assert found["p.v1.FlushWALRequest.Kind"] == {"Kind", "A", "KIND_A"}
    assert found["p.v1.FlushWALRequest.body"] == {"Body", "AsText", "Raw"}


def test_top_level_enum_has_its_values(found: dict[str, frozenset[str]]) -> None:
    assert found["p.v1.status"] == {"status", "Status", "Global___status", "STATUS_OK", "Ok"}
    assert found["p.v1.status.STATUS_OK"] == {"STATUS_OK", "Ok"}


def test_service_has_its_generated_names_and_no_methods(found: dict[str, frozenset[str]]) -> None:
    assert found["p.v1.HTTPGate"] == {
        "HTTPGate",
        "HTTPGateStub",
        "HTTPGateAsyncStub",
        "HTTPGateServicer",
        "add_HTTPGateServicer_to_server",
        "HttpGate",
        "HttpGateClient",
        "HttpGateServer",
        "http_gate_client",
        "http_gate_server",
    }


def test_file_has_its_python_modules(found: dict[str, frozenset[str]]) -> None:
    assert found["file:a/my-api.proto"] == {"my_api_pb2", "my_api_pb2_grpc"}


def test_fields_rpcs_and_map_entries_are_not_searched_for(found: dict[str, frozenset[str]]) -> None:
    assert not any(key.endswith(("some_field", "by_name", "GetURL", "as_text", "ByNameEntry")) for key in found)
    everything = frozenset[str]().union(*found.values())
    assert not everything & {"some_field", "by_name", "GetURL", "get_url", "as_text", "ByNameEntry", "SERVICE_NAME"}


def test_every_searched_symbol_has_a_key(found: dict[str, frozenset[str]]) -> None:
    assert all(found.values())
