"""Walk over expressions, in document order; chains (`a.b.c`, `a + b + c`) without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import libcst as cst

from protoref.indexers.python.builder import Builder, OutOfStepError
from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Await,
    BindingKind,
    Call,
    Choice,
    Computed,
    Context,
    Each,
    Function,
    Keyword,
    Literal,
    Mapping,
    Name,
    Parameter,
    ScopeKind,
    Sequence,
    Subscript,
    Text,
)
from protoref.indexers.python.lexer import lex
from protoref.indexers.python.targets import bind_target
from protoref.model.source import Range

MAX_QUOTED = 2000
"""The longest string that is parsed as an annotation, in bytes."""


def visit(b: Builder, node: cst.CSTNode, context: Context) -> int:
    """Walk over an expression; returns its position in the builder's expressions.

    Raises:
        OutOfStepError: tree and tokens disagree.
        TooDeepError: the tree nests more deeply than the walk goes.
    """
    handler = _HANDLERS.get(type(node))
    if handler is None:
        return _other(b, node, context)
    return handler(b, node, context)


def _name(b: Builder, node: cst.Name, context: Context) -> int:
    text = node.value
    place = b.take(text)
    if text in ("None", "True", "False"):
        return b.literal(none=text == "None")
    return b.add(Name(text, place, b.scope, b.block, context))


def _chain(b: Builder, node: cst.CSTNode, context: Context) -> int:
    """`a.b(c)[d].e`: the innermost operand first, then one link after the other."""
    links: list[tuple[cst.CSTNode, Context]] = []
    while True:
        if isinstance(node, cst.Attribute):
            links.append((node, context))
            node, context = node.value, Context.OWNER
        elif isinstance(node, cst.Call):
            links.append((node, context))
            node, context = node.func, Context.CALLEE
        elif isinstance(node, cst.Subscript):
            links.append((node, context))
            # In an annotation, a subscripted name is a type that is used like any other.
            node, context = node.value, Context.ANNOTATION if context is Context.ANNOTATION else Context.SUBJECT
        else:
            break
    with b.deeper():
        at = visit(b, node, context)
        for link, use in reversed(links):
            if isinstance(link, cst.Attribute):
                at = b.add(Attribute(at, link.attr.value, b.take(link.attr.value), use))
            elif isinstance(link, cst.Call):
                at = _call(b, link, at, use)
            elif isinstance(link, cst.Subscript):
                at = _subscript(b, link, at, use)
    return at


_QUOTED_FIRST = frozenset({"cast", "TypeVar", "NewType", "ForwardRef", "assert_type"})
"""Functions of `typing` that take types as strings (`TypeVar` and `NewType` behind a name)."""


def _call(b: Builder, node: cst.Call, func: int, context: Context) -> int:
    called = b.expressions[func]
    function = called.name if isinstance(called, Name | Attribute) else ""
    args: list[int] = []
    keywords: list[Keyword] = []
    more = False
    for number, arg in enumerate(node.args):
        keyword = (arg.keyword.value, b.take(arg.keyword.value)) if arg.keyword is not None else None
        quoted = function in _QUOTED_FIRST and (
            (number == 0) == (function in ("cast", "ForwardRef")) or function == "assert_type"
        )
        with b.annotations(quoted):
            value = visit(b, arg.value, Context.ANNOTATION if quoted else Context.ARGUMENT)
        if arg.star:
            more = True
        elif keyword is not None:
            keywords.append(Keyword(*keyword, value))
        else:
            args.append(value)
    return b.add(Call(func, tuple(args), tuple(keywords), more, context))


def _subscript(b: Builder, node: cst.Subscript, value: int, context: Context) -> int:
    subject = b.expressions[value]
    literal = isinstance(subject, Name | Attribute) and subject.name == "Literal"
    annotated = isinstance(subject, Name | Attribute) and subject.name == "Annotated"
    inner = Context.ANNOTATION if context in (Context.ANNOTATION, Context.BASE, Context.ALIAS) else Context.OTHER
    items: list[int] = []
    for number, element in enumerate(node.slice):
        part = element.slice
        with b.annotations(b.annotation and not literal and not (annotated and number)):
            if isinstance(part, cst.Index):
                items.append(visit(b, part.value, inner))
            elif isinstance(part, cst.Slice):
                for bound in (part.lower, part.upper, part.step):
                    if bound is not None:
                        visit(b, bound, Context.OTHER)
                items.append(b.add(Computed("slice")))
    index = items[0] if len(items) == 1 else b.add(Sequence(tuple(items), Context.OTHER))
    return b.add(Subscript(value, index, context in (Context.STORE, Context.DELETE)))


def _binary(b: Builder, node: cst.CSTNode, context: Context) -> int:
    """Operators; `|` makes a union in annotations and a choice elsewhere."""
    operands: list[cst.CSTNode] = []
    union = sum_of = True
    whole = node
    while isinstance(node, cst.BinaryOperation):
        union = union and isinstance(node.operator, cst.BitOr)
        sum_of = sum_of and isinstance(node.operator, cst.Add)
        operands.append(node.right)
        node = node.left
    operands.append(node)
    operands.reverse()
    inner = context if union and context is Context.ANNOTATION else Context.OTHER
    with b.deeper():
        visited = tuple(visit(b, operand, inner) for operand in operands)
    if union:
        return b.add(Choice(visited, context))
    ends = [b.expressions[visited[0]], b.expressions[visited[-1]]]
    prefix, suffix = (end.value if isinstance(end, Text) else "" for end in ends)
    added = isinstance(whole, cst.BinaryOperation) and isinstance(whole.operator, cst.Add)
    if isinstance(whole, cst.BinaryOperation) and isinstance(whole.operator, cst.Modulo):
        prefix, suffix = prefix.partition("%")[0], ""
    return b.add(Computed("expression", prefix, suffix if added else "", visited, parts=visited if sum_of else ()))


def _boolean(b: Builder, node: cst.CSTNode, context: Context) -> int:
    operands: list[cst.CSTNode] = []
    while isinstance(node, cst.BooleanOperation):
        operands.append(node.right)
        node = node.left
    operands.append(node)
    with b.deeper():
        return b.add(Choice(tuple(visit(b, operand, context) for operand in reversed(operands)), context))


def _if_else(b: Builder, node: cst.IfExp, context: Context) -> int:
    with b.deeper():
        body = visit(b, node.body, context)
        visit(b, node.test, Context.TEST)
        return b.add(Choice((body, visit(b, node.orelse, context)), context))


def _comparison(b: Builder, node: cst.Comparison, context: Context) -> int:
    with b.deeper():
        left = visit(b, node.left, Context.TEST)
        right = [visit(b, target.comparator, Context.TEST) for target in node.comparisons]
    member = len(right) == 1 and isinstance(node.comparisons[0].operator, cst.In | cst.NotIn)
    if member and isinstance(b.expressions[left], Name):
        b.contained[node] = left, right[0]
    return b.add(Computed("comparison"))


def _unary(b: Builder, node: cst.UnaryOperation, context: Context) -> int:
    with b.deeper():
        at = visit(b, node.expression, Context.TEST)
    if isinstance(node.operator, cst.Not) or isinstance(b.expressions[at], Literal):
        return b.literal()
    return b.add(Computed("expression"))


def _string(b: Builder, node: cst.SimpleString, context: Context) -> int:
    place = b.take_string()
    prefix = node.prefix.lower()
    if "b" in prefix:
        return b.literal()
    if b.annotation and "\\" not in node.value and place.end - place.start <= MAX_QUOTED:
        parsed = quoted(b, Range(place.start + len(prefix) + len(node.quote), place.end - len(node.quote)), context)
        if parsed != NONE:
            return parsed
    return b.add(Text(_constant(node), place))


def _constant(node: cst.SimpleString) -> str:
    try:
        value = node.evaluated_value
    except (ValueError, SyntaxError):
        return node.raw_value
    return value if isinstance(value, str) else ""


def quoted(b: Builder, place: Range, context: Context) -> int:
    """Parse the text of a range as an annotation; returns its position, or -1 where it is none."""
    text = b.data[place.start : place.end].decode("utf-8", "replace")
    tokens = lex(b.data, place.start, place.end)
    if tokens.too_deep or not text.strip():
        return NONE
    try:
        tree = cst.parse_expression(f"({text}\n)" if "\n" in text or text[:1].isspace() else text)
    except Exception:  # libcst raises several kinds, and what it cannot parse is an ordinary string
        return NONE
    kept = len(b.expressions), len(b.bindings), len(b.labels)
    try:
        with b.deeper(), b.reading(tokens), b.annotations():
            return visit(b, tree, context)
    except OutOfStepError:
        del b.expressions[kept[0] :], b.bindings[kept[1] :], b.labels[kept[2] :]
        return NONE


def _concatenated(b: Builder, node: cst.CSTNode, context: Context) -> int:
    parts: list[int] = []
    with b.annotations(False):
        while isinstance(node, cst.ConcatenatedString):
            parts.append(visit(b, node.left, Context.OTHER))
            node = node.right
        parts.append(visit(b, node, Context.OTHER))
    pieces = [b.expressions[part] for part in parts]
    texts = [piece for piece in pieces if isinstance(piece, Text)]
    if len(texts) == len(pieces):
        place = Range(texts[0].range.start, texts[-1].range.end)
        return b.add(Text("".join(text.value for text in texts), place))
    first, last = pieces[0], pieces[-1]
    joined = [(piece.value,) if isinstance(piece, Text) else getattr(piece, "parts", ()) for piece in pieces]
    whole = tuple(part for one in joined for part in one) if all(joined) else ()
    prefix = first.value if isinstance(first, Text) else first.prefix if isinstance(first, Computed) else ""
    suffix = last.value if isinstance(last, Text) else last.suffix if isinstance(last, Computed) else ""
    return b.add(Computed("formatted string", prefix, suffix, parts=whole))


def _formatted(b: Builder, node: cst.CSTNode, context: Context) -> int:
    b.take_string()
    with b.deeper(), b.annotations(False):
        visited = _parts(b, node.parts)  # type: ignore[attr-defined]
    parts = node.parts  # type: ignore[attr-defined]
    texts = [_written(part) for part in parts]
    plain = bool(parts) and isinstance(parts[0], cst.FormattedStringExpression) and parts[0].format_spec is None
    return b.add(
        Computed(
            "formatted string",
            texts[0] if texts else "",
            texts[-1] if texts else "",
            head=visited[0] if plain and parts[0].conversion is None else -1,
            behind=texts[1] if plain and len(texts) > 1 else "",
            parts=_sequence(parts, visited) if all(map(_is_plain, parts)) else (),
        )
    )


def _sequence(parts: Iterable[cst.CSTNode], visited: Iterable[int]) -> tuple[int | str, ...]:
    """The texts of a formatted string, and the expressions between them."""
    values = iter(visited)
    return tuple(part.value if isinstance(part, cst.FormattedStringText) else next(values) for part in parts)


def _is_plain(part: cst.CSTNode) -> bool:
    """Whether a part of a formatted string is text without escapes or doubled braces, or a value as it is."""
    if isinstance(part, cst.FormattedStringExpression):
        return part.format_spec is None and part.conversion is None and part.equal is None
    return isinstance(part, cst.FormattedStringText) and not any(mark in part.value for mark in "\\{}")


def _written(part: cst.CSTNode) -> str:
    """The text of a part of a formatted string; empty where it is computed, or escapes letters."""
    return part.value if isinstance(part, cst.FormattedStringText) and "\\" not in part.value else ""


def _parts(b: Builder, parts: tuple[cst.CSTNode, ...]) -> list[int]:
    visited = []
    for part in parts:
        if isinstance(part, cst.FormattedStringExpression | cst.TemplatedStringExpression):
            visited.append(visit(b, part.expression, Context.OTHER))
            if part.format_spec is not None:
                with b.deeper():
                    _parts(b, tuple(part.format_spec))
    return visited


def _items(b: Builder, node: cst.CSTNode, context: Context) -> int:
    # Items of an annotation are types (`Callable[[A], B]`); a tuple that is assigned is taken apart again.
    keep = context in (Context.ANNOTATION, Context.PATTERN)
    inner = context if keep else Context.ITEM
    with b.deeper():
        items = tuple(
            visit(b, element.value, inner)
            for element in node.elements  # type: ignore[attr-defined]
        )
    return b.add(Sequence(items, context))


def _dict(b: Builder, node: cst.Dict, context: Context) -> int:
    items: list[tuple[int, int]] = []
    with b.deeper(), b.annotations(False):
        for element in node.elements:
            key = visit(b, element.key, Context.OTHER) if isinstance(element, cst.DictElement) else NONE
            items.append((key, visit(b, element.value, Context.ITEM)))
    return b.add(Mapping(tuple(items), context))


def _comprehension(b: Builder, node: cst.BaseComp, context: Context) -> int:
    scope = b.new_scope(ScopeKind.COMPREHENSION)
    outer = b.scope
    with b.deeper(), b.annotations(False):
        with b.inside(scope):
            if isinstance(node, cst.DictComp):
                visit(b, node.key, Context.OTHER)
                visit(b, node.value, Context.ITEM)
            elif isinstance(node, cst.GeneratorExp | cst.ListComp | cst.SetComp):
                visit(b, node.elt, Context.ITEM)
        clause: cst.CompFor | None = node.for_in
        first = True
        while clause is not None:
            with b.inside(scope):
                bound = bind_target(b, clause.target, visit)
            # The first iterable is evaluated outside.
            with b.inside(outer if first else scope):
                source = b.add(Each(visit(b, clause.iter, Context.OTHER)))
            with b.inside(scope):
                bound(BindingKind.LOOP, source)
                for condition in clause.ifs:
                    visit(b, condition.test, Context.TEST)
            clause, first = clause.inner_for_in, False
    return b.add(Computed("comprehension"))


def _lambda(b: Builder, node: cst.Lambda, context: Context) -> int:
    scope = b.new_scope(ScopeKind.FUNCTION, "lambda")
    with b.deeper(), b.annotations(False):
        number = b.reserve_function(scope)
        parameters = visit_parameters(b, node.params, scope, number)
        with b.inside(scope):
            result = visit(b, node.body, Context.RETURN)
        b.functions[number] = Function("", Range(0, 0), b.scope, scope, parameters, NONE, (), (result,))
    return b.add(Computed("lambda"))


def visit_parameters(b: Builder, node: cst.Parameters, scope: int, function: int) -> tuple[Parameter, ...]:
    """Walk over parameters: annotations and defaults outside, names bound in the function's `scope`."""
    ordered: list[tuple[cst.Param, bool]] = [(param, True) for param in (*node.posonly_params, *node.params)]
    if isinstance(node.star_arg, cst.Param):
        ordered.append((node.star_arg, False))
    ordered += [(param, False) for param in node.kwonly_params]
    if node.star_kwarg is not None:
        ordered.append((node.star_kwarg, False))
    found: list[Parameter] = []
    for position, (param, positional) in enumerate(ordered):
        name = param.name.value
        place = b.take(name)
        annotation = default = NONE
        if param.annotation is not None:
            with b.annotations():
                annotation = visit(b, param.annotation.annotation, Context.ANNOTATION)
        if param.default is not None:
            with b.annotations(False):
                default = visit(b, param.default, Context.ALIAS)
        starred = param is node.star_arg or param is node.star_kwarg
        b.bind(
            name,
            place,
            BindingKind.PARAMETER,
            value=default,
            annotation=NONE if starred else annotation,
            index=function,
            position=position if positional else NONE,
            scope=scope,
        )
        found.append(Parameter(name, NONE if starred else annotation, default))
    return tuple(found)


def _await(b: Builder, node: cst.Await, context: Context) -> int:
    with b.deeper():
        inner = Context.STATEMENT if context is Context.STATEMENT else Context.OTHER
        return b.add(Await(visit(b, node.expression, inner)))


def _walrus(b: Builder, node: cst.NamedExpr, context: Context) -> int:
    with b.deeper():
        place = b.take(node.target.value) if isinstance(node.target, cst.Name) else Range(0, 0)
        value = visit(b, node.value, Context.ALIAS)
        scope = b.scope
        while b.scopes[scope].kind is ScopeKind.COMPREHENSION:
            scope = b.scopes[scope].parent
        if isinstance(node.target, cst.Name):
            owner = None if scope == b.scope else scope
            b.bind(node.target.value, place, BindingKind.ASSIGN, value=value, scope=owner)
    return value


def _yield(b: Builder, node: cst.Yield, context: Context) -> int:
    with b.deeper():
        value = node.value.item if isinstance(node.value, cst.From) else node.value
        if value is not None:
            at = visit(b, value, Context.RETURN)
            b.results.append(at if isinstance(node.value, cst.From) else b.add(Sequence((at,), Context.RETURN)))
    return b.add(Computed("yield"))


def _starred(b: Builder, node: cst.CSTNode, context: Context) -> int:
    with b.deeper():
        visit(b, node.value, Context.OTHER)  # type: ignore[attr-defined]
    return b.add(Computed("starred"))


def _number(b: Builder, node: cst.CSTNode, context: Context) -> int:
    return b.literal()


def _other(b: Builder, node: cst.CSTNode, context: Context) -> int:
    """A node that this walk does not know: its parts are looked at all the same."""
    with b.deeper():
        for child in node.children:
            visit(b, child, Context.OTHER)
    return b.add(Computed("expression"))


_HANDLERS: dict[type[cst.CSTNode], Callable[..., int]] = {
    cst.Name: _name,
    cst.Attribute: _chain,
    cst.Call: _chain,
    cst.Subscript: _chain,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.IfExp: _if_else,
    cst.Comparison: _comparison,
    cst.UnaryOperation: _unary,
    cst.SimpleString: _string,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _formatted,
    cst.Tuple: _items,
    cst.List: _items,
    cst.Set: _items,
    cst.Dict: _dict,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _comprehension,
    cst.Lambda: _lambda,
    cst.Await: _await,
    cst.NamedExpr: _walrus,
    cst.Yield: _yield,
    cst.StarredElement: _starred,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.Ellipsis: _number,
}
