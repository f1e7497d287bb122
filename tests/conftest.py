"""What all tests share."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_tests(tmp_path_factory):
    """No test reads or writes the user's cache; within a run it is shared, as it is in life."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROTOREF_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
