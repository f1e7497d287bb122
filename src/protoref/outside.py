"""Schemas from outside of the root, and where the Python modules of their stubs lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from protoref.errors import ConfigError
from protoref.model.generated import GeneratedModule
from protoref.model.schema import SchemaFile
from protoref.protos import read_proto
from protoref.snapshot.base import blob_id
from protoref.snapshot.encodings import decode
from protoref.snapshot.outside import OutsideText
from protoref.stubs import read_stub


class Outside(Struct, frozen=True):
    """What the user added.

    Attributes:
        files: the schemas, by label.
        modules: by label, the dotted name that a stub's module has in its folder or wheel (`acme.api.shop_pb2`).
    """

    files: Mapping[str, SchemaFile]
    modules: Mapping[str, str]


def outside_schemas(texts: Iterable[OutsideText]) -> Outside:
    """The schemas in some texts: `.proto` files, and the descriptors in stubs of schemas that have none of these.

    Raises:
        ConfigError: there are texts, and no schema in any of them.
    """
    given = tuple(texts)
    files: dict[str, SchemaFile] = {}
    modules: dict[str, str] = {}
    known: set[str] = set()
    for text in given:
        if not text.inside.endswith(".py"):
            source = decode(text.label, text.data, blob_id(text.data))
            files[text.label] = replace(read_proto(source, text.inside), outside=True)
            known.add(text.inside)
    for text in given:
        if text.inside.endswith(".py") and (schema := _embedded(text)) is not None:
            if schema.import_path not in known:
                files[text.label] = replace(schema, outside=True)
                known.add(schema.import_path)
            label = next(label for label, file in files.items() if file.import_path == schema.import_path)
            modules.setdefault(label, text.inside.removesuffix(".py").replace("/", "."))
    if given and not files:
        raise ConfigError(
            f"--schema: no schema in {given[0].label}{' and the files beside it' if len(given) > 1 else ''}",
            "A schema is a .proto file, or a generated _pb2.py with its descriptor.",
        )
    return Outside(files, modules)


def _embedded(text: OutsideText) -> SchemaFile | None:
    facts = read_stub(decode(text.label, text.data, blob_id(text.data)))
    return facts.schema if facts is not None else None


def laid_out(modules: Iterable[GeneratedModule], outside: Outside) -> Iterator[GeneratedModule]:
    """The generated modules, those of stubs from outside under the names that they have there."""
    for module in modules:
        names = {outside.modules.get(schema) for schema in module.schemas}
        there = names.pop() if len(names) == 1 and module.language == "python" else None
        yield replace(module, module=_moved(module.module, there)) if there is not None else module


def _moved(made: str, there: str) -> str:
    """A module's name in the folder of `there`, the messages' module of its schema: same folder, its own last name."""
    folder, _, name = there.rpartition(".")
    last = made.rpartition(".")[2]
    own = name if last.endswith("_pb2") else last
    return f"{folder}.{own}" if folder else own
