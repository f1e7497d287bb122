"""A proposal as a commented `protoref.toml`. What changes an answer is commented out: a person decides, and takes the `#` away."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.model.proposal import OpaqueProposal, Proposal, StorageProposal
from protoref.model.toml import listed
from protoref.reporting.escape import excerpt
from protoref.reporting.facts import spot_text
from protoref.reporting.layout import plural
from protoref.snapshot.patterns import exactly

_MOST_MESSAGES = 30


def render(proposal: Proposal) -> str:
    """The file's text: TOML, in which a line that starts with `#` and no blank is a setting to be decided about."""
    return "\n".join(_lines(proposal)) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    yield "# What protoref should know about this repository. Every key is optional: docs/configuration.md explains them."
    yield '# A line that begins with "#" and no blank is a proposal: decide, and take the "#" away.'
    yield ""
    yield "# Where imports between .proto files start (protoc's -I); this is what was inferred."
    yield f"#import_roots = {listed(root or '.' for root in proposal.import_roots)}"
    yield ""
    yield "# Commands that show whether builds and tests pass; `can-delete --run-checks` runs them, nothing else does."
    yield f"#checks = {listed(proposal.checks)}" if proposal.checks else '#checks = ["make test"]'
    yield ""
    yield "# What files are for, where the guess is wrong; patterns are those of .gitignore."
    yield "#[roles]"
    yield '#test = ["/harness/"]'
    for storage in proposal.storage:
        yield ""
        yield from _storage(storage)
    for opaque in proposal.opaque:
        yield ""
        yield from _opaque(opaque)


def _storage(proposal: StorageProposal) -> Iterator[str]:
    count = len(proposal.messages)
    yield f"# Nobody knows whether bytes of {'this message' if count == 1 else f'these {count} messages'} are stored:"
    for message in proposal.messages[:_MOST_MESSAGES]:
        where = f" ({excerpt(spot_text(message.place))})" if message.place else ""
        yield f"#   {excerpt(message.name)}{where}: {excerpt(message.why)}"
    if count > _MOST_MESSAGES:
        yield f"#   and {count - _MOST_MESSAGES} more"
    yield '# "legacy": no longer written, data may remain. "transient": never stored. "active": written today.'
    yield "#[[storage]]"
    yield '#class = "legacy"'
    if proposal.paths:
        yield f"#paths = {listed(proposal.paths)}"
    else:
        yield f"#symbols = {listed(message.name for message in proposal.messages)}"
    yield '#reason = ""'


def _opaque(proposal: OpaqueProposal) -> Iterator[str]:
    wide = (
        "everything"
        if proposal.reach == ("*",)
        else plural(len(proposal.reach), "schema or symbol", "schemas and symbols")
    )
    yield f"# Places in {excerpt(proposal.path)} that could hide uses of {wide}. What can they reach at most?"
    yield "#[[opaque]]"
    yield f"#paths = {listed([exactly(proposal.path)])}"
    yield f"#kinds = {listed(proposal.kinds)}"
    yield "#reaches = []"
    yield '#reason = "say why"'
