"""All rules about schemas that stay, the gravest first."""

from __future__ import annotations

from protoref.changes.rules import (
    json_name_changed,
    label_changed,
    number_changed,
    number_reused,
    oneof_changed,
    package_changed,
    removed_without_reserved,
    rpc_changed,
    type_changed,
)
from protoref.changes.rules.base import Rule

RULES: tuple[Rule, ...] = (
    number_reused.RULE,
    number_changed.RULE,
    type_changed.RULE,
    rpc_changed.RULE,
    package_changed.RULE,
    removed_without_reserved.RULE,
    label_changed.RULE,
    oneof_changed.RULE,
    json_name_changed.RULE,
)
