"""Import roots that build texts name: protoc's `-I`, prost's includes, buf's modules. Texts are searched, never run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from protoref.model.source import Source

# `-I`, `-I=` and `--proto_path` with their value: in a shell line, or as two strings of a list.
_FLAG = re.compile(
    r"""(?<![\w-])(?:-I|--proto_path|--proto-path)   # the flag
        (?:["']\s*,\s*[rbf]{0,2}["']                  # "-I", "value"
          |\s*=\s*["']?|[ \t]+["']?|["']?)            # -I=value, -I value, -Ivalue, -I"value"
        (?P<value>(?:\$\([^)\n]*\)|\$\{[^}\n]*\}|[^\s"'\\,;)\]])+)""",
    re.VERBOSE,
)
_STRING = re.compile(r'"([^"\\\n]{1,300})"')
_PROTO_WORD = re.compile(r"[^\s\"'`,;:=()\[\]{}]+\.proto\b")
_VARIABLE = re.compile(
    r"\$\{(?P<a>\w+)[^}]*\}|\$\((?P<b>\w+)\)|\$\([^)]*\)|\$(?P<c>\w+)|\{(?P<d>\w+)[^}]*\}|%(?P<e>\w+)%"
)
_SIMPLE_VARIABLE = re.compile(r"\$\w+|\$\{\w+\}|\$\(\w+\)")
_JOINT = re.compile(r"""["']\s*[/,]\s*["']""")  # "a" / "b", join("a", "b")
_PATHS = re.compile(r"[\w.@+-]*(?:/[\w.@+-]+)+|(?<=[\"'])[\w.-]+(?=[\"'])")


@dataclass(frozen=True, slots=True)
class RootHint:
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
    words = frozenset(match.group() for match in _PROTO_WORD.finditer(text))
    if source.path.endswith(".rs"):
        # Includes are strings of their own; prost takes them from the folder of Cargo.toml, where build.rs stands.
        for match in _STRING.finditer(text):
            folder = _join(here, match[1])
            if folder is not None and folder in folders:
                yield RootHint(folder, source.path, words, is_here=folder == here)
        return
    for match in _FLAG.finditer(text):
        # protoc takes several folders, separated by colons, and `virtual=real`.
        for value in match["value"].split(":"):
            for root in _places(value.rpartition("=")[2], text, here, folders):
                yield RootHint(root, source.path, words, is_here=value.rstrip("/") == ".")


def _places(value: str, text: str, here: str, folders: Set[str]) -> Iterator[str]:
    """The folders that a flag's value may mean: variables are followed one step, relative paths tried upwards."""
    variable = _VARIABLE.match(value)
    if variable is None:
        for start in _upward(here):
            folder = _join(start, value)
            if folder is not None and folder in folders:
                yield folder
                return
        return
    rest = value[variable.end() :].strip("/")
    if rest:
        yield from _ending(rest, here, folders)
        return
    name = next((group for group in variable.groups() if group), None)
    if name is None:
        return
    assignment = re.search(rf"(?m)^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*[:?]?=[ \t]*(.*)$", text)
    for path in _PATHS.findall(_SIMPLE_VARIABLE.sub("", _JOINT.sub("/", assignment[1]))) if assignment else ():
        found = list(_ending(path, here, folders))
        yield from found
        if found:
            return


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


_LIST = r"(?m)^[ \t]*{key}:[ \t]*(?:\[(?P<inline>[^\]]*)\]|(?:\#.*)?\n(?P<block>(?:[ \t]*(?:-[^\n]*|\#[^\n]*)?\n?)+))"
_MODULE = re.compile(r"(?m)^[ \t]*-?[ \t]*path:[ \t]*([^\s#]+)")


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
    match = re.search(_LIST.format(key=key), text)
    if match is None:
        return []
    if match["inline"] is not None:
        items = match["inline"].split(",")
    else:
        items = [line.strip()[1:] for line in match["block"].splitlines() if line.strip().startswith("-")]
    return [item.partition(" #")[0].strip().strip("\"'") for item in items if item.strip()]
