"""Which generated files a document's include-like macros bring in."""

from __future__ import annotations

import re

from msgspec import Struct

from protoref.indexers.rust.index import MacroCall
from protoref.indexers.rust.use_trees import blank_comments


class Mount(Struct, frozen=True):
    """What one include-like macro brings into its module.

    Attributes:
        kind: ``package`` (named by a macro like tonic's), ``out`` (a file of OUT_DIR), ``file`` (a path relative to the
            document), ``manifest`` (one relative to the package), ``unknown`` (computed).
        name: the package, the file's path, or as much of the macro as people need to find it.
    """

    kind: str
    name: str


_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ONE_STRING = re.compile(r'[({\[]\s*(?:r#*)?"((?:[^"\\]|\\.)*)"#*\s*,?\s*[)}\]]')
_ENV = re.compile(r"\b(?:option_)?env\s*!\s*[({\[]\s*\"([^\"]*)\"\s*(?:,\s*\"[^\"]*\"\s*)?,?\s*[)}\]]")
_ONLY_LITERALS = re.compile(r"[\s(){}\[\],!:]|\bconcat\b|\bcore\b|\bstd\b")


def mount_of(call: MacroCall) -> Mount | None:
    """What an include-like macro includes; None for other macros."""
    if call.name.endswith("include_proto") or call.name == "include_service":
        found = _ONE_STRING.fullmatch(_without_comments(call.text))
        if found is None:
            return Mount("unknown", call.path)
        if call.name == "include_service":  # volo's
            return Mount("out", found[1])
        # tonic puts it between OUT_DIR and `.rs` (tonic/src/macros.rs): a folder may stand there, too
        return Mount("out", f"{found[1].lstrip('/')}.rs") if "/" in found[1] else Mount("package", found[1])
    if call.name != "include":
        return None
    variables = [match[1] for match in _ENV.finditer(call.text)]
    text = _ENV.sub("", call.text)
    literal = "".join(match[1] for match in _STRING.finditer(text))
    computed = _ONLY_LITERALS.sub("", _STRING.sub("", text)) != ""
    if computed or not literal:
        return Mount("unknown", call.text[:80])
    if "OUT_DIR" in variables:
        return Mount("out", literal.lstrip("/\\").replace("\\\\", "/"))
    if "CARGO_MANIFEST_DIR" in variables:
        return Mount("manifest", literal.lstrip("/\\"))
    return Mount("unknown", call.text[:80]) if variables else Mount("file", literal)


def _without_comments(text: str) -> str:
    return blank_comments(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
