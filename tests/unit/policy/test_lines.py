"""Lines of keys in a TOML text."""

from protoref.policy.lines import Lines

TEXT = '''\
checks = ["a"]
"quoted" = 1
note = """
[storage]
checks = 2
"""

[roles]
test = ["x"]

[[storage]]
class = "legacy"

[[ storage ]]
paths = ["a"]
class = "active"
'''


def test_keys_are_found_where_they_are_set() -> None:
    lines = Lines(TEXT)
    assert lines.of("checks") == 1
    assert lines.of("quoted") == 2
    assert lines.of("roles") == 8
    assert lines.of("roles", "test") == 9
    assert lines.of("storage", 1, "class") == 12
    assert lines.of("storage", 2, "class") == 16


def test_what_is_not_there_is_where_it_would_be() -> None:
    lines = Lines(TEXT)
    assert lines.of("storage", 2, "reason") == 14
    assert lines.of("storage", 3) == 11
    assert lines.of("opaque", 1) == 0


def test_below_a_prefix() -> None:
    lines = Lines("[tool.protoref]\nchecks = 1\n[[tool.protoref.storage]]\nclass = 1\n", ("tool", "protoref"))
    assert lines.of("checks") == 2
    assert lines.of("storage", 1, "class") == 4
    assert lines.of("roles") == 0
