"""Runs a drawn program and tells what it really reached: `child.py ROOT`, the answer as JSON on standard output.

The generated module is replaced by doubles with the same names. A double tells each access of a name in it, by file, line and
symbol; and before each line it is noted which names then mean a double. The program is ours: our own test drew it.
"""

import importlib
import json
import sys
import types

ROOT = sys.argv[1]
ACCESSES: set[tuple[str, int, str]] = set()
VISIBLE: dict[tuple[str, int], set[tuple[str, str]]] = {}
FAILED: set[tuple[str, int]] = set()
"""Lines that raised something: what was to come in them did not happen."""
SYMBOLS = {}
"""By double, the symbol it stands for."""
PB = "gen.shop_pb2"


def note(frame, symbol):
    path = frame.f_code.co_filename
    if path.startswith(ROOT):
        ACCESSES.add((path[len(ROOT) + 1 :], frame.f_lineno, symbol))


class Noting(type):
    """A class whose nested names are watched."""

    def __getattribute__(cls, name):
        for base in type.__getattribute__(cls, "__mro__"):
            members = type.__getattribute__(base, "__dict__").get("WATCHED", {})
            if name in members:
                note(sys._getframe(1), members[name])
        return type.__getattribute__(cls, name)


class Value(int):
    """An enum value that is told apart from other numbers."""


def value(symbol):
    made = Value(0)
    made.symbol = symbol
    return made


def meaning(thing):
    """The symbol that a double stands for, or None."""
    if isinstance(thing, Value):
        return thing.symbol
    if isinstance(thing, Module):
        return "file:shop.proto"
    return SYMBOLS.get(thing) if isinstance(thing, Noting) else None


def double(symbol, **members):
    made = Noting(symbol.rpartition(".")[2], (), {})
    for name, (_, member) in members.items():
        type.__setattr__(made, name, member)
    type.__setattr__(made, "WATCHED", {name: own for name, (own, _) in members.items()})
    SYMBOLS[made] = symbol
    return made


def message_double(symbol, **members):
    made = double(symbol, **members)
    type.__setattr__(made, "__init__", lambda self, *args, **kwargs: None)
    return made


class Module(types.ModuleType):
    """The generated module, watched."""

    def __getattribute__(self, name):
        found = types.ModuleType.__getattribute__(self, name)
        if found.__hash__ and found in SYMBOLS:
            note(sys._getframe(1), SYMBOLS[found])
        return found


class Program(types.ModuleType):
    """A module of the program, watched as well: it passes doubles on."""

    def __getattribute__(self, name):
        found = types.ModuleType.__getattribute__(self, name)
        if symbol := meaning(found):
            note(sys._getframe(1), symbol)
        return found


def install():
    line = message_double("shop.Order.Line")
    state = double("shop.Order.State", OPEN=("shop.Order.State.OPEN", value("shop.Order.State.OPEN")))
    order = message_double("shop.Order", Line=("shop.Order.Line", line), State=("shop.Order.State", state))
    item = message_double("shop.Item")
    color = double("shop.Color", RED=("shop.Color.RED", value("shop.Color.RED")))
    module = Module(PB)
    vars(module).update(Order=order, Item=item, Color=color, __all__=["Order", "Item", "Color"])
    sys.modules[PB] = module
    importlib.import_module("gen").shop_pb2 = module


def trace(frame, event, argument):
    path = frame.f_code.co_filename
    if not path.startswith(ROOT):
        return None
    if event == "exception":
        FAILED.add((path[len(ROOT) + 1 :], frame.f_lineno))
    if event == "line":
        seen = VISIBLE.setdefault((path[len(ROOT) + 1 :], frame.f_lineno), set())
        scope = {**frame.f_globals, **frame.f_locals}
        seen |= {(name, meaning(thing)) for name, thing in scope.items() if meaning(thing)}
    return trace


sys.path.insert(0, ROOT)
install()
modules = json.load(sys.stdin)
for name in modules:
    sys.settrace(trace)
    try:
        importlib.import_module(name).__class__ = Program
    except Exception:
        pass  # what ran until then counts
    finally:
        sys.settrace(None)
lines = [[path, line, sorted(seen)] for (path, line), seen in VISIBLE.items() if (path, line) not in FAILED]
sys.stdout.write(json.dumps([sorted(ACCESSES), sorted(lines)]))
