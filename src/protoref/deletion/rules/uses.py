"""How a reference is told to people, for the rules about references."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from protoref.deletion.case import Case
from protoref.deletion.rules.base import Fact
from protoref.model.occurrence import Reference, Usage
from protoref.model.report import LocatedReference
from protoref.model.source import Role

_ROLES = {
    Role.TEST: " (tests)",
    Role.EXAMPLE: " (example)",
    Role.BENCH: " (benchmark)",
    Role.MACHINE_WRITTEN: " (machine-written)",
    Role.DOCS: " (document)",
    Role.CONFIG: " (configuration)",
}


def facts(case: Case, wanted: Callable[[Reference], bool]) -> Iterator[Fact]:
    """The references of a case that are wanted, as facts."""
    for located in case.references:
        if wanted(located.reference):
            yield Fact(told(located), located.place, located.reference.symbol)


def told(located: LocatedReference) -> str:
    """``call of shop.Order (tests)``."""
    reference = located.reference
    kind = "use" if reference.usage is Usage.OTHER else reference.usage.value
    name = reference.symbol.removeprefix("file:").removeprefix("package:")
    return f"{kind} of {name}{_ROLES.get(reference.role, '')}"
