"""What `protoref init` proposes to write into a configuration."""

from __future__ import annotations

from msgspec import Struct

from protoref.model.finding import Place


class OpenMessage(Struct, frozen=True):
    """A message of which nobody knows whether bytes of it are stored: its full name, where it is declared, and why."""

    name: str
    place: Place | None
    why: str


class StorageProposal(Struct, frozen=True):
    """Messages to be classified together.

    Attributes:
        messages: sorted by place.
        paths: a pattern that means these and no others; empty where there is none.
    """

    messages: tuple[OpenMessage, ...]
    paths: tuple[str, ...] = ()


class OpaqueProposal(Struct, frozen=True):
    """A document with places that could hide uses: their kinds, and the symbols that they could hide, as shown to people."""

    path: str
    kinds: tuple[str, ...]
    reach: tuple[str, ...]


class Proposal(Struct, frozen=True):
    """A first configuration.

    Attributes:
        import_roots: folders that `.proto` imports start at, as they were inferred; the root itself is empty.
        checks: commands that seem to run builds and tests.
        storage: what to classify.
        opaque: what to narrow, the widest reach first.
    """

    import_roots: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    storage: tuple[StorageProposal, ...] = ()
    opaque: tuple[OpaqueProposal, ...] = ()
