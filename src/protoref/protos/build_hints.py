"""Import roots that build texts name: protoc's `-I`, prost's includes, buf's modules. Texts are searched, never run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from itertools import islice

from msgspec import Struct

from protoref.model.source import Source

# `-I`, `-I=` and `--proto_path` with their value: in a shell line, or as two strings of a list.
_FLAG = re.compile(
    r"""(?<![\w-])(?:-I|--proto_path|--proto-path)   # the flag
        (?:["']\s*,\s*[rbf]{0,2}["']                  # "-I", "value"
          |\s*=\s*["']?|[ \t]+["']?|["']?)            # -I=value, -I value, -Ivalue, -I"value"
        (?P<value>(?:\$\([^)\n]{0,200}\)|\$\{[^}\n]{0,200}\}|[^\s"'\\,;)\]])+)""",
    re.VERBOSE,
)
_STRING = re.compile(r'"([^"\\\n]{1,300})"')
_PROTO = re.compile(r"\.proto\b")
_NO_PATH = re.compile(r"[\s\"'`,;:=()\[\]{}]")
_VARIABLE = re.compile(
    r"\$\{(?P<a>\w+)[^}]*\}|\$\((?P<b>\w+)\)|\$\([^)]*\)|\$(?P<c>\w+)|\{(?P<d>\w+)[^}]*\}|%(?P<e>\w+)%"
)
_ASSIGNMENT = re.compile(r"(?m)^[ \t]*+(?:export[ \t]++)?(\w+)[ \t]*+[:?]?=[ \t]*+(.{0,500})")
_SIMPLE_VARIABLE = re.compile(r"\$\w+|\$\{\w+\}|\$\(\w+\)")
_JOINT = re.compile(r"""["']\s*[/,]\s*["']""")  # "a" / "b", join("a", "b")
_PATHS = re.compile(r"[\w.@+-]*(?:/[\w.@+-]+)+|(?<=[\"'])[\w.-]+(?=[\"'])")


class RootHint(Struct, frozen=True):
    """A folder that a build text gives to a proto compiler as import root.

    Attributes:
        root: from the repository's root; empty for that itself.
        text: path of the text.
        protos: the words of the text that end in ``.proto``.
        is_here: the text says ``.``, whatever that is when it runs: worth something only for protos it names below.
    """

    root: str
    text: str
    protos: frozenset[str]
    is_here: bool = False


def root_hints(source: Source, folders: Set[str]) -> Iterator[RootHint]:
    """The import roots that a build text names.

    Args:
        source: a generation script, Makefile, `build.rs`, workflow or the like.
        folders: every folder with a `.proto` somewhere below; only these are roots.

    Yields:
        A hint for each root, some perhaps twice.
    """
    if b"proto" not in source.data:
        return
    text = source.data.decode("utf-8", "replace")
    here = posixpath.dirname(source.path)
    words = frozenset(_proto_words(text))
    if source.path.endswith(".rs"):
        # Includes are strings of their own; prost takes them from the folder of Cargo.toml, where build.rs stands.
        for match in _STRING.finditer(text):
            folder = _join(here, match[1])
            if folder is not None and folder in folders:
                yield RootHint(folder, source.path, words, is_here=folder == here)
        return
    assigned = {match[1]: match[2] for match in reversed([*_ASSIGNMENT.finditer(text)])}
    # protoc takes several folders, separated by colons, and `virtual=real`.
    for value in sorted({value for match in _FLAG.finditer(text) for value in match["value"].split(":")}):
        for root in _places(value.rpartition("=")[2], assigned, here, folders):
            yield RootHint(root, source.path, words, is_here=value.rstrip("/") == ".")


def _proto_words(text: str) -> Iterator[str]:
    """The words that end in ``.proto``; of very long ones the end. Read backwards, so that it stays linear."""
    for match in _PROTO.finditer(text):
        yield _NO_PATH.split(text[max(0, match.start() - 300) : match.start()])[-1] + ".proto"


def _places(value: str, assigned: Mapping[str, str], here: str, folders: Set[str]) -> Iterator[str]:
    """The folders that a flag's value may mean.

    Args:
        value: what stands behind the flag.
        assigned: the first assignment of each variable in the text.
        here: the text's folder; relative paths are tried from there upwards.
        folders: the possible roots.
    """
    variable = _VARIABLE.match(value)
    if variable is None:
        joined = (_join(start, value) for start in _upward(here))
        yield from islice((folder for folder in joined if folder is not None and folder in folders), 1)
        return
    rest = value[variable.end() :].strip("/")
    if rest:
        yield from _ending(rest, here, folders)
        return
    told = assigned.get(next((group for group in variable.groups() if group), ""), "")
    paths = _PATHS.findall(_SIMPLE_VARIABLE.sub("", _JOINT.sub("/", told)))
    yield from islice((folder for path in paths for folder in _ending(path, here, folders)), 1)


def _ending(path: str, here: str, folders: Set[str]) -> Iterator[str]:
    """The folder nearest to `here` that ends with a path whose beginning is unknown."""
    parts = [part for part in path.split("/") if part not in {"", ".", ".."}]
    end = "/" + "/".join(parts)
    found = [folder for folder in folders if parts and ("/" + folder).endswith(end)]
    if found:
        yield min(found, key=lambda folder: (folders_between(here, folder), folder))


def folders_between(one: str, other: str) -> int:
    """How many folders lie between two."""
    a, b = one.split("/") if one else [], other.split("/") if other else []
    common = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        common += 1
    return len(a) + len(b) - 2 * common


def _upward(folder: str) -> Iterator[str]:
    """A folder and those around it; the root (empty) is last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _join(folder: str, path: str) -> str | None:
    """A relative path from a folder, from the root; None where it leaves the root or is absolute."""
    if path.startswith("/"):
        return None
    joined = posixpath.normpath(posixpath.join(folder, path))
    if joined == ".":
        return ""
    return None if joined == ".." or joined.startswith("../") else joined


_MODULE = re.compile(r"(?m)^[ \t]*+(?:-[ \t]*+)?path:[ \t]*+([^\s#]+)")


def buf_roots(source: Source) -> list[str]:
    """The module roots that a `buf.yaml` or `buf.work.yaml` names. Read by shape, not as YAML.

    Args:
        source: the file.

    Returns:
        Folders from the repository's root (empty for that itself); none where the file is no buf configuration.
    """
    here = posixpath.dirname(source.path)
    name = posixpath.basename(source.path)
    text = source.data.decode("utf-8", "replace")
    if name in {"buf.work.yaml", "buf.work.yml"}:
        found = _yaml_list(text, "directories")
    elif name in {"buf.yaml", "buf.yml"}:
        modules = text.partition("modules:")[2]
        found = [match.strip("\"'") for match in _MODULE.findall(modules)] or _yaml_list(text, "roots") or ["."]
    else:
        return []
    return [folder for path in found if (folder := _join(here, path)) is not None]


def _yaml_list(text: str, key: str) -> list[str]:
    """The strings of a YAML list, in brackets or one a line."""
    lines = iter(text.splitlines())
    inline = next((line.split(":", 1)[1] for line in lines if line.strip().startswith(key + ":")), "").strip()
    if inline.startswith("["):
        items = inline[1:].partition("]")[0].split(",")
    else:
        items = []
        for line in lines:
            entry = line.strip()
            if entry.startswith("-"):
                items.append(entry[1:])
            elif entry and not entry.startswith("#"):
                break
    return [item.partition(" #")[0].strip().strip("\"'") for item in items if item.strip()]
