"""Writing TOML, the language of the configuration."""

from __future__ import annotations

import json
from collections.abc import Iterable


def quoted(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, if what is no Unicode and DEL are escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(items: Iterable[str]) -> str:
    """An array of strings on one line."""
    return f"[{', '.join(quoted(item) for item in items)}]"
