"""What the state before a change knows, and the one after it has forgotten."""

from __future__ import annotations

from msgspec.structs import replace

from protoref.deletion.reachability import DEAD
from protoref.deletion.world import World
from protoref.model.schema import Key
from protoref.model.storage import Storage
from protoref.model.verdict import StorageClass
from protoref.protos import files_of, symbols_of


def used_once(world: World, keys: frozenset[Key]) -> tuple[Key, ...]:
    """Those of some symbols that something needed, sorted."""
    return tuple(sorted(key for key in keys if key in world.liveness and world.liveness[key].use not in DEAD))


def remembering(world: World, before: World, lost: tuple[Key, ...]) -> World:
    """What is gone was stored and published as the earlier state says: who takes the writer away with it leaves the data."""
    storage = dict(world.storage)
    published = dict(world.published)
    for key in lost:
        for name in (key, *symbols_of(before.catalog, key)):
            was, now = before.storage.get(name), storage.get(name)
            if was is not None and now is not None and was.cls is StorageClass.ACTIVE and now.cls in _FORGETFUL:
                why = f"it was stored before this change: {was.why}"
                storage[name] = Storage(StorageClass.UNCLASSIFIED, why, (*was.evidence, *now.evidence))
        for file in files_of(before.catalog, key):
            published[file.path] = tuple(
                dict.fromkeys((*published.get(file.path, ()), *before.published.get(file.path, ())))
            )
    return replace(world, storage=storage, published=published)


_FORGETFUL = (StorageClass.SERVICE_API, StorageClass.UNCLASSIFIED)
"""Classes that do not know of a writer that is gone."""
