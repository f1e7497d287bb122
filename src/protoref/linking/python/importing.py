"""Places where a module is imported, or taken from those that are loaded, and its name is no constant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from protoref.indexers.python.index import (
    NONE,
    Attribute,
    Binding,
    BindingKind,
    Call,
    Choice,
    Computed,
    Context,
    Each,
    Literal,
    Mapping,
    Name,
    ScopeKind,
    Sequence,
    Subscript,
    Text,
)
from protoref.linking.python import calls
from protoref.linking.python.document import DocumentLinker
from protoref.linking.python.resolver import Resolver
from protoref.linking.python.running import running_imports
from protoref.linking.python.values import LOADED, ClassValue, FunctionValue, TextValue, foreign_name
from protoref.model.source import Range

ComputedImport: TypeAlias = tuple[Range, str, str]
"""Where, and the constant ends of the module's name."""

_BY_NAME = frozenset({"import_module", "__import__"})
"""Functions that import, whoever has them: nobody calls anything else so."""
_MODULES = {
    "importlib.import_module": "name",
    "importlib.__import__": "name",
    "builtins.__import__": "name",
    "runpy.run_module": "mod_name",
    "pkgutil.resolve_name": "name",
    "pkgutil.get_loader": "module_or_name",
    "pkgutil.find_loader": "fullname",
    "pydoc.locate": "path",
    "pydoc.safeimport": "path",
    "imp.load_module": "name",
    "django.utils.module_loading.import_string": "dotted_path",
    "werkzeug.utils.import_string": "import_name",
    "tornado.util.import_object": "name",
    "hydra.utils.get_class": "path",
    "hydra.utils.get_object": "path",
}
"""Functions that import the module which their first argument names, and what that is called."""
_FILES = {
    "importlib.util.spec_from_file_location": (1, "location"),
    "importlib.machinery.SourceFileLoader": (1, "path"),
    "imp.load_source": (1, "pathname"),
    "runpy.run_path": (0, "path_name"),
}
"""Functions that run a file: which argument is its path, and what that is called."""
_WALKING = frozenset({"iter_modules", "walk_packages"})
"""Functions of `pkgutil` that give the names of modules, behind a prefix."""
_MAX_NAMES = 8
"""How many names a text may go through."""
_FINDING = frozenset({"find_spec", "find_module"})
_LOADING = frozenset({"load_module", "exec_module", "module_from_spec"})
"""Methods that look for a module, and those that run what was found. Who does the first alone asks whether it is there."""

_LOSING = frozenset({Context.ARGUMENT, Context.RETURN, Context.ITEM, Context.OTHER, Context.DECORATOR})
"""What is done with a function here is not followed any further."""
_HOLDING = frozenset({ScopeKind.MODULE, ScopeKind.CLASS})
"""Scopes whose names other documents can have."""
_MODULE = re.compile(r"[\w.]*")
_TAKES_NAMES = frozenset(
    {
        "list",
        "set",
        "tuple",
        "sorted",
        "frozenset",
        "len",
        "iter",
        "id",
        "str",
        "repr",
        "print",
        "any",
        "all",
        "enumerate",
    }
)
"""Built-in functions that make nothing but names of the table of loaded modules."""
_TAKES_TABLES = frozenset({"dict", "setitem", "delitem", "update", "assertIn", "assertNotIn"})
"""Methods that do nothing with the table of loaded modules but ask for names, put it back or patch it."""
_GIVES = frozenset({"items", "values", "copy"})
_PATHS = frozenset(
    {
        "str",
        "Path",
        "join",
        "joinpath",
        "with_name",
        "abspath",
        "realpath",
        "resolve",
        "absolute",
        "fspath",
        "normpath",
        "expanduser",
    }
)
"""Functions whose result ends as their last argument does, or as what they are called on."""


def computed_imports(linker: DocumentLinker) -> list[ComputedImport]:
    """All of one document's, in order of appearance but for those of bindings."""
    return [*_Finder(linker).find()]


class _Finder:
    def __init__(self, linker: DocumentLinker) -> None:
        self._linker = linker
        self._resolver: Resolver = linker.resolver
        self._document = linker.document
        self._expressions = linker.document.index.expressions
        self._renamed = {one.alias: one.name for one in self._document.index.imports if one.alias}
        self._loads = any(isinstance(one, Name | Attribute) and one.name in _LOADING for one in self._expressions)

    def find(self) -> Iterator[ComputedImport]:
        spared = self._names_alone()
        for at, expression in enumerate(self._expressions):
            if isinstance(expression, Name | Attribute):
                lost = expression.context in _LOSING
                if (lost and self._imports(at)) or (lost and at not in spared and self._is_loaded(at)):
                    yield expression.range, "", ""
                if (
                    isinstance(expression, Attribute)
                    and expression.name in _GIVES
                    and self._is_loaded(expression.value)
                ):
                    yield expression.range, "", ""
            elif isinstance(expression, Call):
                yield from self._call(expression)
            elif isinstance(expression, Subscript):
                if not expression.stored:
                    yield from self._loaded(expression.value, expression.index)
                yield from self._by_name(expression.index)
        yield from ((place, "", "") for place in running_imports(self._document, self._foreign))
        for bound in self._document.index.bindings:
            # Other documents can have what the module or a class gives a new name; they are not read for that.
            kept = bound.kind is BindingKind.ASSIGN and bound.value >= 0 and self._holds(bound)
            if kept and (self._imports(bound.value) or self._is_loaded(bound.value) or self._exports(bound)):
                yield bound.range, *(self._beside() if bound.name == "__all__" else ("", ""))
        for binding in self._document.index.attribute_bindings:
            stored = any(binding in kept for kept in self._document.stored.values())
            target = self._expressions[binding.target]
            kept = not stored and binding.value >= 0 and isinstance(target, Attribute)
            if kept and (self._imports(binding.value) or self._is_loaded(binding.value)):
                yield target.range, "", ""  # type: ignore[union-attr]

    # -- what expressions are ----------------------------------------------------------------------------------

    def _foreign(self, at: int) -> set[str]:
        return set(map(foreign_name, self._resolver.value(self._document.path, at)))

    def _imports(self, at: int) -> bool:
        """Whether an expression is a function that imports or runs what its argument names."""
        function = self._expressions[at]
        if isinstance(function, Name) and function.name == "__import__":
            return True
        return not (_MODULES.keys() | _FILES.keys()).isdisjoint(self._foreign(at))

    def _is_loaded(self, at: int) -> bool:
        """Whether it is `sys.modules`."""
        return isinstance(self._expressions[at], Name | Attribute) and LOADED in self._foreign(at)

    def _holds(self, bound: Binding) -> bool:
        return self._document.index.scopes[bound.scope].kind in _HOLDING

    def _names_alone(self) -> set[int]:
        """What takes no module out of a table of modules: loops over it, and arguments of some functions."""
        found = {one.value for one in self._expressions if isinstance(one, Each)}
        for expression in self._expressions:
            if isinstance(expression, Call):
                func = self._expressions[expression.func]
                plain = isinstance(func, Name) and func.name in _TAKES_NAMES
                if plain or (isinstance(func, Attribute) and func.name in _TAKES_TABLES):
                    found.update(expression.args)
        return found

    def _place(self, at: int) -> Range:
        """Where people look for it."""
        one = self._expressions[at]
        if isinstance(one, Call):
            return self._place(one.func)
        if isinstance(one, Subscript):
            return self._place(one.value)
        if isinstance(one, Choice):
            return self._place(one.options[0])
        return one.range if isinstance(one, Name | Attribute | Text) else Range(0, 0)

    def _called(self, call: Call) -> str:
        func = self._expressions[call.func]
        if isinstance(func, Name):
            return self._renamed.get(func.name) or func.name
        return func.name if isinstance(func, Attribute) else ""

    # -- calls -------------------------------------------------------------------------------------------------

    def _argument(self, call: Call, position: int, name: str) -> int:
        """The expression of an argument; -1 where it is not told apart."""
        if position < len(call.args):
            return call.args[position]
        return next((one.value for one in call.keywords if one.name == name), NONE)

    def _call(self, call: Call) -> Iterator[ComputedImport]:
        called = self._called(call)
        functions = self._foreign(call.func)
        place = self._place(call.func)
        if called in _BY_NAME:
            yield from self._named(call, place, "name", followed=True)
        elif files := [_FILES[one] for one in functions if one in _FILES]:
            for position, name in files:
                at = self._argument(call, position, name)
                if not (at == NONE and not call.open):
                    yield from self._file(at, place)
        elif names := [_MODULES[one] for one in functions if one in _MODULES]:
            yield from self._named(call, place, names[0], followed=False)
        elif called in _FINDING and self._loads and call.args:
            yield from self._named(call, place, "name", followed=False)
        elif called in ("get", "pop", "setdefault", "__getitem__") and call.args:
            func = self._expressions[call.func]
            if isinstance(func, Attribute):
                yield from self._loaded(func.value, call.args[0])
        elif called in ("attrgetter", "methodcaller") and call.args:
            yield from self._by_name(call.args[0])
        elif called == "patch" and call.args:
            target = self._expressions[call.args[0]]
            if isinstance(target, Computed) and "." in target.prefix:
                yield place, target.prefix, ""
        elif called in ("append", "extend", "insert") and call.args:
            yield from self._listed(call)

    def _named(self, call: Call, place: Range, name: str, *, followed: bool) -> Iterator[ComputedImport]:
        """A call that imports by name; `followed`: constants in it are recorded as what they name."""
        at = self._argument(call, 0, name)
        if at == NONE:
            if (
                call.open
                or any(isinstance(self._expressions[one.value], Computed) for one in call.keywords)
                or (call.keywords and followed)
            ):
                yield place, "", ""
            return
        key = self._expressions[at]
        if isinstance(key, Text) and not _MODULE.fullmatch(key.value):
            return  # no generator writes such a module
        if followed and call.args and calls.import_call(self._resolver, self._document, call):
            if self._linker.may_be_more(at):
                yield place, "", ""
            return
        # Under another name no call is followed, not even one with a constant.
        yield place, *self._imported_ends(call, at)

    def _imported_ends(self, call: Call, at: int) -> tuple[str, str]:
        """The constant ends of what a call imports; a relative name begins with the package that it is taken from."""
        prefix, suffix = self._ends(at)
        inner = prefix.lstrip(".")
        if inner == prefix:
            return prefix, suffix
        package = self._argument(call, 1, "package")
        known = self._expressions[package] if package != NONE else None
        base = known.value if isinstance(known, Text) else self._own_package(package) if known is not None else ""
        base = base or self._only_text(package)
        parts = base.split(".")
        kept = parts[: max(0, len(parts) - (len(prefix) - len(inner) - 1))]
        return (".".join([*kept, inner]) if base and kept else inner), suffix.lstrip(".")

    def _ends(self, at: int) -> tuple[str, str]:
        """The constant ends of a text, also where it was given a name first, and where it begins with the own package."""
        for _ in range(_MAX_NAMES):
            then = self._document.assigned(at)
            if then == at:
                break
            at = then
        key = self._expressions[at]
        if isinstance(key, Text):
            return key.value, key.value
        if isinstance(key, Call) and (ends := self._format(key)):
            return ends
        if not isinstance(key, Computed):
            return self._walked(at), ""
        head, behind = self._beginning(key)
        own = self._own_package(head) if head != NONE else ""
        if own and behind:
            # What goes on without a dot (`__name__ + "_pb2"`) is beside the document, not below its package.
            return own + behind if behind.startswith(".") else f"{own}.", key.suffix
        return key.prefix or self._constant(head, behind), key.suffix

    def _format(self, call: Call) -> tuple[str, str] | None:
        """The constant ends of `"app.plugins.{}".format(name)`, also where its first field is the own package."""
        func = self._expressions[call.func]
        text = self._expressions[func.value] if isinstance(func, Attribute) and func.name == "format" else None
        if not isinstance(text, Text) or "{" not in text.value or "{{" in text.value or "}}" in text.value:
            return None
        prefix, _, fields = text.value.partition("{")
        suffix = fields.rpartition("}")[2]
        first, _, behind = fields.partition("}")
        if prefix or first not in ("", "0") or not call.args:
            return prefix, suffix
        own, behind = self._own_package(call.args[0]), behind.partition("{")[0]
        return (own + behind if own and behind.startswith(".") else ""), suffix

    def _beginning(self, key: Computed) -> tuple[int, str]:
        """The expression that a text is put together behind, and the constant text that goes on there."""
        if key.head != NONE:
            return key.head, key.behind
        if key.what != "expression" or len(key.items) < 2:
            return NONE, ""
        then = self._expressions[key.items[1]]
        return (key.items[0], then.value) if isinstance(then, Text) else (NONE, "")

    def _constant(self, at: int, behind: str) -> str:
        """How a text begins that is put together behind an expression, where that has one value and a constant goes on there."""
        text = self._only_text(at) if behind else ""
        return text + behind if text else ""

    def _only_text(self, at: int) -> str:
        """The one text that an expression can be; else empty."""
        values = self._resolver.value(self._document.path, at) if at != NONE else ()
        return values[0].text if len(values) == 1 and isinstance(values[0], TextValue) else ""

    def _walked(self, at: int) -> str:
        """How the names begin that `pkgutil` gives for what lies in a package (`for info in iter_modules(path, "app.")`)."""
        one = self._expressions[at]
        if isinstance(one, Attribute) and one.name == "name":
            at, one = one.value, self._expressions[one.value]
        numbers = self._document.lookup(one, at) if isinstance(one, Name) else ()
        sources = [self._document.index.bindings[number].value for number in numbers]
        each = self._expressions[sources[0]] if len(sources) == 1 and sources[0] != NONE else None
        call = self._expressions[each.value] if isinstance(each, Each) else None
        if not isinstance(call, Call) or self._called(call) not in _WALKING:
            return ""
        begins = self._argument(call, 1, "prefix")
        return self._only_text(begins) or (self._ends(begins)[0] if begins != NONE else "")

    def _own_package(self, at: int) -> str:
        """The document's package, with the folders above it, where an expression is `__package__` or `__name__`."""
        key = self._expressions[at]
        own = isinstance(key, Name) and key.name in ("__package__", "__name__") and not self._document.lookup(key, at)
        return self._document.path.rpartition("/")[0].replace("/", ".") if own else ""

    def _file(self, at: int, place: Range) -> Iterator[ComputedImport]:
        """A call that runs a file. A constant path is searched for as any text is."""
        end = self._end(at) if at != NONE else ""
        if end is not None:
            yield place, "", end.removesuffix(".py").replace("/", ".")[end.rfind("/") if "/" in end else 0 :]

    def _end(self, at: int) -> str | None:
        """How a path ends, as far as it is constant; None where all of it is."""
        one = self._expressions[self._document.assigned(at)]
        if isinstance(one, Text):
            return None
        found = NONE
        if isinstance(one, Computed):
            if one.suffix:
                return one.suffix
            found = one.items[-1] if one.items else NONE
        elif isinstance(one, Call) and self._called(one) in _PATHS:
            func = self._expressions[one.func]
            found = one.args[-1] if one.args else func.value if isinstance(func, Attribute) else NONE
        if found == NONE:
            return ""
        last = self._expressions[found]
        return f"/{last.value}" if isinstance(last, Text) else (self._end(found) or "")

    # -- tables ------------------------------------------------------------------------------------------------

    def _loaded(self, table: int, key: int) -> Iterator[ComputedImport]:
        """`sys.modules[name]`: a module that something has imported by then, which tells of itself wherever it does.

        Constant ends are a sign of which modules are meant: then it counts as if the import stood here.
        """
        holder, ends = self._expressions[table], self._ends(key)
        if any(ends) and isinstance(holder, Name | Attribute) and self._is_loaded(table):
            names = self._resolver.value(self._document.path, key)
            constant = names and all(isinstance(name, TextValue) for name in names)
            if not constant or self._linker.may_be_more(key):
                yield holder.range, *ends

    def _by_name(self, at: int) -> Iterator[ComputedImport]:
        """The name of what imports modules, as a key."""
        key = self._expressions[at]
        if isinstance(key, Text) and key.value in _BY_NAME:
            yield key.range, "", ""

    # -- the names that a package exports ----------------------------------------------------------------------

    def _exports(self, bound: Binding) -> bool:
        """Whether it is the `__all__` of a package, and computed: a star import of the package imports what it names."""
        if bound.name != "__all__" or bound.scope != 0 or not self._document.path.endswith("/__init__.py"):
            return False
        value = self._expressions[bound.value]
        return isinstance(value, Call) or (isinstance(value, Computed) and value.what == "comprehension")

    def _listed(self, call: Call) -> Iterator[ComputedImport]:
        """`__all__.append(name)` in a package."""
        func = self._expressions[call.func]
        holder = self._expressions[func.value] if isinstance(func, Attribute) else None
        if isinstance(holder, Name) and holder.name == "__all__" and self._document.path.endswith("/__init__.py"):
            given = self._expressions[call.args[-1]]
            if not isinstance(given, Text | Literal | Sequence | Mapping | Attribute) and not self._is_named(
                call.args[-1]
            ):
                beside, none = self._beside()
                prefix, suffix = self._ends(call.args[-1]) if isinstance(given, Computed) else ("", none)
                yield holder.range, beside + prefix, suffix

    def _is_named(self, at: int) -> bool:
        """Whether it is a class or a function: no text, and so no module's name."""
        values = self._resolver.value(self._document.path, at)
        return bool(values) and all(isinstance(value, ClassValue | FunctionValue) for value in values)

    def _beside(self) -> tuple[str, str]:
        """The ends of the names of modules that lie in the same folder."""
        return self._document.path.rpartition("/")[0].replace("/", ".") + ".", ""
