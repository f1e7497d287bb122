"""A small whole repository to be damaged: four schemas, one for each way of being used, and one that nobody uses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pages import Block, compiled

SECONDS = 300.0
"""After so long a run counts as one without end. Nothing is measured: it is no more than a way to notice."""

CONTRACT = frozenset({0, 1, 2, 3})
USED = ("gate.proto", "path.proto", "well.proto", "wall.proto")
"""Import paths of schemas that something certainly uses: in Python twice, in one Python file, in Rust alone, in a schema."""
UNUSED = "shed.proto"


def _schema(name: str, more: str = "") -> str:
    title = name.capitalize()
    return (
        f'syntax = "proto3";\n\npackage yard.{name};\n\n{more}'
        f"service {title}Service {{\n  rpc Get{title}(Get{title}Request) returns ({title}Record);\n}}\n\n"
        f"message Get{title}Request {{\n  string id = 1;\n}}\n\nmessage {title}Record {{\n  string id = 1;\n}}\n"
    )


FILES = {
    "proto/gate.proto": _schema(
        "gate", 'import "wall.proto";\n\nmessage Gate {\n  yard.wall.WallRecord wall = 1;\n}\n\n'
    ),
    "proto/path.proto": _schema("path"),
    "proto/well.proto": _schema("well"),
    "proto/wall.proto": _schema("wall"),
    "proto/shed.proto": _schema("shed"),
    "protoref.toml": '[[storage]]\nclass = "transient"\nsymbols = ["yard.**"]\n',
    "app/__init__.py": "",
    "app/gen/__init__.py": "",
    "app/keeper.py": """\
from app.gen import gate_pb2 as pb


def record(number: str) -> pb.GateRecord:
    return pb.GateRecord(id=number)
""",
    "app/house.py": "from app.keeper import pb\n\nGATE = pb.Gate()\n",
    "app/walker.py": """\
from app.gen.path_pb2 import PathRecord


def walk() -> PathRecord:
    return PathRecord(id="1")
""",
    "app/cook.py": 'class ShedRecord:\n    """No message."""\n\n\nprint(ShedRecord())\n',
    "Cargo.toml": '[package]\nname = "pump"\nversion = "0.1.0"\nedition = "2021"\n\n'
    '[dependencies]\nprost = "0.13"\ntonic = "0.12"\n\n[build-dependencies]\ntonic-build = "0.12"\n',
    "build.rs": 'fn main() {\n    tonic_build::compile_protos("proto/well.proto").unwrap();\n}\n',
    "src/main.rs": """\
mod pb {
    tonic::include_proto!("yard.well");
}

mod drink;

fn main() {
    let record = pb::WellRecord { id: String::new() };
    drink::all(record);
}
""",
    "src/drink.rs": "use crate::pb::WellRecord;\n\npub fn all(record: WellRecord) {\n    drop(record);\n}\n",
    "README.md": "# Yard\n\n`proto/gate.proto` is the gate.\n",
    ".gitignore": "*.log\n/target/\n",
}
_STUBS = tuple(f"-Iproto --python_out=app/gen proto/{name}.proto" for name in ("gate", "path", "wall", "shed"))

GIT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "2024-05-01T12:00:00Z",
    "GIT_COMMITTER_DATE": "2024-05-01T12:00:00Z",
    "GIT_ALLOW_PROTOCOL": "file",
}


@cache
def files() -> Mapping[str, str]:
    """Every file of the yard, the stubs by the real protoc among them."""
    protos = {path: text for path, text in FILES.items() if path.endswith(".proto")}
    stubs = compiled(Block("protoc", "", _STUBS, "yard.py"), protos)
    return {
        **FILES,
        **{path: text.replace("import wall_pb2", "from . import wall_pb2") for path, text in stubs.items()},
    }


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it did to the world."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    events: tuple[tuple[str, str], ...] = ()

    @property
    def report(self) -> Any:
        """What was printed as JSON."""
        return json.loads(self.out)

    def places(self, kind: str) -> set[str]:
        """What was ``wrote``, ``read``, ``started``, ``connected`` or ``ran``."""
        return {place for what, place in self.events if what == kind}


class Server:
    """The process in which runs are forked."""

    def __init__(self) -> None:
        place = Path(__file__).with_name("watched.py")
        self._process = subprocess.Popen(
            [sys.executable, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """The answer to a request of `watched`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


class Yard:
    """A repository that is damaged and asked about.

    Attributes:
        root: its folder.
        base: the commit before any damage.
        outside: an empty folder beside it, which no run has anything to do with.
    """

    def __init__(self, root: Path, server: Server) -> None:
        self.root = root
        self.outside = root.parent / "outside"
        self.home = root.parent / "home"
        self.outside.mkdir(exist_ok=True)
        self.home.mkdir(exist_ok=True)
        self.base = ""
        self._server = server

    def __truediv__(self, path: str) -> Path:
        return self.root / path

    def git(self, *arguments: str | bytes, stdin: bytes = b"") -> str:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**environment, **GIT},
            input=stdin,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, data: str | bytes) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)
        return place

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=c")
        return self.git("rev-parse", "HEAD")

    def protoref(self, *arguments: str, cwd: Path | None = None, **environment: str | None) -> Ran:
        """Runs a command line in the yard and checks what holds for each, whatever the repository contains."""
        clean = {name: value for name, value in os.environ.items() if name in {"PATH", "TMPDIR"}}
        # What users' own gits need to trust a repository they do not own (tests may run as anybody).
        base = {**clean, "HOME": str(self.home), "LANG": "C.UTF-8"}
        given = {name: value for name, value in {**base, **environment}.items() if value is not None}
        before = _state(self.root)
        answer = self._server.ask(
            {"arguments": arguments, "cwd": str(cwd or self.root), "env": given, "seconds": SECONDS}
        )
        ran = Ran(arguments, answer["code"], answer["out"], answer["err"], tuple(map(tuple, answer["events"])))
        told = f"{arguments}: exit {ran.code}\n{ran.err[:2000]}"
        assert not answer["hung"], f"no end: {told}"
        assert "Traceback" not in ran.out + ran.err, told
        assert "internal error" not in ran.err, told
        assert ran.code in CONTRACT, told
        assert (ran.code == 2) == ran.err.startswith("error: "), told
        assert _state(self.root) == before, f"wrote into the repository: {arguments}"
        self._check_events(ran)
        return ran

    def _check_events(self, ran: Ran) -> None:
        assert not ran.places("connected"), ran.places("connected")
        assert {Path(place).name for place in ran.places("started")} <= {"git", Path(sys.executable).name}
        for kind, mine in (("wrote", self._may_be_written), ("read", self._may_be_read)):
            stray = {place for place in ran.places(kind) if not mine(place)}
            assert not stray, f"{kind} {sorted(stray)[:5]}"
        loaded = {place for place in ran.places("ran") if Path(place).is_relative_to(self.root)}
        assert not loaded, f"executed {sorted(loaded)}"

    def _may_be_written(self, place: str) -> bool:
        return place == os.devnull or Path(place).is_relative_to(self.home)

    def _may_be_read(self, place: str) -> bool:
        ours = (self.root.resolve(), self.home, *_PYTHON)
        return place == os.devnull or any(Path(place).is_relative_to(folder) for folder in ours)

    def verdicts(self, *options: str) -> dict[str, str]:
        """Of every schema file by its name here, as ``audit`` gives it. On the way the ledgers are added up."""
        ran = self.protoref("audit", "--format", "json", *options)
        assert ran.code == 0, ran.err
        found = {}
        for target in ran.report["targets"]:
            ledger = target["ledger"]
            assert sum(ledger["classes"].values()) == ledger["occurrences"]
            if target["kind"] == "file" and "verdict" in target:
                found[target["symbol"]] = target["verdict"]
        return found

    def hold(self, **expected: str) -> None:
        """Every command gets along, and says of each schema what is expected: by stem; else what it was before."""
        wanted = {**{name.partition(".")[0]: "blocked" for name in USED}, "shed": "safe", **expected}
        found = self.verdicts()
        assert {stem: found.get(f"{stem}.proto") for stem in wanted} == wanted
        codes = {"safe": 0, "blocked": 1, "review": 3}
        for stem in ("path", "shed"):
            ran = self.protoref("can-delete", f"proto/{stem}.proto")
            assert ran.code == codes[wanted[stem]], (stem, ran.code, ran.out[:2000], ran.err)
        assert self.protoref("who-uses", "proto/path.proto").code == 0
        if self.base:
            assert self.protoref("ci", "--base", self.base, "--format", "markdown").code in {0, 1, 3}

    def refuse(self, *words: str, ci: bool = True) -> None:
        """Every command (`ci` reads two states, and may see another) says in two lines that it cannot, and what to do."""
        commands = (("audit",), ("who-uses", "path"), ("can-delete", "shed"), ("ci", "--base", "HEAD"))
        for arguments in commands[: None if ci else 3]:
            ran = self.protoref(*arguments)
            assert ran.code == 2, (arguments, ran.code, ran.out[:500])
            assert ran.out == ""
            assert any(word in ran.err for word in words), ran.err


_PYTHON = tuple(
    Path(place).resolve()
    for place in {sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(__file__).parents[2] / "src"),
                  str(Path(__file__).parents[2] / "queries")}
)  # fmt: skip


def _state(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything below a folder, the git folder too: kind, size and time of change."""
    found: dict[str, tuple[object, ...]] = {}
    for folder, folders, names in os.walk(os.fsencode(root)):
        for name in (*folders, *names):
            path = os.path.join(folder, name)
            entry = os.lstat(path)
            found[os.fsdecode(path)] = (entry.st_mode, entry.st_size, entry.st_mtime_ns, entry.st_ino)
    return found


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as it is needed."""
    server = Server()
    try:
        yield server
    finally:
        server.close()


def make_yard(folder: Path, server: Server) -> Yard:
    """Writes the whole yard into `folder` and commits it."""
    folder.mkdir(parents=True)
    yard = Yard(folder, server)
    for path, text in files().items():
        yard.write(path, text)
    yard.git("init", "--quiet", "--initial-branch=main")
    yard.base = yard.commit()
    return yard


def copy_yard(original: Yard, folder: Path, server: Server) -> Yard:
    """Another yard like one that was made, with the same commit."""
    shutil.copytree(original.root, folder, symlinks=True)
    copy = Yard(folder, server)
    copy.base = original.base
    return copy


Damage = Callable[[Yard], object]
"""What a test does to a yard."""
