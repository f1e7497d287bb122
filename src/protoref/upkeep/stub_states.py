"""Generated files that do not match their schema, or whose schema is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from protoref.model.finding import Finding, Place
from protoref.model.generated import Stub, StubState
from protoref.model.schema import file_key
from protoref.model.verdict import Severity

_MESSAGES = {
    StubState.DRIFTED: ("stub-drift", Severity.REVIEW, "does not match {source}: generate it again"),
    StubState.ORPHAN: (
        "orphan-stub",
        Severity.BLOCKER,
        "made from {source}, which is gone: the stub hides the deletion",
    ),
}


def stub_states(stubs: Iterable[Stub]) -> Iterator[Finding]:
    """A finding for each drifted and each orphaned file."""
    for stub in stubs:
        if stub.state in _MESSAGES:
            rule, severity, text = _MESSAGES[stub.state]
            symbol = file_key(stub.schema) if stub.schema else None
            message = text.format(source=stub.source or "its schema")
            yield Finding(rule, severity, message, Place(stub.path, 1, 1, 1, 1), symbol)
