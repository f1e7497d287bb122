"""Generated code that may be mounted out of sight: by what a macro is passed or writes, or by code that is damaged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from protoref.indexers.rust.index import MacroCall
from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.module_tree import Tree
from protoref.linking.rust.mounts import mount_of
from protoref.model.source import Range


class HiddenMount(NamedTuple):
    """A name in quotes that may be what is mounted.

    Attributes:
        range: of the name.
        unit: the unit that it names.
        node: its names.
    """

    range: Range
    unit: str
    node: GeneratedNode


def hidden_mounts(tree: Tree) -> Mapping[str, tuple[HiddenMount, ...]]:
    """By document. What stands in a call that was understood is mounted where everybody sees it, and none of these."""
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for site in tree.sites:
        if isinstance(site.by, MacroCall):
            seen[site.document].append((site.by.tree_start, site.by.end))
    for document, index in tree.indexes.items():
        for call in index.macros:
            mount = mount_of(call)
            if mount is not None and mount.kind != "unknown":
                seen[document].append((call.tree_start, call.end))
    return {document: found for document in tree.indexes if (found := tuple(_hidden(tree, document, seen[document])))}


def _hidden(tree: Tree, document: str, seen: list[tuple[int, int]]) -> Iterator[HiddenMount]:
    generated = tree.generated
    for text in tree.indexes[document].quoted:
        if any(start <= text.start < end for start, end in seen):
            continue
        name = text.text
        units = generated.of_file(name) if name.endswith(".rs") else [name] if name in generated else []
        for unit in units:
            yield HiddenMount(Range(text.start, text.end), unit, generated.tree(unit, None))
