"""`.proto` text -> `SchemaFile`: a tolerant reader for proto2, proto3 and editions.

The grammar, and what a declaration's range covers, follow google/protobuf/compiler/parser.cc; unlike protoc it reads
on behind what it cannot understand.
"""

from __future__ import annotations

from protoref.model.schema import NOWHERE, Import, SchemaFile, Symbol
from protoref.model.source import Range, Source
from protoref.protos.cursor import StatementError
from protoref.protos.declarations import FULL_NAME_LIMIT, read_declaration
from protoref.protos.options import Place, read_option_statement
from protoref.protos.reading import Reading, Scope
from protoref.protos.reserved import merge_reserved
from protoref.protos.services import read_service
from protoref.protos.tokens import END, IDENT


def read_proto(source: Source, import_path: str | None = None) -> SchemaFile:
    """Read a `.proto`. Never fails: what cannot be understood is a problem of the result.

    Args:
        source: the document.
        import_path: how other schemas import it, where that is known; otherwise its path stands in.

    Returns:
        The schema, its type references unresolved.
    """
    reading = Reading(source)
    cursor = reading.cursor
    package = _find_package(reading)
    scope = Scope(package[0], False, reading.file)
    while cursor.kind != END:
        reading.attempt(lambda: _file_statement(reading, scope))
    if reading.packages > 1:
        cursor.problem_at(package[1].start, "a package is declared more than once; the first one counts")
    symbols = tuple(symbol for symbol in reading.symbols if symbol is not None)
    _check_unique(reading, symbols)
    return SchemaFile(
        path=source.path,
        import_path=import_path if import_path is not None else source.path,
        package=package[0],
        package_range=package[1],
        syntax=reading.syntax,
        imports=tuple(reading.imports),
        symbols=symbols,
        type_refs=tuple(reading.refs),
        options=tuple(reading.options),
        reserved=merge_reserved(reading.reserved),
        comments=tuple(Range(comment.start, comment.end) for comment in cursor.tokens.comments),
        problems=tuple(sorted(cursor.problems)),
    )


def _find_package(reading: Reading) -> tuple[str, Range]:
    """The package's name and range. It may stand behind declarations, yet their full names begin with it."""
    cursor = reading.cursor
    depth = 0
    for index, text in enumerate(cursor.texts):
        if text == "{":
            depth += 1
        elif text == "}":
            depth = max(0, depth - 1)
        elif text == "package" and depth == 0 and cursor.kinds[index + 1] == IDENT:
            if index and cursor.texts[index - 1] not in {";", "}"} and not cursor.on_new_line(index):
                continue
            cursor.index = index + 1
            try:
                name, where = cursor.dotted()
            except StatementError:
                continue  # the statement is read again, and becomes a problem then
            finally:
                cursor.index = 0
            if len(name) <= FULL_NAME_LIMIT:
                return name, where
            cursor.problem(index, "the name of the package is too long")
    return "", NOWHERE


def _check_unique(reading: Reading, symbols: tuple[Symbol, ...]) -> None:
    """Note names that are declared twice (both sides of a merge conflict, for instance); both stay."""
    seen: set[str] = set()
    for symbol in symbols:
        if symbol.full_name in seen and not symbol.map_entry:
            reading.cursor.problem_at(symbol.name_range.start, f"`{symbol.full_name}` is declared more than once")
        seen.add(symbol.full_name)


def _file_statement(reading: Reading, scope: Scope) -> None:
    """One statement at the top of the file."""
    cursor = reading.cursor
    text = cursor.text
    if read_declaration(reading, scope) or cursor.accept(";"):
        return
    if text == "service":
        read_service(reading, scope)
    elif text == "import":
        _read_import(reading)
    elif text == "package":
        cursor.index += 1
        cursor.dotted()
        reading.packages += 1
        cursor.end_statement()
    elif text == "option":
        option = read_option_statement(reading.cursor, Place(scope.name, reading.file), reading.refs)
        reading.options.append((option.name, option.value))
    elif text in {"syntax", "edition"}:
        cursor.index += 1
        cursor.expect("=")
        reading.syntax = cursor.string()[0]
        cursor.end_statement()
    else:
        raise cursor.broken("a declaration expected")


def _read_import(reading: Reading) -> None:
    """``import public "a/b.proto";``."""
    cursor = reading.cursor
    cursor.index += 1
    modifier = ""
    if cursor.text in {"public", "weak", "option"}:
        modifier = cursor.text
        cursor.index += 1
    path, where = cursor.string()
    reading.imports.append(Import(path, where, modifier))
    cursor.end_statement()
