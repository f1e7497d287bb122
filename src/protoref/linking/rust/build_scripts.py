"""Reads build scripts statically: which schema files are compiled, and which strings name parts of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

from protoref.indexers.rust.index import RustIndex, Text
from protoref.linking.rust.crates import join
from protoref.model.schema import Catalog

_COMPILES = frozenset(
    {
        "compile_protos",
        "compile",
        "compile_with_config",
        "compile_protos_with_config",
        "load_fds",
        "run_from_script",  # rust-protobuf 3
        "inputs",  # rust-protobuf, ttrpc, Google's own
        "input",
        "compile_grpc_protos",  # protoc-grpcio
        "FileDescriptor",  # quick-protobuf
    }
)
"""Names that say: these files are compiled."""
_SEARCHES = frozenset(
    {
        "read_dir",
        "WalkDir",
        "walkdir",
        "glob",
        "Walk",
        "walk",
        "globwalk",
        "compile_fds",
        "compile_fds_with_config",
        "extension",
    }
)
"""Names that say: the list of files is computed."""
ATTRIBUTE_METHODS = frozenset(
    {
        "extern_path",
        "type_attribute",
        "field_attribute",
        "message_attribute",
        "enum_attribute",
        "client_attribute",
        "server_attribute",
        "client_mod_attribute",
        "server_mod_attribute",
        "boxed",
        "btree_map",
        "map_type",
        "bytes",
        "skip_debug",
        "skip_source_info",
        "build",
    }
)
"""prost's and tonic's options that take paths of schema elements."""
_COMMON = frozenset({"build", "bytes"})
"""Names that many other methods have: without a string behind them they say nothing."""


def compiled_schemas(index: RustIndex, folder: str, catalog: Catalog) -> frozenset[str] | None:
    """Root paths of the schema files that a build script compiles, imports included; None where that is not certain.

    The script has to name its files: a search for files, a descriptor set, or a name that leads to no file makes it
    uncertain. More files than are really compiled may be given, never less.

    Args:
        index: of the build script.
        folder: of its package, in which cargo runs it.
        catalog: all schemas.
    """
    names = {segment.name for path in index.paths for segment in path.segments}
    names.update(call.name for call in index.calls)
    names.update(segment.name for use in index.uses for segment in use.segments)
    if not names & _COMPILES or names & _SEARCHES or index.opaque:
        return None
    if any(item.kind == "mod" and not item.inline for item in index.items):
        return None
    found: set[str] = set()
    for text in index.strings:
        if not text.text.endswith((".proto", ".protodevel")) or text.text.startswith("cargo:"):
            continue
        matches = schema_files(text.text, folder, catalog)
        if not matches:
            return None
        found.update(matches)
    if not found or any(text.text == ".proto" for text in index.strings):
        return None
    pending = list(found)
    while pending:
        for statement in catalog.files[pending.pop()].imports:
            if statement.target is None or statement.target in found or statement.target not in catalog.files:
                continue
            found.add(statement.target)
            pending.append(statement.target)
    return frozenset(found)


def compiled_into(index: RustIndex, output: str, folder: str, catalog: Catalog) -> frozenset[str]:
    """The schema files that a build script lists together with an output folder; none where that does not show.

    They are given in one call with its name (`gen("metrics", &["v1/metrics.proto"])`), or in the chain of calls that gives
    it (`.input("v1/metrics.proto").out_dir("src/metrics")`).

    Args:
        index: of the build script.
        output: the folder's name.
        folder: of the build script's package.
        catalog: all schemas.
    """
    found: set[str] = set()
    texts = index.strings
    for number, text in enumerate(texts):
        if text.text.rstrip("/").rpartition("/")[2] != output:
            continue
        behind = list(takewhile(_is_schema, texts[number + 1 :]))
        before = list(takewhile(_is_schema, reversed(texts[:number])))
        if behind and not _starts(index, text.end, behind[0].start, chained=True):
            listed = behind
        elif before and not _starts(index, before[0].end, text.start, chained=False):
            listed = before
        else:
            continue
        found.update(path for one in listed for path in schema_files(one.text, folder, catalog))
    return frozenset(found)


def _is_schema(text: Text) -> bool:
    return text.text.endswith((".proto", ".protodevel"))


def _starts(index: RustIndex, start: int, end: int, chained: bool) -> bool:
    """Whether another expression starts in a range; `chained`: or another call of a method."""
    calls = [call.start for call in index.calls] if chained else []
    return any(start <= at < end for at in (*calls, *(path.segments[0].start for path in index.paths)))


def schema_files(written: str, folder: str, catalog: Catalog) -> frozenset[str]:
    """The schema files that a path in a build script may mean: that very file, else those whose path ends like it."""
    path = join(folder, written)
    if path in catalog.files:
        return frozenset([path])
    tail = written.rpartition("}")[2].replace("\\", "/")
    parts = [part for part in tail.split("/") if part not in ("", ".", "..")]
    if not parts:
        return frozenset()
    end = "/".join(parts)
    return frozenset(
        known for known, file in catalog.files.items() if f"/{known}".endswith(f"/{end}") or file.import_path == end
    )


def option_strings(index: RustIndex) -> Iterator[tuple[str, Text]]:
    """The strings that directly follow a generator's option, with the option's name.

    Where an option is given a variable, any string of the script may be in it.
    """
    starts = sorted([path.segments[0].start for path in index.paths] + [token.start for token in index.tokens])
    for call in index.calls:
        if call.name not in ATTRIBUTE_METHODS:
            continue
        number = bisect_right(starts, call.start)
        end = starts[number] if number < len(starts) else 1 << 62
        given = [text for text in index.strings if call.end <= text.start < end]
        if not given and call.name not in _COMMON:
            given = list(index.strings)
        for text in given:
            yield call.name, text
