"""The larger set: where only schemas that nothing uses hold a deletion back, they can go with it."""

from __future__ import annotations

from collections.abc import Callable

from protoref.deletion.case import Case
from protoref.deletion.reachability import DEAD
from protoref.deletion.world import World
from protoref.model.schema import OWNED, Key, file_key

_MOST_ROUNDS = 100


def larger_set(case: Case, case_of: Callable[[tuple[Key, ...]], Case]) -> tuple[Key, ...]:
    """The schemas that would have to go as well.

    Args:
        case: a deletion.
        case_of: gives the deletion of what the case deletes and some more.

    Returns:
        Keys of files and types, in order of discovery; none where no schema holds the deletion back, or one that is used.
    """
    added: list[Key] = []
    for _ in range(_MOST_ROUNDS):
        users = {one.reference.user for one in case.references if one.reference.language == "proto"}
        if not users:
            return tuple(added)
        dead = {_dead(user, case.world) for user in users}
        more = sorted(key for key in dead if key is not None and key not in added)
        if None in dead or not more:
            return ()
        added += more
        case = case_of(tuple(added))
    return ()


def _dead(user: Key, world: World) -> Key | None:
    """What nothing uses around a user: its whole file, else its type, else None."""
    if user.startswith("file:"):
        paths = [user.removeprefix("file:")]
    else:
        paths = [definition.file.path for definition in world.catalog.definitions.get(user, ())]
    for path in paths:
        if world.liveness[file_key(path)].use in DEAD:
            return file_key(path)
    symbol = world.catalog.symbol(user)
    while symbol is not None and symbol.kind in OWNED and symbol.parent:
        symbol = world.catalog.symbol(symbol.parent)
    if symbol is not None and symbol.full_name in world.liveness and world.liveness[symbol.full_name].use in DEAD:
        return symbol.full_name
    return None
