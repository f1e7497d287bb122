"""The yard itself, before anything is done to it: what the other tests take for granted."""

import pytest
from yard import Yard


def test_each_schema_has_its_verdict(yard: Yard) -> None:
    yard.hold()


def test_writing_reading_and_starting_would_be_noticed(yard: Yard) -> None:
    (yard.outside / "secret").write_text("secret")
    with pytest.raises(AssertionError, match="wrote"):
        yard.protoref("audit", "--output", "report.txt")
    with pytest.raises(AssertionError, match="read"):
        yard.protoref("--schema", str(yard.outside), "audit")
