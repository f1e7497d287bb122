"""Values that are not all that they are written as: containers that are added to, attributes that others may set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from protoref.indexers.python.index import (
    Attribute,
    Binding,
    BindingKind,
    Call,
    Choice,
    Computed,
    Each,
    Name,
    Subscript,
    Text,
)
from protoref.linking.python.scopes import Document

_ADDS = frozenset(
    {"append", "appendleft", "extend", "extendleft", "insert", "add", "update", "setdefault", "__setitem__", "__iadd__"}
)
_GIVES = frozenset({"items", "keys", "values", "copy", "get", "pop", "popleft"})
_MAX_NAMES = 8
"""How many names a container may go through; behind more of them everything counts as added to."""


class Growing:
    """What one document adds to: names by their bindings, attributes by their names."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._expressions = document.index.expressions
        self._bindings: set[int] = set()
        self._attributes: set[str] = set()
        self._of_modules: set[str] = set()
        self._globals = False
        self._too_far = False
        for at in self._holders():
            self._add(at)
        self._bindings.update(
            number for number, one in enumerate(document.index.bindings) if one.kind is BindingKind.AUGMENTED
        )
        self._follow()

    @property
    def elsewhere(self) -> frozenset[str]:
        """Names of containers of other documents that this one adds to: `registry.NAMES`, or `NAMES` that was imported."""
        imported = (one for one in map(self._binding, self._bindings) if one.kind is BindingKind.IMPORT)
        return frozenset(
            self._of_modules | {self._document.index.imports[one.index].name or one.name for one in imported}
        )

    def grows(self, at: int, is_module: Callable[[int], bool], elsewhere: Iterable[str] = ()) -> bool:
        """Whether an expression may be more than what it is written as.

        Attributes and methods of anything but a module are: subclasses override them, and anybody may set them.

        Args:
            at: the expression: a loop's variable, an item, a name that one of these was given.
            is_module: whether an expression is a module.
            elsewhere: names that other documents add to.
        """
        bindings, names, owners = self._taken_from(at)
        return (
            self._too_far
            or not self._bindings.isdisjoint(bindings)
            or not (self._attributes | {*elsewhere}).isdisjoint(names)
            or (self._globals and any(self._binding(number).scope == 0 for number in bindings))
            or not all(map(is_module, owners))
        )

    def _holders(self) -> Iterator[int]:
        for one in self._expressions:
            if isinstance(one, Subscript) and one.stored:
                yield one.value
                if self._document.last_name(one.value) == "globals":
                    keys = self._keys(one.index)
                    self._attributes.update(keys)
                    self._globals |= not keys
            elif isinstance(one, Call):
                func = self._expressions[one.func]
                if isinstance(func, Attribute) and func.name in _ADDS:
                    yield func.value

    def _keys(self, at: int) -> tuple[str, ...]:
        """The texts that a key may be; empty where it may be any."""
        key = self._expressions[at]
        if isinstance(key, Text):
            return (key.value,)
        containers = self._document.containers(key, at) if isinstance(key, Name) else ()
        return next(filter(None, map(self._document.constants, containers)), ())

    def _add(self, at: int) -> bool:
        one = self._expressions[at]
        before = len(self._bindings) + len(self._attributes)
        if isinstance(one, Name):
            self._bindings.update(number for number in self._document.lookup(one, at) if not self._is_text(number))
        elif isinstance(one, Attribute):
            self._attributes.add(one.name)
            owner = self._expressions[one.value]
            owners = self._document.lookup(owner, one.value) if isinstance(owner, Name) else ()
            if any(self._binding(number).kind is BindingKind.IMPORT for number in owners):
                self._of_modules.add(one.name)
        return len(self._bindings) + len(self._attributes) > before

    def _follow(self) -> None:
        """Adds what has another name that is added to, and what is passed to a function here that adds to a parameter."""
        passed = [at for one in self._expressions if isinstance(one, Call) for at in one.args]
        for _ in range(_MAX_NAMES):
            grown = [self._binding(number) for number in self._bindings]
            held = [one.value for one in grown if one.kind is BindingKind.ASSIGN and one.value >= 0 and not one.path]
            if any(one.kind is BindingKind.PARAMETER for one in grown):
                held += passed
            if not [at for at in held if self._add(at)]:
                return
        self._too_far = True

    def _is_text(self, number: int) -> bool:
        """Whether a name was given a text there: nothing can be added to one, whoever it is passed to."""
        one = self._binding(number)
        whole = one.kind is BindingKind.ASSIGN and one.value >= 0 and not one.path
        return whole and isinstance(self._expressions[one.value], Text)

    def _binding(self, number: int) -> Binding:
        return self._document.index.bindings[number]

    def _taken_from(self, at: int) -> tuple[set[int], set[str], set[int]]:
        """The bindings and the attributes that an expression's value is taken out of, and what these are attributes of."""
        bindings: set[int] = set()
        names: set[str] = set()
        owners: set[int] = set()
        pending, seen = [at], {at}
        while pending:
            at = pending.pop()
            one = self._expressions[at] if at >= 0 else None
            behind: list[int] = []
            if isinstance(one, Name):
                found = self._document.lookup(one, at)
                bindings.update(found)
                bound = [self._binding(number) for number in found]
                if any(binding.scope == 0 for binding in bound):  # other documents can have it
                    names.add(one.name)
                kinds = (BindingKind.ASSIGN, BindingKind.LOOP)
                behind = [binding.value for binding in bound if binding.kind in kinds]
                behind += self._document.containers(one, at)
            elif isinstance(one, Attribute):
                names.add(one.name)
                owners.add(one.value)
            elif isinstance(one, Each):
                behind = [one.value]
            elif isinstance(one, Subscript):
                key = self._expressions[one.index]
                behind = [one.value, *(self._document.containers(key, one.index) if isinstance(key, Name) else ())]
            elif isinstance(one, Call):
                func = self._expressions[one.func]
                if isinstance(func, Attribute) and func.name in _GIVES:
                    behind = [func.value]
                else:
                    behind = list(one.args)
                    owners.update([func.value] if isinstance(func, Attribute) else ())
            elif isinstance(one, Choice):
                behind = list(one.options)
            elif isinstance(one, Computed):
                behind = [part for part in one.parts if isinstance(part, int)]
            pending += [each for each in behind if each not in seen]
            seen.update(behind)
        return bindings, names, owners
