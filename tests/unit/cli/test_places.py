"""Paths as users type them."""

import pytest

from protoref.cli.places import TypedPlace, document_path, parse_place, target_word
from protoref.errors import ProtorefError

KNOWN = frozenset({"app/client.py", "app/main.py", "lib/main.py", "odd:7", "README.md"})


@pytest.mark.parametrize(("text", "place"), [
    ("app/client.py:7", TypedPlace("app/client.py", 7, None)),
    ("app/client.py:7:24", TypedPlace("app/client.py", 7, 24)),
    ("app/client.py:7:24:", TypedPlace("app/client.py", 7, 24)),
    ("C:\\app\\client.py:7", TypedPlace("C:\\app\\client.py", 7, None)),
    ("odd:7:1", TypedPlace("odd", 7, 1)),
    ("with space.py:3", TypedPlace("with space.py", 3, None)),
    ("two\nlines:3", TypedPlace("two\nlines", 3, None)),
])  # fmt: skip
def test_places(text, place):
    assert parse_place(text) == place


@pytest.mark.parametrize(
    "text", ["", ":", "7", "x:", "x:y", ":7", "x:-1", "x:1.5", "x:0", "x:1:0", "x:" + "9" * 30, "x:٣٤x"]
)
def test_what_is_no_place(text):
    with pytest.raises(ProtorefError, match="is no place"):
        parse_place(text)


@pytest.mark.parametrize(("typed", "path"), [
    ("app/client.py", "app/client.py"),
    ("./app/client.py", "app/client.py"),
    ("app\\client.py", "app/client.py"),
    ("client.py", "app/client.py"),
])  # fmt: skip
def test_documents(typed, path, tmp_path):
    assert document_path(typed, tmp_path, KNOWN) == path


def test_a_path_from_the_current_folder_goes_first(tmp_path, monkeypatch):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "main.py").write_text("")
    monkeypatch.chdir(tmp_path / "lib")

    assert document_path("main.py", tmp_path, KNOWN) == "lib/main.py"


def test_unclear_and_unknown_documents(tmp_path):
    with pytest.raises(ProtorefError) as error:
        document_path("main.py", tmp_path, KNOWN)
    assert error.value.hint == "name one of them: app/main.py, lib/main.py"

    with pytest.raises(ProtorefError) as error:
        document_path("app/clients.py", tmp_path, KNOWN)
    assert error.value.hint == "did you mean app/client.py?"

    with pytest.raises(ProtorefError) as error:
        document_path("src/client.py", tmp_path, KNOWN)
    assert error.value.hint == "did you mean app/client.py?"

    with pytest.raises(ProtorefError) as error:
        document_path("zzz", tmp_path, KNOWN)
    assert error.value.hint == "paths count from the root of the repository"


def test_words_that_are_paths_here_become_paths_from_the_root(tmp_path, monkeypatch):
    proto = tmp_path / "proto"
    proto.mkdir()
    (proto / "orders.proto").write_text("")
    (proto / "Order").write_text("")
    monkeypatch.chdir(proto)

    assert target_word("orders.proto", tmp_path) == "proto/orders.proto"
    assert target_word("./orders.proto", tmp_path) == "proto/orders.proto"
    assert target_word(str(proto / "orders.proto"), tmp_path) == "proto/orders.proto"
    assert target_word("other.proto", tmp_path) == "other.proto"
    assert target_word("Order", tmp_path) == "Order"  # a name, whatever else lies here
    assert target_word("a\0b/c.proto", tmp_path) == "a\0b/c.proto"


def test_a_path_outside_of_the_root_stays_as_it_is(tmp_path):
    (tmp_path / "root").mkdir()
    (tmp_path / "far.proto").write_text("")

    assert target_word(str(tmp_path / "far.proto"), tmp_path / "root") == str(tmp_path / "far.proto")
