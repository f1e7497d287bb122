"""The configuration: `protoref.toml`, `pyproject.toml` or the baseline, by the first byte."""

from __future__ import annotations

from fuzz import seeds
from fuzz.target import Target
from protoref.config import OWN_FILE, SHARED_FILE, Config, load_config
from protoref.errors import ConfigError
from protoref.policy import baseline
from protoref.snapshot.memory import MemoryTree
from protoref.snapshot.roles import role_of

WORDS = [
    "[",
    "[[",
    "]",
    "]]",
    "=",
    ",",
    '"',
    "'",
    '"""',
    "'''",
    "{",
    "}",
    ".",
    "#",
    "\\",
    "1",
    "-1",
    "1e9",
    "0x1F",
    "inf",
    "true",
    "false",
    "2024-01-01",
    "2024-01-01T00:00:00Z",
    "12:00:00",
    "import_roots",
    "python_roots",
    "schemas",
    "roles",
    "attestations",
    "storage",
    "checks",
    "opaque",
    "ignore",
    "tool.protoref",
    "tool",
    "protoref",
    "[tool.protoref]",
    "[[attestations]]",
    "[[storage]]",
    "[[opaque]]",
    "[[ignore]]",
    "[roles]",
    "test",
    "production",
    "generated",
    "machine-written",
    "docs",
    "by",
    "date",
    "evidence",
    "target",
    "fingerprint",
    "question",
    "class",
    "paths",
    "packages",
    "symbols",
    "reason",
    "rule",
    "reach",
    "path",
    "transient",
    "active",
    "legacy",
    "migrated",
    "proto/*.proto",
    "**/",
    "!",
    "!/",
    "../",
    "/",
    "~",
    "C:",
    "*",
]
_FILES = (OWN_FILE, SHARED_FILE, baseline.FILE)
_OTHERS = {"proto/a.proto": "", "backend/app/main.py": "", "a/b/c/d/e/f/g/h.py": ""}


def check(data: bytes) -> None:
    """A configuration whose problems have a place, or an error for people."""
    name, text = _FILES[data[0] % len(_FILES)] if data else OWN_FILE, data[1:]
    lines = text.count(b"\n") + 1
    config = _loaded(name, text)
    if isinstance(config, str):
        assert config.startswith(name)
        place = config.removeprefix(name).removeprefix(":").partition(":")[0]
        assert not place.isdigit() or 1 <= int(place) <= lines, config
        return
    for problem in config.problems:
        assert problem.path in _FILES
        assert 0 <= problem.line <= lines
        assert problem.message
    for path in (*config.import_roots, *config.python_roots, *config.schemas):
        assert not path.startswith(("/", "../"))
        assert ".." not in path.split("/")
    for path in _OTHERS:
        role_of(path, b"", config.roles)


def _loaded(name: str, text: bytes) -> Config | str:
    try:
        return load_config(MemoryTree({**_OTHERS, name: text}))
    except ConfigError as error:
        return error.message


def _seeds() -> tuple[bytes, ...]:
    own = [b"\0" + text for text in seeds.fenced("toml")]
    shared = [b"\1[tool.protoref]\n" + text for text in seeds.fenced("toml") if not text.startswith(b"[[")]
    known = b'\2{"findings": [{"rule": "orphan-stub", "path": "a_pb2.py", "fingerprint": "0123456789abcdef", "message": "m"}]}'
    return (*own, *shared, known)


TARGET = Target(check, _seeds, tuple(word.encode() for word in WORDS))
