"""The configuration of a repository: `protoref.toml` at its root, else `[tool.protoref]` in its `pyproject.toml`."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Protocol

from protoref.errors import ConfigError
from protoref.model.problem import Problem
from protoref.model.source import Document, Mode, Role
from protoref.policy import baseline
from protoref.policy.attestations import Attestation, read_attestations
from protoref.policy.baseline import Entry, read_baseline
from protoref.policy.ignores import Ignore, read_ignores
from protoref.policy.lines import Lines
from protoref.policy.opaque import Narrowing, read_narrowings
from protoref.policy.storage import StorageRule, read_storage
from protoref.policy.tables import PATTERN_HINT, Where, is_pattern

OWN_FILE = "protoref.toml"
SHARED_FILE = "pyproject.toml"

LIMIT = 1024 * 1024
"""Bytes. Nobody writes a larger configuration by hand."""

_PATHS = ("import_roots", "python_roots", "schemas")
KEYS = (*_PATHS, "roles", "attestations", "storage", "checks", "opaque", "ignore")
CONFIGURABLE = tuple(role for role in Role if role is not Role.GENERATED)


class Readable(Protocol):
    """What of a snapshot the configuration is read from."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, sorted by path."""

    def read(self, document: Document) -> bytes:
        """The raw bytes of one of them; raises an exception with a `detail` where they cannot be had."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a repository says about itself.

    Attributes:
        import_roots: folders from the root that `.proto` imports start at (protoc's ``-I``); the root itself is empty.
        python_roots: folders from the root that Python imports start at.
        schemas: files, folders and wheels from the root that hold further schemas, which git need not know.
        roles: in the order written, roles and the path patterns (those of `.gitignore`) that give them.
        attestations: what people have attested, in the order written.
        storage: declared storage classes, in the order written: the first that fits counts.
        checks: commands that show whether builds and tests pass.
        narrowings: smaller reaches of opaque spots, in the order written.
        ignores: findings that are acknowledged, in the order written.
        baseline: the findings that were there when protoref came.
        path: where it was read, or None where there is none.
        lines: of its keys.
        problems: keys without effect, paths that name nothing.
    """

    import_roots: tuple[str, ...] = ()
    python_roots: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    roles: tuple[tuple[Role, tuple[str, ...]], ...] = ()
    attestations: tuple[Attestation, ...] = ()
    storage: tuple[StorageRule, ...] = ()
    checks: tuple[str, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    baseline: tuple[Entry, ...] = ()
    path: str | None = None
    lines: Lines = field(default_factory=lambda: Lines(""), compare=False)
    problems: tuple[Problem, ...] = ()


def load_config(snapshot: Readable) -> Config:
    """Read the configuration of a snapshot.

    Raises:
        ConfigError: it cannot be read or parsed, a value has the wrong type, or a path leads out of the root.
    """
    config = _load(snapshot)
    known = next((document for document in snapshot.documents if document.path == baseline.FILE), None)
    if known is None:
        return config
    if known.mode is Mode.SYMLINK:
        raise ConfigError(f"{baseline.FILE}: a symbolic link is not read", "Make it a file.")
    return replace(config, baseline=read_baseline(_text(snapshot, known)))


def _load(snapshot: Readable) -> Config:
    at_root = {document.path: document for document in snapshot.documents if document.path in {OWN_FILE, SHARED_FILE}}
    own, shared = at_root.get(OWN_FILE), at_root.get(SHARED_FILE)
    shared_table, problems = _shared_table(snapshot, shared) if shared is not None else (None, [])
    if own is not None:
        if shared_table is not None:
            problems.append(Problem(SHARED_FILE, 0, f"[tool.protoref] has no effect: {OWN_FILE} is used"))
        if own.mode is Mode.SYMLINK:
            raise ConfigError(f"{OWN_FILE}: a symbolic link is not read", "Make it a file.")
        text = _text(snapshot, own)
        return _config(_parse(OWN_FILE, text), Where(OWN_FILE, Lines(text)), snapshot.documents, problems)
    if shared is None or shared_table is None:
        return Config(problems=tuple(problems))
    where = Where(SHARED_FILE, Lines(_text(snapshot, shared), ("tool", "protoref")))
    return _config(shared_table, where, snapshot.documents, problems)


def _shared_table(snapshot: Readable, document: Document) -> tuple[Mapping[str, object] | None, list[Problem]]:
    """The table in `pyproject.toml`; a file that is broken but never speaks of protoref is no error of ours."""
    if document.mode is Mode.SYMLINK:
        return None, [Problem(SHARED_FILE, 0, "a symbolic link is not read for configuration")]
    try:
        text = _text(snapshot, document)
    except ConfigError as error:
        return None, [Problem(SHARED_FILE, 0, error.message)]
    if "protoref" not in text:
        return None, []
    tool = _parse(SHARED_FILE, text).get("tool", {})
    table = tool.get("protoref") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{SHARED_FILE}: tool.protoref: must be a table, not {_kind(table)}")
    return table, []


def _text(snapshot: Readable, document: Document) -> str:
    try:
        data = snapshot.read(document)
    except Exception as error:
        detail = getattr(error, "detail", None)
        if detail is None:
            raise
        raise ConfigError(f"{document.path}: cannot be read: {detail}") from error
    if len(data) > LIMIT:
        raise ConfigError(f"{document.path}: larger than {LIMIT // 1024} KiB")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{document.path}: not UTF-8 (byte {error.start})") from error


def _parse(path: str, text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: nested too deeply") from error
    except ValueError as error:  # a number with thousands of digits
        raise ConfigError(f"{path}: a value is out of range") from error


def _config(
    table: Mapping[str, object], where: Where, documents: tuple[Document, ...], problems: list[Problem]
) -> Config:
    problems.extend(_unknown(key, where) for key in table if key not in KEYS)
    paths = {key: _paths(table.get(key, []), where, key) for key in _PATHS}
    for key, values in ((key, paths[key]) for key in _PATHS if key != "schemas"):  # those need not be listed
        problems.extend(
            Problem(where.path, where.lines.of(key), f"{key}: {value!r} names nothing here")
            for value in values
            if not _exists(value, documents)
        )
    return Config(
        import_roots=paths["import_roots"],
        python_roots=paths["python_roots"],
        schemas=paths["schemas"],
        roles=_roles(table.get("roles", {}), where),
        attestations=read_attestations(table.get("attestations", []), where),
        storage=read_storage(table.get("storage", []), where),
        checks=_strings(table.get("checks", []), where, "checks"),
        narrowings=read_narrowings(table.get("opaque", []), where),
        ignores=read_ignores(table.get("ignore", []), where),
        path=where.path,
        lines=where.lines,
        problems=tuple(sorted(problems)),
    )


def _strings(value: object, where: Where, key: str) -> tuple[str, ...]:
    spot = where.spot(*key.split("."))
    if not isinstance(value, list):
        raise ConfigError(f"{spot}: {key}: must be a list of strings, not {_kind(value)}")
    for item in value:
        if not isinstance(item, str):
            raise ConfigError(f"{spot}: {key}: must be a list of strings, but holds {_kind(item)}")
    return tuple(value)


def _paths(value: object, where: Where, key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_inside(item, where, key) for item in _strings(value, where, key)))


def _inside(value: str, where: Where, key: str) -> str:
    """A path in normal form, the root as an empty string."""
    normal = posixpath.normpath(value) if value else "."
    outside = normal.startswith(("/", "../")) or normal == ".." or re.match(r"[A-Za-z]:", normal)
    if outside or "\\" in value or "\0" in value or value.startswith("~"):
        message = f"{where.spot(key)}: {key}: {value!r} does not lie inside the root"
        raise ConfigError(message, "Schemas from elsewhere are given on the command line: --schema PATH.")
    return "" if normal == "." else normal


def _exists(path: str, documents: Iterable[Document]) -> bool:
    return not path or any(document.path == path or document.path.startswith(path + "/") for document in documents)


def _roles(value: object, where: Where) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where.spot('roles')}: roles: must be a table, not {_kind(value)}")
    known = {role.value: role for role in CONFIGURABLE}
    found: list[tuple[Role, tuple[str, ...]]] = []
    for name, patterns in value.items():
        spot = where.spot("roles", name)
        if name == Role.GENERATED:
            message = f"{spot}: roles.generated: no file is generated because a configuration says so"
            raise ConfigError(message, "Use machine-written for code that a program wrote.")
        if name not in known:
            near = get_close_matches(name[:60], known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Roles are {', '.join(known)}."
            raise ConfigError(f"{spot}: roles.{name[:60]}: no such role", hint)
        given = _strings(patterns, where, f"roles.{name}")
        for pattern in given:
            if not is_pattern(pattern):
                raise ConfigError(f"{spot}: roles.{name}: {pattern[:60]!r} is no pattern", PATTERN_HINT)
        found.append((known[name], given))
    return tuple(found)


def _unknown(key: str, where: Where) -> Problem:
    near = get_close_matches(key[:60], KEYS, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; the keys are {', '.join(KEYS)}"
    return Problem(where.path, where.lines.of(key), f"{key[:60]}: no such key{hint}")


def _kind(value: object) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")
