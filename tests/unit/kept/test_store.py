"""A store gives back what it was given, or nothing: never anything else, and never an error."""

import sqlite3

import pytest

from protoref.kept.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "cache.sqlite"


def test_what_is_kept_is_found_by_another_run(path):
    Store(path).write({b"a": b"one", b"b": b"two"})
    assert Store(path).read([b"a", b"b", b"c"]) == {b"a": b"one", b"b": b"two"}


def test_reading_makes_no_file(path):
    assert Store(path).read([b"a"]) == {}
    assert not path.parent.exists()


def test_only_the_user_may_look(path):
    Store(path).write({b"a": b"one"})
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.stat().st_mode & 0o077 == 0


def test_later_values_take_the_place_of_earlier_ones(path):
    store = Store(path)
    store.write({b"a": b"one"})
    store.write({b"a": b"two"})
    assert store.read([b"a"]) == {b"a": b"two"}


def test_more_keys_than_one_question_takes(path):
    values = {b"%d" % number: b"value %d" % number for number in range(1700)}
    Store(path).write(values)
    assert Store(path).read(values) == values


def test_the_least_recently_used_go_first(path):
    filler = bytes(range(256)) * 8
    store = Store(path, limit=20_000)
    for number in range(10):
        store.write({b"%d" % number: filler})
    size = store.contents().size // 10
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE kept SET used = used - 10")
        connection.execute("UPDATE kept SET used = used + 10 WHERE key = ?", (b"0",))
    tight = Store(path, limit=size * 5)
    tight.write({b"new": filler})
    found = tight.read([*(b"%d" % number for number in range(10)), b"new"])
    assert {b"0", b"new"} <= found.keys()
    assert len(found) < 6
    assert tight.contents().size <= size * 5


def test_a_value_that_was_changed_is_not_there(path):
    Store(path).write({b"a": b"one", b"b": b"two"})
    with sqlite3.connect(path) as connection:
        (value,) = connection.execute("SELECT value FROM kept WHERE key = ?", (b"a",)).fetchone()
        connection.execute("UPDATE kept SET value = ? WHERE key = ?", (value[:-1] + bytes([value[-1] ^ 1]), b"a"))
    assert Store(path).read([b"a", b"b"]) == {b"b": b"two"}


def test_a_value_under_another_key_is_not_there(path):
    Store(path).write({b"a": b"one", b"b": b"two"})
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE kept SET value = (SELECT value FROM kept WHERE key = ?)", (b"b",))
    assert Store(path).read([b"a", b"b"]) == {b"b": b"two"}


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_as_if_empty_and_the_next_run_starts_anew(path, damage):
    first = Store(path)
    first.write({b"a": b"one"})
    first.close()
    path.write_bytes(damage)
    assert Store(path).read([b"a"]) == {}
    Store(path).write({b"a": b"two"})
    Store(path).write({b"a": b"two"})
    assert Store(path).read([b"a"]) == {b"a": b"two"}


def test_another_programs_table_is_as_if_empty(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (something TEXT)")
    store = Store(path)
    store.write({b"a": b"one"})
    assert store.read([b"a"]) == {}


@pytest.mark.parametrize("place", ["a file in the way", "a folder in its place"])
def test_where_nothing_can_be_kept_nothing_is(tmp_path, place):
    if place == "a file in the way":
        (tmp_path / "deep").write_text("")
        path = tmp_path / "deep" / "cache.sqlite"
    else:
        path = tmp_path / "cache.sqlite"
        path.mkdir()
    store = Store(path)
    store.write({b"a": b"one"})
    assert store.read([b"a"]) == {}


def test_two_runs_at_once(path):
    first, second = Store(path), Store(path)
    first.write({b"a": b"one"})
    second.write({b"b": b"two"})
    first.write({b"c": b"three"})
    assert second.read([b"a", b"b", b"c"]).keys() == {b"a", b"b", b"c"}


def test_clear(path):
    store = Store(path)
    store.write({b"a": b"one"})
    store.clear()
    assert not list(path.parent.iterdir())
    assert Store(path).read([b"a"]) == {}
