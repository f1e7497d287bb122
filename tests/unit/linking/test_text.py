"""What a spelling means where nothing is parsed."""

from __future__ import annotations

import pytest

from protoref.linking.text import TextReader, distinctive, names_file, path_around
from protoref.model.occurrence import OccurrenceClass
from protoref.model.source import Range, Role, Source
from protoref.outline.patterns import Written


def reading(
    text: str, name: str, language: str, written: Written, role: Role = Role.PRODUCTION, path: str = "f"
) -> str:
    data = text.encode()
    start = data.index(name.encode())
    reader = TextReader(Source(path, "0", data), language, role)
    return reader.read(Range(start, start + len(name)), written).occurrence_class


@pytest.mark.parametrize("name", ["SpanDataContainer", "span_data", "HTTPRequest", "getURL"])
def test_several_words_are_distinctive(name: str) -> None:
    assert distinctive(name)


@pytest.mark.parametrize("name", ["Value", "Map", "T", "where", "HTTP", "Sha256", "Ipv4"])
def test_one_word_is_not(name: str) -> None:
    assert not distinctive(name)


@pytest.mark.parametrize(
    ("text", "name", "language", "written", "expected"),
    [
        ("The SpanData row", "SpanData", "prose", Written.NAME, OccurrenceClass.MENTION),
        ("The Value row", "Value", "prose", Written.NAME, OccurrenceClass.HOMONYM),
        ("see acme.Value", "acme.Value", "prose", Written.FULL_NAME, OccurrenceClass.MENTION),
        ("# uses SpanData", "SpanData", "yaml", Written.NAME, OccurrenceClass.MENTION),
        ("kind: SpanData", "SpanData", "yaml", Written.NAME, OccurrenceClass.HOMONYM),
        ("type: acme.Value", "acme.Value", "yaml", Written.FULL_NAME, OccurrenceClass.REFERENCE),
        ('route: "/acme.Svc/Get"', "acme.Svc/Get", "toml", Written.RPC_PATH, OccurrenceClass.REFERENCE),
        ("protoc a/b.proto", "a/b.proto", "shell", Written.PROTO_PATH, OccurrenceClass.BUILD),
        ("load('a/b.proto')", "a/b.proto", "javascript", Written.PROTO_PATH, OccurrenceClass.REFERENCE),
        ("// load a/b.proto", "a/b.proto", "javascript", Written.PROTO_PATH, OccurrenceClass.MENTION),
        ("/* load\n a/b.proto */", "a/b.proto", "go", Written.PROTO_PATH, OccurrenceClass.MENTION),
        ("url = 'http://x' + 'acme.Value'", "acme.Value", "javascript", Written.FULL_NAME, OccurrenceClass.REFERENCE),
        ("echo '#' acme.Value", "acme.Value", "shell", Written.FULL_NAME, OccurrenceClass.REFERENCE),
        (
            "on:\n  push:\n    paths:\n      - 'a/b.proto'\n",
            "a/b.proto",
            "yaml",
            Written.PROTO_PATH,
            OccurrenceClass.MENTION,
        ),
        ("steps:\n  - run: protoc a/b.proto\n", "a/b.proto", "yaml", Written.PROTO_PATH, OccurrenceClass.BUILD),
    ],
)
def test_reading(text: str, name: str, language: str, written: Written, expected: OccurrenceClass) -> None:
    assert reading(text, name, language, written) is expected


def test_a_list_of_paths_mentions() -> None:
    text = "proto/b.proto @team"
    assert (
        reading(text, "proto/b.proto", "text", Written.PROTO_PATH, path=".github/CODEOWNERS") is OccurrenceClass.MENTION
    )


PATHS = frozenset({"proto/b.proto", "vendor/b.proto", "tools/gen.sh"})


@pytest.mark.parametrize(
    ("written", "folder"),
    [
        ("b.proto", "tools"),
        ("proto/b.proto", ""),
        ("../proto/b.proto", "tools"),
        ("$ROOT/proto/b.proto", "tools"),
        ("./b.proto", "proto"),
        ("mono/proto/b.proto", ""),
    ],
)
def test_a_path_that_means_the_file(written: str, folder: str) -> None:
    assert names_file(written, folder, ("proto/b.proto", "b.proto"), PATHS)


@pytest.mark.parametrize(
    ("written", "folder"), [("vendor/b.proto", ""), ("../vendor/b.proto", "tools"), ("proto/c.proto", "")]
)
def test_a_path_that_means_another_file(written: str, folder: str) -> None:
    assert not names_file(written, folder, ("proto/b.proto", "proto/b.proto"), PATHS)


def test_the_whole_path_around_an_occurrence() -> None:
    data = b'protoc "${ROOT}/proto/b.proto"'
    start = data.index(b"b.proto")
    assert path_around(Source("f", "0", data), Range(start, start + 7)) == "${ROOT}/proto/b.proto"


def test_an_escape_in_front_of_a_path_is_no_part_of_it() -> None:
    data = rb"AddSerializedFile(b'\n\x07b.proto')"
    start = data.index(b"b.proto")
    assert path_around(Source("f", "0", data), Range(start, start + 7)) == "b.proto"
