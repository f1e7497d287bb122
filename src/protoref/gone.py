"""Schemas that were deleted: found in the history by the names that a user types, with their last texts."""

from __future__ import annotations

from collections.abc import Sequence

from protoref.errors import TargetError
from protoref.model.gone import Gone
from protoref.model.problem import Problem
from protoref.model.schema import Catalog
from protoref.model.source import Source
from protoref.protos import build_catalog, files_of, read_once
from protoref.snapshot.base import DeletedProto, Snapshot, Unreadable
from protoref.snapshot.encodings import decode
from protoref.targets import resolve_targets


def find_gone(snapshot: Snapshot, words: Sequence[str], catalog: Catalog) -> Gone:
    """The deleted schemas that some words mean; nothing where the history knows none of that name.

    Args:
        snapshot: whose history is asked.
        words: what the user typed. Those that mean something here add nothing.
        catalog: what is here.
    """
    deleted = snapshot.history().deleted
    texts: dict[str, tuple[DeletedProto, Source]] = {}
    for proto, data in zip(deleted, snapshot.read_deleted(deleted), strict=True):
        if not isinstance(data, Unreadable):
            texts[proto.path] = (proto, decode(proto.path, data, proto.content_id))
    once = build_catalog(read_once(source) for _, source in texts.values())
    wanted: set[str] = set()
    for word in words:
        if not _means(word, catalog):
            wanted |= {file.path for key in _means(word, once) for file in files_of(once, key)}
    found = [texts[path] for path in sorted(wanted)]
    return Gone(tuple(read_once(source) for _, source in found), problems=tuple(_told(proto) for proto, _ in found))


def _means(word: str, catalog: Catalog) -> tuple[str, ...]:
    try:
        return resolve_targets([word], catalog)
    except TargetError:
        return ()


def _told(proto: DeletedProto) -> Problem:
    message = f"is here no more (commit {proto.commit[:7]}): judged is what is left of it"
    return Problem(proto.path, 0, message)
