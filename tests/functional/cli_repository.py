"""A small real repository for the command line: a kitchen with a used schema, an unused one, and look-alikes."""

import os
import subprocess
from pathlib import Path

from grpc_tools import protoc

ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2024-05-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2024-05-01T12:00:00Z",
}

FILES = {
    "proto/orders.proto": """\
syntax = "proto3";

package kitchen;

message Order {
  string table = 1;
  Course course = 2;
}

enum Course {
  COURSE_UNSPECIFIED = 0;
  COURSE_DESSERT = 1;
}

service Kitchen {
  rpc Place(Order) returns (Receipt);
}

message Receipt {
  string id = 1;
}
""",
    "proto/archive.proto": """\
syntax = "proto3";

package archive;

// Leftover is what the old kitchen kept.
message Leftover {
  bytes box = 1;
}
""",
    "backend/pyproject.toml": '[project]\nname = "kitchen-backend"\nversion = "1"\n',
    "backend/app/__init__.py": "",
    "backend/app/gen/__init__.py": "",
    "backend/app/client.py": """\
import grpc

from app.gen import orders_pb2, orders_pb2_grpc


def place(channel: grpc.Channel, table: str) -> str:
    order = orders_pb2.Order(table=table, course=orders_pb2.COURSE_DESSERT)
    return orders_pb2_grpc.KitchenStub(channel).Place(order).id
""",
    "backend/app/shop.py": """\
class Order:
    \"\"\"An order of groceries, no message.\"\"\"


def buy() -> Order:
    return Order()
""",
    "README.md": """\
# Kitchen

- `proto/orders.proto`: what guests want
- `proto/archive.proto`: the message `archive.Leftover`, legacy
""",
}


def git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=repository,
        env={**os.environ, **ENVIRONMENT},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def make_kitchen(folder: Path) -> Path:
    """Writes the kitchen with really generated stubs into `folder` and commits it."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    generated = folder / "backend/app/gen"
    for name, plugins in (("orders", ("python", "grpc_python")), ("archive", ("python",))):
        arguments = [f"--{plugin}_out={generated}" for plugin in plugins]
        assert protoc.main(["protoc", f"-I{folder / 'proto'}", *arguments, f"{name}.proto"]) == 0
    stub = generated / "orders_pb2_grpc.py"
    text = stub.read_text("utf-8")
    stub.write_text(text.replace("import orders_pb2 as", "from . import orders_pb2 as"), encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Open the kitchen")
    return folder
