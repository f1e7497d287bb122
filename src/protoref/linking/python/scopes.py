"""Python's scope rules over one index: which bindings a name that is read may mean."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence as Row
from functools import cached_property

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    AttributeBinding,
    Binding,
    BindingKind,
    Call,
    Guard,
    Import,
    Mapping,
    Name,
    PythonIndex,
    ScopeKind,
    Sequence,
    Text,
)

_CONTAINERS = frozenset({"frozenset", "set", "tuple", "list", "dict", "sorted"})
"""Built-in functions that make a container of the items of another."""


class Document:
    """An index with its look-up tables.

    Attributes:
        index: the index.
        path: its path.
        stars: positions of star imports at module level (wherever they bind).
        module_names: by name, the positions of the module's bindings.
        class_names: by scope and name, likewise for class bodies.
        class_of_body: by a class body's scope, the class.
        stored: by class and attribute name, what methods assign to `self.name`.
        fixtures: by name, functions that pytest hands to tests.
        computes_names: names of the module may be made at run time.
    """

    def __init__(self, index: PythonIndex) -> None:
        self.index = index
        self.path = index.path
        self._bindings: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._finals: dict[tuple[int, str], tuple[int, ...]] = {}
        for number, binding in enumerate(index.bindings):
            self._bindings[binding.scope, binding.name].append(number)
        self.stars = tuple(number for number, imported in enumerate(index.imports) if imported.star)
        self.module_names = {name: tuple(numbers) for (scope, name), numbers in self._bindings.items() if scope == 0}
        self.class_names = {
            key: tuple(numbers)
            for key, numbers in self._bindings.items()
            if index.scopes and index.scopes[key[0]].kind is ScopeKind.CLASS
        }
        self.class_of_body = {one.body: number for number, one in enumerate(index.classes)}
        self.function_of_body = {one.body: number for number, one in enumerate(index.functions)}
        self.fixtures = self._fixtures()
        self.stored = self._stored()
        self.computes_names = self._computes_names()

    def _fixtures(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, function in enumerate(self.index.functions):
            if any(self.last_name(at) == "fixture" for at in function.decorators):
                found[function.name] = number
        return found

    def _stored(self) -> dict[tuple[int, str], list[AttributeBinding]]:
        found: dict[tuple[int, str], list[AttributeBinding]] = defaultdict(list)
        for binding in self.index.attribute_bindings:
            target = self.index.expressions[binding.target]
            if not isinstance(target, Attribute):
                continue
            owner = self.index.expressions[target.value]
            if not isinstance(owner, Name):
                continue
            for number in self.lookup(owner, target.value):
                parameter = self.index.bindings[number]
                if parameter.kind is BindingKind.PARAMETER and parameter.position == 0:
                    scope = self.index.functions[parameter.index].scope
                    if scope in self.class_of_body:
                        found[self.class_of_body[scope], target.name].append(binding)
        return found

    def _computes_names(self) -> bool:
        """`__getattr__` at module level, or a hold of the module's own namespace."""
        if "__getattr__" in self.module_names:
            return True
        for at, expression in enumerate(self.index.expressions):
            if not isinstance(expression, Name) or expression.name not in ("globals", "vars", "exec", "setattr"):
                continue
            if expression.name == "globals" or (expression.scope == 0 and not self.lookup(expression, at)):
                return True
        return False

    def last_name(self, at: int) -> str:
        """The identifier at the end of a dotted expression; a call's is that of its function."""
        expression = self.index.expressions[at] if at != NONE else None
        while isinstance(expression, Call):
            expression = self.index.expressions[expression.func]
        return expression.name if isinstance(expression, Name | Attribute) else ""

    def assigned(self, at: int) -> int:
        """What the only assignment to a name gives it; anything else as it is."""
        one = self.index.expressions[at]
        bindings = self.lookup(one, at) if isinstance(one, Name) else ()
        if len(bindings) == 1:
            bound = self.index.bindings[bindings[0]]
            if bound.kind is BindingKind.ASSIGN and bound.value >= 0 and not bound.path:
                return bound.value
        return at

    def containers(self, expression: Name, at: int) -> Iterator[int]:
        """The containers that a name is known to be an item of where it is read: `if name in NAMES:`."""
        numbers: tuple[int, ...] = ()
        for guard in self._guards.get(expression.name, ()):
            numbers = numbers or self.lookup(expression, at)
            test = self.index.expressions[guard.name]
            if (
                guard.order <= at
                and len(numbers) == 1  # a name that is bound again may be something else by then
                and isinstance(test, Name)
                and self.lookup(test, guard.name) == numbers
                and self._inside(guard.block, expression.block)
            ):
                yield guard.container

    @cached_property
    def _guards(self) -> dict[str, list[Guard]]:
        found: dict[str, list[Guard]] = defaultdict(list)
        for guard in self.index.guards:
            test = self.index.expressions[guard.name]
            if isinstance(test, Name):
                found[test.name].append(guard)
        return found

    def constants(self, at: int) -> tuple[str, ...]:
        """What a container of constant texts is written with (a dict's keys); empty where it holds anything else."""
        one = self.index.expressions[self.assigned(at)]
        if isinstance(one, Call):
            func = self.index.expressions[one.func]
            copied = isinstance(func, Name) and func.name in _CONTAINERS and not self.lookup(func, one.func)
            return self.constants(one.args[0]) if copied and len(one.args) == 1 and not one.keywords else ()
        items: tuple[int, ...] = ()
        if isinstance(one, Sequence):
            items = one.items
        elif isinstance(one, Mapping):
            items = tuple(key for key, _ in one.items)
        texts = [self.index.expressions[self.assigned(item)] if item != NONE else None for item in items]
        found = tuple(text.value for text in texts if isinstance(text, Text))
        return found if len(found) == len(items) else ()

    def parameter(self, function: int, at: int) -> Binding | None:
        """The parameter of a function that an expression is, and nothing else than that; or None."""
        expression = self.index.expressions[at] if at != NONE else None
        if not isinstance(expression, Name):
            return None
        found = [self.index.bindings[number] for number in self.lookup(expression, at)]
        if len(found) == 1 and found[0].kind is BindingKind.PARAMETER and found[0].index == function:
            return found[0]
        return None

    def binds(self, name: str) -> bool:
        """Whether any scope of the document binds a name."""
        return any(bound == name for _, bound in self._bindings)

    def line(self, imported: Import) -> int:
        """The line (1-based) where an import stands."""
        places = imported.parts or (imported.name_range,)
        return bisect_right(self.index.line_starts, places[0].start)

    def line_at(self, offset: int) -> int:
        """The line (1-based) of a byte offset."""
        return bisect_right(self.index.line_starts, offset)

    def lookup(self, expression: Name, at: int) -> tuple[int, ...]:
        """The bindings that a name may mean where it is read; empty where no scope binds it.

        Args:
            expression: the name.
            at: its position in the index's expressions.
        """
        scopes = self.index.scopes
        scope, direct, together = expression.scope, True, True
        while scope != NONE:
            here = scopes[scope]
            if here.kind is ScopeKind.CLASS and not direct:
                scope = here.parent
                continue
            if expression.name in here.globals and scope != 0:
                return tuple(self._bindings.get((0, expression.name), ()))
            numbers = self._bindings.get((scope, expression.name))
            if numbers:
                if not together:
                    return self._final(scope, expression.name)
                reaching = self._reaching(numbers, expression.block, at)
                if reaching or here.kind is not ScopeKind.CLASS:
                    return reaching or tuple(numbers)
            # Comprehensions and class bodies are carried out where they stand, functions when they are called.
            together = together and here.kind in (ScopeKind.COMPREHENSION, ScopeKind.CLASS)
            # A class body is seen by what stands directly in it, and by its methods' type parameters.
            direct = here.kind is ScopeKind.TYPE
            scope = here.parent
        return ()

    def star_between(self, numbers: Row[int], at: int) -> bool:
        """Whether a star import may have brought a name of the module since it was bound last, or before it ever is.

        Args:
            numbers: the bindings that the name may mean.
            at: position of the expression that reads it.
        """
        bindings = self.index.bindings
        if not self.stars or any(bindings[number].scope for number in numbers):
            return False
        before = [bindings[number] for number in numbers if bindings[number].order <= at]
        stars = [self.index.imports[number] for number in self.stars]
        return any(star.order <= at and all(_follows(star, one) for one in before) for star in stars)

    def runs_in_place(self, scope: int) -> bool:
        """Whether what stands in a scope is carried out together with the module, and not when somebody calls it."""
        while scope > 0:
            if self.index.scopes[scope].kind is ScopeKind.FUNCTION:
                return False
            scope = self.index.scopes[scope].parent
        return True

    def bound_before(self, numbers: Row[int], at: int) -> bool:
        """Whether one of some bindings comes before an expression."""
        return any(self.index.bindings[number].order <= at for number in numbers)

    def _final(self, scope: int, name: str) -> tuple[int, ...]:
        """What a scope binds a name to in the end."""
        key = (scope, name)
        if key not in self._finals:
            self._finals[key] = self._kept(self._bindings[key])
        return self._finals[key]

    def _inside(self, outer: int, inner: int) -> bool:
        """Whether a block is, or lies in, another."""
        while inner != NONE:
            if inner == outer:
                return True
            inner = self.index.blocks[inner].parent
        return False

    def _reaching(self, numbers: Row[int], block: int, at: int) -> tuple[int, ...]:
        """The bindings whose value can still be there when the expression `at` in `block` is evaluated."""
        bindings = self.index.bindings
        before = bisect_right(numbers, at, key=lambda number: bindings[number].order)
        reaching: list[int] = []
        last = NONE
        for place in range(before - 1, -1, -1):
            reaching.append(numbers[place])
            if self._inside(bindings[numbers[place]].block, block):
                last = bindings[numbers[place]].block
                break
        reaching.reverse()
        if self._loops(block):
            reaching += [n for n in numbers[before:] if self._again(bindings[n].block, block, last)]
        return tuple(n for n in reaching if bindings[n].kind is not BindingKind.DELETE) or tuple(reaching)

    def _loops(self, block: int) -> bool:
        """Whether a block is, or lies in, a loop's body."""
        while block != NONE:
            if self.index.blocks[block].loop:
                return True
            block = self.index.blocks[block].parent
        return False

    def _again(self, later: int, block: int, last: int) -> bool:
        """Whether a later binding is met again by a loop that no binding in `last` cuts off."""
        around = block
        while around != NONE:
            if self.index.blocks[around].loop and self._inside(around, later):
                return last == NONE or not self._inside(around, last)
            around = self.index.blocks[around].parent
        return False

    def last(self, numbers: Row[int]) -> tuple[int, ...]:
        """The bindings that may be in force once all have been carried out.

        The last one that no branch can pass by hides those before it, but for what functions bind from inside (`global`):
        nobody knows when they are called.
        """
        found: list[int] = []
        hidden = False
        for number in reversed(numbers):
            binding = self.index.bindings[number]
            if not hidden or self._deferred(binding):
                found.append(number)
            hidden = hidden or binding.block == self.index.scopes[binding.scope].block
        found.reverse()
        return self._kept(found)

    def _kept(self, numbers: Row[int]) -> tuple[int, ...]:
        """The bindings that give a name a value, rather than take it away."""
        return tuple(number for number in numbers if self.index.bindings[number].kind is not BindingKind.DELETE)

    def _deferred(self, binding: Binding) -> bool:
        """Whether a binding stands in a function inside of the scope that it binds in."""
        own, block = self.index.scopes[binding.scope].block, binding.block
        while block not in (own, NONE):
            if block in self._function_blocks:
                return True
            block = self.index.blocks[block].parent
        return False

    @cached_property
    def _function_blocks(self) -> frozenset[int]:
        return frozenset(scope.block for scope in self.index.scopes if scope.kind is ScopeKind.FUNCTION)


def _follows(star: Import, one: Binding) -> bool:
    """Whether a star import comes after a binding; between them no expression need stand."""
    if star.order == one.order and star.parts:
        return star.parts[0].start > one.range.start
    return star.order >= one.order
