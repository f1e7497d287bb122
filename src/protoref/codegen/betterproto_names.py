"""What both generations of betterproto make of a schema file, each in its own spelling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from protoref.codegen.base import by_package, children, declared, services, unique
from protoref.codegen.betterproto_casing import legal, pascal
from protoref.model.generated import Form, GeneratedModule, GeneratedName
from protoref.model.schema import Catalog, Key, Kind, SchemaFile, Symbol, package_key


class Spelling(Struct, frozen=True):
    """What the generations differ in.

    Attributes:
        family: the generator.
        snake: a field's or rpc's name in lower case.
        members: by the class name and the values of an enum, the names that each value may get.
        clients: endings of a service's clients.
    """

    family: str
    snake: Callable[[str], str]
    members: Callable[[str, Symbol, Sequence[Symbol]], Iterable[tuple[Symbol, str]]]
    clients: tuple[str, ...]


def package_modules(catalog: Catalog, spelling: Spelling) -> Iterator[GeneratedModule]:
    """One module a package, the package itself of a folder (`x.y` -> `x/y/__init__.py`)."""
    for package, files in by_package(catalog):
        found = unique(name for file in files for name in names(file, spelling))
        if found:
            yield GeneratedModule(
                family=spelling.family,
                language="python",
                module=package,
                path="/".join([*package.split("."), "__init__.py"]).lstrip("/"),
                schemas=tuple(file.path for file in files),
                names=found,
                stands_for=package_key(package) if package else None,
            )


def names(file: SchemaFile, spelling: Spelling) -> Iterator[GeneratedName]:
    """All names of one schema file: nested types stand at the top, behind the names of those they are in."""
    by_parent = children(file)
    inside = len(file.package) + 1 if file.package else 0
    for symbol in declared(file):
        made = pascal(symbol.full_name[inside:])
        owned = by_parent.get(symbol.full_name, [])
        if symbol.kind is Kind.MESSAGE and not symbol.map_entry:
            yield GeneratedName(made, symbol.full_name, Form.TYPE)
            for field in owned:
                if field.kind is Kind.FIELD:
                    yield GeneratedName(f"{made}.{legal(spelling.snake(field.name))}", field.full_name, Form.FIELD)
        elif symbol.kind is Kind.ENUM:
            yield GeneratedName(made, symbol.full_name, Form.TYPE)
            for value, member in spelling.members(made, symbol, owned):
                yield GeneratedName(f"{made}.{legal(member)}", value.full_name, Form.VALUE)
    for service, rpcs in services(file):
        yield from _service(service, rpcs, spelling)


def _service(service: Symbol, rpcs: Iterable[Symbol], spelling: Spelling) -> Iterator[GeneratedName]:
    methods: list[tuple[str, Key]] = [(legal(spelling.snake(rpc.name)), rpc.full_name) for rpc in rpcs]
    made = pascal(service.name)
    for own, form in (*((made + ending, Form.CLIENT) for ending in spelling.clients), (f"{made}Base", Form.SERVER)):
        yield GeneratedName(own, service.full_name, form)
        for method, rpc in methods:
            yield GeneratedName(f"{own}.{method}", rpc, Form.METHOD)
