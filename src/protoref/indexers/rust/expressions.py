"""Reduces expressions to what tells their type: paths, fields, method calls, calls, struct literals."""

from __future__ import annotations

import re

from protoref.indexers.rust.index import Expr, ExprKind
from protoref.indexers.rust.parsing import Node
from protoref.indexers.rust.use_trees import plain

_TRANSPARENT = {
    "await_expression": 0,
    "try_expression": 0,
    "parenthesized_expression": 0,
    "reference_expression": -1,
    "unary_expression": -1,
}
"""Expressions that are left out, with the place of what they contain among their named children."""
_YIELDING = frozenset({"block", "unsafe_block", "async_block", "if_expression", "match_expression"})
"""Expressions whose value is that of an expression at their end."""
_ENDING = frozenset(
    {
        *("return_expression", "break_expression", "continue_expression", "macro_invocation", "block"),
        *("integer_literal", "string_literal", "boolean_literal", "unit_expression", "closure_expression"),
    }
)
"""What an arm of a match may be that tells nothing of its type."""
_WRAPS = re.compile(
    rb"(?:\w+\s*::\s*)*(?:Some|Ok|(?:Arc|Rc|Box|Mutex|RwLock|RefCell|Cell|Pin|Cow|OnceCell)\s*::\s*(?:new|clone|from|pin))\Z"
)
"""Functions whose result is used like their argument, once unwrapped, locked or awaited."""
_CHAIN = re.compile(
    rb"(?:r#)?[^\W\d]\w*(?:\s*(?:\.\s*(?:r#)?[^\W\d]\w*|\(\)|\?))*\s*\.\s*\Z",
)
_LINK = re.compile(rb"(?P<name>(?:r#)?[^\W\d]\w*)\s*(?P<call>\(\))?")
_LOOK_BACK = 300
"""How many bytes before a method call in a token tree its receiver is looked for."""


class Expressions:
    """The expressions of one document, each once."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.found: list[Expr] = []
        self.known: dict[tuple[int, int], int] = {}

    def add(self, expr: Expr) -> int:
        """Appends an expression and gives its index."""
        self.found.append(expr)
        return len(self.found) - 1

    def of(self, node: Node | None) -> int:
        """The index of an expression; -1 where it is not followed. Iterative: chains may be long."""
        pending: list[tuple[tuple[int, int], ExprKind, Node, Node | None]] = []
        base = -1
        while node is not None:
            key = (node.start_byte, node.end_byte)
            if key in self.known:
                base = self.known[key]
                break
            kind = node.type
            if kind in _TRANSPARENT:
                inner = node.named_children
                node = inner[_TRANSPARENT[kind]] if inner else None
            elif kind in _YIELDING:
                node = _yielded(node)
            elif kind in ("identifier", "self", "scoped_identifier"):
                base = self._path(key, node, None)
                break
            elif kind == "struct_expression":
                name = node.child_by_field_name("name")
                base = self.known[key] = self.add(Expr(ExprKind.STRUCT, -1, name.start_byte if name else -1))
                break
            elif kind == "field_expression":
                pending.append((key, ExprKind.FIELD, node, None))
                node = node.child_by_field_name("value")
            elif kind == "call_expression":
                function = node.child_by_field_name("function")
                args = None
                if function is not None and function.type == "generic_function":
                    args = function.child_by_field_name("type_arguments")
                    function = function.child_by_field_name("function")
                if function is not None and function.type == "field_expression":
                    pending.append((key, ExprKind.METHOD, function, args))
                    node = function.child_by_field_name("value")
                elif function is not None and (inner_value := self._wrapped(node, function)) is not None:
                    node = inner_value
                elif function is not None:
                    pending.append((key, ExprKind.CALL, function, args))
                    base = self._path((function.start_byte, function.end_byte), function, args)
                    break
                else:
                    break
            else:
                break
        for key, what, owner, args in reversed(pending):
            base = self.known[key] = self.add(self._link(what, base, owner, args))
        return base

    def add_arguments(self, calls: list[Node]) -> None:
        """Completes calls that were met with their only argument: what `block_on(x)` gives depends on it."""
        for call in sorted(calls, key=lambda node: node.end_byte - node.start_byte):
            number = self.known.get((call.start_byte, call.end_byte))
            if number is None or self.found[number].kind is not ExprKind.CALL:
                continue
            arguments = call.child_by_field_name("arguments")
            inner = arguments.named_children if arguments is not None else []
            if len(inner) == 1:
                argument = self.of(inner[0])
                self.found[number] = self.found[number]._replace(argument=argument)

    def _wrapped(self, call: Node, function: Node) -> Node | None:
        """The only argument of a call that merely wraps it."""
        if not _WRAPS.match(self.data, function.start_byte, function.end_byte):
            return None
        arguments = call.child_by_field_name("arguments")
        inner = arguments.named_children if arguments is not None else []
        return inner[0] if len(inner) == 1 else None

    def _path(self, key: tuple[int, int], node: Node, args: Node | None) -> int:
        if node.type not in ("identifier", "self", "scoped_identifier"):
            return -1
        if key not in self.known:
            span = (args.start_byte, args.end_byte) if args is not None else (-1, -1)
            text = "" if node.type == "scoped_identifier" else plain(self.data[key[0] : key[1]])
            self.known[key] = self.add(Expr(ExprKind.PATH, -1, key[0], text, *span))
        return self.known[key]

    def _link(self, kind: ExprKind, base: int, owner: Node, args: Node | None) -> Expr:
        span = (args.start_byte, args.end_byte) if args is not None else (-1, -1)
        if kind is ExprKind.CALL:
            return Expr(kind, base, owner.start_byte, "", *span)
        name = owner.child_by_field_name("field")
        if name is None:
            return Expr(ExprKind.UNKNOWN)
        return Expr(kind, base, name.start_byte, plain(self.data[name.start_byte : name.end_byte]), *span)

    def before(self, start: int) -> int:
        """The receiver of a method call in a token tree, from the text before its name; -1 where it is not simple."""
        floor = max(0, start - _LOOK_BACK)
        window = self.data[floor:start]
        # A pattern that ends at \Z is tried from each word of the last line or two only, the leftmost match wins.
        head = max(window.rfind(mark) for mark in (b";", b"{", b"}", b"=", b","))
        match = _CHAIN.search(window, head + 1)
        if match is None or window[: match.start()].rstrip().endswith((b".", b"::", b")", b"]")):
            return -1
        base = -1
        for link in _LINK.finditer(window, match.start(), match.end()):
            name, at = plain(link["name"]), floor + link.start()
            if base < 0:
                if link["call"]:
                    return -1
                base = self.add(Expr(ExprKind.PATH, -1, at, name))
            elif name != "await":
                base = self.add(Expr(ExprKind.METHOD if link["call"] else ExprKind.FIELD, base, at, name))
        return base


def _yielded(node: Node) -> Node | None:
    """The expression that a block, `if` or `match` ends in; of several arms the first that tells a type."""
    if node.type == "match_expression":
        body = node.child_by_field_name("body")
        arms = [one for one in body.named_children if one.type == "match_arm"] if body is not None else []
        values = [arm.child_by_field_name("value") for arm in arms]
        return next((value for value in values if value is not None and value.type not in _ENDING), None)
    if node.type == "if_expression":
        return node.child_by_field_name("consequence")
    inner = [one for one in node.named_children if not one.type.endswith("comment")]
    last = inner[-1] if inner else None
    if last is None or last.type in ("expression_statement", "let_declaration") or last.type.endswith("_item"):
        # A tail that ends in a brace is wrapped in a statement without a semicolon.
        if last is None or last.type != "expression_statement" or last.child_count != 1:
            return None
        return last.named_children[0] if last.named_children else None
    return last
