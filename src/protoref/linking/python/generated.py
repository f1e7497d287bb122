"""What generated modules hold, by name, and what the schemas say about it: rpc signatures, field types."""

from __future__ import annotations

from collections.abc import Iterator

from protoref.linking.base import LinkInput
from protoref.linking.python.modules import Generated, generated
from protoref.linking.python.values import (
    InstanceValue,
    ItemsValue,
    KnownValue,
    SymbolValue,
    Values,
    Via,
)
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.occurrence import Step
from protoref.model.schema import Edge, Key, Kind, file_key


class GeneratedNames:
    """The names of all generated Python modules, and how they belong together."""

    def __init__(self, given: LinkInput) -> None:
        self._catalog = given.catalog
        self._entries: dict[int, dict[str, GeneratedName]] = {}
        stubs = [stub.module for stub in given.stubs.values() if stub.module is not None]
        self._modules = [module for module in (*given.modules, *stubs) if module.language == "python"]
        self._by_name: dict[str, list[GeneratedModule]] = {}
        self._types: dict[Key, tuple[GeneratedModule, str]] = {}
        for module in self._modules:
            self._by_name.setdefault(module.module, []).append(module)
            for name in module.names:
                if name.form is Form.TYPE and not name.typing_only:
                    self._types.setdefault(name.symbol, (module, name.name))
        self._edges: dict[tuple[Key, Edge], Key] = {}
        for file in given.catalog.files.values():
            for ref in file.type_refs:
                if ref.target is not None:
                    self._edges.setdefault((ref.user, ref.edge), ref.target)

    def _table(self, module: GeneratedModule) -> dict[str, GeneratedName]:
        table = self._entries.get(id(module))
        if table is None:
            table = {}
            for name in module.names:
                table.setdefault(name.name, name)
            self._entries[id(module)] = table
        return table

    def entry(self, module: GeneratedModule, name: str) -> GeneratedName | None:
        """A name of a generated module by its path inside, or None; type stubs add names to the module they describe."""
        found = self._table(module).get(name)
        if found is not None:
            return found
        for other in self._by_name.get(module.module, ()):
            if other is not module and other.schemas == module.schemas:
                found = self._table(other).get(name)
                if found is not None:
                    return found
        return None

    def visible(self, module: GeneratedModule) -> Iterator[GeneratedModule]:
        """A module and those whose names it passes on."""
        seen = [module]
        for one in seen:
            yield one
            for name in one.reexports:
                for other in self._by_name.get(name, ()):
                    if other.family == one.family and all(other is not known for known in seen):
                        seen.append(other)

    def imported(self, module: GeneratedModule, alias: str) -> Iterator[Generated]:
        """The generated modules that a generated module imports under an alias.

        protoc and gRPC write `import a.b_pb2 as a_dot_b__pb2` (python/helpers.cc, `ModuleAlias`).
        """
        if not alias.endswith("__pb2"):
            return
        dotted = alias.replace("__", "/").replace("_dot_", ".").replace("/", "_")
        for one in self._by_name.get(dotted, ()):
            if one is not module and not one.path.endswith(".pyi"):
                yield from (generated(one, "", schema, len(one.schemas) == 1) for schema in one.schemas)

    def chain(self, one: Generated) -> Via:
        """The last steps of every resolution: from the generated module to its schema."""
        family, schema = one.module.family, one.schema
        if one.stub:
            made = Step(one.stub.rpartition("/")[2], f"generated from {schema} ({family})", one.stub)
        else:
            made = Step(one.name, f"generated from {schema} ({family}) when it is built; no such file is here")
        return (made, Step(schema.rpartition("/")[2], f"schema {schema}", schema))

    def services(self, module: GeneratedModule) -> Iterator[GeneratedModule]:
        """The modules with the services of the same schemas."""
        for one in self._modules:
            if one.schemas == module.schemas and one.module != module.module:
                yield one

    def keys(self, module: GeneratedModule) -> tuple[Key, ...]:
        """The keys of everything that a generated module gives access to: its schemas and their symbols."""
        found = [file_key(schema) for schema in module.schemas]
        found += [name.symbol for one in self.visible(module) for name in one.names]
        return tuple(dict.fromkeys(found))

    def content(self, field: SymbolValue) -> Values:
        """What a field of a message holds."""
        map_value = self._edges.get((field.symbol, Edge.MAP_VALUE))
        target = self._edges.get((field.symbol, Edge.FIELD)) or map_value
        symbol = self._catalog.symbol(field.symbol)
        repeated = (symbol is not None and symbol.label == "repeated") or map_value is not None
        it = self.instance(target) if target is not None else None
        if it is None:
            what = KnownValue(f"value of field {field.symbol}")
            return (ItemsValue((what,)),) if repeated else (what,)
        return (ItemsValue((it,)),) if repeated else (it,)

    def rpc(self, owner: SymbolValue, name: str) -> Key | None:
        """An rpc of the service behind a client or servicer, or None."""
        for symbol in self._catalog.owned(owner.symbol):
            if symbol.kind is Kind.RPC and symbol.name == name:
                return symbol.full_name
        return None

    def messages(self, rpc: SymbolValue, *, request: bool) -> Values:
        """What an rpc takes or gives, as instances."""
        target = self._edges.get((rpc.symbol, Edge.RPC_INPUT if request else Edge.RPC_OUTPUT))
        it = self.instance(target) if target is not None else None
        return (it,) if it is not None else ()

    def instance(self, symbol: Key) -> InstanceValue | None:
        """An instance of a message, or None where no module makes its class."""
        found = self._types.get(symbol)
        if found is None:
            return None
        module, name = found
        made = generated(module, "", module.schemas[0], True)
        return InstanceValue(SymbolValue(made, name, symbol, Form.TYPE, via=self.chain(made)))
