"""Draws small programs around a generated module: imports of many forms, re-exports, aliases, scopes, shadowing."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

NAMES = ("pb", "Order", "Item", "Color", "x", "y", "Line", "thing")
EACH = "each"
"""The variable of comprehensions: it gets its values between the lines that are watched."""
TYPES = ("Order", "Item", "Color")


@dataclass
class Module:
    """A module as it is written: its lines, and the names that are bound at its top so far, in order."""

    number: int
    lines: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"app.m{self.number}"

    def bind(self, name: str) -> str:
        if name not in self.bound:
            self.bound.append(name)
        return name


@st.composite
def programs(draw: st.DrawFn) -> dict[str, str]:
    """Files by path: `app/m0.py` and others, each importing only what stands before it."""
    modules: list[Module] = []
    for number in range(draw(st.integers(1, 4))):
        module = Module(number)
        for _ in range(draw(st.integers(1, 2))):
            _import(draw, module, modules)
        for _ in range(draw(st.integers(1, 6))):
            draw(st.sampled_from(_STATEMENTS))(draw, module, modules)
        modules.append(module)
    files = {"app/__init__.py": "", "gen/__init__.py": ""}
    files |= {f"app/m{module.number}.py": "\n".join(module.lines) + "\n" for module in modules}
    return files


def _name(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(NAMES))


def _import(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    kinds = ["plain", "as", "from", "member", "member as", "star", "try"]
    if before:
        kinds += ["module", "module as", "other", "other as", "relative", "other star", "through"] * 2
    kind = draw(st.sampled_from(kinds))
    add = module.lines.append
    if kind == "plain":
        add("import gen.shop_pb2")
        module.bind("gen")
    elif kind == "as":
        add(f"import gen.shop_pb2 as {module.bind(_name(draw))}")
    elif kind == "from":
        add(f"from gen import shop_pb2 as {module.bind(_name(draw))}")
    elif kind == "member":
        add(f"from gen.shop_pb2 import {module.bind(draw(st.sampled_from(TYPES)))}")
    elif kind == "member as":
        add(f"from gen.shop_pb2 import {draw(st.sampled_from(TYPES))} as {module.bind(_name(draw))}")
    elif kind == "star":
        add("from gen.shop_pb2 import *")
        for name in TYPES:
            module.bind(name)
    elif kind == "try":
        # A name that had a value before might keep it, for all that is known of the lines between.
        name = module.bind(f"tried{len(module.lines)}")
        missing = draw(st.booleans())
        module.lines += [
            "try:",
            f"    from gen.{'absent' if missing else 'shop_pb2'} import Order as {name}",
            "except ImportError:",
            f"    {name} = None",
        ]
    else:
        _import_other(draw, module, draw(st.sampled_from(before)), kind)


def _import_other(draw: st.DrawFn, module: Module, other: Module, kind: str) -> None:
    add = module.lines.append
    if kind == "module":
        add(f"from app import m{other.number}")
        module.bind(f"m{other.number}")
    elif kind == "module as":
        add(f"import app.m{other.number} as {module.bind(_name(draw))}")
    elif kind == "other star":
        add(f"from app.m{other.number} import *")
        for name in other.bound:
            module.bind(name)
    elif other.bound:
        taken = draw(st.sampled_from(other.bound))
        if kind == "other":
            add(f"from app.m{other.number} import {module.bind(taken)}")
        elif kind == "relative":
            add(f"from .m{other.number} import {taken} as {module.bind(_name(draw))}")
        elif kind == "through":
            add(f"import app.m{other.number}")
            module.bind("app")
            add(f"{module.bind(_name(draw))} = app.m{other.number}.{taken}")
        else:
            add(f"from app.m{other.number} import {taken} as {module.bind(_name(draw))}")


def _expression(draw: st.DrawFn, module: Module, depth: int = 0, more: tuple[str, ...] = ()) -> str:
    """An expression over the names that are bound."""
    names = [*module.bound, *more]
    if not names:
        return "None"
    kind = draw(st.integers(0, 7 if depth < 2 else 4))
    name = draw(st.sampled_from(names))
    if name == "gen":
        name = "gen.shop_pb2"
    if kind <= 1:
        return name
    if kind == 2:
        return f"{name}.{draw(st.sampled_from(TYPES))}"
    if kind == 3:
        return f"{name}.{draw(st.sampled_from(('Line', 'State', 'Order.Line', 'Order.State.OPEN', 'Color.RED')))}"
    if kind == 4:
        return f'getattr({name}, "{draw(st.sampled_from((*TYPES, "Line")))}", None)'
    inner = _expression(draw, module, depth + 1, more)
    if kind == 5:
        return f"({inner} or None)"
    if kind == 6:
        return f"(lambda {(bound := _name(draw))}: {bound})({inner})"
    return f"[{EACH} for {EACH} in ({inner},)][0]"


def _use(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    module.lines.append(_expression(draw, module))


def _assign(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    value = _expression(draw, module)
    module.lines.append(f"{module.bind(_name(draw))} = {value}")


def _pair(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    one, other = _expression(draw, module), _expression(draw, module)
    first, second = _name(draw), _name(draw)
    module.lines.append(f"{module.bind(first)}, {module.bind(second)} = {one}, {other}")


def _walrus(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    value = _expression(draw, module)
    module.lines.append(f"print({module.bind(_name(draw))} := {value})")


def _branch(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    """Both branches give the same: which of them runs is known only to the one who runs it."""
    value = _expression(draw, module)
    name = module.bind(_name(draw))
    module.lines += [
        f"if {draw(st.sampled_from(('True', 'None')))}:",
        f"    {name} = {value}",
        "else:",
        f"    {name} = {value}",
    ]


def _loop(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    values = f"({_expression(draw, module)}, {_expression(draw, module)})"
    name = module.bind(_name(draw))
    module.lines += [f"for {name} in {values}:", f"    {_expression(draw, module)}"]


def _delete(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    own = [name for name in module.bound if name in NAMES]
    if own:
        name = draw(st.sampled_from(own))
        value = _expression(draw, module)
        module.lines += [f"{name} = {value}", f"del {name}", f"{name} = {value if name not in value else None}"]


def _function(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    """A function with a parameter, perhaps a default, locals that hide names of the module, and a call of it."""
    name, parameter, local = "f" + str(len(module.lines)), _name(draw), _name(draw)
    default = f"={_expression(draw, module)}" if draw(st.booleans()) else ""
    outer = _expression(draw, module)
    body = [f"    {local} = {_expression(draw, module, more=(parameter,))}"] if draw(st.booleans()) else []
    scope = draw(st.sampled_from(["", "global", ""]))
    if scope and local != parameter and body:
        body.insert(0, f"    global {module.bind(local)}")
    known = (parameter, local) if body else (parameter,)
    body.append(f"    return {_expression(draw, module, more=known)}")
    module.lines += [f"def {name}({parameter}{default}):", *body]
    # What a parameter's default is, it may be: then nothing else is handed over.
    call = f"{name}({'' if default and default != '=None' else outer})"
    module.lines.append(f"{module.bind(_name(draw))} = {call}")


def _class(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    """A class with attributes and a method, and accesses through the class and an instance."""
    name = "C" + str(len(module.lines))
    attribute, other = _name(draw), _name(draw)
    value = _expression(draw, module)
    module.lines += [
        f"class {name}:",
        f"    {attribute} = {value}",
        f"    {other} = {_expression(draw, module, more=(attribute,))}",
        "    def get(self):",
        f"        return self.{attribute}, {_expression(draw, module)}",
        f"{name}().get()",
        f"{module.bind(_name(draw))} = {name}.{attribute}",
    ]


def _table(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    one, other = _expression(draw, module), _expression(draw, module)
    name = "T" + str(len(module.lines))
    module.lines += [f'{name} = {{"a": {one}, "b": {other}}}', f'{module.bind(_name(draw))} = {name}["a"]']


def _nested(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    """A function in a function: what the inner one sees, and `nonlocal`."""
    name, local = "g" + str(len(module.lines)), _name(draw)
    value = _expression(draw, module)
    bound = draw(st.booleans())
    if bound:  # from inside, it is one thing or the other: nobody reads it
        local = name + "_local"
    inner = [f"        nonlocal {local}", f"        {local} = {_expression(draw, module)}"] if bound else []
    module.lines += [
        f"def {name}():",
        f"    {local} = {value}",
        "    def inner():",
        *inner,
        f"        return {_expression(draw, module, more=() if bound else (local,))}",
        "    inner()",
        f"    return {None if bound else local}",
        f"{name}()",
    ]


def _match(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    subject, name = _expression(draw, module), _name(draw)
    module.lines += [f"match {subject}:", f"    case {module.bind(name)}:", f"        {_expression(draw, module)}"]


def _inherit(draw: st.DrawFn, module: Module, before: list[Module]) -> None:
    base = _expression(draw, module)
    name = "D" + str(len(module.lines))
    module.lines += [
        "try:",
        f"    class {name}({base}):",
        "        pass",
        f"    {name}.Line",
        "except TypeError:",
        "    pass",
        "except AttributeError:",
        "    pass",
    ]


_STATEMENTS = (
    _use, _use, _use, _assign, _assign, _pair, _walrus, _branch, _loop, _delete, _function, _function, _class, _table,
    _nested, _match, _inherit, _import,
)  # fmt: skip
