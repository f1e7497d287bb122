"""What the tests of the command line share."""

import pytest

from protoref.cli.main import run


@pytest.fixture
def protoref(capsys):
    """Runs protoref where the test stands; gives its exit code, and what it printed on both streams."""

    def call(*arguments):
        code = run(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call
