"""The references of one document, and what every other name of interest in it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from protoref.indexers.rust.index import ItemKind, Path, Position, RustIndex, Segment, Token, TokenKind, Use
from protoref.linking.rust.entities import (
    EVERY,
    Found,
    GeneratedEntity,
    ItemEntity,
    ModuleEntity,
    Namespace,
    Other,
    Unknown,
)
from protoref.linking.rust.generated import GeneratedNode
from protoref.linking.rust.reach import Reach, nodes_in
from protoref.linking.rust.resolver import Place, Resolver, is_variant
from protoref.linking.rust.twins import twins
from protoref.linking.rust.types import Types, is_rpc
from protoref.model.generated import Form
from protoref.model.occurrence import Certainty, Reference, Resolution, Step, Usage
from protoref.model.schema import Key
from protoref.model.source import Range, Role

_USAGES = {
    Position.TYPE: Usage.TYPE,
    Position.EXPRESSION: Usage.OTHER,
    Position.CALL: Usage.CALL,
    Position.PATTERN: Usage.PATTERN,
    Position.STRUCT: Usage.CALL,
    Position.TRAIT: Usage.IMPLEMENT,
    Position.SELF_TYPE: Usage.TYPE,
    Position.ALIAS: Usage.ALIAS,
    Position.MACRO_NAME: Usage.MACRO,
    Position.TREE: Usage.MACRO,
    Position.ATTRIBUTE: Usage.ATTRIBUTE,
    Position.BODY: Usage.MACRO,
    Position.VISIBILITY: Usage.OTHER,
}
_SPACES: dict[Position, tuple[Namespace, ...]] = {
    Position.TYPE: (Namespace.TYPE,),
    Position.TRAIT: (Namespace.TYPE,),
    Position.SELF_TYPE: (Namespace.TYPE,),
    Position.ALIAS: (Namespace.TYPE,),
    Position.STRUCT: (Namespace.TYPE,),
    Position.CALL: (Namespace.VALUE,),
    Position.EXPRESSION: (Namespace.VALUE,),
    Position.PATTERN: (Namespace.VALUE, Namespace.TYPE),
    Position.MACRO_NAME: (Namespace.MACRO,),
}
_TOKENS = {
    TokenKind.DECLARATION: "declared here",
    TokenKind.BINDING: "local variable",
    TokenKind.FIELD: "field",
    TokenKind.METHOD: "method",
    TokenKind.LABEL: "label or lifetime",
    TokenKind.ASSOCIATED: "associated type",
    TokenKind.HIDDEN: "part of a macro's pattern or of a visibility",
}


_KEYWORDS = frozenset({"self", "super", "crate", "Self"})
"""Segments that name nothing."""
_ARGUMENTS = 2000
"""How many arguments of a macro's calls are tried for its variables."""


@dataclass(slots=True)
class _Account:
    """What was found so far: references by place and symbol, resolutions by start."""

    references: dict[tuple[int, int, Key], Reference] = field(default_factory=dict)
    resolutions: dict[int, Resolution] = field(default_factory=dict)


class DocumentLinker:
    """Links one document in every crate that it belongs to."""

    def __init__(
        self,
        resolver: Resolver,
        types: Types,
        reach: Reach,
        document: str,
        interesting: frozenset[str],
        names: frozenset[str],
        role: Role,
    ) -> None:
        self.resolver = resolver
        self.types = types
        self.reach = reach
        self.document = document
        self.index: RustIndex = resolver.tree.indexes[document]
        self.interesting = interesting
        self.names = names
        self.role = role
        self.account = _Account()
        self._opaque = [Range(spot.start, spot.end) for spot in self.index.opaque]
        self._twins = twins(self.index)

    def run(self) -> tuple[tuple[Reference, ...], dict[int, Resolution]]:
        """All references by place, and the resolutions of the other names of interest by start."""
        for path in self.index.paths:
            if any(segment.name in self.interesting or segment.name[0] == "$" for segment in path.segments):
                for place in self.places(path.scope):
                    self._path(place, path)
        for use in self.index.uses:
            if use.name in self.names or any(segment.name in self.interesting for segment in use.segments):
                for place in self.places(use.scope):
                    self._use(place, use)
        for token in self.index.tokens:
            if token.name in self.names:
                self._token(token)
        self._variables(token for token in self.index.tokens if token.name[:1] == "$")
        self._services()
        self._calls()
        self._passed()
        self._own_package()
        references = sorted(self.account.references.values(), key=lambda one: (one.range, one.symbol))
        starts = {reference.range.start for reference in references}
        kept = {start: one for start, one in sorted(self.account.resolutions.items()) if start not in starts}
        return tuple(references), kept

    def _own_package(self) -> None:
        """In a committed generated file (one with additions), the names of its own package are no uses of them."""
        unit = self.resolver.tree.committed.get(self.document)
        if unit is None:
            return
        tree = self.resolver.tree.generated.tree(unit, None)
        own = {symbol for node in nodes_in(tree) for symbol in node.meanings}
        for key, reference in list(self.account.references.items()):
            if reference.symbol in own:
                del self.account.references[key]
                what = f"code generated for {tree.origin}, with additions"
                self.account.resolutions.setdefault(key[0], Resolution(reference.range, True, what))

    def places(self, scope: int) -> Iterator[Place]:
        """A scope in every crate that the document belongs to."""
        tree = self.resolver.tree
        for module in tree.at.get((self.document, tree.module_scope(self.document, scope)), ()):
            yield Place(self.document, scope, module)

    # -- paths and imports

    def _path(self, place: Place, path: Path) -> None:
        if path.position is Position.BODY and any(segment.name[0] == "$" for segment in path.segments):
            self._expand(place, path)
            return
        spaces = _SPACES.get(path.position, EVERY)
        steps = self.resolver.walk(place, path.segments, path.leading, spaces)
        certain = path.position is not Position.BODY or self._holds_everywhere(place, path, steps)
        usage = _USAGES[path.position]
        for number, (segment, found) in enumerate(zip(path.segments, steps, strict=True)):
            last = number == len(steps) - 1
            named = self._named(path.segments, steps, number)
            spot = (segment.name, segment.start, segment.end)
            referenced = self._refer(place, spot, found, named, usage, last, certain)
            if not referenced and segment.name in self.names:
                self._resolve(place, segment.name, segment.start, segment.end, found, path.position)

    def _expand(self, place: Place, path: Path) -> None:
        """A path in a macro with a variable in it (`crate::$module::Thing`): tried with all that calls pass in.

        Which argument the variable takes is not followed; but the code compiles, so where just one argument of a call
        makes a path that exists, it is that one. Where no call is seen, the names behind the variable stay unresolved.
        """
        at = next(number for number, segment in enumerate(path.segments) if segment.name[0] == "$")
        head, tail = path.segments[:at], path.segments[at + 1 :]
        self._variables(path.segments)
        if head:
            self._head(place, path, head)
        name = self.index.scopes[path.scope].name
        arguments = list(self.resolver.macros.arguments(name))
        if any(segment.name in self.interesting for segment in tail):
            self._try(place, path, at, arguments)
        for segment in tail:
            if segment.name in self.names and segment.name[0] != "$":
                why = "behind a variable of a macro"
                found = (Found(Unknown(f"{why} that no call is seen of" if not arguments else why)),)
                known = any(one[0] == segment.start for one in self.account.references)
                if not known and not arguments:
                    self._resolve(place, segment.name, segment.start, segment.end, found, None)
                elif not known:
                    what = f"{why}: with what its calls pass in, nothing generated"
                    self._note(segment.name, segment.start, segment.end, Resolution(Range(0, 0), True, what))

    def _head(self, place: Place, path: Path, head: tuple[Segment, ...]) -> None:
        """What stands before a variable: `Status::$variant` refers to the enum."""
        steps = self.resolver.walk(place, head, path.leading, (Namespace.TYPE,))
        certain = self._holds_everywhere(place, path, steps)
        for number, (segment, found) in enumerate(zip(head, steps, strict=True)):
            named = self._named(head, steps, number)
            spot = (segment.name, segment.start, segment.end)
            referenced = self._refer(place, spot, found, named, Usage.MACRO, False, certain)
            if not referenced and segment.name in self.names:
                self._resolve(place, segment.name, segment.start, segment.end, found, None)

    def _variables(self, segments: Iterable[Segment | Token]) -> None:
        """The names of macros' variables are names of their own."""
        for one in segments:
            if one.name[0] == "$" and one.name[1:] in self.names:
                self._note(one.name[1:], one.start + 1, one.end, Resolution(Range(0, 0), True, "variable of a macro"))

    def _try(self, place: Place, path: Path, at: int, calls: list[tuple[str, tuple[Path, ...]]]) -> None:
        """Refers from what stands behind a variable, with each argument of each call in the variable's place."""
        head, tail = path.segments[:at], path.segments[at + 1 :]
        tree = self.resolver.tree
        seen: set[tuple[object, ...]] = set()
        for document, arguments in calls:
            names = {tuple(segment.name for segment in one.segments): one for one in arguments[:_ARGUMENTS]}
            key = (frozenset(names),) if head else (frozenset(names), document, arguments and arguments[0].scope)
            if key in seen or len(seen) > _ARGUMENTS:
                continue
            seen.add(key)
            hits: list[tuple[Place, list[Segment], int, str]] = []
            for argument in names.values():
                if head:
                    tries = [(place, [*head, *argument.segments, *tail], at + len(argument.segments), path.leading)]
                else:
                    scope = tree.module_scope(document, argument.scope)
                    tries = [
                        (
                            Place(document, argument.scope, module),
                            [*argument.segments, *tail],
                            len(argument.segments),
                            argument.leading,
                        )
                        for module in tree.at.get((document, scope), ())
                    ]
                hits.extend(one for one in tries if self._leads_on(*one))
            spellings = {tuple(segment.name for segment in one[1]) for one in hits}
            for there, segments, known, leading in hits:
                self._tail(place, there, segments, known, leading, len(spellings) == 1)

    def _leads_on(self, there: Place, segments: list[Segment], known: int, leading: str) -> bool:
        """Whether an expanded path finds something generated behind its variable."""
        steps = self.resolver.walk(there, segments, leading, EVERY)[known:]
        return any(isinstance(one.entity, GeneratedEntity) for found in steps for one in self._expanded(found))

    def _tail(
        self, place: Place, there: Place, segments: list[Segment], known: int, leading: str, certain: bool
    ) -> None:
        """Refers from those segments of an expanded path that stand in this document."""
        steps = self.resolver.walk(there, segments, leading, EVERY)
        first = known if known < len(segments) else known - 1
        for number in range(first, len(segments)):
            segment, found = segments[number], steps[number]
            named = self._named(segments, steps, number)
            spot = (segment.name, segment.start, segment.end)
            last = number == len(segments) - 1
            self._refer(place, spot, found, named, Usage.MACRO, last, certain)

    def _holds_everywhere(self, place: Place, path: Path, steps: list[tuple[Found, ...]]) -> bool:
        """Whether a path in a macro means at its calls what it means at its definition.

        It does where it starts at a crate; otherwise one call in the same module proves it.
        """
        tree = self.resolver.tree
        if path.segments[0].name == "crate":
            return True
        roots = {crate.root for crate in tree.crates} - {tree.crates[tree.modules[place.module].crate].root}
        if any(isinstance(one.entity, ModuleEntity) and one.entity.number in roots for one in steps[0]):
            return True
        home = tree.module_scope(self.document, path.scope)
        return any(
            document == self.document and tree.module_scope(document, call.scope) == home
            for document, call in self.resolver.macros.calls(self.index.scopes[path.scope].name)
        )

    def _passed(self) -> None:
        """Names that are passed to a macro which puts them behind a path of its own (`crate::pb::$name`)."""
        tree = self.resolver.tree
        for call in self.index.macros:
            for document, path in self.resolver.macros.tails(call.name):
                given = self.resolver.macros.paths_between(self.document, call.tree_start, call.end)[:_ARGUMENTS]
                arguments = [one for one in given if one.position is Position.TREE]
                for module in tree.at.get((document, tree.module_scope(document, path.scope)), ()):
                    there = Place(document, path.scope, module)
                    tries = [[*path.segments[:-1], *one.segments] for one in arguments]
                    hits = [
                        segments
                        for segments in tries
                        if segments[-1].name in self.interesting
                        and self._leads_on(there, segments, len(segments) - 1, path.leading)
                    ]
                    certain = len({segments[-1].name for segments in hits}) == 1
                    for segments in hits:
                        for place in self.places(call.scope):
                            self._tail(place, there, segments, len(segments), path.leading, certain)

    def _use(self, place: Place, use: Use) -> None:
        steps = self.resolver.walk_use(place, use)
        usage = Usage.REEXPORT if use.public else Usage.IMPORT
        for number, (segment, found) in enumerate(zip(use.segments, steps, strict=True)):
            last = number == len(steps) - 1 or use.segments[number + 1].name == "self"
            spot = (segment.name, segment.start, segment.end)
            named = self._named(use.segments, steps, number)
            if not self._refer(place, spot, found, named, usage, last, True) and segment.name in self.names:
                self._resolve(place, segment.name, segment.start, segment.end, found, None)
        if use.renamed and use.name in self.names:
            written = "::".join(segment.name for segment in use.segments)
            self._note(use.name, use.name_start, use.name_end, Resolution(Range(0, 0), True, f"new name of {written}"))

    def _refer(
        self,
        place: Place,
        spot: tuple[str, int, int],
        found: tuple[Found, ...],
        named: frozenset[GeneratedNode],
        usage: Usage,
        last: bool,
        certain: bool,
    ) -> bool:
        """Records what an identifier refers to; tells whether it refers to anything generated.

        Args:
            place: where it stands.
            spot: its name, start and end.
            found: what it is.
            named: the generated names that the segment before it has referred to.
            usage: how it is used.
            last: it ends its path.
            certain: whether resolution proves it.
        """
        if spot[0] in _KEYWORDS:
            return False
        referenced = False
        for one in self._expanded(found):
            if isinstance(one.entity, ModuleEntity) and last:
                referenced |= self._module(place, spot, one, usage, certain)
            if not isinstance(one.entity, GeneratedEntity):
                continue
            node = one.entity.node
            for symbol, form in _meanings(node):
                if form is Form.MODULE and not last:
                    continue
                referenced = True
                self._record(place, spot, node, symbol, usage, certain, one.chain)
            if node.parent is not None and is_variant(node) and node.parent not in named:
                for symbol in node.parent.meanings:
                    self._record(place, spot, node, symbol, usage, certain, one.chain)
        return referenced

    def _module(self, place: Place, spot: tuple[str, int, int], found: Found, usage: Usage, certain: bool) -> bool:
        """Records a module that is a schema file's own; tells whether it is one."""
        module = self.resolver.tree.modules[found.entity.number] if isinstance(found.entity, ModuleEntity) else None
        roots = module.mounts if module is not None and module.generated else ()
        for root in roots:
            for symbol in root.meanings:
                self._record(place, spot, root, symbol, usage, certain, found.chain)
        return any(root.meanings for root in roots)

    def _named(
        self, segments: Sequence[Segment], steps: list[tuple[Found, ...]], number: int
    ) -> frozenset[GeneratedNode]:
        """The generated names that the segment before refers to: a variant behind its enum's name does not stand bare."""
        if number == 0 or segments[number - 1].name in _KEYWORDS:
            return frozenset()
        found = self._expanded(steps[number - 1])
        return frozenset(one.entity.node for one in found if isinstance(one.entity, GeneratedEntity))

    def _expanded(self, found: tuple[Found, ...]) -> Iterator[Found]:
        """What was found, type aliases replaced by what they stand for."""
        for one in found:
            if isinstance(one.entity, ItemEntity) and self.resolver.item(one.entity).kind is ItemKind.TYPE:
                for target in self.resolver.alias_target(one.entity):
                    yield replace(target, chain=(*one.chain, *target.chain))
            else:
                yield one

    def _record(
        self,
        place: Place,
        spot: tuple[str, int, int],
        node: GeneratedNode,
        symbol: Key,
        usage: Usage,
        certain: bool,
        chain: tuple[Step, ...],
    ) -> None:
        name, start, end = spot
        start = self._bare(name, start, end)
        proved = certain and not self.resolver.crate(place.module).loose
        proved = proved and not any(spot_range.start <= start < spot_range.end for spot_range in self._opaque)
        how = chain or (Step(name, f"generated for {node.origin}"),)
        key = (start, end, symbol)
        known = self.account.references.get(key)
        if known is not None and (known.certainty is Certainty.CERTAIN or not proved):
            return
        self.account.references[key] = Reference(
            symbol,
            self.document,
            Range(start, end),
            "rust",
            usage,
            Certainty.CERTAIN if proved else Certainty.POSSIBLE,
            self.role_at(place),
            how,
            name != node.name,
        )

    def _bare(self, name: str, start: int, end: int) -> int:
        """Where an identifier starts behind its `r#`."""
        size = len(name.encode("utf-8", "surrogateescape"))
        return end - size if end - start == size + 2 else start

    def role_at(self, place: Place) -> Role:
        """What the code at a place is for: modules and functions may be for tests only."""
        if self.role is not Role.PRODUCTION:
            return self.role
        if self.resolver.tree.modules[place.module].test:
            return Role.TEST
        scope = place.scope
        while scope >= 0:
            if self.index.scopes[scope].test:
                return Role.TEST
            scope = self.index.scopes[scope].parent
        return self.role

    # -- what else names are

    def _resolve(
        self, place: Place, name: str, start: int, end: int, found: tuple[Found, ...], position: Position | None
    ) -> None:
        unknown = [one.entity for one in found if isinstance(one.entity, Unknown)]
        known = [one for one in found if not isinstance(one.entity, Unknown)]
        if known:
            entity = known[0].entity
            what = self.resolver.describe(entity)
            if isinstance(entity, GeneratedEntity):
                what = f"module on the way to a generated name: {what}"
            if known[0].chain and isinstance(known[0].entity, Other):
                what = f"{what} ({known[0].chain[0].how})"
            self._note(name, start, end, Resolution(Range(0, 0), True, what))
        elif reach := self._hidden_behind(place, name, unknown):
            self._note(name, start, end, Resolution(Range(0, 0), False, unknown[0].why, reach))
        elif position is Position.PATTERN:
            self._note(name, start, end, Resolution(Range(0, 0), True, "variable bound by a pattern"))
        else:
            why = unknown[0].why if unknown else f"no {name} is declared or imported here"
            self._note(name, start, end, Resolution(Range(0, 0), True, why))

    def _hidden_behind(self, place: Place, name: str, unknown: Sequence[Unknown]) -> tuple[Key, ...]:
        """The symbols that a name may stand for where resolution stopped."""
        if any(one.mounts for one in unknown):
            return self.reach.anywhere(name)
        return self.reach.of(place.module, name) if unknown and unknown[0].possible else ()

    def _note(self, name: str, start: int, end: int, resolution: Resolution) -> None:
        """Keeps the less resolved of two answers: they come from different crates."""
        start = self._bare(name, start, end)
        known = self.account.resolutions.get(start)
        if known is None or (known.resolved and not resolution.resolved):
            self.account.resolutions[start] = replace(resolution, range=Range(start, end))

    def _token(self, token: Token) -> None:
        what = _TOKENS[token.kind]
        if token.kind is TokenKind.DECLARATION:
            item = next((one for one in self.index.items if one.start == token.start), None)
            if token.start in self._twins and (reach := self.reach.anywhere(token.name)):
                why = "coded like a generated message: generated, or a twin that reads the same bytes"
                self._note(token.name, token.start, token.end, Resolution(Range(0, 0), False, why, reach))
                return
            what = f"declaration of {item.kind.value} {item.name}" if item else "declared here"
        self._note(token.name, token.start, token.end, Resolution(Range(0, 0), True, what))

    # -- services

    def _services(self) -> None:
        """The functions and types of an `impl` of a generated server trait are the service's rpcs."""
        for impl in self.index.impls:
            if impl.trait_start < 0:
                continue
            for place in self.places(impl.scope):
                for one in self._expanded(self.resolver.path_at(place, impl.trait_start)):
                    if isinstance(one.entity, GeneratedEntity) and Form.SERVER in one.entity.node.meanings.values():
                        self._implemented(place, one.entity.node, impl.scope)

    def _implemented(self, place: Place, trait: GeneratedNode, scope: int) -> None:
        for item in self.index.items:
            if item.scope != scope:
                continue
            child = trait.child(item.name)
            if child is not None and item.kind in (ItemKind.FN, ItemKind.TYPE):
                chain = (Step(item.name, f"implements {trait.path} of {trait.origin}"),)
                spot = (item.name, item.start, item.end)
                for symbol in child.meanings:
                    self._record(place, spot, child, symbol, Usage.IMPLEMENT, True, chain)

    def _calls(self) -> None:
        """Methods called on clients, and on types that implement a server trait."""
        methods = self.reach.methods
        for call in self.index.calls:
            if call.name not in methods or call.receiver < 0:
                continue
            for place in self.places(call.scope):
                for owner in self.types.of(place, call.receiver):
                    entity = owner.entity
                    nodes = [entity.node] if isinstance(entity, GeneratedEntity) else self._traits_of(entity, call.name)
                    for node in nodes:
                        child = node.child(call.name)
                        if child is not None and is_rpc(child):
                            chain = (Step(call.name, f"method of {node.path} of {node.origin}"),)
                            spot = (call.name, call.start, call.end)
                            for symbol in child.meanings:
                                self._record(place, spot, child, symbol, Usage.CALL, True, chain)

    def _traits_of(self, owner: ItemEntity, name: str) -> list[GeneratedNode]:
        """The generated server traits that a type implements a method of that name of."""
        found: list[GeneratedNode] = []
        for method in self.types.methods(owner, name):
            impl = self.resolver.tree.indexes[method.document].impls[method.impl]
            place = self.types.place_of(method.document, impl.scope)
            if impl.trait_start >= 0 and place is not None:
                traits = self.resolver.path_at(place, impl.trait_start)
                found.extend(one.entity.node for one in traits if isinstance(one.entity, GeneratedEntity))
        return found


def _meanings(node: GeneratedNode) -> Iterable[tuple[Key, Form]]:
    """What a name stands for. The module of one lone nested type stands for that type, the only thing it leads to."""
    if list(node.meanings.values()) == [Form.MODULE] and len(node.children) == 1:
        (inner,) = node.children.values()
        return [(symbol, Form.MODULE) for symbol in inner.meanings]
    return node.meanings.items()
