"""Walk over statements: blocks, scopes, imports and everything that binds a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import libcst as cst

from protoref.indexers.python.builder import Builder
from protoref.indexers.python.expressions import visit, visit_parameters
from protoref.indexers.python.index import (
    NONE,
    BindingKind,
    Class,
    Context,
    Each,
    Function,
    Import,
    Label,
    Name,
    ScopeKind,
)
from protoref.indexers.python.patterns import visit_pattern
from protoref.indexers.python.targets import bind_target
from protoref.model.source import Range


def visit_body(b: Builder, statements: Iterable[cst.CSTNode]) -> None:
    """Walk over the statements of a body. A string that is a statement of its own documents something."""
    for statement in statements:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                _small(b, small)
        else:
            handler = _COMPOUND.get(type(statement))
            with b.deeper():
                if handler is not None:
                    handler(b, statement)
                else:
                    for child in statement.children:
                        visit(b, child, Context.OTHER)


def _suite(b: Builder, body: cst.CSTNode) -> None:
    if isinstance(body, cst.IndentedBlock):
        visit_body(b, body.body)
    elif isinstance(body, cst.SimpleStatementSuite):
        for small in body.body:
            _small(b, small)


def _small(b: Builder, node: cst.CSTNode) -> None:
    handler = _SMALL.get(type(node))
    if handler is not None:
        handler(b, node)
    elif not isinstance(node, cst.Pass | cst.Break | cst.Continue):
        for child in node.children:
            visit(b, child, Context.OTHER)


def _expression(b: Builder, node: cst.Expr) -> None:
    if isinstance(node.value, cst.SimpleString | cst.ConcatenatedString):
        before = len(b.expressions)
        visit(b, node.value, Context.STATEMENT)
        for expression in b.expressions[before:]:
            place = getattr(expression, "range", None)
            if place is not None:
                b.docstrings.add(place)
        return
    visit(b, node.value, Context.STATEMENT)


def _assign(b: Builder, node: cst.Assign) -> None:
    targets = [bind_target(b, target.target, visit) for target in node.targets]
    value = visit(b, node.value, Context.ALIAS)
    for bind in targets:
        bind(BindingKind.ASSIGN, value)


def _annotated(b: Builder, node: cst.AnnAssign) -> None:
    bind = bind_target(b, node.target, visit)
    with b.annotations():
        annotation = visit(b, node.annotation.annotation, Context.ANNOTATION)
    if node.value is None:
        bind(BindingKind.DECLARED, NONE, annotation)
        return
    marker = b.expressions[annotation]
    alias = isinstance(marker, Name) and marker.name == "TypeAlias"
    with b.annotations(alias):
        value = visit(b, node.value, Context.ALIAS)
    bind(BindingKind.ASSIGN, value, NONE if alias else annotation)


def _augmented(b: Builder, node: cst.AugAssign) -> None:
    bind = bind_target(b, node.target, visit)
    visit(b, node.value, Context.OTHER)
    bind(BindingKind.AUGMENTED, NONE)


def _delete(b: Builder, node: cst.Del) -> None:
    targets = (
        [element.value for element in node.target.elements] if isinstance(node.target, cst.Tuple) else [node.target]
    )
    for target in targets:
        if isinstance(target, cst.Name):
            b.bind(target.value, b.take(target.value), BindingKind.DELETE)
        else:
            visit(b, target, Context.DELETE)


def _return(b: Builder, node: cst.Return) -> None:
    if node.value is not None:
        b.results.append(visit(b, node.value, Context.RETURN))


def _raise(b: Builder, node: cst.Raise) -> None:
    if node.exc is not None:
        visit(b, node.exc, Context.OTHER)
    if node.cause is not None:
        visit(b, node.cause.item, Context.OTHER)


def _assert(b: Builder, node: cst.Assert) -> None:
    visit(b, node.test, Context.TEST)
    if node.msg is not None:
        visit(b, node.msg, Context.OTHER)


def _global(b: Builder, node: cst.Global | cst.Nonlocal) -> None:
    for item in node.names:
        b.declare(item.name.value, b.take(item.name.value), everywhere=isinstance(node, cst.Global))


def _dotted(node: cst.CSTNode) -> list[str]:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return parts[::-1]


def _import(b: Builder, node: cst.Import) -> None:
    for alias in node.names:
        parts = _dotted(alias.name)
        places = tuple(b.take(part) for part in parts)
        _add_import(b, ".".join(parts), 0, places, "", Range(0, 0), alias, parts[0], places[0])


def _import_from(b: Builder, node: cst.ImportFrom) -> None:
    parts = _dotted(node.module) if node.module is not None else []
    places = tuple(b.take(part) for part in parts)
    module, level = ".".join(parts), len(node.relative)
    if isinstance(node.names, cst.ImportStar):
        order = len(b.expressions)
        b.imports.append(Import(module, level, places, "", Range(0, 0), "", True, b.scope, b.block, order))
        return
    for alias in node.names:
        name = alias.name.value if isinstance(alias.name, cst.Name) else ""
        place = b.take(name)
        _add_import(b, module, level, places, name, place, alias, name, place)
        places = ()


def _add_import(
    b: Builder,
    module: str,
    level: int,
    places: tuple[Range, ...],
    name: str,
    name_range: Range,
    alias: cst.ImportAlias,
    bound: str,
    bound_range: Range,
) -> None:
    """Keep one imported name and bind what it binds: the new name, the name, or the module's first part."""
    renamed = alias.asname.name.value if alias.asname is not None and isinstance(alias.asname.name, cst.Name) else ""
    if renamed:
        bound, bound_range = renamed, b.take(renamed)
    number = len(b.imports)
    order = len(b.expressions)
    b.imports.append(Import(module, level, places, name, name_range, renamed, False, b.scope, b.block, order))
    b.bind(bound, bound_range, BindingKind.IMPORT, index=number)


def _class(b: Builder, node: cst.ClassDef) -> None:
    decorators = tuple(visit(b, decorator.decorator, Context.DECORATOR) for decorator in node.decorators)
    name, place = node.name.value, b.take(node.name.value)
    scope, outer = b.scope, b.scope
    if node.type_parameters is not None:
        outer = _type_parameters(b, node.type_parameters, name)
    with b.inside(outer) if outer != scope else b.branch():
        bases = tuple(visit(b, arg.value, Context.BASE) for arg in _taken(b, node.bases))
        for arg in _taken(b, node.keywords):
            visit(b, arg.value, Context.OTHER)
        body = b.new_scope(ScopeKind.CLASS, name)
    number = len(b.classes)
    b.classes.append(Class(name, place, b.scope, body, bases, decorators))
    with b.inside(body):
        _suite(b, node.body)
    b.spans.append((Range(place.start, b.here()), body))
    b.bind(name, place, BindingKind.CLASS, index=number)


def _taken(b: Builder, args: Iterable[cst.Arg]) -> Iterable[cst.Arg]:
    """The arguments of a class statement; their keywords name nothing."""
    for arg in args:
        if arg.keyword is not None:
            b.labels.append(Label(arg.keyword.value, b.take(arg.keyword.value), "keyword of a class"))
        yield arg


def _type_parameters(b: Builder, node: cst.TypeParameters, name: str) -> int:
    scope = b.new_scope(ScopeKind.TYPE, name)
    with b.inside(scope), b.annotations():
        for parameter in node.params:
            param = parameter.param
            place = b.take(param.name.value)
            if isinstance(param, cst.TypeVar) and param.bound is not None:
                visit(b, param.bound, Context.ANNOTATION)
            if parameter.default is not None:
                visit(b, parameter.default, Context.ANNOTATION)
            b.bind(param.name.value, place, BindingKind.TYPE_PARAMETER)
    return scope


def _function(b: Builder, node: cst.FunctionDef) -> None:
    decorators = tuple(visit(b, decorator.decorator, Context.DECORATOR) for decorator in node.decorators)
    name, place = node.name.value, b.take(node.name.value)
    scope, outer = b.scope, b.scope
    if node.type_parameters is not None:
        outer = _type_parameters(b, node.type_parameters, name)
    returns = NONE
    with b.inside(outer) if outer != scope else b.branch():
        body = b.new_scope(ScopeKind.FUNCTION, name)
        number = b.reserve_function(body)
        parameters = visit_parameters(b, node.params, body, number)
        if node.returns is not None:
            with b.annotations():
                returns = visit(b, node.returns.annotation, Context.ANNOTATION)
    b.bind(name, place, BindingKind.FUNCTION, index=number)
    outer_results, b.results = b.results, []
    with b.inside(body), b.annotations(False):
        _suite(b, node.body)
    b.spans.append((Range(place.start, b.here()), body))
    results, b.results = tuple(b.results), outer_results
    b.functions[number] = Function(name, place, b.scope, body, parameters, returns, decorators, results)


def _if(b: Builder, node: cst.If) -> None:
    current: cst.If | cst.Else | None = node
    while isinstance(current, cst.If):
        tested = visit(b, current.test, Context.TEST)
        test = b.expressions[tested]
        with b.branch(type_checking=getattr(test, "name", "") == "TYPE_CHECKING"):
            for name, container in _contained(b, current.test, cst.In, cst.And):
                b.guard(name, container)
            _suite(b, current.body)
        current = current.orelse
    if current is not None:
        with b.branch():
            _suite(b, current.body)
    elif node.orelse is None and _leaves(node.body):
        for name, container in _contained(b, node.test, cst.NotIn, cst.Or):
            b.guard(name, container)


def _contained(
    b: Builder, test: cst.BaseExpression, operator: type[cst.BaseCompOp], joint: type[cst.BaseBooleanOp]
) -> Iterator[tuple[int, int]]:
    """Names and containers that a test compares by an operator, in any of the conditions that are joined by another."""
    waiting = [test]
    while waiting:
        one = waiting.pop()
        if isinstance(one, cst.BooleanOperation) and isinstance(one.operator, joint):
            waiting += [one.left, one.right]
        elif (
            isinstance(one, cst.Comparison) and one in b.contained and isinstance(one.comparisons[0].operator, operator)
        ):
            yield b.contained[one]


def _leaves(body: cst.BaseSuite) -> bool:
    """Whether what follows a suite is not reached through it."""
    last: cst.CSTNode | None = body.body[-1] if body.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Raise | cst.Return | cst.Continue | cst.Break)


def _for(b: Builder, node: cst.For) -> None:
    bind = bind_target(b, node.target, visit)
    source = b.add(Each(visit(b, node.iter, Context.OTHER)))
    with b.branch(loop=True):
        bind(BindingKind.LOOP, source)
        _suite(b, node.body)
    if node.orelse is not None:
        with b.branch():
            _suite(b, node.orelse.body)


def _while(b: Builder, node: cst.While) -> None:
    with b.branch(loop=True):
        visit(b, node.test, Context.TEST)
        _suite(b, node.body)
    if node.orelse is not None:
        with b.branch():
            _suite(b, node.orelse.body)


def _try(b: Builder, node: cst.Try | cst.TryStar) -> None:
    with b.branch():
        _suite(b, node.body)
    for handler in node.handlers:
        with b.branch():
            if handler.type is not None:
                visit(b, handler.type, Context.OTHER)
            if handler.name is not None and isinstance(handler.name.name, cst.Name):
                name = handler.name.name.value
                b.bind(name, b.take(name), BindingKind.EXCEPT)
            _suite(b, handler.body)
    if node.orelse is not None:
        with b.branch():
            _suite(b, node.orelse.body)
    if node.finalbody is not None:
        _suite(b, node.finalbody.body)


def _with(b: Builder, node: cst.With) -> None:
    for item in node.items:
        source = b.add(Each(visit(b, item.item, Context.OTHER), context_manager=True))
        if item.asname is not None:
            bind_target(b, item.asname.name, visit)(BindingKind.WITH, source)
    before = len(b.guards)
    _suite(b, node.body)
    # What leaves the body may be held back by the manager (`contextlib.suppress`).
    b.guards[before:] = [guard for guard in b.guards[before:] if guard.block != b.block]


def _match(b: Builder, node: cst.Match) -> None:
    b.take("match")
    subject = visit(b, node.subject, Context.TEST)
    for case in node.cases:
        b.take("case")
        with b.branch():
            visit_pattern(b, case.pattern, subject)
            if case.guard is not None:
                visit(b, case.guard, Context.TEST)
            _suite(b, case.body)


def _type_alias(b: Builder, node: cst.TypeAlias) -> None:
    b.take("type")
    name, place = node.name.value, b.take(node.name.value)
    scope, outer = b.scope, b.scope
    if node.type_parameters is not None:
        outer = _type_parameters(b, node.type_parameters, name)
    with b.inside(outer) if outer != scope else b.branch(), b.annotations():
        value = visit(b, node.value, Context.ALIAS)
    b.bind(name, place, BindingKind.TYPE_ALIAS, value=value)


_SMALL: dict[type[cst.CSTNode], Callable[..., None]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Del: _delete,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _global,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.TypeAlias: _type_alias,
}

_COMPOUND: dict[type[cst.CSTNode], Callable[..., None]] = {
    cst.ClassDef: _class,
    cst.FunctionDef: _function,
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: _match,
}
