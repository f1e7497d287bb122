"""A document's declarations, imports and bindings by scope and name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from protoref.indexers.rust.index import Binding, ItemKind, Path, RustIndex, Use

_GLOBS = 250
"""Glob imports that are followed in one scope: each name is looked for through each of them, and they are names themselves."""


class Tables(Struct):
    """One document, ready to be asked.

    Attributes:
        items: (scope, name) -> indexes of items; variants left out.
        uses: (scope, bound name) -> imports; `as _` left out.
        globs: scope -> glob imports, each path once.
        crowded: scopes with more glob imports than are followed.
        bindings: name -> variables.
        variants: (index of the enum, name) -> index of the variant.
        impls: scope of an impl -> range of the type that it is for.
        starts: where each path starts.
        types: by their starts, the paths of types that other documents ask for: of impls, fields, aliases and results.
    """

    items: dict[tuple[int, str], list[int]]
    uses: dict[tuple[int, str], list[Use]]
    globs: dict[int, list[Use]]
    crowded: frozenset[int]
    bindings: dict[str, list[Binding]]
    variants: dict[tuple[int, str], int]
    impls: dict[int, tuple[int, int]]
    starts: list[int]
    types: dict[int, Path]


def read_tables(index: RustIndex, written: Iterable[Use] = ()) -> Tables:
    """Sorts a document's facts, and the imports that macros write in it."""
    items: dict[tuple[int, str], list[int]] = defaultdict(list)
    variants: dict[tuple[int, str], int] = {}
    for number, item in enumerate(index.items):
        if item.kind is ItemKind.VARIANT:
            variants[item.owner, item.name] = number
        else:
            items[item.scope, item.name].append(number)
    uses: dict[tuple[int, str], list[Use]] = defaultdict(list)
    globs: dict[int, dict[tuple[object, ...], Use]] = defaultdict(dict)
    for use in (*index.uses, *written):
        if use.glob:
            spelled = (use.leading, use.extern, use.public, use.written_in, *(one.name for one in use.segments))
            globs[use.scope].setdefault(spelled, use)
        elif use.name != "_":
            uses[use.scope, use.name].append(use)
    asked = {one.type_start for one in index.items}
    asked.update(one.type_start for one in index.fields)
    asked.update(one.type_start for one in index.impls)
    bindings: dict[str, list[Binding]] = defaultdict(list)
    for binding in index.bindings:
        bindings[binding.name].append(binding)
    return Tables(
        items,
        uses,
        {scope: list(distinct.values())[:_GLOBS] for scope, distinct in globs.items()},
        frozenset(scope for scope, distinct in globs.items() if len(distinct) > _GLOBS),
        bindings,
        variants,
        {one.scope: (one.type_start, one.type_end) for one in index.impls},
        [path.segments[0].start for path in index.paths],
        {start: path for path in index.paths if (start := path.segments[0].start) in asked},
    )
