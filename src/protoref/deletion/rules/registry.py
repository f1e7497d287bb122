"""All rules, in the order of the verdict table."""

from __future__ import annotations

from protoref.deletion.rules import (
    build_glob,
    build_input,
    code_reference,
    consumers_unattested,
    foreign_reference,
    mention,
    opaque,
    owner_used,
    possible_reference,
    schema_reference,
    storage_active,
    storage_unattested,
    stub,
    stub_imported,
    unresolved,
)
from protoref.deletion.rules.base import Rule

RULES: tuple[Rule, ...] = (
    code_reference.RULE,
    schema_reference.RULE,
    foreign_reference.RULE,
    possible_reference.RULE,
    unresolved.RULE,
    opaque.RULE,
    owner_used.RULE,
    stub_imported.RULE,
    stub.RULE,
    build_input.RULE,
    build_glob.RULE,
    storage_active.RULE,
    storage_unattested.RULE,
    consumers_unattested.RULE,
    mention.RULE,
)
